using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PaperBot.Fakes.Slack;

/// <summary>
/// A Slack workspace on loopback: Web API, Socket Mode, response addresses, and people who type and press. It checks what it is sent
/// as strictly as the documentation does and keeps what a polite client would not do in <see cref="Violations"/>. One lock guards the
/// whole state, so what a test reads is consistent.
/// </summary>
public sealed partial class SlackStandIn : IAsyncDisposable
{
    public const string TeamId = "T0WORKSPACE";
    public const string AppId = "A0PAPERBOT";
    public const string BotUserId = "U0BOT";
    public const string BotId = "B0PAPERBOT";

    /// <summary>The scopes that <c>config/slack-app-manifest.json</c> asks for.</summary>
    public static readonly IReadOnlyList<string> ManifestScopes =
    [
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "users:read",
    ];

    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentQueue<SlackCall> _calls = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private Signal _changed = new();
    private int _ordinal;
    private long _lastTs;

    private SlackStandIn(TimeProvider time)
    {
        _time = time;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, ConnectionFreezer.UseOn);
            kestrel.Limits.MaxRequestBodySize = 4 * 1024 * 1024;
        });
        _app = builder.Build();
        // The application pings: what the client's own keep-alive sees is then only what this server wants it to see.
        _app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan });
        _app.MapPost("/api/{method}", ServeMethodAsync);
        _app.MapPost("/respond/{id}", ServeResponseUrlAsync);
        _app.Map("/link/", ServeSocketAsync);
        AddChannel(new StandInChannel("C0GENERAL", "general"));
    }

    /// <summary>Where the program's <c>Slack:ApiBase</c> has to point.</summary>
    public Uri ApiBase => new(Root, "api/");

    public Uri Root { get; private set; } = new("http://127.0.0.1");

    public string BotToken { get; } = Canary.Secret("xoxb-");
    public string AppToken { get; } = Canary.Secret("xapp-1-");
    public string SigningSecret { get; } = Canary.Secret();

    /// <summary>The bot token was revoked.</summary>
    public bool IsRevoked { get; set; }

    /// <summary>The error that the bot token meets everywhere, such as <c>account_inactive</c>.</summary>
    public string? TokenError { get; set; }

    /// <summary>The scopes of the bot token.</summary>
    public ISet<string> Scopes { get; } = new HashSet<string>(ManifestScopes, StringComparer.Ordinal);

    /// <summary>Tiers and the one message a second per channel are counted, and answered by 429.</summary>
    public bool EnforcesRateLimits { get; set; } = true;

    /// <summary>How many posts a channel takes at once before it wants one second for each.</summary>
    public int PostBurst { get; set; } = 1;

    /// <summary>How many posts the whole workspace takes in any minute.</summary>
    public int PostsPerMinute { get; set; } = 300;

    /// <summary>History shows a message this much later.</summary>
    public TimeSpan HistoryLag { get; set; }

    /// <summary>Asked for each call; null lets it pass.</summary>
    public Func<SlackCall, SlackFault?>? Faults { get; set; }

    /// <summary>
    /// Whether a picture can be fetched from where a block says; Slack tries before it takes a message. Null: every one can.
    /// </summary>
    public Func<Uri, bool>? Fetches { get; set; }

    /// <summary>How long a call takes before it is carried out.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>What a client should not have done though Slack may let it pass: a token in the body, an unknown argument, a missing User-Agent.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    public IReadOnlyCollection<SlackCall> Calls => _calls;

    /// <summary>Takes each call with what was answered to it, for a test that looks at the answers themselves.</summary>
    public Action<SlackCall, JsonObject>? Answered { get; set; }

    /// <summary>Answers with 429 that were not injected: a client that keeps the limits never sees one.</summary>
    public int ForeseeableThrottles { get; private set; }

    /// <summary>Bodies that were refused as invalid.</summary>
    public ConcurrentQueue<string> Rejections { get; } = new();

    public static Task<SlackStandIn> StartAsync(CancellationToken cancellationToken) =>
        StartAsync(TimeProvider.System, cancellationToken);

    public static async Task<SlackStandIn> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var standIn = new SlackStandIn(time);
        await standIn._app.StartAsync(cancellationToken);
        var address = standIn
            ._app.Services.GetRequiredService<IServer>()
            .Features.GetRequiredFeature<IServerAddressesFeature>()
            .Addresses.First();
        standIn.Root = new Uri(address.TrimEnd('/') + "/");
        return standIn;
    }

    public StandInChannel AddChannel(StandInChannel channel)
    {
        lock (_gate)
        {
            _channels[channel.Id] = channel;
        }

        return channel;
    }

    public StandInChannel AddChannel(string id, string name) => AddChannel(new StandInChannel(id, name));

    public StandInChannel Channel(string id)
    {
        lock (_gate)
        {
            return _channels[id];
        }
    }

    /// <summary>A person, with the language of their client.</summary>
    public void AddUser(string id, string locale)
    {
        lock (_gate)
        {
            _users[id] = locale;
        }
    }

    /// <summary>What stands in a channel, oldest first; with a thread's <c>ts</c> its replies.</summary>
    public IReadOnlyList<StandInMessage> Messages(string channelId, string? threadTs = null)
    {
        lock (_gate)
        {
            return
            [
                .. _messages.Where(message =>
                    message.Channel == channelId && message.ThreadTs == threadTs && message is { IsDeleted: false, OnlyFor: null }
                ),
            ];
        }
    }

    /// <summary>All messages of all channels, deleted and private ones too.</summary>
    public IReadOnlyList<StandInMessage> AllMessages()
    {
        lock (_gate)
        {
            return [.. _messages];
        }
    }

    /// <summary>What one person alone sees in a channel.</summary>
    public IReadOnlyList<StandInMessage> Ephemerals(string userId)
    {
        lock (_gate)
        {
            return [.. _messages.Where(message => message.OnlyFor == userId && !message.IsDeleted)];
        }
    }

    public IReadOnlyList<StandInView> Views
    {
        get
        {
            lock (_gate)
            {
                return [.. _views.Values];
            }
        }
    }

    public JsonObject? HomeOf(string userId)
    {
        lock (_gate)
        {
            return _homes.GetValueOrDefault(userId)?.View;
        }
    }

    /// <summary>A moderator deletes a message.</summary>
    public void Delete(StandInMessage message)
    {
        lock (_gate)
        {
            message.IsDeleted = true;
        }

        Changed();
    }

    /// <summary>Waits until something that the stand-in holds is as the test wants it.</summary>
    public async Task UntilAsync(
        Func<bool> condition,
        CancellationToken cancellationToken,
        [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = ""
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var signal = Volatile.Read(ref _changed);
            if (condition())
            {
                return;
            }

            try
            {
                await signal.Task.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"Not within 30 s: {what}. Calls: {string.Join(", ", _calls.TakeLast(20).Select(call => call.Method))}. Violations: {string.Join("; ", _violations)}",
                    exception
                );
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _stopping.Dispose();
    }

    private void Changed() => Interlocked.Exchange(ref _changed, new Signal()).Set();

    private void Violate(string what) => _violations.Enqueue(what);

    private string NextTs()
    {
        var now = (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        _lastTs = Math.Max(now, _lastTs + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{_lastTs / 1_000_000}.{_lastTs % 1_000_000:000000}");
    }

    private sealed class Signal
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _source.Task;

        public void Set() => _source.TrySetResult();
    }
}
