using System.Text.Json.Nodes;
using PaperBot.Discord.Gateway;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Tests.Gateway;

/// <summary>One connection after the other, frame by frame, on a clock that the test moves.</summary>
public sealed class GatewayMachineTests
{
    private static readonly GatewayPurpose Purpose = new("token", Intents: 1, Shard: 0, Shards: 1, Compress: false);

    private readonly IdentifyBudget _budget = new();
    private readonly List<GatewayAction> _done = [];
    private readonly GatewayMachine _machine;
    private TimeSpan _now;

    public GatewayMachineTests() => _machine = new GatewayMachine(Purpose, _budget, () => 0.5);

    [Fact]
    public void It_connects_greets_and_begins_a_session()
    {
        Begin();

        var identify = Sent(2);
        identify["token"]!.GetValue<string>().Should().Be("token");
        identify["intents"]!.GetValue<int>().Should().Be(1);
        identify["shard"]!.ToJsonString().Should().Be("[0,1]");
        identify["properties"]!["browser"]!.GetValue<string>().Should().Be("PaperBot");
        Addresses().Should().ContainSingle().Which.Query.Should().Be("?v=10&encoding=json");
        _done.OfType<GatewayAction.Live>().Should().ContainSingle();
    }

    [Fact]
    public void The_first_heartbeat_comes_at_a_random_part_of_the_interval_and_the_others_after_each()
    {
        Begin(interval: 40_000);

        Beats().Should().Be(0);
        Pass(TimeSpan.FromSeconds(20));
        Beats().Should().Be(1);
        Acknowledge();
        Pass(TimeSpan.FromSeconds(40));
        Beats().Should().Be(2);
    }

    [Fact]
    public void A_heartbeat_carries_the_last_sequence()
    {
        Begin();
        Event("GUILD_CREATE", 7);
        Frame("""{"op":1,"d":null}""");

        _done.OfType<GatewayAction.Send>().Last().Text.Should().Be("""{"op":1,"d":7}""");
    }

    [Fact]
    public void A_connection_that_no_longer_answers_is_given_up_and_resumed()
    {
        Begin(interval: 40_000);
        Pass(TimeSpan.FromSeconds(20));
        Pass(TimeSpan.FromSeconds(40));

        _done
            .OfType<GatewayAction.Hangup>()
            .Should()
            .ContainSingle()
            .Which.Code.Should()
            .Be(4200, "1000 and 1001 would end the session");
        Resume();
        Sent(6)["session_id"]!.GetValue<string>().Should().Be("s1");
        Sent(6)["seq"]!.GetValue<int>().Should().Be(1);
        Addresses()[^1].Host.Should().Be("resume.discord.gg");
        Addresses()[^1].Query.Should().Be("?v=10&encoding=json");
    }

    [Fact]
    public void The_answer_to_a_heartbeat_of_the_old_connection_is_not_missed_on_the_new_one()
    {
        Begin(interval: 40_000);
        Pass(TimeSpan.FromSeconds(20));
        Close(null);
        Resume();
        _done.Clear();
        Pass(TimeSpan.FromSeconds(20.625));

        Beats().Should().Be(1);
        _done.OfType<GatewayAction.Hangup>().Should().BeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1006)]
    [InlineData(1011)]
    [InlineData(4000)]
    [InlineData(4001)]
    [InlineData(4002)]
    [InlineData(4321)]
    public void After_these_ends_the_session_is_resumed(int? code)
    {
        Begin();
        Close(code);
        Resume();

        Sent(6).Should().NotBeNull();
        Identifies().Should().Be(1);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(4003)]
    [InlineData(4005)]
    [InlineData(4007)]
    [InlineData(4008)]
    [InlineData(4009)]
    public void After_these_ends_a_new_session_is_begun(int code)
    {
        Begin();
        Close(code);
        Reach<GatewayAction.Ask>();
        Handle(new GatewayInput.Told(Gateway()));
        Handle(new GatewayInput.Opened());
        Hello();
        Pass(TimeSpan.FromSeconds(6));

        Identifies().Should().Be(2);
        _done.OfType<GatewayAction.Send>().Should().NotContain(send => send.Text.Contains("\"op\":6"));
    }

    [Theory]
    [InlineData(4004, "Discord:Token")]
    [InlineData(4010, "Discord:Shards")]
    [InlineData(4011, "Discord:Shards")]
    [InlineData(4012, "newer")]
    [InlineData(4013, "newer")]
    [InlineData(4014, "Message Content")]
    public void After_these_ends_it_stops_and_says_what_to_do(int code, string word)
    {
        Begin();
        Close(code);

        _done.OfType<GatewayAction.Fail>().Should().ContainSingle().Which.Remedy.Should().Contain(word);
        _machine.Due.Should().BeNull();
        Pass(TimeSpan.FromHours(1));
        Addresses().Should().HaveCount(1);
    }

    [Fact]
    public void Asked_to_connect_anew_it_resumes()
    {
        Begin();
        Frame("""{"op":7,"d":null}""");
        Resume();

        Identifies().Should().Be(1);
        Sent(6).Should().NotBeNull();
    }

    [Fact]
    public void Even_before_the_greeting_it_can_be_asked_to_connect_anew()
    {
        Handle(new GatewayInput.Started());
        Handle(new GatewayInput.Told(Gateway()));
        Handle(new GatewayInput.Opened());
        Frame("""{"op":7,"d":null}""");

        _done.OfType<GatewayAction.Hangup>().Should().ContainSingle();
        Reach<GatewayAction.Ask>();
    }

    [Theory]
    [InlineData("true", 6)]
    [InlineData("false", 2)]
    public void An_invalid_session_is_resumed_or_begun_anew_as_it_says(string resumable, int op)
    {
        Begin();
        Frame($$"""{"op":9,"d":{{resumable}}}""");
        if (op == 2)
        {
            Reach<GatewayAction.Ask>();
            Handle(new GatewayInput.Told(Gateway()));
        }
        else
        {
            Reach<GatewayAction.Open>();
        }

        Handle(new GatewayInput.Opened());
        Hello();
        Pass(TimeSpan.FromSeconds(6));

        Sent(op).Should().NotBeNull();
        Identifies().Should().Be(op == 2 ? 2 : 1);
    }

    [Fact]
    public void A_session_that_cannot_be_resumed_for_minutes_is_given_up()
    {
        Begin();
        Close(null);
        var broken = _now;

        FailUntilGivenUp(() =>
        {
            Handle(new GatewayInput.Opened());
            Hello();
            Close(null);
        });

        (_now - broken).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(2)).And.BeLessThan(TimeSpan.FromMinutes(6));
    }

    [Fact]
    public void A_short_outage_does_not_cost_the_session()
    {
        Begin();
        Close(null);
        for (var until = _now + TimeSpan.FromMinutes(3); _now < until; )
        {
            Reach<GatewayAction.Open>();
            Handle(new GatewayInput.NotOpened());
        }

        Resume();
        Identifies().Should().Be(1);
    }

    [Fact]
    public void Where_the_session_lives_nobody_answers_so_it_is_given_up_in_the_end()
    {
        Begin();
        Close(null);
        var broken = _now;

        FailUntilGivenUp(() => Handle(new GatewayInput.NotOpened()));

        (_now - broken).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5)).And.BeLessThan(TimeSpan.FromMinutes(7));
    }

    [Fact]
    public void Without_a_greeting_it_does_not_wait_for_ever()
    {
        Handle(new GatewayInput.Started());
        Handle(new GatewayInput.Told(Gateway()));
        Handle(new GatewayInput.Opened());
        Pass(TimeSpan.FromSeconds(61));

        _done.OfType<GatewayAction.Hangup>().Should().ContainSingle();
    }

    [Fact]
    public void Failing_again_and_again_it_waits_longer_and_never_more_than_a_minute()
    {
        Handle(new GatewayInput.Started());
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            _done.Clear();
            Handle(new GatewayInput.NotTold(RetryAfter: null));
            waits.Add(_done.OfType<GatewayAction.Waiting>().Single().For);
            Reach<GatewayAction.Ask>();
        }

        waits.Should().BeInAscendingOrder();
        waits[0].Should().BeLessThan(TimeSpan.FromSeconds(2));
        waits[^1].Should().Be(TimeSpan.FromSeconds(30), "half of a minute is what this test's chance gives");
    }

    [Fact]
    public void Two_sessions_are_never_begun_within_five_seconds()
    {
        Begin();
        Close(4007);
        Reach<GatewayAction.Ask>();
        Handle(new GatewayInput.Told(Gateway()));
        Handle(new GatewayInput.Opened());
        Hello();

        Identifies().Should().Be(1, "five seconds have not passed");
        Pass(TimeSpan.FromSeconds(5));
        Identifies().Should().Be(2);
    }

    [Fact]
    public void When_the_days_sessions_are_nearly_used_up_it_waits_for_the_next_day()
    {
        Handle(new GatewayInput.Started());
        Handle(new GatewayInput.Told(Gateway(remaining: 3, resetAfter: TimeSpan.FromHours(4))));

        Addresses().Should().BeEmpty();
        _done.OfType<GatewayAction.Waiting>().Single().For.Should().Be(TimeSpan.FromHours(4));
        Reach<GatewayAction.Ask>();
        Handle(new GatewayInput.Told(Gateway()));
        Addresses().Should().HaveCount(1);
    }

    [Fact]
    public void A_gateway_that_asks_for_heartbeats_without_end_does_not_make_it_break_the_limit()
    {
        Begin();
        for (var i = 0; i < 500; i++)
        {
            Frame("""{"op":1,"d":null}""");
        }

        _done.OfType<GatewayAction.Send>().Should().HaveCountLessThanOrEqualTo(120);
        Pass(TimeSpan.FromSeconds(1));
        Acknowledge();
        Pass(TimeSpan.FromSeconds(60));
        _done.Clear();
        Frame("""{"op":1,"d":null}""");
        Beats().Should().Be(1);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"op\":10,\"d\":{}}")]
    [InlineData("{\"op\":10,\"d\":{\"heartbeat_interval\":0}}")]
    public void A_frame_that_makes_no_sense_ends_the_connection_and_nothing_else(string frame)
    {
        Handle(new GatewayInput.Started());
        Handle(new GatewayInput.Told(Gateway()));
        Handle(new GatewayInput.Opened());
        Frame(frame);

        _done.OfType<GatewayAction.Hangup>().Should().ContainSingle();
        Reach<GatewayAction.Ask>();
    }

    [Theory]
    [InlineData("ws://gateway.example")]
    [InlineData("http://gateway.discord.gg")]
    [InlineData("nonsense")]
    [InlineData(null)]
    public void Only_a_secure_gateway_is_connected_to(string? url)
    {
        Handle(new GatewayInput.Started());
        Handle(new GatewayInput.Told(Gateway() with { Url = url }));

        Addresses().Should().BeEmpty();
        Reach<GatewayAction.Ask>();
    }

    [Fact]
    public void Events_of_a_replay_are_passed_on_before_the_session_counts_as_resumed()
    {
        Begin();
        Close(null);
        Reach<GatewayAction.Open>();
        Handle(new GatewayInput.Opened());
        Hello();
        _done.Clear();
        Event("INTERACTION_CREATE", 2);
        Event("RESUMED", 3);

        _done.OfType<GatewayAction.Dispatch>().Select(happened => happened.Name).Should().Equal("INTERACTION_CREATE", "RESUMED");
        _done.OfType<GatewayAction.Live>().Should().ContainSingle().Which.Resumed.Should().BeTrue();
    }

    private void Begin(int interval = 41_250)
    {
        Handle(new GatewayInput.Started());
        Handle(new GatewayInput.Told(Gateway()));
        Handle(new GatewayInput.Opened());
        Hello(interval);
        Event("READY", 1, """{"session_id":"s1","resume_gateway_url":"wss://resume.discord.gg"}""");
    }

    private void Resume()
    {
        Reach<GatewayAction.Open>();
        Handle(new GatewayInput.Opened());
        Hello();
        Event("RESUMED", 2);
    }

    private void Hello(int interval = 41_250) => Frame($$$"""{"op":10,"d":{"heartbeat_interval":{{{interval}}}}}""");

    private void Event(string name, int sequence, string data = "{}") =>
        Frame($$"""{"op":0,"t":"{{name}}","s":{{sequence}},"d":{{data}}}""");

    private void Frame(string text) => Handle(new GatewayInput.Frame(text));

    private void Close(int? code) => Handle(new GatewayInput.Closed(code));

    private void Acknowledge() => Frame("""{"op":11}""");

    private void Handle(GatewayInput input) => _done.AddRange(_machine.Handle(input, _now));

    /// <summary>Lets time go by, with every tick on the way.</summary>
    private void Pass(TimeSpan span)
    {
        var end = _now + span;
        while (_machine.Due is { } due && due <= end)
        {
            _now = due > _now ? due : _now;
            Handle(new GatewayInput.Tick());
        }

        _now = end;
    }

    /// <summary>Lets time go by until the machine does this.</summary>
    private void Reach<T>()
        where T : GatewayAction
    {
        var before = _done.OfType<T>().Count();
        for (var i = 0; i < 100 && _done.OfType<T>().Count() == before; i++)
        {
            _machine.Due.Should().NotBeNull($"it has to come to {typeof(T).Name}");
            _now = _machine.Due!.Value > _now ? _machine.Due.Value : _now;
            Handle(new GatewayInput.Tick());
        }

        _done.OfType<T>().Should().HaveCountGreaterThan(before);
    }

    /// <summary>Every try to resume fails like this, until the machine asks where to begin anew.</summary>
    private void FailUntilGivenUp(Action fail)
    {
        var asked = _done.OfType<GatewayAction.Ask>().Count();
        for (var i = 0; i < 200; i++)
        {
            var opened = _done.OfType<GatewayAction.Open>().Count();
            while (_done.OfType<GatewayAction.Open>().Count() == opened && _done.OfType<GatewayAction.Ask>().Count() == asked)
            {
                _now = _machine.Due!.Value > _now ? _machine.Due.Value : _now;
                Handle(new GatewayInput.Tick());
            }

            if (_done.OfType<GatewayAction.Ask>().Count() > asked)
            {
                return;
            }

            fail();
        }

        _done.OfType<GatewayAction.Ask>().Should().HaveCountGreaterThan(asked);
    }

    private JsonObject Sent(int op) =>
        _done
            .OfType<GatewayAction.Send>()
            .Select(send => JsonNode.Parse(send.Text)!.AsObject())
            .Last(message => message["op"]!.GetValue<int>() == op)["d"]!.AsObject();

    private int Beats() =>
        _done.OfType<GatewayAction.Send>().Count(send => send.Text.StartsWith("{\"op\":1,", StringComparison.Ordinal));

    private int Identifies() =>
        _done.OfType<GatewayAction.Send>().Count(send => send.Text.StartsWith("{\"op\":2,", StringComparison.Ordinal));

    private List<Uri> Addresses() => [.. _done.OfType<GatewayAction.Open>().Select(open => open.Address)];

    private static GatewayBot Gateway(int remaining = 900, TimeSpan? resetAfter = null) =>
        new(
            "wss://gateway.discord.gg",
            1,
            new SessionStartLimit(
                1000,
                remaining,
                (long)(resetAfter ?? TimeSpan.FromHours(4)).TotalMilliseconds,
                MaxConcurrency: 1
            )
        );
}
