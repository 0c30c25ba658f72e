namespace PaperBot.Papers;

/// <summary>A week in words. Pure.</summary>
public static class WeekWords
{
    /// <summary><c>最新論文ノート 2023-05-29 ~ 2023-06-04</c></summary>
    public static string Title(WeekLabel label, Language language) =>
        $"{NoteLabels.Of(language).Heading[0]} {NoteDates.Iso(label.Start)} ~ {NoteDates.Iso(label.End)}";

    /// <summary>A week's theme in a language, or in the one it has.</summary>
    public static (WeekTheme Theme, Language Language)? Theme(StoredWeek week, Language language)
    {
        foreach (var one in Languages.All.OrderBy(one => one != language))
        {
            if (week.Themes.TryGetValue(one, out var theme))
            {
                return (theme, one);
            }
        }

        return null;
    }
}
