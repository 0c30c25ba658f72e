using System.Globalization;
using System.Text;

namespace PaperBot.Papers;

/// <summary>
/// Papers as entries of a bibliography, in UTF-8: <c>@misc</c> with <c>eprint</c> where there is an arXiv record
/// (https://info.arxiv.org/help/hypertex/bibstyles/index.html), with the address alone where there is none.
/// </summary>
public static class BibTeX
{
    private const int LongestWord = 40;

    /// <summary>One entry for each paper; no two have the same key.</summary>
    public static string Write(IEnumerable<Paper> papers)
    {
        var text = new StringBuilder();
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var paper in papers)
        {
            var key = Key(paper);
            var own = key;
            for (var i = 2; !used.Add(own); i++)
            {
                own = string.Create(CultureInfo.InvariantCulture, $"{key}-{i}");
            }

            WriteEntry(text, own, paper);
        }

        return text.ToString();
    }

    private static void WriteEntry(StringBuilder text, string key, Paper paper)
    {
        text.Append("@misc{").Append(key);
        Field(text, "title", $"{{{Escape(PaperCard.TitleText(paper))}}}");
        Field(text, "author", string.Join(" and ", paper.Authors.Select(Name).Where(name => name.Length > 0)));
        if (paper.Published is { } day)
        {
            Field(text, "year", day.Year.ToString(CultureInfo.InvariantCulture));
            Field(text, "month", day.Month.ToString(CultureInfo.InvariantCulture));
        }

        if (paper.Arxiv is { } arxiv)
        {
            Field(text, "eprint", arxiv.Id);
            Field(text, "archiveprefix", "arXiv");
        }

        Field(text, "url", PaperCard.Address(paper) is { Scheme: "http" or "https" } address ? Address(address) : "");
        text.Append("\n}\n\n");
    }

    private static void Field(StringBuilder text, string name, string value) =>
        text.Append(value.Length > 0 ? $",\n  {name} = {{{value}}}" : "");

    /// <summary>First author's last word, year, first long word of the title: <c>rafailov2023direct</c>.</summary>
    private static string Key(Paper paper)
    {
        var author = Ascii(paper.Authors.FirstOrDefault("").Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeLast(1));
        var year = paper.Published?.Year.ToString(CultureInfo.InvariantCulture) ?? "";
        var word = PaperCard
            .TitleText(paper)
            .Split(' ', '-', ':', '/')
            .Select(part => Ascii(part))
            .FirstOrDefault(part => part.Length > 3);
        var key = author + year + word;
        return key.Length > 0 && char.IsAsciiLetter(key[0]) ? key : "paper" + ReadingLinks.Name(paper.Id);
    }

    private static string Ascii(params IEnumerable<string> words)
    {
        // Half a character, which cannot be normalised, becomes a mark that is no letter.
        var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(string.Concat(words)));
        var letters = whole.Normalize(NormalizationForm.FormD).Where(char.IsAsciiLetterOrDigit).Take(LongestWord);
        return string.Concat(letters).ToLowerInvariant();
    }

    /// <summary>A name in which "and" or a comma would be read as two is kept together by braces.</summary>
    private static string Name(string author)
    {
        var name = Escape(NormalText.Line(author));
        return name.Contains(',', StringComparison.Ordinal) || name.Contains(" and ", StringComparison.OrdinalIgnoreCase)
            ? $"{{{name}}}"
            : name;
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            escaped.Append(
                character switch
                {
                    '\\' => @"\textbackslash{}",
                    '~' => @"\textasciitilde{}",
                    '^' => @"\textasciicircum{}",
                    // BibTeX counts braces whether or not a backslash stands before them.
                    '{' => @"\textbraceleft{}",
                    '}' => @"\textbraceright{}",
                    '&' or '%' or '$' or '#' or '_' => $@"\{character}",
                    _ => char.IsControl(character) ? " " : character.ToString(),
                }
            );
        }

        return escaped.ToString();
    }

    /// <summary>An address stays as it is, but for braces, which would end the field.</summary>
    private static string Address(Uri address) =>
        address
            .AbsoluteUri.Replace("{", "%7B", StringComparison.Ordinal)
            .Replace("}", "%7D", StringComparison.Ordinal)
            .Replace("\\", "%5C", StringComparison.Ordinal);
}
