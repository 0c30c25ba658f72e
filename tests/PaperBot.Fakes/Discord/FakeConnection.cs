using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

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
