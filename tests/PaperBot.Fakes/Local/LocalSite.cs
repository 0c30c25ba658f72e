using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Local;
using PaperBot.Storage;
using PaperBot.Web;

namespace PaperBot.Fakes.Local;

/// <summary>The real local workspace on a real port, over a store of its own, with a scripted handler behind it.</summary>
public sealed class LocalSite : IAsyncDisposable
{
    private readonly TemporaryStore _store;
    private readonly WebSettings _web;
    private CancellationTokenSource _stop = new();
    private WebApplication? _app;
    private Task _running = Task.CompletedTask;
    private LocalPlatform? _platform;
    private int _posts;

    private LocalSite(TemporaryStore store, WebSettings web)
    {
        _store = store;
        _web = web;
    }

    public Uri Address => _web.Address;

    /// <summary>On loopback, whatever <see cref="Address"/> says.</summary>
    public int Port => new Uri(_web.Urls[0]).Port;

    public ScriptedCommands Commands { get; } = new();

    public LocalPlatform Platform => _platform ?? throw new InvalidOperationException("The workspace does not run.");

    /// <param name="publicUrl">The address from outside, where there is one.</param>
    public static async Task<LocalSite> StartAsync(CancellationToken cancellationToken, Uri? publicUrl = null)
    {
        var store = await TemporaryStore.CreateAsync(TimeProvider.System, cancellationToken);
        var web = new WebSettings { Urls = [$"http://127.0.0.1:{FreePort()}"], PublicUrl = publicUrl };
        var site = new LocalSite(store, web);
        await site.StartProgramAsync(cancellationToken);
        return site;
    }

    /// <summary>Ends the program and starts it again on the same store and port.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopProgramAsync();
        await StartProgramAsync(cancellationToken);
    }

    /// <summary>Posts as the outbox would.</summary>
    /// <returns>The post's id.</returns>
    public Task<string> PostAsync(ChatMessage message, string? thread = null, string channel = "papers-ja") =>
        PostAsync(Platform, message, thread, channel);

    /// <summary>Posts from another process, which knows nothing of this one but the store.</summary>
    public async Task<string> PostFromElsewhereAsync(ChatMessage message, string? thread = null, string channel = "papers-ja")
    {
        await using var store = new Store(new SqliteDialect(_store.File, TimeProvider.System));
        var messages = new LocalMessages(store, new StoreChanges(store, TimeProvider.System), TimeProvider.System);
        return await PostAsync(new LocalPlatform(messages, _web), message, thread, channel);
    }

    /// <summary>Edits or deletes what <see cref="PostAsync(ChatMessage, string?, string)"/> posted.</summary>
    /// <param name="message">Null deletes it.</param>
    public async Task ChangeAsync(string id, ChatMessage? message, string channel = "papers-ja")
    {
        var key = $"change {id}";
        await SendAsync(
            Platform,
            new PostRequest(
                channel,
                message is null ? PostOperation.Delete : PostOperation.Edit,
                PostKind.Starter,
                ThreadId: null,
                id,
                message is null ? "" : Platform.Render(message, PostKind.Starter, key),
                key
            )
        );
    }

    public async ValueTask DisposeAsync()
    {
        await StopProgramAsync();
        await _store.DisposeAsync();
    }

    private async Task<string> PostAsync(LocalPlatform platform, ChatMessage message, string? thread, string channel)
    {
        var key = $"post {Interlocked.Increment(ref _posts)}";
        var kind = thread is null ? PostKind.Starter : PostKind.Reply;
        var body = platform.Render(message, kind, key);
        return await SendAsync(platform, new PostRequest(channel, PostOperation.Create, kind, thread, RemoteId: null, body, key));
    }

    private static async Task<string> SendAsync(LocalPlatform platform, PostRequest request) =>
        await platform.SendAsync(request, CancellationToken.None) is SendOutcome.Sent sent
            ? sent.RemoteId
            : throw new InvalidOperationException($"The workspace refused {request.Operation} {request.DeliveryKey}.");

    private async Task StartProgramAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls([.. _web.Urls]);
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddSingleton(_store.Store)
            .AddSingleton<StoreChanges>()
            .AddLocalWorkspace(_web);
        _app = builder.Build();
        _app.MapLocalWorkspace();
        await _app.StartAsync(cancellationToken);
        _platform = _app.Services.GetRequiredService<LocalPlatform>();
        _stop = new CancellationTokenSource();
        _running = _platform.RunAsync(Commands, _stop.Token);
    }

    private async Task StopProgramAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
            _app = null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
