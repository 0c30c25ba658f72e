using Quartz;

namespace PaperBot.Settings;

/// <summary>Cron expressions as people write them.</summary>
internal static class CronText
{
    /// <summary>Whether a scheduler would take it: the 30th of February is well-formed, and refused only when the schedule starts.</summary>
    public static bool EverComes(string cron) =>
        CronExpression.TryParse(cron, out var parsed)
        && parsed.GetNextValidTimeAfter(TimeProvider.System.GetUtcNow()) is not null;
}
