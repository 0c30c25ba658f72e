using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PaperBot.Fakes.Discord;

/// <summary>
/// Discord on loopback: its REST API and its gateway, as strict as the documentation, with limits that are counted and told in the real headers. What a
/// well-behaved client would not do though Discord takes it is collected in <see cref="Complaints"/>.
/// </summary>
public sealed partial class FakeDiscord : IAsyncDisposable
{
    private const long Epoch = 1420070400000;

    /// <summary>Every bit that our documents name, for roles that may do all of it.</summary>
    public const ulong PostingPermissions = (1UL << 10) | (1UL << 11) | (1UL << 14) | (1UL << 16) | (1UL << 35) | (1UL << 38);

    private readonly Lock _lock = new();
    private readonly WebApplication _app;
    private readonly FakeLimits _limits;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<FakeExchange> _exchanges = new();
    private readonly List<(Func<FakeRequest, bool> Match, FakeFault Fault, int Left)> _faults = [];
    private readonly Dictionary<string, FakeGuild> _guilds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FakeChannel> _channels = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private ulong _lastId;

    private FakeDiscord(FakeDiscordOptions options)
    {
        Options = options;
        _limits = new FakeLimits(options);
        ApplicationId = NewId();
        BotId = NewId();
        Signing = new FakeSigning();
        Gateway = new FakeGateway(this);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Run(HandleAsync);
    }

    public FakeDiscordOptions Options { get; }

    /// <summary>What goes into <c>Discord:ApiBase</c>.</summary>
    public Uri ApiBase { get; private set; } = null!;

    public string Token => Options.Token;

    public string ApplicationId { get; }

    /// <summary>Differs from the application's id, as it does for older bots.</summary>
    public string BotId { get; }

    public FakeSigning Signing { get; }

    public FakeGateway Gateway { get; }

    /// <summary>Where interactions are sent by HTTP instead of the gateway.</summary>
    public Uri? InteractionsEndpoint { get; set; }

    /// <summary>What Discord takes, but a well-behaved client does not do.</summary>
    public IReadOnlyList<string> Complaints => [.. _complaints];

    /// <summary>Every request and its answer.</summary>
    public IReadOnlyList<FakeExchange> Exchanges => [.. _exchanges];

    /// <summary>429s that the client has brought upon itself.</summary>
    public int SelfInflicted => _selfInflicted;

    private int _selfInflicted;
    private int _over;

    /// <summary>Messages of the bot that stand in a channel or thread, oldest first.</summary>
    public IReadOnlyList<FakeMessage> MessagesIn(string channelId)
    {
        lock (_lock)
        {
            return _channels.TryGetValue(channelId, out var channel) ? [.. channel.Messages.Values] : [];
        }
    }

    public FakeChannel? Channel(string id)
    {
        lock (_lock)
        {
            return _channels.GetValueOrDefault(id);
        }
    }

    /// <summary>The threads of a channel, oldest first.</summary>
    public IReadOnlyList<FakeChannel> ThreadsOf(string channelId)
    {
        lock (_lock)
        {
            return
            [
                .. _channels
                    .Values.Where(channel => channel.Parent?.Id == channelId && !channel.Deleted)
                    .OrderBy(channel => Number(channel.Id)),
            ];
        }
    }

    public static async Task<FakeDiscord> StartAsync(
        FakeDiscordOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var fake = new FakeDiscord(options ?? new FakeDiscordOptions());
        await fake._app.StartAsync(cancellationToken);
        var address = fake
            ._app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.Single();
        fake.ApiBase = new Uri(address + "/api/v10");
        return fake;
    }

    /// <summary>Without a network: a test carries the gateway's frames itself.</summary>
    public static FakeDiscord InProcess(FakeDiscordOptions options) =>
        new(options) { ApiBase = new Uri("http://127.0.0.1:1/api/v10") };

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _over, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync();
        await Gateway.DisposeAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    public FakeGuild AddGuild(string name = "研究室", ulong permissions = PostingPermissions)
    {
        lock (_lock)
        {
            var guild = new FakeGuild(NewId(), name, NewId());
            guild.Roles[guild.Id] = permissions;
            _guilds.Add(guild.Id, guild);
            return guild;
        }
    }

    public FakeChannel AddChannel(FakeGuild guild, int type = FakeChannel.Text, string name = "papers")
    {
        lock (_lock)
        {
            var channel = new FakeChannel(NewId(), type, name, guild, parent: null);
            _channels.Add(channel.Id, channel);
            return channel;
        }
    }

    /// <summary>The next requests that match go wrong.</summary>
    public void Inject(Func<FakeRequest, bool> match, FakeFault fault, int times = 1)
    {
        lock (_lock)
        {
            _faults.Add((match, fault, times));
        }
    }

    public void Inject(string key, FakeFault fault, int times = 1) => Inject(request => request.Key == key, fault, times);

    /// <summary>Global commands that stand there from before.</summary>
    public void Register(JsonArray commands)
    {
        lock (_lock)
        {
            OverwriteCommands(ApplicationId, guild: null, commands);
        }
    }

    /// <summary>Waits for an exchange after all those that have been seen when it is called, or among them.</summary>
    public async Task UntilAsync(Func<FakeExchange, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            var changed = _exchanged.Task;
            if (Exchanges.Any(condition))
            {
                return;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        }
    }

    private TaskCompletionSource _exchanged = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Somebody takes a message away.</summary>
    public void DeleteMessage(string channelId, string messageId)
    {
        lock (_lock)
        {
            _channels[channelId].Messages.Remove(Number(messageId));
        }
    }

    /// <summary>Somebody else writes into a channel.</summary>
    public FakeMessage AddMessage(FakeChannel channel, string content, string? authorId = null, int type = 0)
    {
        lock (_lock)
        {
            return Store(channel, authorId ?? NewId(), new JsonObject { ["content"] = content }, type, nonce: null);
        }
    }

    /// <summary>Somebody writes in a channel and the gateway tells those who may hear it.</summary>
    public FakeMessage Write(FakePerson person, FakeChannel channel, string content)
    {
        var message = AddMessage(channel, content, person.Id);
        var mentions = content.Contains($"<@{BotId}>", StringComparison.Ordinal);
        var shape = Shapes.Message(this, channel, message);
        shape["guild_id"] = channel.Guild?.Id;
        shape["mentions"] = mentions ? new JsonArray(Shapes.User(this, BotId, isBot: true)) : new JsonArray();
        if (!mentions && Gateway.Connections.All(connection => connection.IsOver || (connection.Intents & (1 << 15)) == 0))
        {
            // Without the privileged intent the words of others stay empty.
            shape["content"] = "";
        }

        if (Gateway.Connections.Any(connection => !connection.IsOver && (connection.Intents & (1 << 9)) != 0))
        {
            Gateway.Dispatch("MESSAGE_CREATE", shape, channel.Guild?.Id);
        }

        return message;
    }

    internal JsonObject GuildCreate(FakeGuild guild)
    {
        lock (_lock)
        {
            var shape = Shapes.Guild(guild);
            shape["joined_at"] = "2024-01-01T00:00:00.000000+00:00";
            shape["large"] = false;
            shape["unavailable"] = false;
            shape["member_count"] = 2;
            shape["voice_states"] = new JsonArray();
            shape["presences"] = new JsonArray();
            shape["stage_instances"] = new JsonArray();
            shape["guild_scheduled_events"] = new JsonArray();
            shape["soundboard_sounds"] = new JsonArray();
            shape["members"] = new JsonArray(Shapes.Member(this, guild, BotId));
            shape["channels"] = new JsonArray([
                .. ChannelsOf(guild).Where(channel => !channel.IsThread).Select(channel => Shapes.Channel(this, channel)),
            ]);
            shape["threads"] = new JsonArray([
                .. ChannelsOf(guild)
                    .Where(channel => channel is { IsThread: true, Archived: false })
                    .Select(channel => Shapes.Channel(this, channel)),
            ]);
            return shape;
        }
    }

    internal TimeProvider Time => Options.Time;

    internal string NewId()
    {
        lock (_lock)
        {
            var id = (ulong)Math.Max(0, Options.Time.GetUtcNow().ToUnixTimeMilliseconds() - Epoch) << 22;
            _lastId = Math.Max(id, _lastId + 1);
            return _lastId.ToString(CultureInfo.InvariantCulture);
        }
    }

    internal void Complain(string complaint) => _complaints.Enqueue(complaint);

    public IReadOnlyList<FakeGuild> Guilds
    {
        get
        {
            lock (_lock)
            {
                return [.. _guilds.Values];
            }
        }
    }

    internal static ulong Number(string id) => ulong.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateTimeOffset TimeOf(string id) => DateTimeOffset.FromUnixTimeMilliseconds((long)(Number(id) >> 22) + Epoch);
}

/// <summary>A request and its answer as they stood on the wire.</summary>
/// <param name="Template">As the OpenAPI document names it, <c>/channels/{channel_id}/messages</c>, but with <c>:id</c> for every parameter.</param>
public sealed record FakeExchange(
    string Method,
    string Template,
    string? RequestBody,
    int Status,
    string? ResponseBody,
    bool Injected,
    long At
);
