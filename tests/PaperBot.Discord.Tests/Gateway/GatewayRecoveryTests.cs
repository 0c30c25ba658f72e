using PaperBot.Discord.Gateway;

namespace PaperBot.Discord.Tests.Gateway;

/// <summary>How it comes back, and when it gives a session up.</summary>
public sealed class GatewayRecoveryTests : GatewayMachineScene
{
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
        var broken = Now;

        FailUntilGivenUp(() =>
        {
            Handle(new GatewayInput.Opened());
            Hello();
            Close(null);
        });

        (Now - broken).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(2)).And.BeLessThan(TimeSpan.FromMinutes(6));
    }

    [Fact]
    public void A_short_outage_does_not_cost_the_session()
    {
        Begin();
        Close(null);
        for (var until = Now + TimeSpan.FromMinutes(3); Now < until; )
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
        var broken = Now;

        FailUntilGivenUp(() => Handle(new GatewayInput.NotOpened()));

        (Now - broken).Should().BeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5)).And.BeLessThan(TimeSpan.FromMinutes(7));
    }

    [Fact]
    public void Without_a_greeting_it_does_not_wait_for_ever()
    {
        Handle(new GatewayInput.Started());
        Handle(new GatewayInput.Told(Gateway()));
        Handle(new GatewayInput.Opened());
        Pass(TimeSpan.FromSeconds(61));

        Done.OfType<GatewayAction.Hangup>().Should().ContainSingle();
    }

    [Fact]
    public void Failing_again_and_again_it_waits_longer_and_never_more_than_a_minute()
    {
        Handle(new GatewayInput.Started());
        var waits = new List<TimeSpan>();
        for (var i = 0; i < 12; i++)
        {
            Done.Clear();
            Handle(new GatewayInput.NotTold(RetryAfter: null));
            waits.Add(Done.OfType<GatewayAction.Waiting>().Single().For);
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
        Done.OfType<GatewayAction.Waiting>().Single().For.Should().Be(TimeSpan.FromHours(4));
        Reach<GatewayAction.Ask>();
        Handle(new GatewayInput.Told(Gateway()));
        Addresses().Should().HaveCount(1);
    }
}
