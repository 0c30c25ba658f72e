using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Local;
using PaperBot.Storage;
using PaperBot.Web;

namespace PaperBot.Browser.Tests;

/// <summary>The real workspace on a real port, over a store of its own, with a scripted handler behind it.</summary>
internal sealed class LocalSite : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TemporaryStore _store;
    private readonly WebApplication _app;
    private readonly Task _running;
    private int _posts;

    private LocalSite(TemporaryStore store, WebApplication app, Uri address)
    {
        _store = store;
        _app = app;
        Address = address;
        Platform = app.Services.GetRequiredService<LocalPlatform>();
        _running = Platform.RunAsync(Commands, _stop.Token);
    }

    public Uri Address { get; }

    public ScriptedCommands Commands { get; } = new();

    public LocalPlatform Platform { get; }

    /// <summary>The database, for a second process that posts.</summary>
    public string StoreFile => _store.File;

    public static async Task<LocalSite> StartAsync(CancellationToken cancellationToken)
    {
        var store = await TemporaryStore.CreateAsync(TimeProvider.System, cancellationToken);
        var address = new Uri($"http://127.0.0.1:{FreePort()}/");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls(address.AbsoluteUri);
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddSingleton(store.Store)
            .AddSingleton<StoreChanges>()
            .AddLocalWorkspace(new WebSettings { Urls = [address.AbsoluteUri.TrimEnd('/')] });
        var app = builder.Build();
        app.MapLocalWorkspace();
        await app.StartAsync(cancellationToken);
        return new LocalSite(store, app, address);
    }

    /// <summary>Posts as the outbox would.</summary>
    /// <returns>The post's id.</returns>
    public Task<string> PostAsync(ChatMessage message, string? thread = null, string channel = "papers-ja") =>
        PostAsync(Platform, message, thread, channel);

    public async Task<string> PostAsync(
        LocalPlatform platform,
        ChatMessage message,
        string? thread = null,
        string channel = "papers-ja"
    )
    {
        var key = $"post {Interlocked.Increment(ref _posts)}";
        var kind = thread is null ? PostKind.Starter : PostKind.Reply;
        var body = platform.Render(message, kind, key);
        var outcome = await platform.SendAsync(
            new PostRequest(channel, PostOperation.Create, kind, thread, RemoteId: null, body, key),
            TestContext.Current.CancellationToken
        );
        return outcome.Should().BeOfType<SendOutcome.Sent>().Which.RemoteId;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _stop.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
