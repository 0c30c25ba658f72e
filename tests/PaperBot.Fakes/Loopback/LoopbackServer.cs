using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
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
    private readonly FaultScript _faults;

    /// <summary>An answer is stored within this time by a node that lives, on a busy machine too.</summary>
    private static readonly TimeSpan UnsavedFor = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, (long Told, long Until)> _closed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _removed = new(StringComparer.Ordinal);
    private int _inFlight;

    private LoopbackServer(WebApplication app, ChatBoard board, FaultScript faults)
    {
        _app = app;
        Board = board;
        _faults = faults;
    }

    public ChatBoard Board { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>No request is being worked on, not even one that its client has given up.</summary>
    public bool IsQuiet => Volatile.Read(ref _inFlight) == 0;

    /// <summary>The posts that a moderator removed, and their channels.</summary>
    public IReadOnlyDictionary<string, string> RemovedByModerator => _removed;

    /// <summary>Requests that came sooner than they were told to.</summary>
    public ConcurrentQueue<string> Impatient { get; } = new();

    /// <summary>How long a request that hangs is kept.</summary>
    public TimeSpan Hang { get; init; } = TimeSpan.FromSeconds(2);

    public static async Task<LoopbackServer> StartAsync(ChatBoard board, FaultScript faults, CancellationToken cancellationToken)
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

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task RequestAsync(HttpContext context, string channel)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            await ServeAsync(context, channel);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private async Task ServeAsync(HttpContext context, string channel)
    {
        var request = (await context.Request.ReadFromJsonAsync<PostRequest>(context.RequestAborted))!;
        WatchPatience(channel);
        if (Refusal(channel) is { } reason)
        {
            await AnswerAsync(context, new SendOutcome.Rejected(reason, reason.ToString(), "Refused for now."));
            return;
        }

        var fault = _faults.Request(channel, out var draw);
        switch (fault)
        {
            case RequestFault.Throttled:
                Throttle(context, channel, draw);
                return;
            case RequestFault.ErrorBefore:
                context.Response.StatusCode = 500 + (draw % 5);
                return;
            case RequestFault.ResetBefore:
                context.Abort();
                return;
            case RequestFault.HangBefore:
                await HangAsync(context);
                return;
        }

        var outcome = BoardPlatform.CarryOut(Board, request);
        if (outcome is SendOutcome.Sent)
        {
            Happen(channel, draw);
        }

        switch (fault)
        {
            case RequestFault.ErrorAfter:
                context.Response.StatusCode = 500 + (draw % 5);
                return;
            case RequestFault.ResetAfter:
                context.Abort();
                return;
            case RequestFault.HangAfter:
                await HangAsync(context);
                return;
            case RequestFault.Drip:
                context.Response.ContentType = "application/json";
                await SlowAnswer.DripAsync(context, Hang);
                return;
            case RequestFault.EmptyAnswer:
                return;
            case RequestFault.PageAnswer:
                await context.Response.WriteAsync("<html>Be right back</html>");
                return;
            default:
                await AnswerAsync(context, outcome);
                return;
        }
    }

    private async Task HistoryAsync(HttpContext context, string channel, string? thread, long since)
    {
        var fault = _faults.Look(channel);
        if (fault == LookFault.Error)
        {
            context.Response.StatusCode = 503;
            return;
        }

        if (
            fault == LookFault.Forbidden
            || _faults.TroubleOf(channel) is not (Trouble.None or Trouble.Archived or Trouble.Forbidden)
        )
        {
            context.Response.StatusCode = 403;
            return;
        }

        if (fault == LookFault.Empty)
        {
            await context.Response.WriteAsJsonAsync(Array.Empty<MarkedPost>());
            return;
        }

        await context.Response.WriteAsJsonAsync(
            Board
                .History(channel, thread, DateTimeOffset.FromUnixTimeMilliseconds(since))
                .Select(post => new MarkedPost(post.Marker, post.Id, post.PostedAt))
        );
    }

    private RejectionReason? Refusal(string channel) =>
        _faults.TroubleOf(channel) switch
        {
            Trouble.Archived => RejectionReason.ChannelArchived,
            Trouble.Left => RejectionReason.NotInChannel,
            Trouble.Unseen or Trouble.Deleted => RejectionReason.ChannelGone,
            Trouble.Forbidden => RejectionReason.MissingPermission,
            _ => null,
        };

    private void Happen(string channel, int draw)
    {
        switch (_faults.Accepted(channel))
        {
            case Trouble.Deleted:
                Board.Clear(channel);
                break;
            case Trouble.PostRemoved when Board.RemoveByModerator(channel, draw) is { } removed:
                _removed[removed] = channel;
                break;
        }
    }

    /// <summary>Every form that a platform's answer takes; a channel that was told a time must not be heard of before.</summary>
    private void Throttle(HttpContext context, string channel, int draw)
    {
        context.Response.StatusCode = 429;
        string?[] forms =
        [
            "0",
            "0.3",
            "1",
            "2",
            null,
            "soon",
            "",
            TimeProvider.System.GetUtcNow().AddSeconds(2).ToString("R", CultureInfo.InvariantCulture),
        ];
        if (forms[draw % forms.Length] is not { } text)
        {
            return;
        }

        context.Response.Headers.RetryAfter = text;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            var now = Stopwatch.GetTimestamp();
            _closed[channel] = (now, now + (long)(seconds * Stopwatch.Frequency));
        }
    }

    /// <summary>A node was killed: what it was told just before, nobody else knows.</summary>
    public void NodeDied()
    {
        foreach (var (channel, closed) in _closed)
        {
            if (Stopwatch.GetElapsedTime(closed.Told) < UnsavedFor)
            {
                _closed.TryRemove(channel, out _);
            }
        }
    }

    private void WatchPatience(string channel)
    {
        if (
            _closed.TryRemove(channel, out var closed)
            && Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), closed.Until) is var early
            && early > TimeSpan.FromMilliseconds(5)
        )
        {
            Impatient.Enqueue(
                string.Create(CultureInfo.InvariantCulture, $"{channel}: {early.TotalMilliseconds:0} ms too early")
            );
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
