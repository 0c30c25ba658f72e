using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Weeks;

/// <summary>
/// The line over a week's list, in every form since 2023: <c>## Top AI Papers of the Week (June 21 - June 28) - 2026</c>,
/// <c>## Top ML Papers of the Week (Jan 9-15)</c>, <c>**Top ML Papers of the Week (Jan 1-8):**</c>.
/// </summary>
internal readonly record struct ListHeading(WeekLabel? Label, string LabelText, string? Problem, IReadOnlyList<string> Flags)
{
    private const int FirstYear = 2023;

    private static readonly string[] Months =
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];

    /// <summary>Whether the line is meant as a heading over a list; lines of an index are not.</summary>
    public static bool Looks(ReadOnlySpan<char> line)
    {
        var text = line.TrimStart();
        if (text.IsEmpty || text[0] is not ('#' or '*') || text.StartsWith("* ", StringComparison.Ordinal))
        {
            return false;
        }

        text = text.TrimStart("#* ");
        return text.StartsWith("Top ", StringComparison.OrdinalIgnoreCase)
            && text.Contains("of the Week", StringComparison.OrdinalIgnoreCase);
    }

    /// <param name="line">A line that <see cref="Looks"/> like a heading.</param>
    /// <param name="fileYear">The year that the file's name gives.</param>
    public static ListHeading Read(ReadOnlySpan<char> line, int? fileYear)
    {
        var open = line.IndexOf('(');
        var length = open < 0 ? -1 : line[(open + 1)..].IndexOf(')');
        if (length < 0)
        {
            return Refused("", "the heading has no date range in brackets, such as (May 29 - June 4)");
        }

        var text = line.Slice(open + 1, length).Trim();
        var flags = new List<string>();
        if (!TryYear(line[(open + length + 2)..], out var suffix))
        {
            return Refused(text.ToString(), "what stands behind the date range is no year, such as - 2026");
        }

        if (!TryDays(text, out var startMonth, out var startDay, out var endMonth, out var endDay))
        {
            return Refused(text.ToString(), "the date range is not like (May 29 - June 4), (May 22-28) or (Jan 9-15)");
        }

        if (suffix is null && fileYear is null)
        {
            flags.Add(ListFlags.YearAssumed);
        }
        else if (suffix is not null && fileYear is not null && suffix != fileYear)
        {
            flags.Add(ListFlags.YearConflict);
        }

        // A week over New Year carries the year of its end.
        var endYear = suffix ?? fileYear ?? FirstYear;
        var startYear = startMonth > endMonth ? endYear - 1 : endYear;
        if (startDay > DateTime.DaysInMonth(startYear, startMonth) || endDay > DateTime.DaysInMonth(endYear, endMonth))
        {
            return Refused(text.ToString(), "the date range names a day that its month does not have");
        }

        var label = new WeekLabel(new(startYear, startMonth, startDay), new(endYear, endMonth, endDay));
        var days = label.End.DayNumber - label.Start.DayNumber + 1;
        if (days is < 1 or > 31)
        {
            return Refused(text.ToString(), "the date range is no week");
        }

        if (days is < 6 or > 8)
        {
            flags.Add(ListFlags.OddLabel);
        }

        return new ListHeading(label, text.ToString(), null, flags);
    }

    private static ListHeading Refused(string text, string problem) => new(null, text, problem, []);

    /// <summary>Nothing, or a dash and four digits; colons and stars that close the line are no part of it.</summary>
    private static bool TryYear(ReadOnlySpan<char> rest, out int? year)
    {
        year = null;
        rest = rest.Trim(" :*");
        if (rest.IsEmpty)
        {
            return true;
        }

        if (!IsDash(rest[0]))
        {
            return false;
        }

        rest = rest[1..].TrimStart();
        if (
            rest.Length < 4
            || (rest.Length > 4 && char.IsAsciiLetterOrDigit(rest[4]))
            || !int.TryParse(rest[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < FirstYear or > 2199
        )
        {
            return false;
        }

        year = number;
        return true;
    }

    private static bool TryDays(ReadOnlySpan<char> text, out int startMonth, out int startDay, out int endMonth, out int endDay)
    {
        endMonth = endDay = 0;
        if (!TryMonth(ref text, out startMonth) || !TryDay(ref text, out startDay) || text.IsEmpty || !IsDash(text[0]))
        {
            startDay = 0;
            return false;
        }

        text = text[1..].TrimStart();
        if (!TryMonth(ref text, out endMonth))
        {
            endMonth = startMonth;
        }

        return TryDay(ref text, out endDay) && text.IsEmpty;
    }

    /// <summary>A month's name or at least its first three letters.</summary>
    private static bool TryMonth(ref ReadOnlySpan<char> text, out int month)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiLetter(text[length]))
        {
            length++;
        }

        month = 0;
        if (length < 3)
        {
            return false;
        }

        for (var index = 0; index < Months.Length; index++)
        {
            if (Months[index].AsSpan().StartsWith(text[..length], StringComparison.OrdinalIgnoreCase))
            {
                month = index + 1;
                text = text[length..].TrimStart(" .");
                return true;
            }
        }

        return false;
    }

    private static bool TryDay(ref ReadOnlySpan<char> text, out int day)
    {
        var length = 0;
        while (length < text.Length && length < 3 && char.IsAsciiDigit(text[length]))
        {
            length++;
        }

        if (!int.TryParse(text[..length], NumberStyles.None, CultureInfo.InvariantCulture, out day) || day is < 1 or > 31)
        {
            return false;
        }

        text = text[length..].TrimStart();
        return true;
    }

    private static bool IsDash(char character) => character is '-' or '\u2013' or '\u2014';
}
