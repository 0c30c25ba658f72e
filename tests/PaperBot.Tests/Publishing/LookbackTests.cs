using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

public sealed class LookbackTests
{
    private static readonly DateTimeOffset Noon = new(2023, 6, 5, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_look_begins_a_minute_before_the_request() =>
        Lookback.Since(Noon, Noon.AddSeconds(15), []).Should().Be(Noon - Minute);

    [Fact]
    public void It_reaches_back_to_an_earlier_post_that_has_to_show() =>
        Lookback
            .Since(Noon, Noon.AddSeconds(15), [Noon.AddMinutes(-25), Noon.AddMinutes(-20)])
            .Should()
            .Be(Noon.AddMinutes(-20) - Minute);

    [Fact]
    public void An_earlier_post_of_a_clock_that_ran_ahead_tells_nothing() =>
        Lookback
            .Since(Noon, Noon.AddSeconds(15), [Noon.AddMinutes(-20), Noon.AddDays(7)])
            .Should()
            .Be(Noon.AddMinutes(-20) - Minute);

    [Fact]
    public void Where_all_earlier_posts_are_of_such_a_clock_a_day_is_read() =>
        Lookback.Since(Noon, Noon.AddSeconds(15), [Noon.AddDays(7), Noon.AddDays(8)]).Should().Be(Noon.AddDays(-1) - Minute);

    [Fact]
    public void An_earlier_post_of_the_very_moment_is_believed() =>
        Lookback.Since(Noon, Noon.AddSeconds(15), [Noon]).Should().Be(Noon - Minute);

    [Fact]
    public void A_clock_that_was_set_back_since_reaches_back_by_twice_as_much()
    {
        // Begun at noon, and now it is ten: noon lies at least two hours before what the platform called it.
        var now = Noon.AddHours(-2);

        Lookback.Since(Noon, now, []).Should().Be(now.AddHours(-2) - Minute);
    }

    [Theory]
    [InlineData(-3600, null)]
    [InlineData(0, null)]
    [InlineData(60, null)]
    [InlineData(61, 61)]
    [InlineData(604800, 604800)]
    public void A_clock_of_ours_that_runs_ahead_of_the_platforms_is_corrected(int ahead, int? corrected)
    {
        var since = Noon - Minute;
        Lookback
            .Corrected(since, Noon, Noon.AddSeconds(-ahead))
            .Should()
            .Be(corrected is { } seconds ? since.AddSeconds(-seconds) : null);
    }
}
