using System.Globalization;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Weeks;

/// <summary>
/// One row of a week's table: <c>| 1) **Name** - text | [Paper](https://…), [Tweet](https://…) |</c>, in every form and with every slip that
/// was met. Nothing here looks at another row, so what it returns comes from this row alone.
/// </summary>
internal static class ListRow
{
    /// <summary>In the order in which they are taken for the paper.</summary>
    private static readonly (string Label, string? Flag)[] PaperLabels =
    [
        ("Paper", null),
        ("Paper 1", ListFlags.LabelledPaper1),
        ("System Card", ListFlags.LabelledSystemCard),
        ("Technical Report", ListFlags.LabelledTechnicalReport),
        ("Report", ListFlags.LabelledReport),
        ("Book", ListFlags.LabelledBook),
        ("Project", ListFlags.LabelledProject),
        ("Blog", ListFlags.LabelledBlog),
    ];

    /// <summary>Words with which a description begins where the bold text runs on into it.</summary>
    private static readonly string[] SentenceStarts =
    [
        " Introduces ",
        " Presents ",
        " Proposes ",
        " This paper ",
        " This work ",
        " This is ",
        " A new ",
        " We ",
    ];

    // The longest name that is one has 134 characters; the shortest that runs on has 154.
    private const int LongestName = 140;

    /// <summary>The rows of a table that are no papers: the header, the rule under it, empty template cells.</summary>
    public static bool IsFurniture(ReadOnlySpan<char> line)
    {
        var rest = line.Trim(" |\t");
        if (rest.IsEmpty || rest.IndexOfAnyExcept("-:| \t") < 0)
        {
            return true;
        }

        var cell = FirstCell(rest).Trim("* ");
        return cell.Equals("Paper", StringComparison.OrdinalIgnoreCase)
            || cell.Equals("Paper / Project", StringComparison.OrdinalIgnoreCase)
            || cell.Equals("Content Cell", StringComparison.OrdinalIgnoreCase);
    }

    public static bool IsHeader(ReadOnlySpan<char> line) =>
        FirstCell(line.Trim(" |\t")).Trim("* ").StartsWith("Paper", StringComparison.OrdinalIgnoreCase);

    public static bool HasRank(ReadOnlySpan<char> line)
    {
        var body = line.Trim()[1..];
        return TryRank(ref body, out _, out _);
    }

    /// <summary>Reads a row; exactly one of paper, placeholder and refusal comes back.</summary>
    public static RowReading Read(ReadOnlySpan<char> line, int number)
    {
        var body = line.Trim();
        body = body[1..];
        if (TryFindSecondRow(body, out var problem))
        {
            return RowReading.Refuse(problem);
        }

        if (!TryRank(ref body, out var rank, out var insideBold))
        {
            return RowReading.Refuse("the row has no rank, such as 1)");
        }

        var flags = new List<string>();
        SplitCells(body, flags, out var left, out var right);
        var name = ReadName(left, insideBold, flags, out var description);
        if (name.Length == 0)
        {
            return RowReading.Refuse("the row has no name");
        }

        if (IsPlaceholder(name))
        {
            return RowReading.Template;
        }

        var links = new List<RawLink>();
        LinkReader.Read(right, links, flags);
        return RowReading.Of(Assemble(rank, name, links, description, flags, number));
    }

    /// <summary>Puts a paper together from its parts; also for lists that are not tables.</summary>
    public static ListedPaper Assemble(
        int rank,
        string name,
        List<RawLink> links,
        ReadOnlySpan<char> description,
        List<string> flags,
        int number
    )
    {
        var paper = ChoosePaper(links, flags);
        if (paper is null && description.Contains("](", StringComparison.Ordinal))
        {
            var inText = new List<RawLink>();
            LinkReader.Read(description, inText, []);
            paper = ChoosePaper(inText, flags);
            if (paper is { } found)
            {
                flags.Add(ListFlags.LinkInDescription);
                links.Add(found);
            }
        }

        ArxivId? arxiv = null;
        if (paper is null)
        {
            flags.Add(ListFlags.NoPaperLink);
        }
        else
        {
            _ = ArxivId.TryParse(paper.Value.Address.OriginalString, out arxiv);
            if (arxiv is not null && !IsHost(paper.Value.Address, "arxiv.org"))
            {
                flags.Add(ListFlags.MirrorLink);
            }

            if (IsSocial(paper.Value.Address))
            {
                flags.Add(ListFlags.PaperIsPost);
            }
        }

        if (links.Exists(link => link.Label == "Tweet" && IsHost(link.Address, "arxiv.org")))
        {
            flags.Add(ListFlags.PostIsPaper);
        }

        return new ListedPaper
        {
            Rank = rank,
            Name = name,
            Link = paper?.Address,
            Arxiv = arxiv,
            Links = [.. links.Select(link => new ListedLink(link.Label, link.Address))],
            Flags = [.. flags.Distinct(StringComparer.Ordinal)],
            Line = number,
        };
    }

    /// <summary>One or two digits and a bracket or a stop, perhaps behind the stars of the name: <c>1)</c>, <c>5.</c>, <c>**1).</c></summary>
    public static bool TryRank(ref ReadOnlySpan<char> text, out int rank, out bool insideBold)
    {
        var rest = text.TrimStart();
        var plain = rest.TrimStart('*');
        insideBold = plain.Length < rest.Length;
        var digits = 0;
        while (digits < plain.Length && digits < 3 && char.IsAsciiDigit(plain[digits]))
        {
            digits++;
        }

        rank = 0;
        if (
            digits is 0 or > 2
            || digits == plain.Length
            || plain[digits] is not (')' or '.')
            // "1.58-bit" is a name, not the rank 1.
            || (plain[digits] == '.' && digits + 1 < plain.Length && char.IsAsciiDigit(plain[digits + 1]))
        )
        {
            return false;
        }

        rank = int.Parse(plain[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
        text = plain[digits..].TrimStart(").").TrimStart();
        return rank > 0;
    }

    /// <summary>The name, and what follows it in the cell.</summary>
    public static string ReadName(
        ReadOnlySpan<char> cell,
        bool insideBold,
        List<string> flags,
        out ReadOnlySpan<char> description
    )
    {
        var opening = insideBold ? 2 : 0;
        while (!insideBold && opening < cell.Length && cell[opening] == '*')
        {
            opening++;
        }

        var start = insideBold ? 0 : opening;
        if (opening > 0 && TryFindClosing(cell[start..], opening, out var length, out var stars))
        {
            description = cell[(start + length + stars)..];
            return CutRunningOn(Clean(cell.Slice(start, length)), flags);
        }

        return ReadPlainName(cell[start..], flags, out description);
    }

    /// <summary>Whether nobody has filled this row in yet.</summary>
    public static bool IsPlaceholder(string name) =>
        name.AsSpan().IndexOfAnyExcept("xX ") < 0 || string.Equals(name, "Content Cell", StringComparison.OrdinalIgnoreCase);

    private static string ReadPlainName(ReadOnlySpan<char> cell, List<string> flags, out ReadOnlySpan<char> description)
    {
        var text = cell.Trim();
        var blanks = text.IndexOf("  ", StringComparison.Ordinal);
        var dash = text.IndexOf(" - ", StringComparison.Ordinal);
        var end =
            blanks < 0 ? dash
            : dash < 0 ? blanks
            : Math.Min(blanks, dash);
        if (end <= 0)
        {
            flags.Add(ListFlags.NameIsSentence);
            description = text;
            return Clean(text);
        }

        flags.Add(ListFlags.NameNotBold);
        description = text[end..];
        return CutRunningOn(Clean(text[..end]), flags);
    }

    /// <summary>The stars that close a name: two or more, and one more where the name itself ends in a star, as A* does.</summary>
    private static bool TryFindClosing(ReadOnlySpan<char> text, int opening, out int length, out int stars)
    {
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '\\')
            {
                index++;
                continue;
            }

            if (text[index] != '*' || index == 0)
            {
                continue;
            }

            stars = 1;
            while (index + stars < text.Length && text[index + stars] == '*')
            {
                stars++;
            }

            if (stars >= 2)
            {
                var own = opening == 2 && stars == 3 ? 1 : 0;
                length = index + own;
                stars -= own;
                return true;
            }
        }

        length = stars = 0;
        return false;
    }

    private static string CutRunningOn(string name, List<string> flags)
    {
        if (name.Length <= LongestName)
        {
            return name;
        }

        flags.Add(ListFlags.NameRunsOn);
        var cut = name.Length;
        foreach (var start in SentenceStarts)
        {
            var index = name.IndexOf(start, StringComparison.Ordinal);
            if (index > 0 && index < cut)
            {
                cut = index;
            }
        }

        return name[..cut].TrimEnd();
    }

    /// <summary>
    /// Divides a row at its last pipe: the links are the last cell, and pipes before it belong to the text. The pipe that closes the row,
    /// and the underscore that some rows have before it, are no part of either.
    /// </summary>
    private static void SplitCells(
        ReadOnlySpan<char> body,
        List<string> flags,
        out ReadOnlySpan<char> left,
        out ReadOnlySpan<char> right
    )
    {
        body = body.TrimEnd(" |\t");
        var pipe = LastPipe(body);
        if (pipe < 0)
        {
            flags.Add(ListFlags.NoLinkCell);
            left = body;
            right = [];
            return;
        }

        left = body[..pipe];
        right = body[(pipe + 1)..];
        if (LastPipe(left.TrimEnd(" |\t")) >= 0)
        {
            flags.Add(ListFlags.PipeInText);
        }
    }

    /// <summary>Whether a week's heading stands somewhere in the line.</summary>
    public static bool HoldsHeading(ReadOnlySpan<char> line) => line.Contains("Papers of the Week (", StringComparison.Ordinal);

    private static int LastPipe(ReadOnlySpan<char> text)
    {
        var pipe = text.LastIndexOf('|');
        while (pipe > 0 && text[pipe - 1] == '\\')
        {
            pipe = text[..(pipe - 1)].LastIndexOf('|');
        }

        return pipe;
    }

    /// <summary>Two rows, or a row and a heading, that lost the line break between them.</summary>
    private static bool TryFindSecondRow(ReadOnlySpan<char> body, out string problem)
    {
        problem = "";
        if (HoldsHeading(body))
        {
            problem = "a heading stands in the middle of the row";
            return true;
        }

        for (var pipe = body.IndexOf('|'); pipe >= 0; )
        {
            var rest = body[(pipe + 1)..];
            if (TryRank(ref rest, out _, out var insideBold) && (insideBold || rest.StartsWith('*')))
            {
                problem = "two rows stand on one line";
                return true;
            }

            var next = body[(pipe + 1)..].IndexOf('|');
            pipe = next < 0 ? -1 : pipe + 1 + next;
        }

        return false;
    }

    private static RawLink? ChoosePaper(List<RawLink> links, List<string> flags)
    {
        foreach (var (label, flag) in PaperLabels)
        {
            var index = links.FindIndex(link => string.Equals(link.Label, label, StringComparison.OrdinalIgnoreCase));
            if (index < 0)
            {
                continue;
            }

            if (flag is not null)
            {
                flags.Add(flag);
            }

            if (links.Count(link => IsPaperLabel(link.Label)) > 1)
            {
                flags.Add(ListFlags.SeveralPapers);
            }

            return links[index];
        }

        var bare = links.FindIndex(link => link.Label.Length == 0);
        if (bare < 0)
        {
            return null;
        }

        flags.Add(ListFlags.Unlabelled);
        return links[bare];
    }

    private static bool IsPaperLabel(string label) =>
        label.StartsWith("Paper", StringComparison.OrdinalIgnoreCase)
        && label.AsSpan(5).Trim().IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool IsHost(Uri address, string host) =>
        address.Host.Equals(host, StringComparison.OrdinalIgnoreCase)
        || address.Host.EndsWith("." + host, StringComparison.OrdinalIgnoreCase);

    private static bool IsSocial(Uri address) =>
        IsHost(address, "x.com")
        || IsHost(address, "twitter.com")
        || IsHost(address, "linkedin.com")
        || IsHost(address, "threads.net")
        || IsHost(address, "bsky.app");

    private static ReadOnlySpan<char> FirstCell(ReadOnlySpan<char> text)
    {
        var pipe = text.IndexOf('|');
        return pipe < 0 ? text : text[..pipe];
    }

    /// <summary>Plain text: escapes and emphasis marks gone, white space folded.</summary>
    public static string Clean(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IndexOfAny("\\*`\t") < 0 && !text.Contains("  ", StringComparison.Ordinal))
        {
            return text.ToString();
        }

        var clean = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var character = text[index];
            if (character == '\\' && index + 1 < text.Length && IsEscapable(text[index + 1]))
            {
                clean.Append(text[++index]);
            }
            else if (char.IsWhiteSpace(character))
            {
                if (clean.Length > 0 && clean[^1] != ' ')
                {
                    clean.Append(' ');
                }
            }
            else if (character != '`' && !(character == '*' && IsMark(text, index)))
            {
                clean.Append(character);
            }
        }

        return clean.ToString().TrimEnd();
    }

    /// <summary>ASCII punctuation, as in Markdown.</summary>
    public static bool IsEscapable(char character) =>
        char.IsAscii(character) && (char.IsPunctuation(character) || char.IsSymbol(character));

    // A single star at the end of a word belongs to the word, as in A*; any other is a mark.
    private static bool IsMark(ReadOnlySpan<char> text, int index) =>
        (index + 1 < text.Length && (text[index + 1] == '*' || char.IsLetterOrDigit(text[index + 1])))
        || (index > 0 && text[index - 1] == '*')
        || index == 0;
}

/// <summary>What a row gave.</summary>
internal readonly record struct RowReading(ListedPaper? Paper, bool IsTemplate, string? Problem)
{
    public static RowReading Template => new(null, true, null);

    public static RowReading Of(ListedPaper paper) => new(paper, false, null);

    public static RowReading Refuse(string problem) => new(null, false, problem);
}

/// <summary>A link as it stands in a row.</summary>
internal readonly record struct RawLink(string Label, Uri Address);
