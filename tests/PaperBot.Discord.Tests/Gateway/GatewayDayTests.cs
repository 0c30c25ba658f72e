using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using PaperBot.Discord.Gateway;
using PaperBot.Discord.Interactions;
using PaperBot.Discord.Wire;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Gateway;

/// <summary>A whole day on a bad line, against the stand-in's own idea of sessions and replay.</summary>
public sealed class GatewayDayTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    /// <summary>What goes wrong, and how often in 500 times: a real line drops more often than Discord ends a session.</summary>
    private static readonly (string Kind, int Times)[] Drops =
    [
        ("drop", 120),
        ("reconnect", 120),
        ("deaf", 40),
        ("invalid, resumable", 50),
        ("close 4000", 35),
        ("close 4001", 15),
        ("close 4002", 15),
        ("close 4321", 25),
        ("drop while resuming", 30),
        ("refuse a while", 20),
        ("invalid", 6),
        ("forgotten", 6),
        ("close 1001", 4),
        ("close 4003", 2),
        ("close 4005", 2),
        ("close 4007", 4),
        ("close 4008", 2),
        ("close 4009", 4),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_day_with_500_drops_loses_no_interaction_that_a_resume_replays(int seed)
    {
        var day = new SimulatedDay(seed);
        await using (day.Fake)
        {
            day.Run();
        }

        day.DropsMade.Should().Be(500);
        day.Lost.Should().BeEmpty();
        day.HandledTwice.Should().BeEmpty();
        day.Fake.Gateway.Identifies.Should().BeLessThanOrEqualTo(50);
        day.Fake.Complaints.Should().BeEmpty();
        day.Sent.Should().BeGreaterThan(2000);
        TestContext.Current.SendDiagnosticMessage(
            $"identifies {day.Fake.Gateway.Identifies}, resumes {day.Fake.Gateway.Resumes}, connects {day.Fake.Gateway.Connects}, interactions {day.Sent}, of which beyond replay {day.BeyondReplay}"
        );
    }

    /// <summary>Machine and stand-in on one clock, with a network between them that takes 20 ms.</summary>
    private sealed class SimulatedDay
    {
        private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(20);

        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero));
        private readonly Random _random;
        private readonly long _origin;
        private readonly GatewayMachine _machine;
        private readonly PriorityQueue<Action, (TimeSpan At, int Order)> _events = new();
        private readonly SeenIds _seen;
        private readonly HashSet<string> _handled = new(StringComparer.Ordinal);
        private readonly HashSet<string> _replayable = new(StringComparer.Ordinal);
        private readonly FakeChannel _channel;
        private FakeConnection? _connection;
        private int _number;
        private int _order;
        private bool _breakNextResume;

        public SimulatedDay(int seed)
        {
            _random = new Random(seed);
            _origin = _time.GetTimestamp();
            _seen = new SeenIds(_time);
            Fake = FakeDiscord.InProcess(
                new FakeDiscordOptions
                {
                    Time = _time,
                    RateLimits = false,
                    SessionStarts = 1000,
                }
            );
            _channel = Fake.AddChannel(Fake.AddGuild());
            _machine = new GatewayMachine(
                new GatewayPurpose(Fake.Token, 1, 0, 1, Compress: false),
                new IdentifyBudget(),
                _random.NextDouble
            );
        }

        public FakeDiscord Fake { get; }

        public int DropsMade { get; private set; }

        public int Sent { get; private set; }

        /// <summary>Sent while no session was there that could have kept them.</summary>
        public int BeyondReplay { get; private set; }

        public IEnumerable<string> Lost => _replayable.Except(_handled);

        public List<string> HandledTwice { get; } = [];

        private TimeSpan Now => _time.GetElapsedTime(_origin);

        public void Run()
        {
            Do(_machine.Handle(new GatewayInput.Started(), Now));
            PlanDrops();
            for (var at = TimeSpan.FromSeconds(30); at < Day; at += TimeSpan.FromSeconds(15 + (_random.NextDouble() * 30)))
            {
                Plan(at, Interact);
            }

            while (_events.TryPeek(out _, out var next) || _machine.Due is not null)
            {
                var due = _machine.Due ?? TimeSpan.MaxValue;
                var at = _events.Count > 0 && next.At <= due ? next.At : due;
                if (at > Day + TimeSpan.FromMinutes(10))
                {
                    return;
                }

                if (at > Now)
                {
                    _time.Advance(at - Now);
                }

                if (_events.Count > 0 && next.At <= due)
                {
                    _events.Dequeue()();
                }
                else
                {
                    Do(_machine.Handle(new GatewayInput.Tick(), Now));
                }

                _connection?.CheckHeartbeat();
            }
        }

        private void PlanDrops()
        {
            var kinds = Drops.SelectMany(drop => Enumerable.Repeat(drop.Kind, drop.Times)).ToArray();
            _random.Shuffle(kinds);
            for (var i = 0; i < kinds.Length; i++)
            {
                var kind = kinds[i];
                Plan(TimeSpan.FromSeconds(60) + (Day / (kinds.Length + 1) * (i + _random.NextDouble())), () => Drop(kind));
            }
        }

        private void Drop(string kind)
        {
            DropsMade++;
            switch (kind)
            {
                case "drop":
                    _connection?.Drop();
                    break;
                case "drop while resuming":
                    _breakNextResume = true;
                    _connection?.Drop();
                    break;
                case "reconnect":
                    _connection?.SendOp(7, null);
                    break;
                case "deaf":
                    Fake.Gateway.Deaf = true;
                    Plan(Now + TimeSpan.FromSeconds(100), () => Fake.Gateway.Deaf = false);
                    break;
                case "invalid, resumable":
                    _connection?.SendOp(9, true);
                    break;
                case "invalid":
                    _connection?.Forget();
                    ForgetUnhandled();
                    _connection?.SendOp(9, false);
                    break;
                case "forgotten":
                    _connection?.Forget();
                    ForgetUnhandled();
                    _connection?.Drop();
                    break;
                case "refuse a while":
                    Fake.Gateway.Refusing = true;
                    _connection?.Drop();
                    Plan(Now + TimeSpan.FromSeconds(20), () => Fake.Gateway.Refusing = false);
                    break;
                default:
                    var code = int.Parse(kind["close ".Length..]);
                    if (code is 1001 or 4003 or 4005 or 4007 or 4008 or 4009)
                    {
                        ForgetUnhandled();
                    }

                    _connection?.Close(code);
                    break;
            }
        }

        /// <summary>The session ends here and now; what is under way on it no resume brings back.</summary>
        private void ForgetUnhandled()
        {
            foreach (var id in _replayable.Except(_handled).ToList())
            {
                _replayable.Remove(id);
                BeyondReplay++;
            }
        }

        private void Interact()
        {
            var person = new FakePerson("42");
            var (interaction, payload) = Fake.NewInteraction(
                person,
                _channel,
                FakeInteraction.Command,
                new JsonObject
                {
                    ["id"] = "1",
                    ["name"] = "paper",
                    ["type"] = 1,
                    ["options"] = new JsonArray(),
                },
                source: null
            );
            Sent++;
            if (Fake.Gateway.HasSession)
            {
                _replayable.Add(interaction.Id);
            }
            else
            {
                BeyondReplay++;
            }

            Fake.Gateway.Dispatch("INTERACTION_CREATE", payload, _channel.Guild!.Id);
        }

        private void Do(IReadOnlyList<GatewayAction> actions)
        {
            foreach (var action in actions)
            {
                switch (action)
                {
                    case GatewayAction.Ask:
                        Later(_number, () => new GatewayInput.Told(new GatewayBot("ws://127.0.0.1:1", 1, Limit())));
                        break;
                    case GatewayAction.Open open:
                        Open(open.Address);
                        break;
                    case GatewayAction.Send send:
                        var to = _connection;
                        Plan(Now + Latency, () => to?.Receive(send.Text));
                        break;
                    case GatewayAction.Hangup hangup:
                        _number++;
                        var old = _connection;
                        _connection = null;
                        Plan(Now + Latency, () => old?.Gone(hangup.Code));
                        break;
                    case GatewayAction.Dispatch { Name: "INTERACTION_CREATE" } happened:
                        var id = happened.Data.GetProperty("id").GetString()!;
                        // The adapter hands on what it has not seen; a replay may repeat.
                        if (_seen.Add(id) && !_handled.Add(id))
                        {
                            HandledTwice.Add(id);
                        }

                        break;
                    case GatewayAction.Fail fail:
                        throw new InvalidOperationException(fail.Remedy);
                }
            }
        }

        private void Open(Uri address)
        {
            var number = ++_number;
            if (Fake.Gateway.Refusing)
            {
                Later(number, () => new GatewayInput.NotOpened());
                return;
            }

            Later(number, () => new GatewayInput.Opened());
            FakeConnection? connection = null;
            connection = Fake.Gateway.Connect(
                address.Query,
                frame =>
                {
                    if (_breakNextResume && frame.Contains("INTERACTION_CREATE", StringComparison.Ordinal))
                    {
                        // Half of the replay has gone out when the line breaks again.
                        _breakNextResume = false;
                        Plan(Now, () => connection?.Drop());
                    }

                    Later(number, () => new GatewayInput.Frame(frame));
                },
                code => Later(number, () => new GatewayInput.Closed(code))
            );
            _connection = connection;
        }

        private SessionStartLimit Limit() => new(1000, Math.Max(0, Fake.Gateway.StartsLeft), 14_400_000, MaxConcurrency: 1);

        /// <summary>Something arrives at the machine, unless the connection it came over has been given up meanwhile.</summary>
        private void Later(int number, Func<GatewayInput> input) =>
            Plan(
                Now + Latency,
                () =>
                {
                    if (number == _number)
                    {
                        Do(_machine.Handle(input(), Now));
                    }
                }
            );

        private void Plan(TimeSpan at, Action action) => _events.Enqueue(action, (at, _order++));
    }
}
