using System.Diagnostics;
using System.Diagnostics.Metrics;
using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>What an operator asks of posting: what became of each request, how long it took, how often the platforms said "too fast".</summary>
internal static class PostMeters
{
    private static readonly Meter Meter = new("PaperBot.Publishing");

    private static readonly Counter<long> Steps = Meter.CreateCounter<long>(
        "paperbot.posts",
        description: "What requests and looks made of posts, edits and removals: done, held, doubt, later and so on."
    );

    private static readonly Histogram<double> Requests = Meter.CreateHistogram<double>(
        "paperbot.post.duration",
        "s",
        "From the start of one posting request to the end of its answer."
    );

    private static readonly Counter<long> Throttles = Meter.CreateCounter<long>(
        "paperbot.posts.throttled",
        description: "Posting requests that a platform answered with a time to wait (429)."
    );

    /// <summary>One span for each request; nobody pays for it where nobody listens.</summary>
    private static readonly ActivitySource Trace = new("PaperBot.Publishing");

    public static Activity? Begin(Delivery delivery)
    {
        var activity = Trace.StartActivity("post", ActivityKind.Client);
        activity?.SetTag("paperbot.delivery", delivery.Key);
        activity?.SetTag("paperbot.platform", delivery.Channel.Platform);
        activity?.SetTag("paperbot.operation", delivery.Operation.Code());
        return activity;
    }

    public static void Answered(Delivery delivery, SendOutcome outcome, TimeSpan took, Activity? activity)
    {
        var platform = new KeyValuePair<string, object?>("platform", delivery.Channel.Platform);
        var name = outcome.GetType().Name.ToLowerInvariant();
        Requests.Record(took.TotalSeconds, platform, new("outcome", name));
        if (outcome is SendOutcome.NotSent { RetryAfter: not null, Scope: not WaitScope.Request } later)
        {
            Throttles.Add(1, platform, new("scope", later.Scope.ToString().ToLowerInvariant()));
        }

        activity?.SetTag("paperbot.outcome", name);
        if (outcome is SendOutcome.Rejected refused)
        {
            activity?.SetStatus(ActivityStatusCode.Error, $"{refused.Code}: {refused.Detail}");
        }
        else if (outcome is SendOutcome.Unknown unknown)
        {
            activity?.SetStatus(ActivityStatusCode.Error, unknown.Reason);
        }
    }

    public static void Settled(Delivery delivery, Transition transition) =>
        Steps.Add(
            1,
            new("platform", delivery.Channel.Platform),
            new("operation", delivery.Operation.Code()),
            new("outcome", transition.GetType().Name.ToLowerInvariant())
        );
}
