using PaperBot.Discord.Gateway;

namespace PaperBot.Discord.Tests.Gateway;

/// <summary>One connection after the other, frame by frame, on a clock that the test moves.</summary>
public sealed class GatewayMachineTests : GatewayMachineScene
{
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
        Done.OfType<GatewayAction.Live>().Should().ContainSingle();
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

        Done.OfType<GatewayAction.Send>().Last().Text.Should().Be("""{"op":1,"d":7}""");
    }

    [Fact]
    public void A_connection_that_no_longer_answers_is_given_up_and_resumed()
    {
        Begin(interval: 40_000);
        Pass(TimeSpan.FromSeconds(20));
        Pass(TimeSpan.FromSeconds(40));

        Done.OfType<GatewayAction.Hangup>()
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
        Done.Clear();
        Pass(TimeSpan.FromSeconds(20.625));

        Beats().Should().Be(1);
        Done.OfType<GatewayAction.Hangup>().Should().BeEmpty();
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
        Done.OfType<GatewayAction.Send>().Should().NotContain(send => send.Text.Contains("\"op\":6"));
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

        Done.OfType<GatewayAction.Fail>().Should().ContainSingle().Which.Remedy.Should().Contain(word);
        Machine.Due.Should().BeNull();
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

        Done.OfType<GatewayAction.Hangup>().Should().ContainSingle();
        Reach<GatewayAction.Ask>();
    }

    [Fact]
    public void A_gateway_that_asks_for_heartbeats_without_end_does_not_make_it_break_the_limit()
    {
        Begin();
        for (var i = 0; i < 500; i++)
        {
            Frame("""{"op":1,"d":null}""");
        }

        Done.OfType<GatewayAction.Send>().Should().HaveCountLessThanOrEqualTo(120);
        Pass(TimeSpan.FromSeconds(1));
        Acknowledge();
        Pass(TimeSpan.FromSeconds(60));
        Done.Clear();
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

        Done.OfType<GatewayAction.Hangup>().Should().ContainSingle();
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
        Done.Clear();
        Event("INTERACTION_CREATE", 2);
        Event("RESUMED", 3);

        Done.OfType<GatewayAction.Dispatch>().Select(happened => happened.Name).Should().Equal("INTERACTION_CREATE", "RESUMED");
        Done.OfType<GatewayAction.Live>().Should().ContainSingle().Which.Resumed.Should().BeTrue();
    }
}
