using System.Globalization;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>The first post of a digest: the week, its theme and its papers, each leading to its thread once that stands.</summary>
internal static class DigestHeader
{
    // Longer ones than any that was seen are cut: the header is one post.
    private const int LongestTitle = 250;
    private const int LongestTheme = 600;
    private const int FewestNames = 2;

    // Every platform takes more; whoever listens to a header hears the same titles in its lines.
    private const int LongestPictureWords = 1000;
    private const int ShortPictureWords = 200;

    // Papers that the channel does not get are mentioned in passing.
    private const int MostOthers = 5;
    private const int LongestOther = 60;

    public static ChatMessage Compose(
        StoredWeek week,
        HeaderContent content,
        Language language,
        MessageLimits limits,
        ReadingLinks links
    )
    {
        var texts = DigestTexts.For(language);
        var title = texts.Title(Day(week.Label.Start), Day(week.Label.End));
        var lines = content
            .Posted.Select(entry => Line(entry.Paper.Paper, entry.Part, content.Wanted.Contains(entry.Paper), language, texts))
            .ToList();
        var top = new List<ChatBlock> { new ChatBlock.Heading(title) };
        if ((Theme(week, language) ?? Names(content.Posted, language)) is { } theme)
        {
            top.Add(Theme(theme, texts, limits));
        }

        var remarks = Remarks(content, language, texts).ToList();
        ChatBlock[] bottom =
        [
            .. remarks.Count > 0 ? [new ChatBlock.Context(string.Join('\n', remarks))] : Array.Empty<ChatBlock>(),
            .. links.Week(week.Week, language) is { } page
                ? [new ChatBlock.Actions([new ChatControl.LinkButton(page, PaperTexts.For(language).ReadButton)])]
                : Array.Empty<ChatBlock>(),
        ];
        return new ChatMessage(title, WithPicture(Picture(week, language, limits, links), top, lines, bottom, texts, limits))
        {
            ThreadTitle = TextCut.Shorten(title, limits.ThreadTitleLength),
        };
    }

    private static string? Theme(StoredWeek week, Language language) =>
        week.Themes.TryGetValue(language, out var theme) && theme.Theme.Trim().Length > 0 ? theme.Theme : null;

    /// <summary>Where nobody has named a theme, the papers' short names stand for it; null where hardly any has one.</summary>
    private static string? Names(IReadOnlyList<(StoredPaper Paper, string Part)> papers, Language language)
    {
        var names = papers
            .Select(entry => ShortNames.Of(entry.Paper.Paper, entry.Paper.ListName))
            .OfType<string>()
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        return names.Count < FewestNames ? null : string.Join(language == Language.Japanese ? "、" : ", ", names);
    }

    /// <summary>The week at a glance, as the chat can show it, with longer and shorter words for it; empty where there is none.</summary>
    private static IReadOnlyList<ChatBlock.Image> Picture(
        StoredWeek week,
        Language language,
        MessageLimits limits,
        ReadingLinks links
    )
    {
        var glance = WeekGlance.Of(week, language);
        var source = limits.Drawings ? links.Picture(week.Week, language) : links.PictureForChats(week.Week, glance);
        return source is null
            ? []
            :
            [
                new ChatBlock.Image(source, glance.Words(LongestPictureWords)),
                new ChatBlock.Image(source, glance.Words(ShortPictureWords)),
            ];
    }

    /// <summary>No picture is worth a line that leads to a paper: its words are shortened first, then it is left out.</summary>
    private static IReadOnlyList<ChatBlock> WithPicture(
        IReadOnlyList<ChatBlock.Image> pictures,
        List<ChatBlock> top,
        List<RichText> lines,
        ChatBlock[] bottom,
        DigestTexts texts,
        MessageLimits limits
    )
    {
        var without = Fill(top, lines, bottom, texts, limits);
        return pictures
                .Select(picture => Fill([.. top, picture], lines, bottom, texts, limits))
                .FirstOrDefault(blocks => Shown(blocks) == Shown(without) && MessagePacking.FitsOne(blocks, limits))
            ?? without;

        static int Shown(IReadOnlyList<ChatBlock> blocks) => blocks.OfType<ChatBlock.Items>().Sum(items => items.Lines.Count);
    }

    // As many lines as there is room for, and the number of those that are left.
    private static IReadOnlyList<ChatBlock> Fill(
        IReadOnlyList<ChatBlock> top,
        List<RichText> lines,
        ChatBlock[] bottom,
        DigestTexts texts,
        MessageLimits limits
    )
    {
        for (var shown = lines.Count; ; shown--)
        {
            var more = lines.Count - shown;
            var list = shown > 0 ? [new ChatBlock.Items([.. lines.Take(shown)], Numbered: true)] : Array.Empty<ChatBlock>();
            ChatBlock[] rest = more > 0 ? [new ChatBlock.Context(texts.MorePapers(more)), .. bottom] : bottom;
            var blocks = MessagePacking.Split([.. top, .. list, .. rest], limits);
            if (shown == 0 || MessagePacking.FitsOne(blocks, limits))
            {
                return blocks;
            }
        }
    }

    private static ChatBlock.Paragraph Theme(string theme, DigestTexts texts, MessageLimits limits)
    {
        var longest = Math.Min(LongestTheme, Math.Min(limits.MessageLength, limits.MessageBytes / 4) / 4);
        return new ChatBlock.Paragraph(
            RichText.Of(
                new Inline.Text(texts.Theme, TextMarks.Bold),
                new Inline.Text(" " + TextCut.Shorten(NoteText.Plain(theme), longest, limits.Weigh))
            )
        );
    }

    private static RichText Line(Paper paper, string part, bool isWanted, Language language, DigestTexts texts)
    {
        var title = TextCut.Shorten(PaperCard.TitleText(paper), LongestTitle);
        var link = new Inline.Link(Digest.Placeholder(part), isWanted ? "★ " + title : title);
        return paper.Published is { } day
            ? RichText.Of(link, new Inline.Text(texts.Published(PaperTexts.For(language).Day(day))))
            : RichText.Of(link);
    }

    private static IEnumerable<string> Remarks(HeaderContent content, Language language, DigestTexts texts)
    {
        var (papers, _, others, held) = content;
        if (others.Count > 0)
        {
            yield return texts.Others(
                others.Count,
                [.. others.Take(MostOthers).Select(paper => TextCut.Shorten(PaperCard.TitleText(paper.Paper), LongestOther))]
            );
        }

        var notes = papers.Select(entry => entry.Paper.Notes.GetValueOrDefault(language)).OfType<PaperNote>().ToList();
        if (notes.Count > 0)
        {
            yield return texts.Guide;
        }
        else if (papers.Count > 0 && papers.All(entry => entry.Paper.Notes.Count == 0))
        {
            yield return texts.NoNotesYet;
        }

        var answers = notes.SelectMany(note => note.QuestionAnswers).ToList();
        if (answers.Count > 0 && answers.TrueForAll(answer => answer.Verdict == Verdict.Unchecked))
        {
            yield return texts.AllUnchecked;
        }

        if (held > 0)
        {
            yield return PaperTexts.For(language).HeldPapers(held);
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What a header tells of.</summary>
/// <param name="Posted">In the order in which they are posted.</param>
/// <param name="Wanted">Those of them that the channel asked for.</param>
/// <param name="Others">Papers of the week that the channel does not get.</param>
/// <param name="Held">How many are held.</param>
internal sealed record HeaderContent(
    IReadOnlyList<(StoredPaper Paper, string Part)> Posted,
    IReadOnlyList<StoredPaper> Wanted,
    IReadOnlyList<StoredPaper> Others,
    int Held
);
