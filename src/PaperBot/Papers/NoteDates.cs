using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>Dates as notes write them: <c>2023年06月01日</c>, <c>2023-06-01</c>, <c>2023/6/1</c>, of any width.</summary>
internal static partial class NoteDates
{
    /// <summary>Papers are listed by the week; a longer label is a slip of the pen that would put the note under a wrong week.</summary>
    private const int LongestLabel = 14;

    public static DateOnly? Find(string text) =>
        One().Match(CharacterWidth.Narrow(text)) is { Success: true } match ? Date(match, "") : null;

    /// <summary>Reads <c>【2023-05-29 ~ 2023-06-04】</c>, with or without brackets.</summary>
    public static WeekLabel? FindLabel(string text)
    {
        var match = Label().Match(CharacterWidth.Narrow(text));
        return
            match.Success
            && Date(match, "1") is { } start
            && Date(match, "2") is { } end
            && start <= end
            && end.DayNumber - start.DayNumber < LongestLabel
            ? new WeekLabel(start, end)
            : null;
    }

    public static string Write(DateOnly date, Language language) =>
        date.ToString(language == Language.Japanese ? "yyyy年MM月dd日" : "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Write(WeekLabel label, Language language)
    {
        var (start, end) = (Iso(label.Start), Iso(label.End));
        return language == Language.Japanese ? $"【{start} ~ {end}】" : $"[{start} ~ {end}]";
    }

    public static string Iso(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Date(Match match, string suffix)
    {
        var (year, month, day) = (Number("y"), Number("m"), Number("d"));
        return year is >= 1900 and < 9998 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
            ? new DateOnly(year, month, day)
            : null;

        int Number(string part) =>
            int.Parse(match.Groups[part + suffix].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(
        @"^\s*(?<y>[0-9]{4})\s*[-/年.]\s*(?<m>[0-9]{1,2})\s*[-/月.]\s*(?<d>[0-9]{1,2})\s*日?\s*$",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex One();

    [GeneratedRegex(
        @"^[\s\[(【〔「]*(?<y1>[0-9]{4})[-/年.](?<m1>[0-9]{1,2})[-/月.](?<d1>[0-9]{1,2})日?\s*(?:-+|to|から)\s*(?<y2>[0-9]{4})[-/年.](?<m2>[0-9]{1,2})[-/月.](?<d2>[0-9]{1,2})日?(?:まで)?[\s\])】〕」.。]*$",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Label();
}
