using System.Globalization;
using System.Text.Json;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Gateway;

/// <summary>
/// One shard's life on the gateway, as https://discord.com/developers/docs/events/gateway describes it. Pure: it is told what happened and what time a
/// monotonic clock shows, and says what to do. Whoever drives it calls <see cref="Handle"/> with a tick when <see cref="Due"/> has come.
/// </summary>
internal sealed partial class GatewayMachine(GatewayPurpose purpose, IdentifyBudget budget, Func<double> random)
{
    private static readonly TimeSpan HelloWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ReplayWithin = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TooFastPause = TimeSpan.FromSeconds(60);

    private readonly List<GatewayAction> _actions = [];
    private Phase _phase = Phase.Idle;

    // The life of one connection; every new one begins with fresh values.
    private readonly SendWindow _sends = new();
    private TimeSpan? _deadline;
    private readonly Heartbeat _heartbeat = new();
    private TimeSpan? _identifyAt;

    // Across connections.
    private readonly GatewaySession _session = new();
    private readonly ReconnectPause _pause = new(random);
    private TimeSpan? _resumeAt;
    private TimeSpan _liveSince;
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
            foreach (var time in new[] { _deadline, _heartbeat.Due, _identifyAt, _resumeAt })
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
                _pause.Failed();
                Pause(Max(not.RetryAfter ?? TimeSpan.Zero, _pause.Next()), "Discord does not say where its gateway is", now);
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

        if (!GatewayAddress.TryRead(gateway.Url, purpose.Compress, out var address))
        {
            _pause.Failed();
            Pause(_pause.Next(), "Discord named a gateway that is not a secure address", now);
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
        _pause.Failed();
        _session.Broken(whileResuming: false, now);
        if (_session.IsHopeless(now))
        {
            _session.GiveUp();
        }

        Pause(_pause.Next(), "the gateway cannot be reached", now);
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
        _heartbeat.End();
        _deadline = _identifyAt = null;
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
                    _heartbeat.Answered();
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

        _heartbeat.Begin(TimeSpan.FromMilliseconds(milliseconds), random(), now);
        _phase = Phase.Beginning;
        if (_session.Known is { } session)
        {
            _deadline = now + ReplayWithin;
            Send(GatewayFrames.Resume(purpose.Token, session.Id, _session.Sequence ?? 0), isHeartbeat: false, now);
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
        Send(GatewayFrames.Identify(purpose), isHeartbeat: false, now);
    }

    private void Event(JsonElement frame, JsonElement data, TimeSpan now)
    {
        var name = DiscordJson.Text(frame, "t") ?? "";
        var sequence = DiscordJson.Number(frame, "s");
        if (name == "READY")
        {
            if (
                DiscordJson.Text(data, "session_id") is { } id
                && GatewayAddress.TryRead(DiscordJson.Text(data, "resume_gateway_url"), purpose.Compress, out var address)
            )
            {
                _session.Begin(id, address, sequence);
            }

            BecomeLive(resumed: false, now);
        }
        else
        {
            _session.Seen(sequence);
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
        _session.Mended();
        _unknownCodeBefore = false;
        _actions.Add(new GatewayAction.Live(resumed));
    }

    private void Tick(TimeSpan now)
    {
        if (_phase == Phase.Pausing && _resumeAt <= now)
        {
            if (_session.Known is { } session)
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

        if (_heartbeat.Due <= now)
        {
            HeartbeatDue(now);
        }
    }

    private void HeartbeatDue(TimeSpan now)
    {
        if (_heartbeat.TryBeat(now))
        {
            Beat(now);
        }
        else
        {
            Hangup("the last heartbeat was not answered", now);
        }
    }

    private void Beat(TimeSpan now) => Send(GatewayFrames.Heartbeat(_session.Sequence), isHeartbeat: true, now);

    private void Send(string frame, bool isHeartbeat, TimeSpan now)
    {
        if (_sends.TryTake(frame, isHeartbeat, now))
        {
            _actions.Add(new GatewayAction.Send(frame));
        }
    }
}
