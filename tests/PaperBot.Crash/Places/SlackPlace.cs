using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using PaperBot.Fakes.Loopback;
using PaperBot.Fakes.Slack;
using PaperBot.Publishing;

namespace PaperBot.Crash;

/// <summary>The real Slack adapter in front of the Slack stand-in. Limits are off: processes that live for a second cannot know what the last one used up.</summary>
internal sealed class SlackPlace : CrashPlace
{
    private static readonly string[] Posting = ["chat.postMessage", "chat.update", "chat.delete"];
    private static readonly string[] Reading = ["conversations.history", "conversations.replies"];

    private readonly SlackStandIn _slack;
    private readonly ConcurrentDictionary<string, string> _removed = new(StringComparer.Ordinal);

    private SlackPlace(SlackStandIn slack, int channels, FaultScript script, TimeSpan lag)
    {
        _slack = slack;
        Script = script;
        slack.EnforcesRateLimits = false;
        slack.HistoryLag = lag;
        slack.Faults = Fault;
        Channels =
        [
            .. Enumerable.Range(1, channels).Select(number => slack.AddChannel($"C0TRIAL{number:000}", $"trial-{number}").Id),
        ];
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Slack:BotToken"] = slack.BotToken,
            ["Slack:AppToken"] = slack.AppToken,
            ["Slack:ApiBase"] = slack.ApiBase.AbsoluteUri,
            ["Slack:PostSpacing"] = "20ms",
        };
    }

    public override string Name => "slack";

    public override string Installation => "slack:" + SlackStandIn.TeamId;

    public override FaultScript Script { get; }

    public override IReadOnlyList<string> Channels { get; }

    public override IReadOnlyDictionary<string, string> Settings { get; }

    public override IReadOnlyCollection<string> Complaints => [.. _slack.Violations.Concat(_slack.Rejections)];

    public static async Task<CrashPlace> StartAsync(
        int channels,
        FaultScript script,
        TimeSpan lag,
        CancellationToken cancellationToken
    ) => new SlackPlace(await SlackStandIn.StartAsync(cancellationToken), channels, script, lag);

    public override IReadOnlyList<StandingPost> Standing(string channel) =>
        [
            .. _slack
                .AllMessages()
                .Where(message => message.Channel == channel && message is { IsDeleted: false, OnlyFor: null })
                .Select(message => new StandingPost(
                    message.Ts,
                    message.Marker ?? "",
                    message.ThreadTs,
                    long.Parse(message.Ts.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
                    payload =>
                        JsonNode.Parse(payload) is { } body
                        && (string?)body["text"] == message.Text
                        && JsonNode.DeepEquals(body["blocks"], message.Blocks)
                )),
        ];

    public override IReadOnlySet<string> RemovedByModerator(string channel) =>
        _removed.Where(removed => removed.Value == channel).Select(removed => removed.Key).ToHashSet(StringComparer.Ordinal);

    public override int Copies() =>
        _slack
            .AllMessages()
            .Where(message => message.Marker is not null)
            .GroupBy(message => (message.Channel, message.Marker))
            .Sum(group => group.Count() - 1);

    public override HoldReason Expected(Trouble trouble) =>
        trouble switch
        {
            Trouble.Archived => HoldReason.ChannelArchived,
            Trouble.Left => HoldReason.NotInChannel,
            Trouble.Unseen or Trouble.Deleted => HoldReason.ChannelGone,
            Trouble.Forbidden => HoldReason.MissingPermission,
            Trouble.PostRemoved => HoldReason.ThreadGone,
            _ => HoldReason.HistoryUnreadable,
        };

    public override ValueTask DisposeAsync() => _slack.DisposeAsync();

    private SlackFault? Fault(SlackCall call)
    {
        var channel = call.Text("channel");
        if (channel is null || !channel.StartsWith("C0TRIAL", StringComparison.Ordinal))
        {
            return null;
        }

        return Posting.Contains(call.Method, StringComparer.Ordinal) ? OfRequest(channel)
            : Reading.Contains(call.Method, StringComparer.Ordinal) ? OfLook(channel)
            : null;
    }

    private SlackFault? OfRequest(string channel)
    {
        var refused = Script.TroubleOf(channel) switch
        {
            Trouble.Archived => "is_archived",
            Trouble.Left => "not_in_channel",
            Trouble.Unseen or Trouble.Deleted => "channel_not_found",
            Trouble.Forbidden => "restricted_action",
            _ => null,
        };
        if (refused is not null)
        {
            return new SlackFault.Error(refused);
        }

        var fault = Fault(Script.Request(channel, out var draw), draw);
        if (fault is not (SlackFault.RateLimited or SlackFault.Error) && !IsBefore(fault))
        {
            Happen(channel, draw);
        }

        return fault;
    }

    private static bool IsBefore(SlackFault? fault) =>
        fault
            is SlackFault.Status { Accepted: false }
                or SlackFault.Reset { Accepted: false }
                or SlackFault.Hang { Accepted: false };

    private static SlackFault? Fault(RequestFault fault, int draw) =>
        fault switch
        {
            RequestFault.None => null,
            RequestFault.Throttled => new SlackFault.RateLimited(new[] { "0", "1", "2", null, "soon" }[draw % 5]),
            RequestFault.ErrorBefore => draw % 3 == 0
                ? new SlackFault.Error(draw % 2 == 0 ? "internal_error" : "fatal_error")
                : new SlackFault.Status(500 + (draw % 5), Accepted: false),
            RequestFault.ErrorAfter => new SlackFault.Status(500 + (draw % 5), Accepted: true),
            RequestFault.ResetBefore => new SlackFault.Reset(Accepted: false),
            RequestFault.ResetAfter => new SlackFault.Reset(Accepted: true),
            RequestFault.HangBefore => new SlackFault.Hang(Accepted: false),
            RequestFault.HangAfter => new SlackFault.Hang(Accepted: true),
            RequestFault.Drip => new SlackFault.Drip(TimeSpan.FromSeconds(2)),
            RequestFault.EmptyAnswer => new SlackFault.Garbage(""),
            _ => new SlackFault.Garbage("<html>Be right back</html>"),
        };

    private SlackFault? OfLook(string channel) =>
        Script.TroubleOf(channel) switch
        {
            Trouble.HistoryForbidden => new SlackFault.Error("missing_scope"),
            Trouble.Left => new SlackFault.Error("not_in_channel"),
            Trouble.Unseen or Trouble.Deleted => new SlackFault.Error("channel_not_found"),
            _ => Script.Look(channel) switch
            {
                LookFault.Error => new SlackFault.Status(503, Accepted: false),
                LookFault.Forbidden => new SlackFault.Error("missing_scope"),
                LookFault.Empty => new SlackFault.Garbage("""{"ok":true,"messages":[],"has_more":false}"""),
                _ => null,
            },
        };

    /// <summary>What the script says happens now; the call itself is carried out right after.</summary>
    private void Happen(string channel, int draw)
    {
        var standing = _slack.AllMessages().Where(message => message.Channel == channel && !message.IsDeleted).ToList();
        switch (Script.Accepted(channel))
        {
            case Trouble.Deleted:
                standing.ForEach(_slack.Delete);
                break;
            case Trouble.PostRemoved when standing.Count > 1:
                var removed = standing[draw % (standing.Count - 1)];
                _removed[removed.Ts] = channel;
                _slack.Delete(removed);
                break;
        }
    }
}
