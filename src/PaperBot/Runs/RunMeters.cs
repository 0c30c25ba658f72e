using System.Diagnostics;
using System.Diagnostics.Metrics;
using PaperBot.Papers;

namespace PaperBot.Runs;

/// <summary>What an operator asks of the weekly work: how many weeks still want to be posted, how stages end and how long they take.</summary>
internal static class RunMeters
{
    private static readonly Meter Meter = new("PaperBot.Runs");
    private static readonly ActivitySource Trace = new("PaperBot.Runs");

    private static readonly Histogram<double> Stages = Meter.CreateHistogram<double>(
        "paperbot.stage.duration",
        "s",
        "How long a stage of a week took, by how it ended."
    );

    private static readonly Counter<long> Failures = Meter.CreateCounter<long>(
        "paperbot.stage.failures",
        description: "Papers that a stage had trouble with."
    );

    private static readonly Gauge<long> Due = Meter.CreateGauge<long>(
        "paperbot.weeks.due",
        description: "Weeks that are due in some channel and not planned yet, as of the last look."
    );

    private static readonly Gauge<long> Late = Meter.CreateGauge<long>(
        "paperbot.weeks.late",
        description: "1 while the list of the week that has ended is late."
    );

    public static void AreDue(int weeks) => Due.Record(weeks);

    public static void IsLate(bool late) => Late.Record(late ? 1 : 0);

    public static Activity? Begin(WeekId week) => Trace.StartActivity("week")?.SetTag("paperbot.week", week.ToString());

    public static Activity? Begin(Stage stage) => Trace.StartActivity("stage " + stage.ToString().ToLowerInvariant());

    public static void Ended(StageReport report, TimeSpan took, Activity? span)
    {
        var stage = new KeyValuePair<string, object?>("stage", report.Stage.ToString().ToLowerInvariant());
        Stages.Record(took.TotalSeconds, stage, new("state", report.State.ToString().ToLowerInvariant()));
        if (report.Failures.Count > 0)
        {
            Failures.Add(report.Failures.Count, stage);
        }

        span?.SetTag("paperbot.state", report.State.ToString());
        if (report.State is StageState.Failed)
        {
            span?.SetStatus(ActivityStatusCode.Error, report.Summary.English);
        }
    }
}
