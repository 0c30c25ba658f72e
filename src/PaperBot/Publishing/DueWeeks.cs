using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>
/// Which listed weeks a channel still has to get. Asked of the store at every wake-up of the schedule, never taken from the time at
/// which it fired: late, doubled and missed firings are then all the same harmless event.
/// </summary>
public static class DueWeeks
{
    /// <param name="listed">The weeks whose lists are known.</param>
    /// <param name="planned">The weeks that the channel has a digest for, archived ones included.</param>
    /// <param name="lastPlanned">When the channel's newest digest was planned; null for a channel that never had one.</param>
    /// <param name="today">The day it is in the schedule's time zone.</param>
    /// <param name="catchUp">How long after its last day a missed week is still posted.</param>
    /// <param name="spacing">How far apart missed weeks are posted.</param>
    /// <returns>Oldest first.</returns>
    public static IReadOnlyList<DueWeek> Find(
        IEnumerable<WeekLabel> listed,
        IReadOnlySet<WeekId> planned,
        DateTimeOffset? lastPlanned,
        DateTimeOffset now,
        DateOnly today,
        TimeSpan catchUp,
        TimeSpan spacing
    )
    {
        // A list whose week is not over may still grow.
        var missing = listed
            .Where(label => label.End < today && !planned.Contains(label.Week))
            .OrderBy(label => label.Week)
            .ToList();
        // A new channel has missed nothing: it begins with the newest week. The newest list is posted however late it came.
        var wanted = missing
            .Where(label => label == missing[^1] || (lastPlanned is not null && InTime(label, today, catchUp)))
            .ToList();
        // What was missed comes one after the other; a single week keeps nobody waiting.
        var next = wanted.Count > 1 && lastPlanned is { } last && last + spacing > now ? last + spacing : now;
        var due = new List<DueWeek>();
        foreach (var label in missing)
        {
            if (!wanted.Contains(label))
            {
                due.Add(new DueWeek.Archive(label.Week));
                continue;
            }

            due.Add(new DueWeek.Post(label.Week, next));
            next += spacing;
        }

        return due;
    }

    private static bool InTime(WeekLabel label, DateOnly today, TimeSpan catchUp) =>
        TimeSpan.FromDays(today.DayNumber - label.End.DayNumber) <= catchUp;
}

/// <summary>What is to become of a week that a channel has not had.</summary>
public abstract record DueWeek(WeekId Week)
{
    /// <param name="NotBefore">Missed weeks come one after the other.</param>
    public sealed record Post(WeekId Week, DateTimeOffset NotBefore) : DueWeek(Week);

    /// <summary>Too old to be posted unasked; kept as skipped, so that it shows.</summary>
    public sealed record Archive(WeekId Week) : DueWeek(Week);
}
