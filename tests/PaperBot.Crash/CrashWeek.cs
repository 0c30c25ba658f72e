using PaperBot.Papers;

namespace PaperBot.Crash;

/// <summary>The week that every trial posts: header, five starters, and a summary and one page of answers in each thread: 16 posts.</summary>
internal static class CrashWeek
{
    public const int Posts = 16;

    public static readonly WeekId Week = WeekId.Parse("2024-W06");

    /// <param name="version">Goes into two papers' texts, so that the next version is a changed week.</param>
    public static StoredWeek Build(int version) =>
        new()
        {
            Label = new WeekLabel(Week.Monday, Week.Sunday),
            Week = Week,
            Themes = new Dictionary<Language, WeekTheme> { [Language.Japanese] = new("壊れても一度だけ届くこと。", "") },
            Papers = [.. Enumerable.Range(1, 5).Select(number => Paper(number, number % 2 == 0 ? version : 1))],
        };

    private static StoredPaper Paper(int number, int version)
    {
        var id = ArxivId.Parse($"2402.0000{number}v1");
        var paper = new Paper
        {
            Id = PaperId.Of(id),
            Title = $"Paper number {number}",
            Arxiv = id,
            Authors = ["Aoi Tanaka"],
            Published = new DateOnly(2024, 2, 10).AddDays(-number),
        };
        var note = new PaperNote
        {
            Paper = paper.Id,
            Language = Language.Japanese,
            Summary = $"論文 {number} の要約、第 {version} 版です。",
            QuestionAnswers = [new QuestionAnswer { Question = "何が分かりましたか？", Answer = $"第 {version} 版の答えです。" }],
            Origin = NoteOrigin.Human("crash"),
        };
        return new StoredPaper(paper, number, "", null, new Dictionary<Language, PaperNote> { [Language.Japanese] = note });
    }
}
