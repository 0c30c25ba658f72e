using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

public sealed class LeaseWatchTests
{
    private readonly SkewedClock _time = new();

    [Fact]
    public void Time_passes_for_the_lease_as_it_passes()
    {
        var watch = LeaseWatch.Begin(_time);

        _time.Advance(TimeSpan.FromSeconds(7));

        watch.Elapsed(_time).Should().Be(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public void A_wall_clock_set_forward_uses_the_lease_up_and_one_set_back_gives_nothing_back()
    {
        var watch = LeaseWatch.Begin(_time);
        _time.Advance(TimeSpan.FromSeconds(2));

        // The machine slept: its monotonic clock may have stood still meanwhile.
        _time.Skew = TimeSpan.FromMinutes(10);
        watch.Elapsed(_time).Should().Be(TimeSpan.FromSeconds(602));
        _time.Skew = TimeSpan.FromDays(-2);
        watch.Elapsed(_time).Should().Be(TimeSpan.FromSeconds(2));
    }
}
