using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using PaperBot.Chat;
using PaperBot.Fakes.Discord;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;

namespace PaperBot.Crash;

/// <summary>The real Discord adapter in front of the Discord stand-in. Limits are off: processes that live for a second cannot know what the last one used up.</summary>
internal sealed class DiscordPlace : CrashPlace
{
    private readonly FakeDiscord _discord;
    private readonly Dictionary<string, FakeChannel> _channels;
    private readonly ConcurrentDictionary<string, string> _removed = new(StringComparer.Ordinal);

    private DiscordPlace(FakeDiscord discord, FakeGuild guild, int channels, FaultScript script)
    {
        _discord = discord;
        Script = script;
        _channels = Enumerable
            .Range(1, channels)
            .Select(number => discord.AddChannel(guild, FakeChannel.Text, $"trial-{number}"))
            .ToDictionary(channel => channel.Id, StringComparer.Ordinal);
        Channels = [.. _channels.Keys];
        Settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Discord:Token"] = discord.Token,
            ["Discord:ApiBase"] = discord.ApiBase.AbsoluteUri,
            ["Discord:GuildIds:0"] = guild.Id,
        };
    }

    public override string Name => "discord";

    public override string Installation => "discord:" + _discord.ApplicationId;

    public override FaultScript Script { get; }

    public override IReadOnlyList<string> Channels { get; }

    public override IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Each of the five starters' threads is opened.</summary>
    public override int Parts => CrashWeek.Posts + CrashWeek.Papers;

    /// <summary>A process that follows a killed one at once knows nothing of when that one identified; Discord makes it wait.</summary>
    public override IReadOnlyCollection<string> Complaints =>
        [.. _discord.Complaints.Where(complaint => !complaint.StartsWith("An identify came", StringComparison.Ordinal))];

    public static async Task<CrashPlace> StartAsync(
        int channels,
        FaultScript script,
        TimeSpan lag,
        CancellationToken cancellationToken
    )
    {
        DiscordPlace? place = null;
        var discord = await FakeDiscord.StartAsync(
            new FakeDiscordOptions
            {
                RateLimits = false,
                HistoryLag = lag,
                // Short, so that it is the look into the history that keeps posts from being made twice.
                NonceWindow = TimeSpan.FromSeconds(1),
                Chaos = request => place?.Fault(request),
            },
            cancellationToken
        );
        place = new DiscordPlace(discord, discord.AddGuild(), channels, script);
        return place;
    }

    public override IReadOnlyList<StandingPost> Standing(string channel) =>
        [
            .. _discord.MessagesIn(channel).Select(message => Standing(message, thread: null)),
            .. _discord
                .ThreadsOf(channel)
                .SelectMany(thread => _discord.MessagesIn(thread.Id).Select(message => Standing(message, thread.Id))),
        ];

    public override IReadOnlySet<string> RemovedByModerator(string channel) =>
        _removed.Where(removed => removed.Value == channel).Select(removed => removed.Key).ToHashSet(StringComparer.Ordinal);

    /// <summary>The stand-in keeps nothing of what was removed; what we removed ourselves is known from the requests.</summary>
    public override int Copies() =>
        _discord.Exchanges.Count(exchange =>
            exchange is { Method: "DELETE", Template: "/channels/:id/messages/:id", Status: 204 }
        );

    public override HoldReason Expected(Trouble trouble) =>
        trouble switch
        {
            Trouble.Unseen or Trouble.Deleted => HoldReason.ChannelGone,
            Trouble.PostRemoved => HoldReason.MessageGone,
            Trouble.HistoryForbidden => HoldReason.HistoryUnreadable,
            // Discord knows no archived channels: a bot that may not post there any more is told so.
            _ => HoldReason.MissingPermission,
        };

    public override void Remedy()
    {
        base.Remedy();
        foreach (var channel in _channels.Values)
        {
            channel.Overwrites.Clear();
        }
    }

    public override ValueTask DisposeAsync() => _discord.DisposeAsync();

    private static StandingPost Standing(FakeMessage message, string? thread) =>
        new(
            message.Id,
            MarkerOf(message.Json),
            thread,
            long.Parse(message.Id, System.Globalization.CultureInfo.InvariantCulture),
            payload => JsonNode.Parse(payload)?["message"] is JsonObject body && Says(message.Json, body)
        );

    /// <summary>Everything of the body that a message keeps.</summary>
    private static bool Says(JsonObject message, JsonObject body) =>
        body.All(part => part.Key is "allowed_mentions" or "flags" || JsonNode.DeepEquals(part.Value, message[part.Key]));

    private static string MarkerOf(JsonObject message)
    {
        var text = message.ToJsonString();
        var at = text.IndexOf("pb1:", StringComparison.Ordinal);
        return at < 0 ? "" : text.Substring(at, DeliveryMarker.For("").Length);
    }

    private FakeFault? Fault(FakeRequest request)
    {
        if (request.Ids.Count == 0 || ChannelOf(request.Ids[0]) is not { } channel)
        {
            return null;
        }

        return request.Key switch
        {
            "POST /channels/:id/messages"
            or "PATCH /channels/:id/messages/:id"
            or "DELETE /channels/:id/messages/:id"
            or "POST /channels/:id/messages/:id/threads" => OfRequest(channel),
            "GET /channels/:id/messages" => OfLook(channel),
            _ => null,
        };
    }

    /// <summary>A thread belongs to its channel.</summary>
    private FakeChannel? ChannelOf(string id) =>
        _channels.TryGetValue(id, out var channel) ? channel
        : _discord.Channel(id)?.Parent is { } parent ? _channels.GetValueOrDefault(parent.Id)
        : null;

    private FakeFault? OfRequest(FakeChannel channel)
    {
        switch (Script.TroubleOf(channel.Id))
        {
            case Trouble.Archived or Trouble.Forbidden:
                return new FakeFault.Refuse(403, 50013, "Missing Permissions");
            case Trouble.Left:
                return new FakeFault.Refuse(403, 50001, "Missing Access");
            case Trouble.Unseen or Trouble.Deleted:
                return new FakeFault.Refuse(404, 10003, "Unknown Channel");
        }

        var fault = Fault(Script.Request(channel.Id, out var draw), draw);
        if (
            fault
            is null
                or FakeFault.ServerError { Accepted: true }
                or FakeFault.Reset { Accepted: true }
                or FakeFault.Hang { Accepted: true }
                or FakeFault.Garbage
                or FakeFault.Drip
        )
        {
            Happen(channel, draw);
        }

        return fault;
    }

    private static FakeFault? Fault(RequestFault fault, int draw) =>
        fault switch
        {
            RequestFault.None => null,
            RequestFault.Throttled => new FakeFault.Throttle(
                new[] { "user", "shared", "global", null }[draw % 4],
                new double?[] { 0, 0.3, 1, 2, null }[draw / 4 % 5]
            ),
            RequestFault.ErrorBefore => new FakeFault.ServerError(500 + (draw % 5), Accepted: false),
            RequestFault.ErrorAfter => new FakeFault.ServerError(500 + (draw % 5), Accepted: true),
            RequestFault.ResetBefore => new FakeFault.Reset(Accepted: false),
            RequestFault.ResetAfter => new FakeFault.Reset(Accepted: true),
            RequestFault.HangBefore => new FakeFault.Hang(Accepted: false),
            RequestFault.HangAfter => new FakeFault.Hang(Accepted: true),
            RequestFault.Drip => new FakeFault.Drip(TimeSpan.FromSeconds(2)),
            RequestFault.EmptyAnswer => new FakeFault.Garbage(""),
            _ => new FakeFault.Garbage("<html>Be right back</html>"),
        };

    private FakeFault? OfLook(FakeChannel channel) =>
        Script.TroubleOf(channel.Id) switch
        {
            Trouble.Left => new FakeFault.Refuse(403, 50001, "Missing Access"),
            Trouble.Unseen or Trouble.Deleted => new FakeFault.Refuse(404, 10003, "Unknown Channel"),
            _ => Script.Look(channel.Id) switch
            {
                LookFault.Error => new FakeFault.ServerError(503, Accepted: false),
                LookFault.Forbidden => new FakeFault.Refuse(403, 50013, "Missing Permissions"),
                LookFault.Empty => new FakeFault.Garbage("[]"),
                _ => null,
            },
        };

    private void Happen(FakeChannel channel, int draw)
    {
        switch (Script.Accepted(channel.Id))
        {
            case Trouble.HistoryForbidden:
                // Discord then answers an empty list; only the permissions tell.
                channel.Overwrites.Add(new FakeOverwrite(channel.Guild!.Id, 0, 0, 1UL << 16));
                break;
            case Trouble.Deleted:
                foreach (var post in Standing(channel.Id))
                {
                    _discord.DeleteMessage(post.Thread ?? channel.Id, post.Id);
                }

                break;
            case Trouble.PostRemoved when Standing(channel.Id) is { Count: > 1 } standing:
                var removed = standing.OrderBy(post => post.Order).ElementAt(draw % (standing.Count - 1));
                _removed[removed.Id] = channel.Id;
                _discord.DeleteMessage(removed.Thread ?? channel.Id, removed.Id);
                break;
        }
    }
}
