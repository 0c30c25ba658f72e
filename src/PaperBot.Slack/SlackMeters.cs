using System.Diagnostics.Metrics;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack;

/// <summary>What an operator asks of Slack: how its calls end and how long they take, whether people are acknowledged in time, whether sockets stay up.</summary>
internal static class SlackMeters
{
    public const string Name = "PaperBot.Slack";

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Calls = Meter.CreateHistogram<double>(
        "paperbot.slack.call.duration",
        "s",
        "Web API calls by method and outcome."
    );

    private static readonly Histogram<double> Acknowledgements = Meter.CreateHistogram<double>(
        "paperbot.slack.ack.duration",
        "s",
        "From the arrival of a person's request to its acknowledgement; Slack gives up after three seconds."
    );

    private static readonly Counter<long> Deliveries = Meter.CreateCounter<long>(
        "paperbot.slack.requests",
        description: "Requests and events received, by kind and by whether they were new or repeated."
    );

    private static readonly UpDownCounter<int> Sockets = Meter.CreateUpDownCounter<int>(
        "paperbot.slack.sockets",
        description: "Socket Mode connections that have been greeted and are open."
    );

    private static readonly Counter<long> SocketEnds = Meter.CreateCounter<long>(
        "paperbot.slack.socket.ends",
        description: "Ended Socket Mode connections, by reason."
    );

    public static void Called(string method, SlackAnswer answer, TimeSpan took) =>
        Calls.Record(took.TotalSeconds, new("method", method), new("outcome", answer.GetType().Name));

    public static void Acknowledged(string kind, TimeSpan took) =>
        Acknowledgements.Record(took.TotalSeconds, new KeyValuePair<string, object?>("kind", kind));

    public static void Received(string kind, bool repeated) => Deliveries.Add(1, new("kind", kind), new("repeated", repeated));

    public static void SocketOpened() => Sockets.Add(1);

    public static void SocketClosed(string reason)
    {
        Sockets.Add(-1);
        SocketEnds.Add(1, new KeyValuePair<string, object?>("reason", reason));
    }
}
