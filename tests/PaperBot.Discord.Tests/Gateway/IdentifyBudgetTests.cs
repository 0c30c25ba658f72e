using PaperBot.Discord.Gateway;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Tests.Gateway;

public sealed class IdentifyBudgetTests
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly IdentifyBudget _budget = new();

    [Fact]
    public void Shards_of_one_group_wait_for_each_other_and_those_of_others_do_not()
    {
        _budget.Learn(new SessionStartLimit(1000, 1000, (long)Day.TotalMilliseconds, MaxConcurrency: 2), TimeSpan.Zero);

        _budget.Take(0, TimeSpan.Zero).Should().Be(TimeSpan.Zero);
        _budget.Take(1, TimeSpan.Zero).Should().Be(TimeSpan.Zero);
        _budget.Take(2, TimeSpan.Zero).Should().BeGreaterThan(TimeSpan.FromSeconds(5));
        _budget.Take(2, TimeSpan.FromSeconds(6)).Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public void A_session_that_is_refused_at_once_all_day_long_never_uses_the_day_up()
    {
        var now = TimeSpan.Zero;
        var (remaining, longest, last) = (1000, TimeSpan.Zero, TimeSpan.Zero);
        while (now < Day)
        {
            // As before every new session, Discord says what is left.
            _budget.Learn(new SessionStartLimit(1000, remaining, (long)(Day - now).TotalMilliseconds, MaxConcurrency: 1), now);
            var wait = _budget.Take(0, now);
            if (wait > TimeSpan.Zero)
            {
                now += wait;
                continue;
            }

            remaining--;
            longest = now - last > longest ? now - last : longest;
            last = now;
        }

        remaining.Should().BeGreaterThanOrEqualTo(5, "what is kept back stays untouched");
        longest.Should().BeLessThan(TimeSpan.FromMinutes(5), "it is never away for hours either");
    }
}
