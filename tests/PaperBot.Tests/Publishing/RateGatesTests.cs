using CsCheck;
using Microsoft.Extensions.Time.Testing;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

/// <summary>I9: no request into a bucket before its reset.</summary>
public sealed class RateGatesTests
{
    private static readonly ChannelKey First = new("slack", "T1", "C1");
    private static readonly ChannelKey Second = new("slack", "T1", "C2");
    private static readonly ChannelKey OtherWorkspace = new("slack", "T2", "C1");
    private static readonly ChannelKey OtherPlatform = new("discord", "A1", "C1");

    private readonly SkewedClock _time = new();
    private readonly RateGates _gates;

    public RateGatesTests() => _gates = new RateGates(_time);

    [Theory]
    [InlineData(WaitScope.Request, 0, 0, 0, 0)]
    [InlineData(WaitScope.Place, 0, 0, 0, 0)]
    [InlineData(WaitScope.Channel, 3, 0, 0, 0)]
    [InlineData(WaitScope.Workspace, 3, 3, 0, 0)]
    [InlineData(WaitScope.Platform, 3, 3, 3, 0)]
    public void I9_a_wait_reaches_as_far_as_it_was_told(WaitScope scope, int first, int second, int workspace, int platform)
    {
        _gates.Close(First, scope, TimeSpan.FromSeconds(3));

        Enter(First).Should().Be(TimeSpan.FromSeconds(first));
        Enter(Second).Should().Be(TimeSpan.FromSeconds(second));
        Enter(OtherWorkspace).Should().Be(TimeSpan.FromSeconds(workspace));
        Enter(OtherPlatform).Should().Be(TimeSpan.FromSeconds(platform));
    }

    [Fact]
    public void I9_a_gate_opens_when_its_time_is_up_and_not_before()
    {
        _gates.Close(First, WaitScope.Channel, TimeSpan.FromSeconds(3));

        _time.Advance(TimeSpan.FromMilliseconds(2999));
        Enter(First).Should().Be(TimeSpan.FromMilliseconds(1));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Enter(First).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_shorter_wait_does_not_open_what_a_longer_one_closed()
    {
        _gates.Close(First, WaitScope.Channel, TimeSpan.FromSeconds(10));
        _gates.Close(First, WaitScope.Channel, TimeSpan.FromSeconds(1));

        Enter(First).Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void The_longest_of_several_waits_counts()
    {
        _gates.Close(First, WaitScope.Channel, TimeSpan.FromSeconds(1));
        _gates.Close(First, WaitScope.Workspace, TimeSpan.FromSeconds(5));
        _gates.Close(First, WaitScope.Platform, TimeSpan.FromSeconds(2));

        Enter(First).Should().Be(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_part_of_a_millisecond_is_waited_out_as_a_whole_one()
    {
        _gates.Close(First, WaitScope.Channel, TimeSpan.FromMicroseconds(1500));

        Enter(First).Should().Be(TimeSpan.FromMilliseconds(2));
    }

    [Fact]
    public void A_wall_clock_that_jumps_neither_opens_nor_closes_a_gate()
    {
        _gates.Close(First, WaitScope.Channel, TimeSpan.FromSeconds(3));

        _time.Skew = TimeSpan.FromDays(7);
        Enter(First).Should().Be(TimeSpan.FromSeconds(3));
        _time.Skew = TimeSpan.FromDays(-2);
        Enter(First).Should().Be(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void A_channel_takes_one_post_at_a_time_and_the_next_after_the_spacing_counted_from_the_answer()
    {
        var pacing = new PostPacing { Channel = new RateLimit(1, TimeSpan.FromSeconds(1)) };
        Enter(First, pacing).Should().Be(TimeSpan.Zero);

        // In flight: nobody knows for how long.
        Enter(First, pacing).Should().BePositive().And.BeLessThan(TimeSpan.FromSeconds(1));
        Enter(Second, pacing).Should().Be(TimeSpan.Zero);

        _time.Advance(TimeSpan.FromSeconds(4));
        _gates.Leave(First, pacing, counted: true);
        Enter(First, pacing).Should().Be(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        Enter(First, pacing).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_place_that_no_request_used_is_free_again_at_once()
    {
        var pacing = new PostPacing
        {
            Channel = new RateLimit(1, TimeSpan.FromSeconds(1)),
            Workspace = new RateLimit(1, TimeSpan.FromSeconds(1)),
        };
        Enter(First, pacing).Should().Be(TimeSpan.Zero);

        _gates.Leave(First, pacing, counted: false);

        Enter(First, pacing).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_burst_is_what_the_limit_allows_in_any_span_of_its_length()
    {
        var pacing = new PostPacing { Channel = new RateLimit(5, TimeSpan.FromSeconds(5)) };
        for (var post = 0; post < 5; post++)
        {
            Enter(First, pacing).Should().Be(TimeSpan.Zero);
            _gates.Leave(First, pacing, counted: true);
            _time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Enter(First, pacing).Should().Be(TimeSpan.FromSeconds(2.5));
        _time.Advance(TimeSpan.FromSeconds(2.5));
        Enter(First, pacing).Should().Be(TimeSpan.Zero);
        _gates.Leave(First, pacing, counted: true);
        Enter(First, pacing).Should().Be(TimeSpan.FromSeconds(0.5));
    }

    [Fact]
    public void The_workspaces_limit_holds_for_all_its_channels_together_and_for_no_other()
    {
        var pacing = new PostPacing { Workspace = new RateLimit(2, TimeSpan.FromSeconds(1)) };
        Enter(First, pacing).Should().Be(TimeSpan.Zero);
        Enter(Second, pacing).Should().Be(TimeSpan.Zero);

        Enter(new ChannelKey("slack", "T1", "C3"), pacing).Should().BePositive();
        Enter(OtherWorkspace, pacing).Should().Be(TimeSpan.Zero);
        _gates.Leave(First, pacing, counted: true);
        _gates.Leave(Second, pacing, counted: true);
        Enter(First, pacing).Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Who_finds_the_workspace_full_keeps_no_place_in_the_channel()
    {
        var pacing = new PostPacing
        {
            Channel = new RateLimit(1, TimeSpan.FromSeconds(1)),
            Workspace = new RateLimit(1, TimeSpan.FromSeconds(3)),
        };
        Enter(First, pacing).Should().Be(TimeSpan.Zero);
        Enter(Second, pacing).Should().BePositive();
        _gates.Leave(First, pacing, counted: true);
        Enter(Second, pacing).Should().Be(TimeSpan.FromSeconds(3));

        _time.Advance(TimeSpan.FromSeconds(3));

        Enter(Second, pacing).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_place_that_no_request_used_is_told_to_the_first_who_waits_and_to_nobody_else()
    {
        var pacing = new PostPacing { Workspace = new RateLimit(2, TimeSpan.FromMinutes(1)) };
        var (third, fourth) = (new ChannelKey("slack", "T1", "C3"), new ChannelKey("slack", "T1", "C4"));
        Enter(First, pacing);
        Enter(Second, pacing);
        _gates.Leave(First, pacing, counted: true);
        // One place is spent, one is held by somebody who only looks whether there is anything to send: the others are told of the minute.
        Enter(third, pacing).Should().Be(TimeSpan.FromMinutes(1));
        Enter(fourth, pacing).Should().Be(TimeSpan.FromMinutes(1));
        var (first, second) = (_gates.Freed(third), _gates.Freed(fourth));

        _gates.Leave(Second, pacing, counted: false);

        first.IsCompleted.Should().BeTrue();
        second.IsCompleted.Should().BeFalse();
        Enter(third, pacing).Should().Be(TimeSpan.Zero);
        _gates.Leave(third, pacing, counted: false);
        second.IsCompleted.Should().BeTrue("it is the first in line now");
    }

    [Fact]
    public void Who_is_told_to_wait_for_something_else_holds_up_nobody_in_the_workspaces_line()
    {
        var pacing = new PostPacing { Workspace = new RateLimit(1, TimeSpan.FromMinutes(1)) };
        var third = new ChannelKey("slack", "T1", "C3");
        Enter(First, pacing);
        Enter(Second, pacing).Should().BePositive();
        Enter(third, pacing).Should().BePositive();
        var behind = _gates.Freed(third);
        _gates.Leave(First, pacing, counted: false);
        behind.IsCompleted.Should().BeFalse();

        _gates.Close(Second, WaitScope.Channel, TimeSpan.FromMinutes(5));
        Enter(Second, pacing).Should().Be(TimeSpan.FromMinutes(5));

        behind.IsCompleted.Should().BeTrue();
        Enter(third, pacing).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void Those_in_line_wait_each_for_a_place_of_their_own()
    {
        var pacing = new PostPacing { Workspace = new RateLimit(3, TimeSpan.FromSeconds(60)) };
        for (var post = 0; post < 3; post++)
        {
            Enter(First, pacing).Should().Be(TimeSpan.Zero);
            _gates.Leave(First, pacing, counted: true);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Enter(new ChannelKey("slack", "T1", "C10"), pacing).Should().Be(TimeSpan.FromSeconds(57));
        Enter(new ChannelKey("slack", "T1", "C11"), pacing).Should().Be(TimeSpan.FromSeconds(58));
        Enter(new ChannelKey("slack", "T1", "C12"), pacing).Should().Be(TimeSpan.FromSeconds(59));
        // Nobody knows more: the last of them will have gone by then.
        Enter(new ChannelKey("slack", "T1", "C13"), pacing).Should().Be(TimeSpan.FromSeconds(59));
    }

    [Fact]
    public void In_any_span_no_more_requests_leave_than_the_limit_says()
    {
        // Random channels and answer times; the limits must hold in every window of what left.
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 5], Gen.Int[0, 900].Array[20, 60])
            .Sample(
                (requests, channels, waits) =>
                {
                    var time = new FakeTimeProvider();
                    var gates = new RateGates(time);
                    var pacing = new PostPacing { Workspace = new RateLimit(requests, TimeSpan.FromSeconds(1)) };
                    var left = new List<TimeSpan>();
                    var start = time.GetTimestamp();
                    for (var turn = 0; turn < waits.Length; turn++)
                    {
                        var channel = new ChannelKey("slack", "T1", $"C{turn % channels}");
                        while (gates.TryEnter(channel, pacing) is var wait && wait > TimeSpan.Zero)
                        {
                            time.Advance(wait);
                        }

                        left.Add(time.GetElapsedTime(start));
                        time.Advance(TimeSpan.FromMilliseconds(waits[turn] % 40));
                        gates.Leave(channel, pacing, counted: true);
                        time.Advance(TimeSpan.FromMilliseconds(waits[turn] / 10));
                    }

                    return left.All(at => left.Count(other => other >= at && other < at + TimeSpan.FromSeconds(1)) <= requests);
                },
                iter: ByHand.Count(200, 20_000)
            );
    }

    private TimeSpan Enter(ChannelKey channel, PostPacing? pacing = null) =>
        _gates.TryEnter(channel, pacing ?? PostPacing.Unlimited);
}
