using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

/// <summary>The stand-in's gateway: sessions that outlive their connections, replay on resume, and the documented close codes.</summary>
public sealed class FakeGateway : IAsyncDisposable
{
    private readonly FakeDiscord _fake;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FakeSession> _sessions = new(StringComparer.Ordinal);
    private readonly List<FakeConnection> _connections = [];
    private readonly Queue<long> _identifies = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal FakeGateway(FakeDiscord fake)
    {
        _fake = fake;
        StartsLeft = fake.Options.SessionStarts;
    }

    /// <summary>Identifies that are left; below zero Discord would have reset the token.</summary>
    public int StartsLeft { get; set; }

    public int Identifies { get; private set; }

    public int Resumes { get; private set; }

    public int Connects { get; private set; }

    /// <summary>Heartbeats get no answer while this is set, as from a connection that is dead but open.</summary>
    public bool Deaf { get; set; }

    /// <summary>Connections are refused while this is set.</summary>
    public bool Refusing { get; set; }

    internal string Address => "ws://" + _fake.ApiBase.Authority;

    internal FakeDiscord Fake => _fake;

    public IReadOnlyList<FakeConnection> Connections
    {
        get
        {
            lock (_lock)
            {
                return [.. _connections];
            }
        }
    }

    /// <summary>Whether there is a session that keeps what happens, with or without a connection.</summary>
    public bool HasSession
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Values.Any(session => session.IsLive(_fake.Time));
            }
        }
    }

    /// <summary>Whether somebody is identified or resumed, and listening.</summary>
    public bool IsLive => Connections.Any(connection => connection.Session is not null && !connection.IsOver);

    /// <summary>Waits until something holds about the gateway.</summary>
    public async Task UntilAsync(Func<FakeGateway, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                changed = _changed.Task;
            }

            if (condition(this))
            {
                return;
            }

            await changed.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
        }
    }

    /// <summary>An event for every session whose shard has the guild; kept for those that are away.</summary>
    public void Dispatch(string name, JsonObject data, string? guildId)
    {
        lock (_lock)
        {
            foreach (var session in _sessions.Values.Where(session => session.IsLive(_fake.Time) && session.Serves(guildId)))
            {
                session.Dispatch(name, data);
            }
        }
    }

    /// <summary>A connection as the pure part of the stand-in sees it; the test or the WebSocket carries the frames.</summary>
    public FakeConnection Connect(string query, Action<string> send, Action<int?> close)
    {
        lock (_lock)
        {
            Connects++;
            var connection = new FakeConnection(this, query, send, close);
            _connections.Add(connection);
            connection.Begin();
            Change();
            return connection;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in Connections)
        {
            connection.Drop();
        }

        await Task.CompletedTask;
    }

    internal JsonObject Describe() =>
        new()
        {
            ["url"] = Address,
            ["shards"] = _fake.Options.RecommendedShards,
            ["session_start_limit"] = new JsonObject
            {
                ["total"] = 1000,
                ["remaining"] = Math.Max(0, StartsLeft),
                ["reset_after"] = 14_400_000,
                ["max_concurrency"] = _fake.Options.MaxConcurrency,
            },
        };

    internal Lock Sync => _lock;

    internal void Change()
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Null where the identify came too soon after another.</summary>
    internal FakeSession? NewSession(FakeConnection connection, int shard, int shards)
    {
        Identifies++;
        StartsLeft--;
        if (StartsLeft < 0)
        {
            _fake.Complain("More identifies than the day allows: Discord would have reset the token");
        }

        var now = _fake.Time.GetTimestamp();
        while (_identifies.TryPeek(out var oldest) && _fake.Time.GetElapsedTime(oldest, now) >= TimeSpan.FromSeconds(5))
        {
            _identifies.Dequeue();
        }

        if (_identifies.Count >= _fake.Options.MaxConcurrency)
        {
            _fake.Complain("An identify came less than five seconds after another");
            return null;
        }

        _identifies.Enqueue(now);
        var session = new FakeSession(Guid.NewGuid().ToString("N"), shard, shards, _fake) { Connection = connection };
        _sessions.Add(session.Id, session);
        return session;
    }

    internal FakeSession? Resume(string id)
    {
        Resumes++;
        return _sessions.TryGetValue(id, out var session) && session.IsLive(_fake.Time) ? session : null;
    }

    internal void End(FakeSession session) => _sessions.Remove(session.Id);

    internal async Task AcceptAsync(HttpContext context, CancellationToken stopping)
    {
        if (Refusing)
        {
            context.Response.StatusCode = 503;
            return;
        }

        if (!context.Request.Headers.UserAgent.ToString().StartsWith("DiscordBot (", StringComparison.Ordinal))
        {
            // Only our own client is asked for one here: what SDKs send with a socket is their affair.
            _fake.Complain("A WebSocket without the bot's User-Agent");
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var frames = Channel.CreateUnbounded<(string? Text, int? Close)>();
        var compress = context.Request.Query["compress"] == "zlib-stream";
        var connection = Connect(
            context.Request.QueryString.Value ?? "",
            text => frames.Writer.TryWrite((text, null)),
            code => frames.Writer.TryWrite((null, code ?? -1))
        );
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var writing = WriteAsync(socket, frames.Reader, compress, both);
        try
        {
            await ReadAsync(socket, connection, both.Token);
        }
        finally
        {
            connection.Gone((int?)socket.CloseStatus);
            await both.CancelAsync();
            await writing;
        }
    }

    private static async Task ReadAsync(WebSocket socket, FakeConnection connection, CancellationToken cancellationToken)
    {
        var buffer = new byte[16 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var result = await socket.ReceiveAsync(buffer, cancellationToken);
                if (result.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                message.Write(buffer, 0, result.Count);
                if (result.EndOfMessage)
                {
                    connection.Receive(Encoding.UTF8.GetString(message.ToArray()));
                    message.SetLength(0);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException)
        {
            // The peer is gone without a word; the session stays.
        }
    }

    private static async Task WriteAsync(
        WebSocket socket,
        ChannelReader<(string? Text, int? Close)> frames,
        bool compress,
        CancellationTokenSource stop
    )
    {
        using var compressed = new MemoryStream();
        await using var deflater = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        try
        {
            await foreach (var (text, close) in frames.ReadAllAsync(stop.Token))
            {
                if (text is not null && compress)
                {
                    compressed.SetLength(0);
                    await deflater.WriteAsync(Encoding.UTF8.GetBytes(text), stop.Token);
                    await deflater.FlushAsync(stop.Token);
                    await socket.SendAsync(compressed.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, stop.Token);
                }
                else if (text is not null)
                {
                    await socket.SendAsync(
                        Encoding.UTF8.GetBytes(text),
                        WebSocketMessageType.Text,
                        endOfMessage: true,
                        stop.Token
                    );
                }
                else if (close == -1)
                {
                    socket.Abort();
                    return;
                }
                else
                {
                    await socket.CloseOutputAsync((WebSocketCloseStatus)close!, "closed by the stand-in", stop.Token);
                    return;
                }
            }
        }
        catch (Exception exception)
            when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The peer went first.
        }
    }
}

/// <summary>A session: its events, numbered and kept for whoever resumes.</summary>
internal sealed class FakeSession(string id, int shard, int shards, FakeDiscord fake)
{
    private readonly List<string> _events = [];
    private long _leftAt;

    public string Id => id;

    public int Sequence => _events.Count;

    public FakeConnection? Connection { get; set; }

    /// <summary>What the client has asked to hear of; a resume asks for nothing anew.</summary>
    public long Intents { get; set; }

    public bool IsLive(TimeProvider time) => Connection is not null || time.GetElapsedTime(_leftAt) < fake.Options.SessionLife;

    public bool Serves(string? guildId) =>
        guildId is null ? shard == 0 : (int)((FakeDiscord.Number(guildId) >> 22) % (ulong)shards) == shard;

    public void Leave()
    {
        Connection = null;
        _leftAt = fake.Time.GetTimestamp();
    }

    public void Dispatch(string name, JsonObject data)
    {
        var frame = new JsonObject
        {
            ["op"] = 0,
            ["t"] = name,
            ["s"] = Sequence + 1,
            ["d"] = data.DeepClone(),
        }.ToJsonString();
        _events.Add(frame);
        Connection?.Send(frame);
    }

    public IEnumerable<string> Since(int sequence) => _events.Skip(sequence);
}

/// <summary>One connection to the gateway.</summary>
public sealed class FakeConnection
{
    private readonly FakeGateway _gateway;
    private readonly string _query;
    private readonly Action<string> _send;
    private readonly Action<int?> _close;
    private readonly Queue<long> _received = new();
    private long _lastBeat;

    internal FakeConnection(FakeGateway gateway, string query, Action<string> send, Action<int?> close)
    {
        _gateway = gateway;
        _query = query;
        _send = send;
        _close = close;
    }

    internal FakeSession? Session { get; private set; }

    public bool IsOver { get; private set; }

    /// <summary>The code that the client closed with; null where it just went.</summary>
    public int? ClosedByClientWith { get; private set; }

    /// <summary>Opcodes in the order they came.</summary>
    public ConcurrentQueue<int> Opcodes { get; } = new();

    public long Intents { get; private set; }

    private FakeDiscord Fake => _gateway.Fake;

    internal void Begin()
    {
        _lastBeat = Fake.Time.GetTimestamp();
        if (!_query.Contains("v=10", StringComparison.Ordinal) || !_query.Contains("encoding=json", StringComparison.Ordinal))
        {
            Close(4012);
            return;
        }

        Send(
            new JsonObject
            {
                ["op"] = 10,
                ["s"] = null,
                ["t"] = null,
                ["d"] = new JsonObject { ["heartbeat_interval"] = (int)Fake.Options.HeartbeatInterval.TotalMilliseconds },
            }.ToJsonString()
        );
    }

    internal void Send(string frame)
    {
        if (!IsOver)
        {
            _send(frame);
        }
    }

    /// <summary>An opcode without more to it, such as 7 or 9.</summary>
    public void SendOp(int op, JsonNode? data) =>
        Send(
            new JsonObject
            {
                ["op"] = op,
                ["s"] = null,
                ["t"] = null,
                ["d"] = data,
            }.ToJsonString()
        );

    /// <summary>Closes with a code; the codes that end a session end it.</summary>
    public void Close(int code)
    {
        lock (_gateway.Sync)
        {
            if (IsOver)
            {
                return;
            }

            IsOver = true;
            if (Session is not null)
            {
                if (code is 1000 or 1001 or 4003 or 4005 or 4007 or 4008 or 4009)
                {
                    _gateway.End(Session);
                }

                Session.Leave();
            }
        }

        _close(code);
        _gateway.Change();
    }

    /// <summary>The connection breaks without a word.</summary>
    public void Drop()
    {
        lock (_gateway.Sync)
        {
            if (IsOver)
            {
                return;
            }

            IsOver = true;
            Session?.Leave();
        }

        _close(null);
        _gateway.Change();
    }

    /// <summary>The session is no longer known when somebody comes to resume it.</summary>
    public void Forget()
    {
        lock (_gateway.Sync)
        {
            if (Session is not null)
            {
                _gateway.End(Session);
            }
        }
    }

    /// <summary>The client is gone; with 1000 or 1001 it gives its session up.</summary>
    public void Gone(int? code)
    {
        lock (_gateway.Sync)
        {
            ClosedByClientWith = code;
            if (!IsOver)
            {
                IsOver = true;
                if (Session is not null && code is 1000 or 1001)
                {
                    _gateway.End(Session!);
                }

                Session?.Leave();
            }
        }

        _gateway.Change();
    }

    public void Receive(string frame)
    {
        lock (_gateway.Sync)
        {
            if (IsOver)
            {
                return;
            }

            Handle(frame);
        }

        _gateway.Change();
    }

    /// <summary>Closes a connection whose client has stopped its heartbeat.</summary>
    public void CheckHeartbeat()
    {
        if (!IsOver && Fake.Time.GetElapsedTime(_lastBeat) > Fake.Options.HeartbeatInterval * 2.5)
        {
            Close(4009);
        }
    }

    private void Handle(string frame)
    {
        var now = Fake.Time.GetTimestamp();
        while (_received.TryPeek(out var oldest) && Fake.Time.GetElapsedTime(oldest, now) >= TimeSpan.FromSeconds(60))
        {
            _received.Dequeue();
        }

        _received.Enqueue(now);
        if (_received.Count > 120)
        {
            Fake.Complain("More than 120 gateway messages in a minute");
            Close(4008);
            return;
        }

        if (Encoding.UTF8.GetByteCount(frame) > 4096)
        {
            Close(4002);
            return;
        }

        JsonObject? message;
        try
        {
            message = JsonNode.Parse(frame) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            message = null;
        }

        if (message is null || MessageRules.Number(message["op"]) is not { } op)
        {
            Close(4002);
            return;
        }

        Opcodes.Enqueue((int)op);
        switch (op)
        {
            case 1:
                _lastBeat = now;
                if (!_gateway.Deaf)
                {
                    Send("""{"op":11,"d":null,"s":null,"t":null}""");
                }

                break;
            case 2:
                Identify(message["d"] as JsonObject ?? []);
                break;
            case 6:
                Resume(message["d"] as JsonObject ?? []);
                break;
            case 3 or 4 or 8:
                if (Session is null)
                {
                    Close(4003);
                }

                break;
            default:
                Close(4001);
                break;
        }
    }

    private void Identify(JsonObject data)
    {
        if (Session is not null)
        {
            Close(4005);
            return;
        }

        if (MessageRules.Text(data["token"]) != Fake.Token)
        {
            Close(4004);
            return;
        }

        if (MessageRules.Number(data["intents"]) is not { } intents || intents < 0 || data["properties"] is not JsonObject)
        {
            Close(4013);
            return;
        }

        const int privileged = (1 << 1) | (1 << 8) | (1 << 15);
        if ((intents & privileged & ~(Fake.Options.MessageContent ? 1 << 15 : 0)) != 0)
        {
            Close(4014);
            return;
        }

        var shard = data["shard"] as JsonArray ?? new JsonArray(0, 1);
        var (id, count) = ((int)(MessageRules.Number(shard[0]) ?? -1), (int)(MessageRules.Number(shard[1]) ?? 0));
        if (id < 0 || id >= count)
        {
            Close(4010);
            return;
        }

        Intents = intents;
        Session = _gateway.NewSession(this, id, count);
        if (Session is null)
        {
            SendOp(9, false);
            return;
        }

        Session.Intents = intents;
        var guilds = Fake.Guilds.Where(guild => guild.BotIsMember && Session.Serves(guild.Id)).ToList();
        Session.Dispatch(
            "READY",
            new JsonObject
            {
                ["v"] = 10,
                ["user"] = Shapes.Self(Fake),
                ["guilds"] = new JsonArray([
                    .. guilds.Select(guild => new JsonObject { ["id"] = guild.Id, ["unavailable"] = true }),
                ]),
                ["session_id"] = Session.Id,
                ["resume_gateway_url"] = _gateway.Address,
                ["shard"] = new JsonArray(id, count),
                ["application"] = new JsonObject { ["id"] = Fake.ApplicationId, ["flags"] = 0 },
            }
        );
        foreach (var guild in guilds)
        {
            Session.Dispatch("GUILD_CREATE", Fake.GuildCreate(guild));
        }
    }

    private void Resume(JsonObject data)
    {
        if (Session is not null)
        {
            Close(4005);
            return;
        }

        if (MessageRules.Text(data["token"]) != Fake.Token)
        {
            Close(4004);
            return;
        }

        var session = _gateway.Resume(MessageRules.Text(data["session_id"]) ?? "");
        if (session is null)
        {
            SendOp(9, false);
            return;
        }

        var sequence = MessageRules.Number(data["seq"]) ?? 0;
        if (sequence > session.Sequence)
        {
            _gateway.End(session);
            Close(4007);
            return;
        }

        session.Connection?.Drop();
        Session = session;
        Intents = session.Intents;
        session.Connection = this;
        foreach (var missed in session.Since((int)sequence).ToList())
        {
            Send(missed);
        }

        session.Dispatch("RESUMED", []);
    }
}
