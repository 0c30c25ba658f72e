using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PaperBot.Papers;

/// <summary>
/// One ISO 8601 week, written <c>2023-W22</c>. A list's label may be 6 to 8 days long and overlap its neighbours; its week is the
/// ISO week that holds most of the label's days.
/// </summary>
public readonly record struct WeekId : IComparable<WeekId>
{
    private WeekId(DateOnly monday) => Monday = monday;

    public DateOnly Monday { get; }

    public DateOnly Sunday => Monday.AddDays(6);

    /// <summary>The ISO year, which differs from the calendar year of <see cref="Monday"/> around New Year.</summary>
    public int Year => ISOWeek.GetYear(Monday.ToDateTime(TimeOnly.MinValue));

    /// <summary>1 to 53.</summary>
    public int Week => ISOWeek.GetWeekOfYear(Monday.ToDateTime(TimeOnly.MinValue));

    public static WeekId Of(DateOnly day) => new(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)));

    /// <summary>The week that holds most of the days from start to end, both included; the earlier one where two hold equally many.</summary>
    public static WeekId OfLabel(DateOnly start, DateOnly end)
    {
        var days = new Dictionary<WeekId, int>();
        for (var day = start; day <= end; day = day.AddDays(1))
        {
            days[Of(day)] = days.GetValueOrDefault(Of(day)) + 1;
        }

        return days.Count == 0 ? Of(start) : days.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key;
    }

    public WeekId Next() => new(Monday.AddDays(7));

    public WeekId Previous() => new(Monday.AddDays(-7));

    /// <summary>Reads <c>2023-W22</c> (also <c>2023w22</c>) and any date in the week (<c>2023-05-29</c>, <c>2023/5/29</c>).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out WeekId week)
    {
        week = default;
        var value = text?.Trim() ?? "";
        if (
            DateOnly.TryParseExact(
                value,
                ["yyyy-MM-dd", "yyyy/M/d", "yyyy-M-d", "yyyyMMdd"],
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
        )
        {
            if (day.Year is < 2 or > 9998)
            {
                return false;
            }

            week = Of(day);
            return true;
        }

        var mark = value.IndexOf('W', StringComparison.OrdinalIgnoreCase);
        if (
            mark is not (4 or 5)
            || (mark == 5 && value[4] != '-')
            || !int.TryParse(value.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(value.AsSpan(mark + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || value.Length - mark > 3
            || year is < 1900 or > 9998
            || number < 1
            || number > ISOWeek.GetWeeksInYear(year)
        )
        {
            return false;
        }

        week = Of(DateOnly.FromDateTime(ISOWeek.ToDateTime(year, number, DayOfWeek.Monday)));
        return true;
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">The text is no week.</exception>
    public static WeekId Parse(string text) =>
        TryParse(text, out var week)
            ? week
            : throw new FormatException($"'{text}' is no week; write 2023-W22 or a date such as 2023-05-29.");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-W{Week:00}");

    public int CompareTo(WeekId other) => Monday.CompareTo(other.Monday);

    public static bool operator <(WeekId left, WeekId right) => left.CompareTo(right) < 0;

    public static bool operator >(WeekId left, WeekId right) => left.CompareTo(right) > 0;

    public static bool operator <=(WeekId left, WeekId right) => left.CompareTo(right) <= 0;

    public static bool operator >=(WeekId left, WeekId right) => left.CompareTo(right) >= 0;
}

/// <summary>A list's label: its first and last day as written, both included.</summary>
public sealed record WeekLabel(DateOnly Start, DateOnly End)
{
    public WeekId Week => WeekId.OfLabel(Start, End);
}
