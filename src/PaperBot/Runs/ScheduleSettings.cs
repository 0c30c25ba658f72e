using PaperBot.Settings;

namespace PaperBot.Runs;

/// <summary>When the week is looked for, and what becomes of weeks that were missed.</summary>
public sealed record ScheduleSettings
{
    /// <summary>Quartz's cron form with seconds; Mondays at nine by default.</summary>
    public string Cron { get; init; } = "0 0 9 ? * MON";

    /// <summary>An IANA name; <c>Asia/Tokyo</c> by default.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo");

    /// <summary>Missed weeks whose last day is not longer ago than this are posted, older ones only archived. 21 days by default.</summary>
    public TimeSpan CatchUp { get; init; } = TimeSpan.FromDays(21);

    /// <summary>How far apart missed weeks are posted, oldest first. 10 minutes by default.</summary>
    public TimeSpan CatchUpSpacing { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long after the scheduled time a list that is not out yet is called late. 2 days by default: lists land on Tuesday, Japan time.</summary>
    public TimeSpan LateAfter { get; init; } = TimeSpan.FromDays(2);

    public static ScheduleSettings Read(SettingsReader reader)
    {
        var defaults = new ScheduleSettings();
        var cron = reader.Cron(
            "Schedule:Cron",
            defaults.Cron,
            "a cron expression of six or seven fields beginning with seconds, such as 0 0 9 ? * MON"
        );

        var zoneName = reader.Text("Schedule:TimeZone", defaults.TimeZone.Id);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone))
        {
            reader.Report(
                "Schedule:TimeZone",
                $"is '{zoneName}'",
                "a time zone such as Asia/Tokyo or Europe/Berlin (the machine needs the tz database)"
            );
        }

        return new ScheduleSettings
        {
            Cron = cron,
            TimeZone = zone ?? defaults.TimeZone,
            CatchUp = reader.Duration("Schedule:CatchUp", defaults.CatchUp, TimeSpan.Zero, TimeSpan.FromDays(3650)),
            CatchUpSpacing = reader.Duration(
                "Schedule:CatchUpSpacing",
                defaults.CatchUpSpacing,
                TimeSpan.Zero,
                TimeSpan.FromDays(7)
            ),
            LateAfter = reader.Duration("Schedule:LateAfter", defaults.LateAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(14)),
        };
    }
}
