using PaperBot.Asking;
using PaperBot.Papers;

namespace PaperBot.Tests.Asking;

/// <summary>A small store for questions: valid papers with what a test wants in them.</summary>
internal static class AskStore
{
    public static StoredPaper Paper(
        string id,
        string title,
        IReadOnlyList<(string Question, string Answer)> answers,
        string summary = "",
        IReadOnlyList<string>? authors = null,
        Language language = Language.Japanese,
        string listName = ""
    )
    {
        var arxiv = ArxivId.Parse(id);
        var paper = new Paper
        {
            Id = PaperId.Of(arxiv),
            Title = title,
            Arxiv = arxiv,
            Authors = authors ?? [],
            Published = new DateOnly(2023, 5, 29),
        };
        return new StoredPaper(
            paper,
            1,
            listName,
            null,
            new Dictionary<Language, PaperNote> { [language] = Note(paper.Id, language, summary, answers) }
        );
    }

    public static PaperNote Note(
        PaperId paper,
        Language language,
        string summary,
        IReadOnlyList<(string Question, string Answer)> answers
    ) =>
        new()
        {
            Paper = paper,
            Language = language,
            Summary = summary,
            Origin = NoteOrigin.Imported("test.txt"),
            QuestionAnswers =
            [
                .. answers.Select(answer => new QuestionAnswer { Question = answer.Question, Answer = answer.Answer }),
            ],
        };

    public static StoredWeek Week(params StoredPaper[] papers) => WeekOf(new DateOnly(2023, 5, 29), papers);

    public static StoredWeek WeekOf(DateOnly monday, params StoredPaper[] papers)
    {
        var label = new WeekLabel(monday, monday.AddDays(6));
        return new StoredWeek
        {
            Label = label,
            Week = label.Week,
            Themes = new Dictionary<Language, WeekTheme>(),
            Papers = papers,
        };
    }

    public static AskIndex Index(params StoredPaper[] papers) => AskIndex.Build([Week(papers)], Glossary.Shipped);
}
