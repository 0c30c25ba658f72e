using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Receiving;

/// <summary>Why a connection should be, or was, given up.</summary>
internal enum SocketEnd
{
    /// <summary>It broke, or was closed without a word.</summary>
    Broken,

    /// <summary>Slack said that it will close soon; it still works.</summary>
    Announced,

    /// <summary>It comes to the age at which Slack recycles connections; it still works.</summary>
    Aged,

    /// <summary>Socket Mode was switched off for the app.</summary>
    SwitchedOff,

    TooMany,
}

/// <summary>
/// One Socket Mode connection from its hello to its end. Acknowledgements leave on the socket that the envelope came in on, one at
/// a time. See https://docs.slack.dev/apis/events-api/using-socket-mode.
/// </summary>
internal sealed partial class SlackSocket : IAsyncDisposable
{
    private const int LargestMessage = 4 * 1024 * 1024;

    /// <summary>So long before its announced end a connection is replaced.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(2);

    private readonly ClientWebSocket _socket;
    private readonly SlackInbox _inbox;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _sending = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<SocketEnd> _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[16 * 1024];
    private Task _receiving = Task.CompletedTask;

    private SlackSocket(ClientWebSocket socket, SlackInbox inbox, TimeProvider time, ILogger logger)
    {
        _socket = socket;
        _inbox = inbox;
        _time = time;
        _logger = logger;
        OpenedAt = time.GetTimestamp();
    }

    public long OpenedAt { get; }

    /// <summary>Completes when the connection should be replaced; where it still works it goes on until it is disposed or closed.</summary>
    public Task<SocketEnd> Ending => _ending.Task;

    /// <summary>Completes when nothing more will come.</summary>
    public Task Ended => _receiving;

    /// <summary>Connects and waits for Slack's hello; only then is the connection served.</summary>
    /// <exception cref="WebSocketException">It could not be made.</exception>
    /// <exception cref="IOException">Something else than a hello came first, or nothing.</exception>
    public static async Task<SlackSocket> ConnectAsync(
        Uri address,
        SlackSettings settings,
        SlackInbox inbox,
        TimeProvider time,
        ILogger logger,
        CancellationToken cancellationToken
    )
    {
        var client = new ClientWebSocket();
        client.Options.SetRequestHeader("User-Agent", SlackSettings.UserAgent);
        // Pings go out at this interval, and a missing pong aborts the connection: the framework shows no ping or pong to us.
        client.Options.KeepAliveInterval = settings.KeepAliveInterval;
        client.Options.KeepAliveTimeout = settings.KeepAliveTimeout;
        var socket = new SlackSocket(client, inbox, time, logger);
        try
        {
            using var deadline = new CancellationTokenSource(settings.RequestTimeout, time);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
            await client.ConnectAsync(address, limit.Token);
            var life = await socket.GreetAsync(limit.Token);
            socket._receiving = socket.ReceiveAsync(life);
            SlackMeters.SocketOpened();
            return socket;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            await socket.DisposeAsync();
            throw new IOException("Slack did not greet the connection in time.", exception);
        }
        catch
        {
            await socket.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says goodbye, in order or not, and waits for the end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            try
            {
                using var limit = new CancellationTokenSource(ClosePatience, _time);
                await _sending.WaitAsync(limit.Token);
                try
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                }
                finally
                {
                    _sending.Release();
                }

                // What Slack sent before it saw our goodbye is still received and acknowledged.
                await _receiving.WaitAsync(ClosePatience, _time, CancellationToken.None);
            }
            catch (Exception exception)
                when (exception is OperationCanceledException or WebSocketException or IOException or TimeoutException)
            {
                // It is cut below.
            }
        }

        await _stop.CancelAsync();
        _socket.Abort();
        await _receiving;
        _socket.Dispose();
        _stop.Dispose();
        _sending.Dispose();
    }

    private async Task<TimeSpan?> GreetAsync(CancellationToken cancellationToken)
    {
        var hello = await ReadAsync(cancellationToken) ?? throw new IOException("Slack closed the connection before its hello.");
        if (hello.Text("type") != "hello")
        {
            throw new IOException($"Slack's first message was '{hello.Text("type")}' ({hello.Text("reason")}), not its hello.");
        }

        return hello.Number("debug_info", "approximate_connection_time") is > 0 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    private async Task ReceiveAsync(TimeSpan? life)
    {
        var reason = "closed";
        using var aged = Aging(life);
        try
        {
            while (await ReadAsync(_stop.Token) is { } message)
            {
                Take(message);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            reason = "retired";
        }
        catch (OperationCanceledException)
        {
            // The framework's word for a pong that did not come: the state is Aborted, and nobody asked us to stop.
            reason = "silent";
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or JsonException)
        {
            reason = "broken";
            Log.Broken(_logger, exception.Message);
        }
        finally
        {
            _ending.TrySetResult(SocketEnd.Broken);
            SlackMeters.SocketClosed(reason);
            Log.Ended(_logger, reason);
        }
    }

    private ITimer? Aging(TimeSpan? life)
    {
        if (life is not { } whole)
        {
            return null;
        }

        var due = whole - RenewBefore > whole / 2 ? whole - RenewBefore : whole / 2;
        return _time.CreateTimer(_ => _ending.TrySetResult(SocketEnd.Aged), null, due, Timeout.InfiniteTimeSpan);
    }

    private void Take(JsonElement message)
    {
        if (message.Text("envelope_id") is { } envelope)
        {
            // Not awaited: an answer that takes its time must not hold up the acknowledgements behind it.
            _ = AcceptAsync(envelope, message);
            return;
        }

        switch (message.Text("type"))
        {
            case "disconnect":
                var reason = message.Text("reason");
                Log.Announced(_logger, reason ?? "without a reason");
                _ending.TrySetResult(
                    reason switch
                    {
                        "link_disabled" => SocketEnd.SwitchedOff,
                        "too_many_websockets" => SocketEnd.TooMany,
                        _ => SocketEnd.Announced,
                    }
                );
                break;
            case "hello":
                break;
            default:
                Log.Strange(_logger, message.Text("type") ?? "none");
                break;
        }
    }

    private async Task AcceptAsync(string envelope, JsonElement message)
    {
        var received = _time.GetTimestamp();
        var type = message.Text("type") ?? "";
        try
        {
            var acceptance = await _inbox.AcceptAsync(type, message.At("payload"), _stop.Token);
            if (!acceptance.Accepted)
            {
                return;
            }

            var acknowledgement = new JsonObject { ["envelope_id"] = envelope };
            if (acceptance.Payload is not null && message.IsTrue("accepts_response_payload"))
            {
                acknowledgement["payload"] = acceptance.Payload;
            }

            await SendAsync(acknowledgement);
            var took = _time.GetElapsedTime(received);
            SlackMeters.Acknowledged(type, took);
            if (took > TimeSpan.FromSeconds(1))
            {
                Log.Late(_logger, type, took.TotalMilliseconds);
            }
        }
        catch (Exception exception)
            when (exception is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Slack delivers it again on another connection, where it is recognised.
            Log.NotAcknowledged(_logger, type);
        }
#pragma warning disable CA1031 // A payload that we cannot read must not pass in silence: this task has no other owner.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Unreadable(_logger, type, exception);
        }
    }

    private async Task SendAsync(JsonObject message)
    {
        var bytes = Encoding.UTF8.GetBytes(SlackRenderer.Write(message));
        await _sending.WaitAsync(_stop.Token);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, _stop.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>One whole message; null where Slack closed.</summary>
    private async Task<JsonElement?> ReadAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        while (true)
        {
            var received = await _socket.ReceiveAsync(_buffer.AsMemory(), cancellationToken);
            if (received.MessageType is WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(_buffer, 0, received.Count);
            if (message.Length > LargestMessage)
            {
                throw new IOException($"Slack sent a message of more than {LargestMessage} bytes.");
            }

            if (received.EndOfMessage)
            {
                return JsonElement.Parse(message.GetBuffer().AsSpan(0, (int)message.Length));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Slack announced the end of a connection: {Reason}")]
        public static partial void Announced(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "A connection broke: {Problem}")]
        public static partial void Broken(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Debug, Message = "A connection ended: {Reason}")]
        public static partial void Ended(ILogger logger, string reason);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Slack sent a message of an unknown type: {Type}")]
        public static partial void Strange(ILogger logger, string type);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "A delivery of type {Type} was acknowledged only after {Milliseconds:0} ms"
        )]
        public static partial void Late(ILogger logger, string type, double milliseconds);

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "A delivery of type {Type} could not be acknowledged because its connection ended"
        )]
        public static partial void NotAcknowledged(ILogger logger, string type);

        [LoggerMessage(Level = LogLevel.Error, Message = "A delivery of type {Type} could not be read")]
        public static partial void Unreadable(ILogger logger, string type, Exception exception);
    }
}
