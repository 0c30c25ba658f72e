using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>The week that every trial posts: header, five starters, and a summary and one page of answers in each thread: 16 posts.</summary>
internal static class CrashWeek
{
    public const int Papers = 5;

    public const int Posts = 1 + (3 * Papers);

    public static readonly WeekId Week = WeekId.Parse("2024-W06");

    /// <param name="version">Goes into two papers' texts, so that the next version is a changed week.</param>
    /// <param name="later">So many weeks after the first one.</param>
    public static StoredWeek Build(int version, int later = 0)
    {
        var week = WeekId.Of(Week.Monday.AddDays(7 * later));
        return new StoredWeek
        {
            Label = new WeekLabel(week.Monday, week.Sunday),
            Week = week,
            Themes = new Dictionary<Language, WeekTheme> { [Language.Japanese] = new("壊れても一度だけ届くこと。", "") },
            Papers = [.. Enumerable.Range(1, Papers).Select(number => Paper(number, number % 2 == 0 ? version : 1))],
        };
    }

    public static async Task SaveAsync(StoreSession session, StoredWeek week)
    {
        await PaperStore.SaveWeekAsync(session, week.Label);
        foreach (var (language, theme) in week.Themes)
        {
            await PaperStore.SaveThemeAsync(session, week.Week, language, theme);
        }

        foreach (var paper in week.Papers)
        {
            await PaperStore.SavePaperAsync(session, paper.Paper);
            await PaperStore.SavePlaceAsync(session, week.Week, paper.Paper.Id, paper.Rank, "", "hash", null);
            foreach (var note in paper.Notes.Values)
            {
                await PaperStore.SaveNoteAsync(session, note);
            }
        }
    }

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
