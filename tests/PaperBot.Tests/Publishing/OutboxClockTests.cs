using PaperBot.Chat;
using PaperBot.Fakes.Loopback;

namespace PaperBot.Tests.Publishing;

/// <summary>Times in the store that a clock wrote which was wrong then, or is wrong now.</summary>
public sealed class OutboxClockTests
{
    private const string ByAClockAWeekAhead = "(select max(planned_at) from digest) + 604800000";

    [Fact]
    public async Task A_post_begun_in_the_future_waits_from_now_on_and_is_looked_up()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.ExecuteAsync(
            $"update delivery set state = 'SENDING', attempt = 1, started_at = {ByAClockAWeekAhead}, changed_at = {ByAClockAWeekAhead} where part = 'header'"
        );
        var arrived = bench.Board.Create(
            "C1",
            null,
            PostKind.Header,
            DeliveryMarker.For(OutboxBench.Key("header")),
            "it did arrive"
        );
        var begun = bench.Clock.GetUtcNow();
        DateTimeOffset? looked = null;
        bench.Platform.Show = (_, outcome) =>
        {
            looked ??= bench.Clock.GetUtcNow();
            return outcome;
        };

        await bench.RunAsync();

        bench.Board.Standing("C1").Count(post => post.Kind == PostKind.Header).Should().Be(1);
        bench.Board.Stands(arrived.Id).Should().BeTrue();
        (looked - begun).Should().BeGreaterThanOrEqualTo(bench.Settings.RequestTimeout + bench.Platform.Pacing.Settle);
    }

    [Fact]
    public async Task A_time_to_try_again_does_not_outlive_the_try()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.ExecuteAsync(
            $"update delivery set next_at = {ByAClockAWeekAhead}, changed_at = {ByAClockAWeekAhead} where part = 'header'"
        );
        long? left = null;
        bench.Platform.Interfere = async (_, carryOut, _) =>
        {
            left ??= await bench.CountAsync("state = 'SENDING' and next_at > 0");
            return carryOut();
        };

        await bench.RunAsync();

        left.Should().Be(0, "a node that finds the row in doubt after a kill would wait for a week");
    }

    [Fact]
    public async Task A_dead_nodes_lease_keeps_nobody_waiting_after_the_clock_was_set_back()
    {
        await using var bench = await OutboxBench.CreateAsync(PaperBot.Storage.StoreProvider.Postgres);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.ExecuteAsync($"update channel_lease set owner = 'dead', token = 7, until = {ByAClockAWeekAhead}");

        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(3);
    }
}
