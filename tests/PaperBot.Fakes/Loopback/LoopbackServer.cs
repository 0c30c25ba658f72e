using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;

namespace PaperBot.Fakes.Loopback;

/// <summary>A small chat platform over HTTP on loopback, on which everything can go wrong that goes wrong with real ones.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LoopbackFaults _faults;
    private readonly Dictionary<string, RejectionReason> _refusing = new(StringComparer.Ordinal);
    private int _historyFaults;

    private LoopbackServer(WebApplication app, ChatBoard board, LoopbackFaults faults)
    {
        _app = app;
        Board = board;
        _faults = faults;
    }

    public ChatBoard Board { get; }

    public Uri Address { get; private set; } = null!;

    public int Faults => _faults.Count;

    public int Requests => _requests;

    private int _requests;

    /// <summary>How long a request that hangs is kept.</summary>
    public TimeSpan Hang { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Every so many-th look into the history fails or is refused for a while; 0: none.</summary>
    public int HistoryFaultEvery { get; set; }

    public static async Task<LoopbackServer> StartAsync(
        ChatBoard board,
        LoopbackFaults faults,
        CancellationToken cancellationToken
    )
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        var server = new LoopbackServer(app, board, faults);
        app.MapPost("/{channel}/requests", server.RequestAsync);
        app.MapGet("/{channel}/history", server.HistoryAsync);
        await app.StartAsync(cancellationToken);
        server.Address = new Uri(
            app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Single()
        );
        return server;
    }

    /// <summary>Every channel may go wrong as often again.</summary>
    public void RenewFaults() => _faults.Renew();

    /// <summary>Everything in this channel is refused from now on, until <see cref="Remedy"/>.</summary>
    public void Refuse(string channel, RejectionReason reason)
    {
        lock (_refusing)
        {
            _refusing[channel] = reason;
        }
    }

    public void Remedy(string channel)
    {
        lock (_refusing)
        {
            _refusing.Remove(channel);
        }
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task RequestAsync(HttpContext context, string channel)
    {
        Interlocked.Increment(ref _requests);
        var request = (await context.Request.ReadFromJsonAsync<PostRequest>(context.RequestAborted))!;
        if (Refusal(channel) is { } reason)
        {
            await AnswerAsync(context, new SendOutcome.Rejected(reason, reason.ToString(), "Refused for now."));
            return;
        }

        var fault = _faults.Next(channel, out var draw);
        switch (fault)
        {
            case LoopbackFault.Throttled:
                Throttle(context, draw);
                return;
            case LoopbackFault.ErrorBefore:
                context.Response.StatusCode = 500 + (draw % 5);
                return;
            case LoopbackFault.ResetBefore:
                context.Abort();
                return;
            case LoopbackFault.HangBefore:
                await HangAsync(context);
                return;
        }

        var outcome = BoardPlatform.CarryOut(Board, request);
        switch (fault)
        {
            case LoopbackFault.ErrorAfter:
                context.Response.StatusCode = 500 + (draw % 5);
                return;
            case LoopbackFault.ResetAfter:
                context.Abort();
                return;
            case LoopbackFault.HangAfter:
                await HangAsync(context);
                return;
            case LoopbackFault.Drip:
                await DripAsync(context);
                return;
            case LoopbackFault.EmptyAnswer:
                return;
            case LoopbackFault.PageAnswer:
                await context.Response.WriteAsync("<html>Be right back</html>");
                return;
            default:
                await AnswerAsync(context, outcome);
                return;
        }
    }

    private async Task HistoryAsync(HttpContext context, string channel, string? thread, long since)
    {
        if (HistoryFaultEvery > 0 && Interlocked.Increment(ref _historyFaults) % HistoryFaultEvery == 0)
        {
            context.Response.StatusCode = _historyFaults % 2 == 0 ? 503 : 403;
            return;
        }

        await context.Response.WriteAsJsonAsync(
            Board
                .History(channel, thread, DateTimeOffset.FromUnixTimeMilliseconds(since))
                .Select(post => new MarkedPost(post.Marker, post.Id, post.PostedAt))
        );
    }

    private RejectionReason? Refusal(string channel)
    {
        lock (_refusing)
        {
            return _refusing.TryGetValue(channel, out var reason) ? reason : null;
        }
    }

    private static void Throttle(HttpContext context, int draw)
    {
        context.Response.StatusCode = 429;
        string?[] forms = ["0", "0.3", "1", null, "soon"];
        if (forms[draw % forms.Length] is { } text)
        {
            context.Response.Headers.RetryAfter = text;
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        try
        {
            await Task.Delay(Hang, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The client gave up, as it should.
        }

        context.Abort();
    }

    private async Task DripAsync(HttpContext context)
    {
        try
        {
            context.Response.ContentType = "application/json";
            for (var sent = TimeSpan.Zero; sent < Hang; sent += TimeSpan.FromMilliseconds(100))
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(100, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client gave up, as it should.
        }
    }

    private static Task AnswerAsync(HttpContext context, SendOutcome outcome)
    {
        if (outcome is SendOutcome.Sent sent)
        {
            return context.Response.WriteAsJsonAsync(new { id = sent.RemoteId });
        }

        context.Response.StatusCode = 400;
        return context.Response.WriteAsJsonAsync(new { reason = ((SendOutcome.Rejected)outcome).Reason.ToString() });
    }
}
