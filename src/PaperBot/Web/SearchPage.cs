using PaperBot.Asking;
using PaperBot.Papers;
using static PaperBot.Web.PageParts;

namespace PaperBot.Web;

/// <summary>What the stored papers and answers say to a few words or a question; the same search as <c>/paper</c>. Pure.</summary>
internal static class SearchPage
{
    private const int MostPapers = 8;
    private const int MostOthers = 5;

    // Names that leave little doubt have 1 or more; what is far below is a chance likeness.
    private const double LeastLikeness = 0.5;

    public static Html Write(ReadableWeeks readable, string query, Language language)
    {
        var texts = PageTexts.Of(language);
        if (query.Length == 0)
        {
            return Html.Of($"<h1>{texts.SearchButton}</h1>\n<p>{texts.SearchHint}</p>\n");
        }

        var outcome = readable.Index.Ask(new AskQuery(query) { Preferred = language });
        return Html.Of(
            $"""
            <h1>{texts.SearchTitle(query)}</h1>
            {Answers(outcome, readable, query, language)}
            """
        );
    }

    private static Html Papers(AskOutcome outcome, ReadableWeeks readable, string query, Language language)
    {
        var named = outcome.Paper is { } sure ? new[] { sure } : [];
        var others = readable.Index.FindPapers(query).Where(found => found.Value >= LeastLikeness).Select(found => found.Paper);
        var authors = outcome is AskOutcome.Answer ? [] : readable.Index.FindByAuthor(query);
        var papers = named
            .Concat(others)
            .Concat(authors)
            .Select(paper => readable.Find(paper.Id))
            .OfType<ReadablePaper>()
            .DistinctBy(paper => paper.Paper.Id)
            .Take(MostPapers)
            .ToList();
        return papers.Count == 0
            ? Html.None
            : Html.Of(
                $"<section>\n<h2>{PageTexts.Of(language).FoundPapers}</h2>\n<ul class=\"found\">\n{papers.Select(paper => Paper(paper, readable, language))}</ul>\n</section>\n"
            );
    }

    private static Html Paper(ReadablePaper paper, ReadableWeeks readable, Language language)
    {
        var count = readable.Answers(paper.Paper.Id, language).Count;
        var answers = count > 0 ? PaperTexts.For(language).Answers(count) : PageTexts.Of(language).NoQuestions;
        return Html.Of(
            $"<li><h3><a href=\"papers/{ReadingLinks.Name(paper.Paper.Id)}\">{Title(paper.Paper)}</a></h3>\n{Facts(paper.Paper, language)}{Mark(answers)}</li>\n"
        );
    }

    private static Html Answers(AskOutcome outcome, ReadableWeeks readable, string query, Language language)
    {
        var texts = PageTexts.Of(language);
        // Of a paper that is named alone its questions say nothing about the words.
        var ranked =
            outcome is AskOutcome.PaperCard
                ? []
                : outcome.Ranked.Select(one => one.Answer).Where(answer => readable.Find(answer.Paper.Id) is not null).ToList();
        var sure = outcome is AskOutcome.Answer ? ranked.Take(1).ToList() : [];
        var rest = ranked.Skip(sure.Count).Take(MostOthers).ToList();
        var none = outcome is AskOutcome.None ? Html.Of($"<p>{AskingTexts.For(language).NothingStored}</p>\n") : Html.None;
        return Html.Join([
            none,
            Section(sure, texts.FoundAnswer, language, whole: true),
            Papers(outcome, readable, query, language),
            Section(rest, sure.Count > 0 ? texts.OtherAnswers : texts.FoundAnswers, language, whole: false),
        ]);
    }

    private static Html Section(IReadOnlyList<IndexedAnswer> answers, string heading, Language language, bool whole) =>
        answers.Count == 0
            ? Html.None
            : Html.Of(
                $"<section>\n<h2>{heading}</h2>\n<ul class=\"found\">\n{answers.Select(answer => Answer(answer, language, whole))}</ul>\n</section>\n"
            );

    private static Html Answer(IndexedAnswer indexed, Language language, bool whole)
    {
        var (answer, paper) = (indexed.QuestionAnswer, indexed.Paper.Paper);
        // The answer stands on the page of its own language.
        var root = indexed.Language == language ? "" : $"../{indexed.Language.Code()}/";
        var body = whole
            ? PaperCard.Answer(answer, paper, language)
            : [.. PaperCard.FirstSentences(answer.Answer), new Chat.ChatBlock.Context(PaperCard.Mark(answer, language))];
        return Html.Of(
            $"""
            <li{Lang(indexed.Language, language)}>
            <h3><a href="{root}papers/{ReadingLinks.Name(paper.Id)}#{ReadingLinks.Anchor(indexed.Index)}">{Line(
                NoteText.Line(answer.Question)
            )}</a></h3>
            <p class="facts">{Title(paper)}</p>
            {Blocks(body)}</li>

            """
        );
    }
}
