namespace PaperBot.Papers;

/// <summary>What the store holds of a week in one language, as a weekly note.</summary>
public static class NoteExport
{
    /// <summary>The languages in which anything was written about the week.</summary>
    public static IReadOnlyList<Language> Written(StoredWeek week) =>
        [
            .. Languages.All.Where(language =>
                week.Themes.ContainsKey(language) || week.Papers.Any(paper => paper.Notes.ContainsKey(language))
            ),
        ];

    /// <summary>Every paper of the week in posting order; those that nobody has written about in this language have no note.</summary>
    public static WeeklyNote Of(StoredWeek week, Language language) =>
        new()
        {
            Label = week.Label,
            Language = language,
            Theme = week.Themes.GetValueOrDefault(language)?.Theme ?? "",
            Introduction = week.Themes.GetValueOrDefault(language)?.Introduction ?? "",
            Papers = [.. week.Papers.Select(paper => new NotedPaper(paper.Paper, paper.Notes.GetValueOrDefault(language)))],
        };

    /// <summary>For a form that shows every answer it is given, where anybody may read it: without those that are held back.</summary>
    public static WeeklyNote WithoutHeldAnswers(WeeklyNote note) =>
        note with
        {
            Papers =
            [
                .. note.Papers.Select(noted =>
                    noted.Note is { } written
                        ? noted with
                        {
                            Note = written with
                            {
                                QuestionAnswers = [.. written.QuestionAnswers.Where(answer => !answer.IsHeld)],
                            },
                        }
                        : noted
                ),
            ],
        };
}
