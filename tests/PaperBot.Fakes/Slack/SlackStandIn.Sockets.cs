using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PaperBot.Fakes.Slack;

/// <summary>How a Socket Mode connection ends.</summary>
public enum StandInDisconnect
{
    /// <summary>Slack says that it will close in ten seconds, and does.</summary>
    Warning,

    /// <summary>The container is recycled: the same, by another word.</summary>
    RefreshRequested,

    /// <summary>Socket Mode was switched off.</summary>
    LinkDisabled,

    TooManyWebSockets,

    /// <summary>A close frame without a word before it.</summary>
    Close,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>Nothing that the client sends is read any more, and nothing is said.</summary>
    Freeze,
}

/// <content>Socket Mode.</content>
public sealed partial class SlackStandIn
{
    private const int MostSockets = 10;

    private readonly HashSet<string> _tickets = new(StringComparer.Ordinal);
    private readonly List<StandInSocket> _sockets = [];
    private readonly Dictionary<string, StandInExchange> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<StandInExchange> _homeless = new();
    private int _nextSocket;

    /// <summary>How long a connection lives before Slack recycles it; some five hours in life.</summary>
    public TimeSpan ConnectionLife { get; set; } = TimeSpan.FromSeconds(18_060);

    /// <summary>Between the announcement of an end and the end.</summary>
    public TimeSpan WarningTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long Slack waits for an acknowledgement.</summary>
    public TimeSpan AcknowledgeWithin { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Connections that were greeted, since the start.</summary>
    public int Greetings { get; private set; }

    /// <summary>Moments at which something was to be delivered and no connection was open.</summary>
    public int Gaps { get; private set; }

    /// <summary>Open connections that have been greeted.</summary>
    public int OpenSockets
    {
        get
        {
            lock (_gate)
            {
                return _sockets.Count;
            }
        }
    }

    /// <summary>Ends the connection that has been open longest; false where none is open.</summary>
    public async Task<bool> DisconnectAsync(StandInDisconnect how)
    {
        StandInSocket? socket;
        lock (_gate)
        {
            socket = _sockets.Find(candidate => candidate is { IsEnding: false, IsFrozen: false });
            if (socket is null)
            {
                return false;
            }

            socket.IsEnding = how is not StandInDisconnect.Freeze;
            socket.IsFrozen = how is StandInDisconnect.Freeze;
        }

        await EndAsync(socket, how);
        return true;
    }

    private JsonObject OpenConnection()
    {
        var ticket = Canary.Secret();
        _tickets.Add(ticket);
        return Ok(("url", $"ws://{Root.Authority}/link/?ticket={ticket}&app_id={AppId}"));
    }

    private async Task ServeSocketAsync(HttpContext context)
    {
        bool known;
        lock (_gate)
        {
            known = _tickets.Remove(context.Request.Query["ticket"].ToString());
        }

        if (!known || !context.WebSockets.IsWebSocketRequest)
        {
            Violate("a ticket was used twice, or made up");
            context.Response.StatusCode = 403;
            return;
        }

        if (string.IsNullOrEmpty(context.Request.Headers.UserAgent))
        {
            Violate("link: no User-Agent");
        }

        using var webSocket = await context.WebSockets.AcceptWebSocketAsync();
        using var socket = new StandInSocket(webSocket, context);
        int count;
        lock (_gate)
        {
            count = _sockets.Count + 1;
            if (count <= MostSockets)
            {
                _sockets.Add(socket);
                Greetings++;
            }
        }

        if (count > MostSockets)
        {
            await EndAsync(socket, StandInDisconnect.TooManyWebSockets);
            return;
        }

        try
        {
            await socket.SendAsync(
                new JsonObject
                {
                    ["type"] = "hello",
                    ["num_connections"] = count,
                    ["connection_info"] = new JsonObject { ["app_id"] = AppId },
                    ["debug_info"] = new JsonObject
                    {
                        ["host"] = "applink-stand-in",
                        ["build_number"] = 1,
                        ["approximate_connection_time"] = Math.Max(1, (int)ConnectionLife.TotalSeconds),
                    },
                }
            );
            Changed();
            _ = RecycleAsync(socket);
            await DeliverHomelessAsync();
            await ReceiveAsync(socket);
        }
        catch (Exception exception)
            when (exception is WebSocketException or IOException or OperationCanceledException or ConnectionAbortedException)
        {
            // The client, or a test, cut it: what was not acknowledged is delivered again below.
        }
        finally
        {
            await ForgetAsync(socket);
        }
    }

    /// <summary>What died unacknowledged with the last connection goes to the first one that comes.</summary>
    private async Task DeliverHomelessAsync()
    {
        List<StandInExchange> homeless;
        lock (_gate)
        {
            homeless = [.. _homeless];
            _homeless.Clear();
        }

        foreach (var exchange in homeless)
        {
            await DeliverBySocketAsync(exchange, "connection_failed");
        }
    }

    private async Task RecycleAsync(StandInSocket socket)
    {
        try
        {
            await Task.Delay(ConnectionLife - WarningTime, _time, socket.Ended);
            await EndAsync(socket, StandInDisconnect.Warning);
        }
        catch (OperationCanceledException)
        {
            // It ended before its time.
        }
    }

    private async Task EndAsync(StandInSocket socket, StandInDisconnect how)
    {
        try
        {
            switch (how)
            {
                case StandInDisconnect.Freeze:
                    socket.Freeze();
                    break;
                case StandInDisconnect.Reset:
                    socket.Abort();
                    break;
                case StandInDisconnect.Close:
                    await socket.CloseAsync();
                    break;
                default:
                    await socket.SendAsync(
                        new JsonObject
                        {
                            ["type"] = "disconnect",
                            ["reason"] = how switch
                            {
                                StandInDisconnect.Warning => "warning",
                                StandInDisconnect.RefreshRequested => "refresh_requested",
                                StandInDisconnect.LinkDisabled => "link_disabled",
                                _ => "too_many_websockets",
                            },
                            ["debug_info"] = new JsonObject { ["host"] = "applink-stand-in" },
                        }
                    );
                    if (how is StandInDisconnect.Warning or StandInDisconnect.RefreshRequested)
                    {
                        await Task.Delay(WarningTime, _time, socket.Ended);
                    }

                    await socket.CloseAsync();
                    break;
            }
        }
        catch (Exception exception)
            when (exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // It had ended already.
        }
    }

    private async Task ReceiveAsync(StandInSocket socket)
    {
        while (await socket.ReceiveAsync(_stopping.Token) is { } message)
        {
            var acknowledgement = JsonNode.Parse(message)!.AsObject();
            if ((string?)acknowledgement["envelope_id"] is not { } id)
            {
                Violate("a message on the socket names no envelope_id: " + message);
                continue;
            }

            StandInExchange? exchange;
            lock (_gate)
            {
                if (!socket.Unacknowledged.Remove(id))
                {
                    Violate($"an envelope was acknowledged twice or on another socket: {id}");
                }

                _waiting.Remove(id, out exchange);
            }

            if (exchange is null)
            {
                continue;
            }

            var payload = acknowledgement["payload"] as JsonObject;
            if (payload is not null && !exchange.AcceptsResponse)
            {
                Violate($"the acknowledgement of {exchange.Type} carries a payload, which it may not");
            }

            exchange.AcknowledgedAfter = _time.GetElapsedTime(exchange.StartedAt);
            exchange.Acknowledge(payload?.DeepClone().AsObject());
            Changed();
        }
    }

    private async Task ForgetAsync(StandInSocket socket)
    {
        List<StandInExchange> again;
        lock (_gate)
        {
            _sockets.Remove(socket);
            again = [.. socket.Unacknowledged.Select(id => _waiting.GetValueOrDefault(id)).OfType<StandInExchange>()];
        }

        socket.End();
        Changed();
        foreach (var exchange in again)
        {
            await DeliverBySocketAsync(exchange, "connection_failed");
        }
    }

    /// <summary>Hands an envelope to one of the open connections; what dies unacknowledged comes again on another.</summary>
    private async Task DeliverBySocketAsync(StandInExchange exchange, string? retryReason = null)
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        StandInSocket? socket;
        lock (_gate)
        {
            socket = _sockets.Count == 0 ? null : _sockets[_nextSocket++ % _sockets.Count];
            if (socket is null && retryReason is not null)
            {
                _homeless.Enqueue(exchange);
                return;
            }

            if (socket is null)
            {
                Gaps++;
                exchange.Fail("nothing is connected");
                return;
            }

            socket.Unacknowledged.Add(exchange.EnvelopeId);
            _waiting[exchange.EnvelopeId] = exchange;
            exchange.Deliveries++;
        }

        var envelope = new JsonObject
        {
            ["envelope_id"] = exchange.EnvelopeId,
            ["type"] = exchange.Type,
            ["payload"] = exchange.Payload.DeepClone(),
            ["accepts_response_payload"] = exchange.AcceptsResponse,
        };
        if (exchange.Type == "events_api")
        {
            envelope["retry_attempt"] = exchange.Deliveries - 1;
            envelope["retry_reason"] = retryReason ?? "";
        }

        try
        {
            await socket.SendAsync(envelope);
        }
        catch (Exception exception)
            when (exception is WebSocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The receiving side notices as well and delivers again.
        }
    }

    /// <summary>One connection; sends are one after the other, as a WebSocket wants it.</summary>
    private sealed class StandInSocket(WebSocket socket, HttpContext context) : IDisposable
    {
        private readonly SemaphoreSlim _sending = new(1);
        private readonly CancellationTokenSource _ended = new();

        public HashSet<string> Unacknowledged { get; } = new(StringComparer.Ordinal);
        public bool IsEnding { get; set; }
        public bool IsFrozen { get; set; }
        public CancellationToken Ended => _ended.Token;

        public async Task SendAsync(JsonObject message)
        {
            var bytes = Encoding.UTF8.GetBytes(message.ToJsonString(JsonSerializerOptions.Default));
            await _sending.WaitAsync(_ended.Token);
            try
            {
                await socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, _ended.Token);
            }
            finally
            {
                _sending.Release();
            }
        }

        public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
        {
            using var message = new MemoryStream();
            var buffer = new byte[8 * 1024];
            while (true)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (received.MessageType is WebSocketMessageType.Close)
                {
                    await CloseAsync();
                    return null;
                }

                message.Write(buffer, 0, received.Count);
                if (received.EndOfMessage)
                {
                    return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
                }
            }
        }

        public async Task CloseAsync()
        {
            await _sending.WaitAsync(_ended.Token);
            try
            {
                if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                {
                    await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _ended.Token);
                }
            }
            finally
            {
                _sending.Release();
            }
        }

        public void Abort() => context.Abort();

        public void Freeze() => context.Features.GetRequiredFeature<ConnectionFreezer>().Freeze();

        public void End() => _ended.Cancel();

        public void Dispose()
        {
            _ended.Cancel();
            _ended.Dispose();
            _sending.Dispose();
        }
    }
}
