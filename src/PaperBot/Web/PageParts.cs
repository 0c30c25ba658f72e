using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>What several pages show in the same way.</summary>
internal static class PageParts
{
    public static string Days(WeekLabel label) => $"{Iso(label.Start)} ~ {Iso(label.End)}";

    public static string Iso(DateOnly day) => NoteDates.Iso(day);

    /// <summary>A week's days, kept on one line.</summary>
    public static Html DaysHtml(WeekLabel label) =>
        Html.Of(
            $"<time datetime=\"{Iso(label.Start)}\">{Iso(label.Start)}</time> ~ <time datetime=\"{Iso(label.End)}\">{Iso(label.End)}</time>"
        );

    /// <summary>A title is in the language it was written in, whatever the page's.</summary>
    public static Html Title(Paper paper)
    {
        var title = PaperCard.TitleText(paper);
        return IsJapanese(title) ? Html.Of($"<span lang=\"ja\">{title}</span>") : Html.Of($"<span lang=\"en\">{title}</span>");
    }

    /// <summary>Authors, dates, categories and what else a reader should know before reading.</summary>
    /// <param name="all">Every author, not the first ones.</param>
    public static Html Facts(Paper paper, Language language, bool all = false)
    {
        var texts = PaperTexts.For(language);
        var authors = all ? string.Join(texts.AuthorSeparator, paper.Authors) : PaperCard.Authors(paper, language);
        string[] second =
        [
            PaperCard.Dates(paper, language),
            string.Join(", ", paper.Categories),
            paper.Arxiv is null ? texts.NotOnArxiv : "",
            paper.Withdrawn ? texts.Withdrawn : "",
        ];
        var line = string.Join(PaperTexts.Separator, second.Where(fact => fact.Length > 0));
        return Html.Join([
            authors.Length > 0 ? Html.Of($"<p class=\"facts\" translate=\"no\">{authors}</p>\n") : Html.None,
            line.Length > 0 ? Html.Of($"<p class=\"facts\">{line}</p>\n") : Html.None,
        ]);
    }

    public static Html Blocks(IEnumerable<ChatBlock> blocks) => Html.Made(BlocksHtml.Write(blocks));

    public static Html Line(RichText text) => Html.Made(BlocksHtml.Line(text));

    public static Html Mark(string text) => text.Length > 0 ? Html.Of($"<p class=\"mark\">{text}</p>\n") : Html.None;

    /// <summary>The note in the page's language, or in the one it has.</summary>
    public static PaperNote? Note(StoredPaper paper, Language language) =>
        paper.Notes.GetValueOrDefault(language) ?? paper.Notes.Values.FirstOrDefault();

    /// <summary>An attribute for text in another language than the page's; empty where it is the page's.</summary>
    public static Html Lang(Language text, Language page) => text == page ? Html.None : Html.Of($" lang=\"{text.Code()}\"");

    private static bool IsJapanese(string text) => text.Any(c => c is >= '\u3041' and <= '\u30FA' or >= '\u4E00' and <= '\u9FFF');
}
