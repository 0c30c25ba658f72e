using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Receiving;

/// <summary>
/// Keeps several Socket Mode connections open, for ever: each lane replaces its connection before Slack closes it, so that a planned
/// end leaves no gap, and after an unplanned one tries again until it succeeds. Only errors that no retry can mend end it.
/// </summary>
internal sealed partial class SocketMode(
    SlackSettings settings,
    SlackWebApi api,
    SlackInbox inbox,
    TimeProvider time,
    ILogger<SocketMode> logger
)
{
    /// <summary>A connection that lived so long was a good one: the next failure begins with short waits again.</summary>
    private static readonly TimeSpan GoodLife = TimeSpan.FromMinutes(1);

    /// <summary>After Slack has announced the end of a connection it is heard out for this long.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan SwitchedOffWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan TooManyWait = TimeSpan.FromMinutes(1);

    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the first hello.</summary>
    public Task Greeted => _greeted.Task;

    /// <exception cref="SlackStoppedException">Slack refuses the app for good.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var lanes = Enumerable.Range(0, settings.Connections).Select(_ => KeepConnectedAsync(stop.Token)).ToList();
        await Task.WhenAny(lanes);
        await stop.CancelAsync();
        await Task.WhenAll(lanes);
    }

    private async Task KeepConnectedAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        var retiring = new List<Task>();
        SlackSocket? socket = null;
        try
        {
            socket = await OpenAsync(backoff, cancellationToken);
            while (true)
            {
                var end = await socket.Ending.WaitAsync(cancellationToken);
                if (time.GetElapsedTime(socket.OpenedAt) >= GoodLife)
                {
                    backoff.Reset();
                }

                await RestAsync(end, backoff, cancellationToken);
                var next = await OpenAsync(backoff, cancellationToken);
                retiring.RemoveAll(task => task.IsCompleted);
                retiring.Add(RetireAsync(socket, end, cancellationToken));
                socket = next;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop.
        }
        finally
        {
            if (socket is not null)
            {
                await socket.DisposeAsync();
            }

            await Task.WhenAll(retiring);
        }
    }

    /// <summary>A planned end is followed at once; the others give Slack, or whoever switched us off, time.</summary>
    private async Task RestAsync(SocketEnd end, Backoff backoff, CancellationToken cancellationToken)
    {
        var wait = end switch
        {
            SocketEnd.Announced or SocketEnd.Aged => TimeSpan.Zero,
            SocketEnd.SwitchedOff => Backoff.Jittered(SwitchedOffWait / 2, SwitchedOffWait),
            SocketEnd.TooMany => Backoff.Jittered(TooManyWait / 2, TooManyWait),
            _ => backoff.Next(),
        };
        if (end is SocketEnd.SwitchedOff)
        {
            Log.SwitchedOff(logger, wait.TotalSeconds);
        }
        else if (end is SocketEnd.TooMany)
        {
            Log.TooMany(logger, wait.TotalSeconds);
        }

        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async Task RetireAsync(SlackSocket socket, SocketEnd end, CancellationToken cancellationToken)
    {
        if (end is SocketEnd.Announced or SocketEnd.Aged)
        {
            // Slack closes it; until then it may still deliver here.
            await Task.WhenAny(socket.Ended, Task.Delay(DrainTime, time, cancellationToken));
        }

        await socket.DisposeAsync();
    }

    private async Task<SlackSocket> OpenAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (socket, problem, wait) = await TryOpenAsync(cancellationToken);
            if (socket is not null)
            {
                _greeted.TrySetResult();
                Log.Connected(logger);
                return socket;
            }

            var rest = wait ?? backoff.Next();
            Log.NotConnected(logger, problem!, rest.TotalSeconds);
            await Task.Delay(rest, time, cancellationToken);
        }
    }

    private async Task<(SlackSocket? Socket, string? Problem, TimeSpan? Wait)> TryOpenAsync(CancellationToken cancellationToken)
    {
        var answer = await api.OpenConnectionAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        switch (answer)
        {
            case SlackAnswer.Refused refused when SlackErrors.IsFatal(refused.Error):
                throw new SlackStoppedException(
                    $"Slack refuses Socket Mode: {refused.Detail}. Check Slack:AppToken: it starts with xapp-, belongs to this app, "
                        + "and has the scope connections:write (Basic Information, App-Level Tokens)."
                );
            case SlackAnswer.Throttled throttled:
                return (null, throttled.Describe(), throttled.RetryAfter);
            case SlackAnswer.Done done
                when Uri.TryCreate(done.Body.Text("url"), UriKind.Absolute, out var address) && IsAllowed(address):
                try
                {
                    return (
                        await SlackSocket.ConnectAsync(address, settings, inbox, time, logger, cancellationToken),
                        null,
                        null
                    );
                }
                catch (Exception exception) when (exception is WebSocketException or IOException or JsonException)
                {
                    return (null, exception.Message, null);
                }
            case SlackAnswer.Done:
                return (null, "apps.connections.open named no address that we may open", null);
            default:
                return (null, answer.Describe(), null);
        }
    }

    /// <summary>Encrypted, or where the settings themselves point at loopback, there.</summary>
    private bool IsAllowed(Uri address) =>
        address.Scheme == "wss" || (address is { Scheme: "ws", IsLoopback: true } && settings.ApiBase.IsLoopback);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "A Socket Mode connection is open")]
        public static partial void Connected(ILogger logger);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "No Socket Mode connection: {Problem}. Trying again in {Seconds:0.#} s"
        )]
        public static partial void NotConnected(ILogger logger, string problem, double seconds);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "Socket Mode is switched off for the app: switch it on in the app's settings. Trying again in {Seconds:0} s"
        )]
        public static partial void SwitchedOff(ILogger logger, double seconds);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The app has more Socket Mode connections than Slack allows: stop processes that are not needed or lower Slack:Connections. Trying again in {Seconds:0} s"
        )]
        public static partial void TooMany(ILogger logger, double seconds);
    }
}
