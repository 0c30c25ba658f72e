using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Chat;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests;

/// <summary>The whole platform, connected to a stand-in, with a handler that the test writes.</summary>
internal sealed class PlatformScene : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly WebApplication? _web;

    private PlatformScene(FakeDiscord fake, DiscordPlatform platform, WebApplication? web)
    {
        Fake = fake;
        Platform = platform;
        _web = web;
        Guild = fake.Guilds[0];
        Channel = fake.AddChannel(Guild);
        Person = fake.AddPerson();
        Running = platform.RunAsync(Commands, _stop.Token);
    }

    public FakeDiscord Fake { get; }

    public DiscordPlatform Platform { get; }

    public FakeGuild Guild { get; }

    public FakeChannel Channel { get; }

    public FakePerson Person { get; }

    public ScriptedCommands Commands { get; } = new();

    public Task Running { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PlatformScene> OpenAsync(
        Func<DiscordSettings, DiscordSettings>? change = null,
        FakeDiscordOptions? options = null,
        Action<FakeDiscord>? before = null,
        bool ready = true
    )
    {
        var fake = await FakeDiscord.StartAsync(options ?? new FakeDiscordOptions { RateLimits = false }, Token);
        fake.AnswerWithin = TimeSpan.FromMinutes(1);
        fake.AddGuild();
        before?.Invoke(fake);
        var settings = new DiscordSettings(fake.Token) { ApiBase = fake.ApiBase };
        settings = change?.Invoke(settings) ?? settings;
        var platform = new DiscordPlatform(settings, DiscordScene.Client, TimeProvider.System, NullLoggerFactory.Instance);
        var web = settings.Receive == DiscordReceive.Http ? await ServeAsync(platform, settings, fake) : null;
        var scene = new PlatformScene(fake, platform, web);
        if (ready)
        {
            await platform.Ready.WaitAsync(TimeSpan.FromSeconds(60), Token);
        }

        return scene;
    }

    public Task<FakeInteraction> AskAsync(string query) => Fake.CommandAsync(Person, Channel, "paper", "query", query, Token);

    /// <summary>A starter of ours with its thread.</summary>
    public async Task<FakeChannel> OpenThreadAsync()
    {
        var starter = await PostAsync(PostKind.Starter, thread: null);
        var thread = await PostAsync(PostKind.Thread, starter);
        return Fake.Channel(thread)!;

        async Task<string> PostAsync(PostKind kind, string? thread) =>
            (
                (SendOutcome.Sent)
                    await Platform.SendAsync(
                        new PostRequest(
                            Channel.Id,
                            PostOperation.Create,
                            kind,
                            thread,
                            RemoteId: null,
                            Platform.Render(DiscordScene.Message("DPO"), kind, "k" + kind),
                            "k" + kind
                        ),
                        Token
                    )
            ).RemoteId;
    }

    /// <summary>What people could press on a message.</summary>
    public static List<string> CustomIds(FakeMessage message) =>
        [
            .. (message.Json["components"] as JsonArray ?? [])
                .SelectMany(row => row!["components"]!.AsArray())
                .Select(control => control!["custom_id"]?.GetValue<string>())
                .OfType<string>(),
        ];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_web is not null)
        {
            await _web.DisposeAsync();
        }

        Platform.Dispose();
        await Fake.DisposeAsync();
        _stop.Dispose();
    }

    private static async Task<WebApplication> ServeAsync(DiscordPlatform platform, DiscordSettings settings, FakeDiscord fake)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var web = builder.Build();
        platform.MapDiscord(web);
        await web.StartAsync(Token);
        var address = web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        fake.InteractionsEndpoint = new Uri(address + settings.InteractionsPath);
        return web;
    }
}

/// <summary>A handler that answers as the test says, and remembers what it was asked.</summary>
internal sealed class ScriptedCommands : ICommandHandler
{
    private readonly ConcurrentQueue<ChatRequest> _requests = new();
    private readonly Channel<ChatRequest> _asked = Channel.CreateUnbounded<ChatRequest>();
    private readonly ConcurrentDictionary<string, bool> _claimed = new(StringComparer.Ordinal);
    private readonly Channel<string> _claims = Channel.CreateUnbounded<string>();

    public Func<ChatRequest, CancellationToken, Task<CommandReply>> Answer { get; set; } =
        static (_, _) => Task.FromResult<CommandReply>(new CommandReply.Show(DiscordScene.Message("答え")));

    public Func<SuggestRequest, IReadOnlyList<ChatOption>> Suggest { get; set; } = static _ => [];

    public IReadOnlyList<ChatRequest> Requests => [.. _requests];

    /// <summary>As a store shared by several processes: the first who asks gets the request.</summary>
    public bool ClaimsOnce { get; set; }

    /// <summary>Waits until the store was asked so many times.</summary>
    public async Task UntilClaimedAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await _claims
                .Reader.ReadAsync(TestContext.Current.CancellationToken)
                .AsTask()
                .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }
    }

    public Task<bool> ClaimAsync(ChatOrigin origin, CancellationToken cancellationToken)
    {
        var first = _claimed.TryAdd(origin.RequestId, value: true);
        _claims.Writer.TryWrite(origin.RequestId);
        return Task.FromResult(first || !ClaimsOnce);
    }

    public void Reply(CommandReply reply) => Answer = (_, _) => Task.FromResult(reply);

    /// <summary>Waits for the next request that has not been waited for.</summary>
    public async Task<ChatRequest> NextAsync() =>
        await _asked
            .Reader.ReadAsync(TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public Task<CommandReply> HandleAsync(ChatRequest request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request);
        _asked.Writer.TryWrite(request);
        return Answer(request, cancellationToken);
    }

    public Task<IReadOnlyList<ChatOption>> SuggestAsync(SuggestRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Suggest(request));

    public Task<ChatMessage?> HomeAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        Task.FromResult<ChatMessage?>(null);
}
