using System.Security.Cryptography;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Weeks;

/// <summary>What a text of week lists says.</summary>
/// <param name="Weeks">Newest first; in the text's order where two claim one week.</param>
/// <param name="Refusals">Headings and rows that could not be read, in the text's order.</param>
public sealed record WeekListReading(IReadOnlyList<ListedWeek> Weeks, IReadOnlyList<ListRefusal> Refusals)
{
    /// <summary>The reading of several files, with what can only be seen over all of them: weeks that come twice, papers seen before.</summary>
    public static WeekListReading Combine(IEnumerable<WeekListReading> readings)
    {
        var parts = readings.ToList();
        var counts = new Dictionary<WeekId, int>();
        foreach (var week in parts.SelectMany(part => part.Weeks))
        {
            counts[week.Week] = counts.GetValueOrDefault(week.Week) + 1;
        }

        var seen = new Dictionary<string, WeekId>(StringComparer.Ordinal);
        var weeks = new List<ListedWeek>();
        foreach (var week in parts.SelectMany(part => part.Weeks).Reverse().OrderBy(week => week.Week))
        {
            weeks.Add(
                MarkSeen(week, seen) with
                {
                    Flags = counts[week.Week] > 1 ? ListFlagSet.Add(week.Flags, ListFlags.WeekTwice) : week.Flags,
                }
            );
        }

        weeks.Reverse();
        return new WeekListReading(weeks, [.. parts.SelectMany(part => part.Refusals)]);
    }

    private static ListedWeek MarkSeen(ListedWeek week, Dictionary<string, WeekId> seen)
    {
        ListedPaper[]? changed = null;
        for (var index = 0; index < week.Papers.Count; index++)
        {
            var paper = week.Papers[index];
            if (paper.Key is not { } key || seen.TryAdd(key, week.Week) || seen[key] == week.Week)
            {
                continue;
            }

            changed ??= [.. week.Papers];
            changed[index] = paper with { Flags = ListFlagSet.Add(paper.Flags, ListFlags.SeenBefore) };
        }

        return changed is null ? week : week with { Papers = changed };
    }
}

/// <summary>One week's list.</summary>
/// <param name="LabelText">The heading's date range to the letter: <c>May 29-June 4</c>.</param>
/// <param name="Line">Of the heading, from 1.</param>
/// <param name="Papers">In the list's order.</param>
/// <param name="Flags">See <see cref="ListFlags"/>.</param>
public sealed record ListedWeek(
    WeekLabel Label,
    string LabelText,
    int Line,
    IReadOnlyList<ListedPaper> Papers,
    IReadOnlyList<string> Flags
)
{
    public WeekId Week { get; } = Label.Week;

    /// <summary>Ten papers with the ranks 1 to 10, and nothing that says the list is still being written.</summary>
    public bool IsComplete =>
        Papers.Count == 10
        && !Flags.Any(flag =>
            flag
                is ListFlags.RankGap
                    or ListFlags.RankOrder
                    or ListFlags.Placeholders
                    or ListFlags.RefusedRows
                    or ListFlags.WeekTwice
                    or ListFlags.OddLabel
        );

    /// <summary>Equal for two reads that say the same.</summary>
    public string Hash => ListHash.Of([LabelText, .. Papers.Select(paper => $"{paper.Rank}\t{paper.RowHash}")]);
}

/// <summary>A paper's row.</summary>
public sealed record ListedPaper
{
    public required int Rank { get; init; }

    /// <summary>The list's own name for it, unescaped and without emphasis marks; the real title comes from arXiv.</summary>
    public required string Name { get; init; }

    /// <summary>The paper's link as the list gives it; null where there is none.</summary>
    public Uri? Link { get; init; }

    /// <summary>With the version where the link has one.</summary>
    public ArxivId? Arxiv { get; init; }

    /// <summary>All links with a web address, in the row's order.</summary>
    public IReadOnlyList<ListedLink> Links { get; init; } = [];

    /// <summary>See <see cref="ListFlags"/>.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>From 1.</summary>
    public int Line { get; init; }

    /// <summary>What one work is keyed by; null where nothing links to it.</summary>
    public string? Key => Arxiv?.Id ?? (Link is null ? null : PaperId.Of(Link).Value);

    /// <summary>Changes when what is shown of the row changes: its name or the paper's link.</summary>
    public string RowHash => ListHash.Of([Name, Link?.OriginalString ?? ""]);
}

public sealed record ListedLink(string Label, Uri Url);

/// <summary>Something that looked like part of a list and could not be read.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Found">The beginning of what stands there.</param>
/// <param name="Reason">What was expected, for a person.</param>
public sealed record ListRefusal(int Line, string Found, string Reason)
{
    public override string ToString() => $"line {Line}: {Reason} (found: {Found})";
}

internal static class ListHash
{
    public static string Of(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
}

internal static class ListFlagSet
{
    public static IReadOnlyList<string> Add(IReadOnlyList<string> flags, string flag) =>
        flags.Contains(flag, StringComparer.Ordinal) ? flags : [.. flags, flag];
}
