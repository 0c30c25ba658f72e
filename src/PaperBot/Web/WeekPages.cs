using PaperBot.Papers;
using static PaperBot.Web.PageParts;

namespace PaperBot.Web;

/// <summary>The list of weeks, and one week. Pure.</summary>
internal static class WeekPages
{
    public static Html Index(ReadableWeeks readable, Language language)
    {
        var texts = PageTexts.Of(language);
        if (readable.Weeks.Count == 0)
        {
            return Html.Of($"<h1>{texts.Site}</h1>\n<p>{texts.NothingYet}</p>\n");
        }

        return Html.Of(
            $"""
            <h1>{texts.Site}</h1>
            <p class="lead">{texts.Lead}</p>
            <section class="newest">
            <h2>{texts.NewestWeek}</h2>
            {Newest(readable.Weeks[0], language)}</section>
            {Earlier(readable, texts)}
            """
        );
    }

    public static Html Week(ReadableWeeks readable, ReadableWeek shown, Language language, string? picture)
    {
        var (week, texts) = (shown.Week, PageTexts.Of(language));
        return Html.Of(
            $"""
            {Beside(readable, week, texts)}<h1>{NoteLabels.Of(language).Heading[0]} <span class="days">{DaysHtml(
                week.Label
            )}</span></h1>
            {ThemeOf(week, language)}{Picture(week, picture, language)}{Introduction(week, language)}<ol class="papers">
            {week.Papers.Select(paper => Entry(paper, language))}</ol>
            {(shown.HeldPapers > 0 ? Mark(PaperTexts.For(language).HeldPapers(shown.HeldPapers)) : Html.None)}{Files(week, texts)}
            """
        );
    }

    private static Html Newest(ReadableWeek newest, Language language)
    {
        var (week, texts) = (newest.Week, PageTexts.Of(language));
        return Html.Of(
            $"""
            <h3><a href="weeks/{week.Week}">{DaysHtml(week.Label)}</a></h3>
            {ThemeOf(week, language)}<ol>
            {week.Papers.Select(paper =>
                Html.Of($"<li><a href=\"papers/{ReadingLinks.Name(paper.Paper.Id)}\">{Title(paper.Paper)}</a></li>\n")
            )}</ol>

            """
        );
    }

    private static Html Earlier(ReadableWeeks readable, PageTexts texts)
    {
        if (readable.Weeks.Count < 2)
        {
            return Html.None;
        }

        return Html.Of(
            $"""
            <section>
            <h2>{texts.EarlierWeeks}</h2>
            <ul class="weeks">
            {readable.Weeks.Skip(1).Select(week => Row(week.Week, texts))}</ul>
            </section>

            """
        );
    }

    private static Html Row(StoredWeek week, PageTexts texts)
    {
        var theme = WeekWords.Theme(week, texts.Language) is { Theme.Theme.Length: > 0 } found
            ? Html.Of($"<span class=\"theme\"{Lang(found.Language, texts.Language)}>{NoteText.Plain(found.Theme.Theme)}</span>")
            : Html.None;
        return Html.Of(
            $"<li><a href=\"weeks/{week.Week}\">{DaysHtml(week.Label)}</a> <span class=\"mark\">{texts.Papers(week.Papers.Count)}</span>{theme}</li>\n"
        );
    }

    private static Html Beside(ReadableWeeks readable, StoredWeek week, PageTexts texts)
    {
        var (earlier, later) = readable.Beside(week.Week);
        if (earlier is null && later is null)
        {
            return Html.None;
        }

        return Html.Of(
            $"""
            <nav class="beside" aria-label="{texts.AllWeeks}">{To(earlier, texts.Earlier, "prev", "← ")}{To(
                later,
                texts.Later,
                "next",
                "→ "
            )}</nav>

            """
        );
    }

    private static Html To(StoredWeek? week, string words, string relation, string arrow) =>
        week is null
            ? Html.None
            : Html.Of(
                $"<a rel=\"{relation}\" href=\"{week.Week}\"><span aria-hidden=\"true\">{arrow}</span>{words} <span class=\"days\">{Iso(week.Label.Start)}</span></a>"
            );

    private static Html ThemeOf(StoredWeek week, Language language) =>
        WeekWords.Theme(week, language) is { Theme.Theme.Length: > 0 } found
            ? Html.Of(
                $"<p class=\"theme\"><strong>{PageTexts.Of(language).Theme}:</strong> <span{Lang(found.Language, language)}>{Line(NoteText.Line(found.Theme.Theme))}</span></p>\n"
            )
            : Html.None;

    private static Html Introduction(StoredWeek week, Language language) =>
        WeekWords.Theme(week, language) is { Theme.Introduction.Length: > 0 } found
            ? Html.Of(
                $"<div class=\"introduction\"{Lang(found.Language, language)}>\n{Blocks(NoteText.Blocks(found.Theme.Introduction))}</div>\n"
            )
            : Html.None;

    private static Html Picture(StoredWeek week, string? picture, Language language) =>
        picture is null
            ? Html.None
            : Html.Of(
                $"<p class=\"picture\"><img src=\"{picture}\" alt=\"{WeekGlance.Of(week, language).Words()}\" width=\"{PictureLayout.Width}\" height=\"{PictureLayout.Height}\" loading=\"lazy\"></p>\n"
            );

    private static Html Entry(StoredPaper stored, Language language)
    {
        var (paper, texts, words) = (stored.Paper, PageTexts.Of(language), PaperTexts.For(language));
        var note = Note(stored, language);
        var lead = Blocks(PaperCard.FirstSentences(note?.Summary ?? paper.Abstract, 2));
        var from = note?.Language ?? Language.English;
        var counts =
            note is null ? Mark(words.NotWritten)
            : note.Language != language ? Mark(words.OnlyInOtherLanguage)
            : note.QuestionAnswers.Count > 0 ? Mark(PaperCard.Counts(note, language))
            : Html.None;
        return Html.Of(
            $"""
            <li>
            <article>
            <h2><a href="../papers/{ReadingLinks.Name(paper.Id)}">{Title(paper)}</a></h2>
            {Facts(paper, language)}<div{Lang(from, language)}>
            {lead}</div>
            {counts}</article>
            </li>

            """
        );
    }

    private static Html Files(StoredWeek week, PageTexts texts) =>
        Html.Of(
            $"""
            <nav class="files" aria-label="{texts.Downloads}">
            <h2>{texts.Downloads}</h2>
            <ul>
            <li><a href="{week.Week}.md" download>{texts.Markdown}</a></li>
            <li><a href="{week.Week}.html" download>{texts.OneFile}</a></li>
            <li><a href="{week.Week}.bib" download>BibTeX</a></li>
            </ul>
            </nav>

            """
        );
}
