using System.Globalization;
using System.Text;

namespace PaperBot.Fakes.Weeks;

/// <summary>Week lists in today's form, with papers that do not exist and words of our own.</summary>
public static class WeekListText
{
    private static readonly string[] Subjects =
    [
        "Lantern",
        "Harbor",
        "Maple",
        "Compass",
        "Orchard",
        "Quartz",
        "Willow",
        "Beacon",
        "Thistle",
        "Meadow",
    ];

    /// <summary>A year file: newest week first.</summary>
    public static string YearFile(int year, params string[] weeks) =>
        $"# AI Papers of the Week — {year}\n\n[← Back to main index](../README.md)\n\nThis page collects the lists of {year}.\n\n---\n\n"
        + string.Join("\n---\n\n", weeks);

    /// <summary>The first page: links to the year files and nothing else.</summary>
    public static string Index(params int[] years) =>
        "# AI Papers of the Week\n\nHere is the weekly series:\n\n"
        + string.Concat(
            years.Select(year =>
                $"## {year}\n- [Top AI Papers of the Week (May 1 - May 7)](years/{year}.md#top-ai-papers-of-the-week-may-1---may-7---{year})\n\n"
            )
        );

    /// <summary>A week that begins on this Monday, with ten papers whose ids begin with <paramref name="firstId"/>.</summary>
    public static string Week(DateOnly monday, int firstId = 1, int papers = 10) =>
        Week(monday, [.. Enumerable.Range(0, papers).Select(index => Row(index + 1, monday, firstId + index))]);

    public static string Week(DateOnly monday, IReadOnlyList<string> rows)
    {
        var sunday = monday.AddDays(6);
        return string.Create(
                CultureInfo.InvariantCulture,
                $"## Top AI Papers of the Week ({monday:MMMM d} - {sunday:MMMM d}) - {sunday:yyyy}\n"
            )
            + "| **Paper**  | **Links** |\n| ------------- | ------------- |\n"
            + string.Concat(rows.Select(row => row + "\n"));
    }

    public static string Row(int rank, DateOnly monday, int id) => Row(rank, Name(id), $"https://arxiv.org/abs/{Id(monday, id)}");

    public static string Row(int rank, string name, string link) =>
        $"| {rank}) **{name}** - A made-up paper that shows how a row is read. <br>● First point: it has words of our own. <br>● Second point: it links to nothing real. | [Paper]({link}), [Tweet](https://x.com/nobody/status/{rank}) |";

    /// <summary>The name of the paper with this number.</summary>
    public static string Name(int id) =>
        $"{Subjects[id % Subjects.Length]}Net {(id / Subjects.Length).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Whether a text names one of these papers.</summary>
    public static bool Names(string text) => Subjects.Any(subject => text.Contains($"{subject}Net ", StringComparison.Ordinal));

    /// <summary>A well-formed id in the week's month.</summary>
    public static string Id(DateOnly monday, int id) => string.Create(CultureInfo.InvariantCulture, $"{monday:yyMM}.{id:00000}");

    /// <summary>Appends lines one by one, for lists of any other form.</summary>
    public static string Lines(params string[] lines) => new StringBuilder().AppendJoin('\n', lines).Append('\n').ToString();
}
