using PaperBot.Crash;

namespace PaperBot.Tests.EndToEnd;

/// <summary>What is around the program fails for a while, with the times that the program is shipped with. How long each takes is printed, not asserted.</summary>
public sealed class OutageTests
{
    private static readonly TimeSpan[] Jumps = [TimeSpan.FromDays(7), TimeSpan.Zero, TimeSpan.FromDays(-2), TimeSpan.Zero];

    [Fact]
    public async Task A_surviving_node_goes_on_with_the_channel_of_one_that_was_killed() =>
        Judge(await Takeover.BySurvivorAsync("committed"));

    [Theory]
    [InlineData("committed")]
    [InlineData("bytes")]
    public async Task A_restarted_single_node_goes_on_where_it_was_killed(string point) =>
        Judge(await Takeover.ByRestartAsync(point));

    [Fact]
    public async Task A_database_that_is_away_is_waited_for() =>
        Judge(await Outages.DatabaseAwayAsync(nodes: 2, TimeSpan.FromSeconds(3)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_clock_that_jumps_neither_stops_posting_nor_posts_twice(bool onPostgres) =>
        Judge(await Outages.ClockJumpsAsync(onPostgres, Jumps));

    private static void Judge(Recovery recovery)
    {
        TestContext.Current.TestOutputHelper!.WriteLine($"The next post stood after {recovery.After.TotalSeconds:0.0} s.");
        recovery.Problems.Should().BeEmpty();
    }
}
