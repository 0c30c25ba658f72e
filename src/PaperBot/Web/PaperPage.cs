using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Papers;
using static PaperBot.Web.PageParts;

namespace PaperBot.Web;

/// <summary>One paper: what it is, its summary, and every answer with its verdict and the paper's own sentences. Pure.</summary>
internal static class PaperPage
{
    public static Html Write(ReadableWeeks readable, ReadablePaper shown, Language language)
    {
        var (paper, texts) = (shown.Paper, PageTexts.Of(language));
        var answers = readable.Answers(paper.Id, language);
        return Html.Of(
            $"""
            <nav class="beside" aria-label="{texts.Weeks}">{shown.Weeks.Select(week => WeekLink(week, texts))}</nav>
            <h1>{Title(paper)}</h1>
            {Facts(paper, language, all: true)}{Links(paper, language)}{Summary(shown.Stored, language)}{Questions(
                answers,
                shown.Stored,
                language
            )}{LeftOut(shown.Stored, language)}
            """
        );
    }

    private static Html WeekLink(StoredWeek week, PageTexts texts) =>
        Html.Of(
            $"<a href=\"../weeks/{week.Week}\"><span aria-hidden=\"true\">← </span>{texts.WeekOf(Iso(week.Label.Start))}</a>"
        );

    private static Html Links(Paper paper, Language language)
    {
        var texts = PageTexts.Of(language);
        var arxiv = paper.Arxiv is { } id ? Html.Of($"<li><a href=\"{id.AbstractPage}\">{texts.ArxivPage}</a></li>") : Html.None;
        var open = PaperCard.OpenButton(paper, language) is { } button
            ? Html.Of($"<li><a href=\"{button.Target}\">{button.Label}</a></li>")
            : Html.None;
        return Html.Of(
            $"<ul class=\"links\">{arxiv}{open}<li><a href=\"{ReadingLinks.Name(paper.Id)}.bib\" download>BibTeX</a></li></ul>\n"
        );
    }

    private static Html Summary(StoredPaper stored, Language language)
    {
        var (texts, words) = (PageTexts.Of(language), PaperTexts.For(language));
        if (stored.Notes.TryGetValue(language, out var note))
        {
            var counts = note.QuestionAnswers.Count > 0 ? Mark(PaperCard.Counts(note, language)) : Html.None;
            return Html.Of(
                $"<section>\n<h2>{texts.Summary}</h2>\n{Blocks(NoteText.Blocks(note.Summary))}{counts}{Mark(PaperCard.CommonReason(note) ?? "")}</section>\n"
            );
        }

        var remark =
            stored.Notes.Count > 0
                ? Html.Of(
                    $"<p>{words.OnlyInOtherLanguage} <a href=\"../../{Other(language).Code()}/papers/{ReadingLinks.Name(stored.Paper.Id)}\">{texts.ToOtherLanguage}</a></p>\n"
                )
                : Html.Of($"<p>{words.NotWritten}</p>\n");
        var about =
            stored.Paper.Abstract.Length > 0
                ? Html.Of(
                    $"<h2>{texts.Abstract}</h2>\n<div{Lang(Language.English, language)}>\n{Blocks(NoteText.Blocks(stored.Paper.Abstract))}</div>\n"
                )
                : Html.None;
        return Html.Of($"<section>\n{remark}{about}</section>\n");
    }

    private static Html Questions(IReadOnlyList<IndexedAnswer> answers, StoredPaper stored, Language language)
    {
        if (answers.Count == 0)
        {
            return Html.None;
        }

        var texts = PageTexts.Of(language);
        // Said once, over the questions.
        var saidBefore = stored.Notes.TryGetValue(language, out var note) && PaperCard.CommonReason(note) is not null;
        return Html.Of(
            $"""
            <section>
            <h2 id="questions">{texts.Questions}</h2>
            <ol class="contents">
            {answers.Select(answer =>
                Html.Of(
                    $"<li><a href=\"#{ReadingLinks.Anchor(answer.Index)}\">{Line(NoteText.Line(answer.QuestionAnswer.Question))}</a></li>\n"
                )
            )}</ol>
            {answers.Select((answer, i) => Question(answer, i + 1, stored.Paper, language, saidBefore))}</section>

            """
        );
    }

    private static Html Question(IndexedAnswer indexed, int number, Paper paper, Language language, bool saidBefore)
    {
        var answer = indexed.QuestionAnswer;
        var anchor = ReadingLinks.Anchor(indexed.Index);
        var human = indexed.IsHuman ? Mark(AskingTexts.For(language).AnsweredByPerson) : Html.None;
        return Html.Of(
            $"""
            <article class="question" id="{anchor}">
            <h3><a class="number" href="#{anchor}">Q{number}.</a> {Line(
                NoteText.Line(answer.Question)
            )}</h3>
            {Blocks(PaperCard.Answer(answer, paper, language))}{human}{(
                saidBefore ? Html.None : Reason(answer, language)
            )}{Evidence(answer, paper, language)}</article>

            """
        );
    }

    private static Html Evidence(QuestionAnswer answer, Paper paper, Language language) =>
        answer.Checks.Count == 0
            ? Html.None
            : Html.Of(
                $"""
                <details class="evidence">
                <summary>{PageTexts.Of(language).Evidence(answer.Checks.Count)}</summary>
                {answer.Checks.Zip(answer.Citations).Select(pair => Check(pair.First, pair.Second, paper, language))}</details>

                """
            );

    private static Html Check(CitationCheck check, Citation citation, Paper paper, Language language) =>
        Html.Of($"<div class=\"check\">\n{Blocks(PaperCard.Evidence(check, citation, paper, language))}</div>\n");

    /// <summary>Why nothing could be checked.</summary>
    private static Html Reason(QuestionAnswer answer, Language language) =>
        answer is { Verdict: Verdict.Unchecked, VerdictReason.Length: > 0 }
            ? Mark(TextForPeople.FromStored(answer.VerdictReason).In(language))
            : Html.None;

    private static Html LeftOut(StoredPaper stored, Language language) =>
        stored.Notes.GetValueOrDefault(language)?.QuestionAnswers.Count(answer => answer.IsHeld) is > 0 and var count
            ? Html.Of($"<p class=\"left-out\">{NoteTexts.Of(language).LeftOut(count)}</p>\n")
            : Html.None;

    private static Language Other(Language language) => language == Language.Japanese ? Language.English : Language.Japanese;
}
