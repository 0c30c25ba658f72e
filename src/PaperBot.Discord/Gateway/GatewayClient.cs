using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Gateway;

/// <summary>The thin edge of a <see cref="GatewayMachine"/>: one WebSocket at a time, and one loop in which everything happens in order.</summary>
internal sealed partial class GatewayClient(
    GatewayMachine machine,
    GatewayPurpose purpose,
    DiscordRest rest,
    DiscordSettings settings,
    TimeProvider time,
    Action<string, JsonElement> dispatch,
    Action live,
    ILogger<GatewayClient> logger
) : IDisposable
{
    /// <summary>The greeting of a guild with tens of thousands of members and channels is a few MiB.</summary>
    private const int MaxMessageBytes = 32 * 1024 * 1024;

    private static readonly TimeSpan HandshakeWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SendWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CloseWithin = TimeSpan.FromSeconds(1);

    private readonly Channel<(int Connection, GatewayInput Input)> _inputs = Channel.CreateUnbounded<(int, GatewayInput)>(
        new UnboundedChannelOptions { SingleReader = true }
    );

    private readonly long _origin = time.GetTimestamp();
    private ClientWebSocket? _socket;
    private int _connection;
    private Task _pump = Task.CompletedTask;

    private TimeSpan Now => time.GetElapsedTime(_origin);

    /// <summary>Runs until it is told to stop.</summary>
    /// <exception cref="DiscordStoppedException">Discord will not let us in; the message says what to do.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // A connection outlives the word to stop, so that it can be closed as it should: cancelled, a read cuts the line.
        using var pumps = new CancellationTokenSource();
        try
        {
            await CarryOutAsync(machine.Handle(new GatewayInput.Started(), Now), pumps.Token, cancellationToken);
            while (true)
            {
                foreach (var input in await NextAsync(cancellationToken))
                {
                    await CarryOutAsync(machine.Handle(input, Now), pumps.Token, cancellationToken);
                }
            }
        }
        finally
        {
            // A regular goodbye: the session ends, and the bot is shown as away.
            await HangUpAsync(CloseCodes.Normal);
            await pumps.CancelAsync();
            await _pump;
        }
    }

    public void Dispose() => _socket?.Dispose();

    /// <summary>What has happened by now; a tick where the machine's time has come first.</summary>
    private async Task<IReadOnlyList<GatewayInput>> NextAsync(CancellationToken cancellationToken)
    {
        var inputs = new List<GatewayInput>();
        while (_inputs.Reader.TryRead(out var known))
        {
            AddCurrent(known);
        }

        if (machine.Due is { } due && due <= Now)
        {
            inputs.Add(new GatewayInput.Tick());
        }

        if (inputs.Count > 0)
        {
            return inputs;
        }

        using var wake = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var input = _inputs.Reader.WaitToReadAsync(wake.Token).AsTask();
        var wait = machine.Due is { } next ? next - Now : Timeout.InfiniteTimeSpan;
        var tick = Task.Delay(wait > TimeSpan.Zero || wait == Timeout.InfiniteTimeSpan ? wait : TimeSpan.Zero, time, wake.Token);
        await Task.WhenAny(input, tick);
        await wake.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return inputs;

        // Frames of a connection that we have given up are not ours to act on.
        void AddCurrent((int Connection, GatewayInput Input) known)
        {
            if (known.Connection == _connection)
            {
                inputs.Add(known.Input);
            }
        }
    }

    private async Task CarryOutAsync(
        IReadOnlyList<GatewayAction> actions,
        CancellationToken pumping,
        CancellationToken cancellationToken
    )
    {
        foreach (var action in actions)
        {
            switch (action)
            {
                case GatewayAction.Ask:
                    await AskAsync(cancellationToken);
                    break;
                case GatewayAction.Open open:
                    await OpenAsync(open.Address, pumping);
                    break;
                case GatewayAction.Send send:
                    await SendAsync(send.Text, cancellationToken);
                    break;
                case GatewayAction.Hangup hangup:
                    Log.HangingUp(logger, purpose.Shard, hangup.Why);
                    await HangUpAsync(hangup.Code);
                    break;
                case GatewayAction.Dispatch happened:
                    dispatch(happened.Name, happened.Data);
                    break;
                case GatewayAction.Live begun:
                    Log.Live(logger, purpose.Shard, begun.Resumed ? "resumed" : "new");
                    live();
                    break;
                case GatewayAction.Waiting waiting:
                    Log.Waiting(logger, purpose.Shard, waiting.Why, waiting.For.TotalSeconds);
                    break;
                case GatewayAction.Fail fail:
                    throw new DiscordStoppedException(fail.Remedy);
            }
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var answer = await rest.SendAsync(
            DiscordRoute.Gateway(),
            json: null,
            patience: TimeSpan.FromSeconds(5),
            timeout: TimeSpan.FromSeconds(15),
            cancellationToken
        );
        if (answer is DiscordAnswer.Refused { Status: 401 })
        {
            throw new DiscordStoppedException(CloseCodes.Remedy(4004));
        }

        var input = (answer as DiscordAnswer.Done)?.Read<GatewayBot>() is { } told
            ? (GatewayInput)new GatewayInput.Told(told)
            : new GatewayInput.NotTold((answer as DiscordAnswer.Wait)?.For);
        _inputs.Writer.TryWrite((_connection, input));
    }

    private async Task OpenAsync(Uri address, CancellationToken pumping)
    {
        await _pump;
        _socket?.Dispose();
        var socket = _socket = new ClientWebSocket();
        var connection = ++_connection;
        socket.Options.SetRequestHeader("User-Agent", $"DiscordBot ({settings.ProjectUrl}, {settings.Version})");
        socket.Options.KeepAliveInterval = settings.KeepAliveInterval;
        socket.Options.KeepAliveTimeout = settings.KeepAliveTimeout;
        _pump = PumpAsync(socket, connection, address, pumping);
    }

    /// <summary>Brings everything that comes from a connection into the loop, its end included. Never throws.</summary>
    private async Task PumpAsync(ClientWebSocket socket, int connection, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var handshake = new CancellationTokenSource(HandshakeWithin, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(handshake.Token, cancellationToken);
            await socket.ConnectAsync(address, both.Token);
        }
        catch (Exception exception)
            when (exception is WebSocketException or OperationCanceledException or HttpRequestException or ObjectDisposedException
            )
        {
            Log.NotOpened(logger, purpose.Shard, exception.Message);
            _inputs.Writer.TryWrite((connection, new GatewayInput.NotOpened()));
            return;
        }

        _inputs.Writer.TryWrite((connection, new GatewayInput.Opened()));
        int? code = null;
        try
        {
            using var messages = purpose.Compress ? new ZlibMessages() : null;
            while (await ReceiveAsync(socket, messages, cancellationToken) is { } text)
            {
                _inputs.Writer.TryWrite((connection, new GatewayInput.Frame(text)));
            }

            code = (int?)socket.CloseStatus;
        }
        catch (Exception exception)
            when (exception
                    is WebSocketException
                        or OperationCanceledException
                        or InvalidDataException
                        or ObjectDisposedException
                        or IOException
            )
        {
            // A missing pong comes as a cancellation that nobody asked for; whatever it was, this connection is over.
            Log.Broken(logger, purpose.Shard, exception.GetType().Name);
        }

        _inputs.Writer.TryWrite((connection, new GatewayInput.Closed(code)));
    }

    /// <summary>The next whole message; null where the other side has closed.</summary>
    private static async Task<string?> ReceiveAsync(
        ClientWebSocket socket,
        ZlibMessages? compressed,
        CancellationToken cancellationToken
    )
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer, cancellationToken);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            message.Write(buffer, 0, result.Count);
            if (message.Length > MaxMessageBytes)
            {
                throw new InvalidDataException("A gateway message is longer than any that Discord sends.");
            }

            if (!result.EndOfMessage)
            {
                continue;
            }

            if (compressed is null)
            {
                return Encoding.UTF8.GetString(message.GetBuffer().AsSpan(0, (int)message.Length));
            }

            var text =
                compressed.Read(message.GetBuffer().AsSpan(0, (int)message.Length), MaxMessageBytes)
                ?? throw new InvalidDataException("A gateway message is longer than any that Discord sends.");
            return Encoding.UTF8.GetString(text);
        }
    }

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        if (_socket is not { State: WebSocketState.Open } socket)
        {
            return;
        }

        using var deadline = new CancellationTokenSource(SendWithin, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, both.Token);
        }
        catch (Exception exception)
            when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The pump sees the end of the connection and reports it.
            socket.Abort();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task HangUpAsync(int code)
    {
        // What still comes from this connection no longer counts.
        _connection++;
        if (_socket is not { } socket)
        {
            return;
        }

        _socket = null;
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
        {
            using var deadline = new CancellationTokenSource(CloseWithin, time);
            try
            {
                var reason = code.ToString(CultureInfo.InvariantCulture);
                await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, deadline.Token);

                // Cut off at once, the line might swallow the word that was just said.
                await _pump.WaitAsync(deadline.Token);
            }
            catch (Exception exception)
                when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
            {
                Log.Broken(logger, purpose.Shard, exception.GetType().Name);
            }
        }

        socket.Abort();
        socket.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            EventName = "DiscordGatewayLive",
            Message = "Shard {Shard} is connected ({Session} session)"
        )]
        public static partial void Live(ILogger logger, int shard, string session);

        [LoggerMessage(
            Level = LogLevel.Information,
            EventName = "DiscordGatewayWaiting",
            Message = "Shard {Shard}: {Why}; next try in {Seconds} s"
        )]
        public static partial void Waiting(ILogger logger, int shard, string why, double seconds);

        [LoggerMessage(
            Level = LogLevel.Information,
            EventName = "DiscordGatewayHangingUp",
            Message = "Shard {Shard} ends its connection: {Why}"
        )]
        public static partial void HangingUp(ILogger logger, int shard, string why);

        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordGatewayNotOpened",
            Message = "Shard {Shard} could not connect: {Error}"
        )]
        public static partial void NotOpened(ILogger logger, int shard, string error);

        [LoggerMessage(
            Level = LogLevel.Debug,
            EventName = "DiscordGatewayBroken",
            Message = "Shard {Shard}: the connection ended with {Error}"
        )]
        public static partial void Broken(ILogger logger, int shard, string error);
    }
}
