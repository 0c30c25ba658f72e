using System.Globalization;
using System.Text;
using System.Text.Json;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Gateway;

/// <summary>What we say when a session begins.</summary>
internal sealed record GatewayPurpose(string Token, int Intents, int Shard, int Shards, bool Compress);

/// <summary>Something that has happened.</summary>
internal abstract record GatewayInput
{
    private GatewayInput() { }

    public sealed record Started : GatewayInput;

    /// <summary>What Discord says about where and how often to connect.</summary>
    public sealed record Told(GatewayBot Gateway) : GatewayInput;

    public sealed record NotTold(TimeSpan? RetryAfter) : GatewayInput;

    public sealed record Opened : GatewayInput;

    public sealed record NotOpened : GatewayInput;

    public sealed record Frame(string Text) : GatewayInput;

    /// <param name="Code">Null where the connection broke without a word.</param>
    public sealed record Closed(int? Code) : GatewayInput;

    /// <summary>The time that <see cref="GatewayMachine.Due"/> named has come.</summary>
    public sealed record Tick : GatewayInput;
}

/// <summary>Something to do about it, in this order.</summary>
internal abstract record GatewayAction
{
    private GatewayAction() { }

    public sealed record Ask : GatewayAction;

    public sealed record Open(Uri Address) : GatewayAction;

    public sealed record Send(string Text) : GatewayAction;

    /// <summary>End the connection; nothing that still comes from it counts.</summary>
    public sealed record Hangup(int Code, string Why) : GatewayAction;

    public sealed record Dispatch(string Name, JsonElement Data) : GatewayAction;

    /// <summary>A session has begun or was resumed: events come.</summary>
    public sealed record Live(bool Resumed) : GatewayAction;

    public sealed record Fail(string Remedy) : GatewayAction;

    /// <summary>For the log.</summary>
    public sealed record Waiting(TimeSpan For, string Why) : GatewayAction;
}

/// <summary>
/// One shard's life on the gateway, as https://discord.com/developers/docs/events/gateway describes it. Pure: it is told what happened and what time a
/// monotonic clock shows, and says what to do. Whoever drives it calls <see cref="Handle"/> with a tick when <see cref="Due"/> has come.
/// </summary>
internal sealed class GatewayMachine(GatewayPurpose purpose, IdentifyBudget budget, Func<double> random)
{
    private const int MaxSends = 115;
    private const int MaxBytes = 4096;
    private const int ResumeTries = 3;

    private static readonly TimeSpan SendWindow = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReplayWithin = TimeSpan.FromSeconds(60);

    /// <summary>Discord keeps a session for some minutes; resumes were seen refused for a minute and a half, and then taken.</summary>
    private static readonly TimeSpan SessionLife = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan RefusedLongEnough = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TooFastPause = TimeSpan.FromSeconds(60);

    private readonly List<GatewayAction> _actions = [];
    private Phase _phase = Phase.Idle;
    private (string Id, Uri Address, long? Sequence)? _session;

    // The life of one connection; every new one begins with fresh values.
    private readonly Queue<TimeSpan> _sends = new();
    private TimeSpan? _deadline;
    private TimeSpan? _beatAt;
    private TimeSpan? _identifyAt;
    private TimeSpan _interval;
    private bool _acknowledged;

    // Across connections.
    private TimeSpan? _resumeAt;
    private TimeSpan _liveSince;
    private TimeSpan? _brokenSince;
    private int _failures;
    private int _failedResumes;
    private bool _unknownCodeBefore;

    private enum Phase
    {
        Idle,
        Pausing,
        Asking,
        Opening,
        Greeting,
        Beginning,
        Live,
        Stopped,
    }

    /// <summary>When to come back, at the latest.</summary>
    public TimeSpan? Due
    {
        get
        {
            TimeSpan? due = null;
            foreach (var time in new[] { _deadline, _beatAt, _identifyAt, _resumeAt })
            {
                due =
                    time is null ? due
                    : due is null || time < due ? time
                    : due;
            }

            return due;
        }
    }

    public bool IsLive => _phase == Phase.Live;

    public IReadOnlyList<GatewayAction> Handle(GatewayInput input, TimeSpan now)
    {
        _actions.Clear();
        if (_phase != Phase.Stopped)
        {
            Step(input, now);
        }

        return [.. _actions];
    }

    private void Step(GatewayInput input, TimeSpan now)
    {
        switch (input)
        {
            case GatewayInput.Started when _phase == Phase.Idle:
                Ask();
                break;
            case GatewayInput.Told told when _phase == Phase.Asking:
                Connect(told.Gateway, now);
                break;
            case GatewayInput.NotTold not when _phase == Phase.Asking:
                _failures++;
                Pause(Max(not.RetryAfter ?? TimeSpan.Zero, Backoff()), "Discord does not say where its gateway is", now);
                break;
            case GatewayInput.Opened when _phase == Phase.Opening:
                BeginConnection(now);
                break;
            case GatewayInput.NotOpened when _phase == Phase.Opening:
                NotOpened(now);
                break;
            case GatewayInput.Frame frame when _phase is Phase.Greeting or Phase.Beginning or Phase.Live:
                Receive(frame.Text, now);
                break;
            case GatewayInput.Closed closed when _phase is Phase.Greeting or Phase.Beginning or Phase.Live or Phase.Opening:
                Closed(closed.Code, now);
                break;
            case GatewayInput.Tick:
                Tick(now);
                break;
        }
    }

    private void Ask()
    {
        _phase = Phase.Asking;
        _resumeAt = null;
        _actions.Add(new GatewayAction.Ask());
    }

    private void Connect(GatewayBot gateway, TimeSpan now)
    {
        if (gateway.SessionStartLimit is { } limit)
        {
            budget.Learn(limit, now);
        }

        if (!TryAddress(gateway.Url, out var address))
        {
            _failures++;
            Pause(Backoff(), "Discord named a gateway that is not a secure address", now);
            return;
        }

        var wait = budget.WaitForDay(now);
        if (wait > TimeSpan.Zero)
        {
            Pause(wait, "the day's sessions are nearly used up; beginning more would cost the token", now);
            return;
        }

        Open(address);
    }

    private void Open(Uri address)
    {
        _phase = Phase.Opening;
        _resumeAt = null;
        _actions.Add(new GatewayAction.Open(address));
    }

    private void NotOpened(TimeSpan now)
    {
        _failures++;
        _brokenSince ??= now;
        if (IsSessionHopeless(now))
        {
            GiveUpSession();
        }

        Pause(Backoff(), "the gateway cannot be reached", now);
    }

    private void BeginConnection(TimeSpan now)
    {
        EndConnection();
        _phase = Phase.Greeting;
        _deadline = now + HelloWithin;
    }

    private void EndConnection()
    {
        _sends.Clear();
        _deadline = _beatAt = _identifyAt = null;
        _acknowledged = true;
    }

    private void Receive(string text, TimeSpan now)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            Hangup("a frame was not JSON", now);
            return;
        }

        using (document)
        {
            var frame = document.RootElement;
            var data = DiscordJson.Field(frame, "d") ?? default;
            switch (DiscordJson.Number(frame, "op"))
            {
                case 0:
                    Event(frame, data, now);
                    break;
                case 1:
                    Beat(now);
                    break;
                case 7:
                    Hangup("Discord asked to connect anew", now);
                    break;
                case 9:
                    Invalid(data.ValueKind == JsonValueKind.True, now);
                    break;
                case 10 when _phase == Phase.Greeting:
                    Hello(data, now);
                    break;
                case 11:
                    _acknowledged = true;
                    break;
            }
        }
    }

    private void Hello(JsonElement data, TimeSpan now)
    {
        if (DiscordJson.Number(data, "heartbeat_interval") is not { } milliseconds || milliseconds <= 0)
        {
            Hangup("the greeting names no heartbeat", now);
            return;
        }

        _interval = TimeSpan.FromMilliseconds(milliseconds);
        _beatAt = now + (_interval * random());
        _acknowledged = true;
        _phase = Phase.Beginning;
        if (_session is { } session)
        {
            _deadline = now + ReplayWithin;
            Send(
                6,
                writer =>
                {
                    writer.WriteString("token", purpose.Token);
                    writer.WriteString("session_id", session.Id);
                    writer.WriteNumber("seq", session.Sequence ?? 0);
                },
                now
            );
        }
        else
        {
            Identify(now);
        }
    }

    /// <summary>Sends it, or notes when its turn comes; the heart goes on beating meanwhile.</summary>
    private void Identify(TimeSpan now)
    {
        var wait = budget.Take(purpose.Shard, now);
        if (wait > TimeSpan.Zero)
        {
            _identifyAt = now + wait;
            _deadline = null;
            return;
        }

        _identifyAt = null;
        _deadline = now + ReadyWithin;
        Send(
            2,
            writer =>
            {
                writer.WriteString("token", purpose.Token);
                writer.WriteNumber("intents", purpose.Intents);
                writer.WriteStartObject("properties");
                writer.WriteString(
                    "os",
                    OperatingSystem.IsWindows() ? "windows"
                        : OperatingSystem.IsMacOS() ? "macos"
                        : "linux"
                );
                writer.WriteString("browser", "PaperBot");
                writer.WriteString("device", "PaperBot");
                writer.WriteEndObject();
                writer.WriteStartArray("shard");
                writer.WriteNumberValue(purpose.Shard);
                writer.WriteNumberValue(purpose.Shards);
                writer.WriteEndArray();
            },
            now
        );
    }

    private void Event(JsonElement frame, JsonElement data, TimeSpan now)
    {
        var name = DiscordJson.Text(frame, "t") ?? "";
        var sequence = DiscordJson.Number(frame, "s");
        if (name == "READY")
        {
            if (
                DiscordJson.Text(data, "session_id") is { } id
                && TryAddress(DiscordJson.Text(data, "resume_gateway_url"), out var address)
            )
            {
                _session = (id, address, sequence);
            }

            BecomeLive(resumed: false, now);
        }
        else if (_session is { } session)
        {
            _session = session with { Sequence = sequence ?? session.Sequence };
        }

        if (name == "RESUMED")
        {
            BecomeLive(resumed: true, now);
        }

        _actions.Add(new GatewayAction.Dispatch(name, data.ValueKind == JsonValueKind.Undefined ? default : data.Clone()));
    }

    private void BecomeLive(bool resumed, TimeSpan now)
    {
        _phase = Phase.Live;
        _deadline = _identifyAt = null;
        _liveSince = now;
        _brokenSince = null;
        _failedResumes = 0;
        _unknownCodeBefore = false;
        _actions.Add(new GatewayAction.Live(resumed));
    }

    private void Invalid(bool resumable, TimeSpan now)
    {
        if (resumable && _session is not null)
        {
            Hangup("the session is interrupted", now);
            return;
        }

        GiveUpSession();
        _actions.Add(new GatewayAction.Hangup(CloseCodes.Resuming, "the session is over"));
        Ended(now);
        Pause(Max(Between(1, 5), _failures > 1 ? Backoff() : TimeSpan.Zero), "the session is over", now);
    }

    private void Closed(int? code, TimeSpan now)
    {
        var reaction = CloseCodes.ReactionTo(code);
        _brokenSince ??= now;
        if (ResumeFailed(now) && reaction != CloseReaction.Stop)
        {
            reaction = CloseReaction.Identify;
        }

        if (reaction == CloseReaction.ResumeOnce)
        {
            reaction = _unknownCodeBefore ? CloseReaction.Identify : CloseReaction.Resume;
            _unknownCodeBefore = true;
        }

        if (reaction == CloseReaction.Stop)
        {
            Ended(now);
            _phase = Phase.Stopped;
            _actions.Add(new GatewayAction.Fail(CloseCodes.Remedy(code ?? 0)));
            return;
        }

        if (reaction is CloseReaction.Identify or CloseReaction.IdentifyLater)
        {
            GiveUpSession();
        }

        Ended(now);
        var least = reaction == CloseReaction.IdentifyLater ? TooFastPause : TimeSpan.Zero;
        var why = code is null
            ? "the connection broke"
            : string.Create(CultureInfo.InvariantCulture, $"Discord closed the connection ({code})");
        Pause(Max(least, Backoff()), why, now);
    }

    /// <summary>We end a connection that is of no use any more, and come back for the session.</summary>
    private void Hangup(string why, TimeSpan now)
    {
        _brokenSince ??= now;
        if (ResumeFailed(now))
        {
            GiveUpSession();
        }

        _actions.Add(new GatewayAction.Hangup(CloseCodes.Resuming, why));
        Ended(now);
        Pause(Backoff(), why, now);
    }

    /// <summary>A connection that has carried events for a while was a good one, so the count of failures begins anew.</summary>
    private void Ended(TimeSpan now)
    {
        _failures = _phase == Phase.Live && now - _liveSince >= Steady ? 0 : _failures + 1;
        EndConnection();
    }

    private void GiveUpSession()
    {
        _session = null;
        _failedResumes = 0;
    }

    private bool ResumeFailed(TimeSpan now)
    {
        if (_phase == Phase.Beginning && _session is not null)
        {
            _failedResumes++;
        }

        return IsSessionHopeless(now);
    }

    /// <summary>A session is worth some patience: what it has kept comes only by a resume.</summary>
    private bool IsSessionHopeless(TimeSpan now)
    {
        var broken = now - (_brokenSince ?? now);
        return _session is not null && (broken >= SessionLife || (_failedResumes >= ResumeTries && broken >= RefusedLongEnough));
    }

    /// <summary>Then a session that stands is resumed where it lives; a new one begins with asking where.</summary>
    private void Pause(TimeSpan wait, string why, TimeSpan now)
    {
        _phase = Phase.Pausing;
        _resumeAt = now + wait;
        _actions.Add(new GatewayAction.Waiting(wait, why));
    }

    private void Tick(TimeSpan now)
    {
        if (_phase == Phase.Pausing && _resumeAt <= now)
        {
            if (_session is { } session)
            {
                Open(session.Address);
            }
            else
            {
                Ask();
            }

            return;
        }

        if (_deadline <= now)
        {
            Hangup(_phase == Phase.Greeting ? "no greeting came" : "the session did not begin", now);
            return;
        }

        if (_identifyAt <= now)
        {
            Identify(now);
        }

        if (_beatAt <= now)
        {
            HeartbeatDue(now);
        }
    }

    private void HeartbeatDue(TimeSpan now)
    {
        if (!_acknowledged)
        {
            Hangup("the last heartbeat was not answered", now);
            return;
        }

        _acknowledged = false;
        _beatAt = now + _interval;
        Beat(now);
    }

    private void Beat(TimeSpan now)
    {
        var sequence = _session?.Sequence;
        SendRaw(
            sequence is { } number
                ? string.Create(CultureInfo.InvariantCulture, $$"""{"op":1,"d":{{number}}}""")
                : """{"op":1,"d":null}""",
            now,
            MaxSends + 5
        );
    }

    private void Send(int op, Action<Utf8JsonWriter> data, TimeSpan now)
    {
        var text = DiscordRenderer.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("op", op);
            writer.WriteStartObject("d");
            data(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
        SendRaw(text, now, MaxSends);
    }

    /// <summary>120 messages a minute, of which some are kept for heartbeats. What does not fit is not sent: Discord would close the connection.</summary>
    private void SendRaw(string text, TimeSpan now, int most)
    {
        while (_sends.TryPeek(out var oldest) && now - oldest >= SendWindow)
        {
            _sends.Dequeue();
        }

        if (_sends.Count < most && Encoding.UTF8.GetByteCount(text) <= MaxBytes)
        {
            _sends.Enqueue(now);
            _actions.Add(new GatewayAction.Send(text));
        }
    }

    /// <summary>Full jitter, so that many clients do not come back at the same moment: up to a second at first, doubling to a minute.</summary>
    private TimeSpan Backoff()
    {
        var most = TimeSpan.FromSeconds(Math.Min(LongestBackoff.TotalSeconds, Math.Pow(2, Math.Min(_failures, 10))));
        var least = _failures > 1 ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        return Max(least, most * random());
    }

    private TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * random()));

    private bool TryAddress(string? url, out Uri address)
    {
        if (
            Uri.TryCreate(url, UriKind.Absolute, out var given)
            && (given.Scheme == "wss" || (given.Scheme == "ws" && given.IsLoopback))
        )
        {
            var query = "?v=10&encoding=json" + (purpose.Compress ? "&compress=zlib-stream" : "");
            address = new UriBuilder(given) { Query = query }.Uri;
            return true;
        }

        address = null!;
        return false;
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
