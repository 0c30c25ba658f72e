using PaperBot.Chat;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

public sealed class AuditorTests
{
    [Fact]
    public async Task A_history_that_shows_nothing_for_a_moment_makes_nothing_missing()
    {
        await using var bench = await PostedAsync();
        var looks = 0;
        bench.Platform.Show = (_, outcome) => looks++ == 0 ? new HistoryOutcome.Read([]) : outcome;

        (await AuditAsync(bench)).Should().Be(0);

        looks.Should().BeGreaterThan(1);
        (await bench.CountAsync("gone = 1")).Should().Be(0);
    }

    [Fact]
    public async Task A_removed_post_is_missing_and_never_posted_again()
    {
        await using var bench = await PostedAsync();
        bench.Board.Remove(
            bench.Board.Standing("C1").Single(post => post.Text.StartsWith("p01/summary", StringComparison.Ordinal)).Id
        );

        await AuditAsync(bench);
        await bench.RunAsync();

        (await bench.CountAsync("gone = 1 and part = 'p01/summary'")).Should().Be(1);
        bench.Board.Standing("C1").Should().NotContain(post => post.Text.StartsWith("p01/summary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_post_that_shows_again_is_not_missing_any_more()
    {
        await using var bench = await PostedAsync();
        bench.Platform.Show = (_, _) => new HistoryOutcome.Read([]);
        await AuditAsync(bench);
        (await bench.CountAsync("gone = 1")).Should().BePositive();

        bench.Platform.Show = (_, outcome) => outcome;
        await AuditAsync(bench);

        (await bench.CountAsync("gone = 1")).Should().Be(0);
    }

    [Fact]
    public async Task A_second_copy_is_removed_and_the_stored_one_stays()
    {
        await using var bench = await PostedAsync();
        var stored = bench.Board.Standing("C1").Single(post => post.Kind == PostKind.Header);
        bench.Board.Create("C1", null, PostKind.Header, stored.Marker, stored.Text);

        await AuditAsync(bench);
        await bench.RunAsync();

        bench.Board.Standing("C1").Where(post => post.Kind == PostKind.Header).Should().Equal(stored);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_is_looked_at_later()
    {
        await using var bench = await PostedAsync();
        bench.Platform.Show = (_, _) => new HistoryOutcome.Unreadable(RejectionReason.MissingPermission, "403");

        (await AuditAsync(bench)).Should().Be(1);

        (await bench.CountAsync("gone = 1")).Should().Be(0);
    }

    [Fact]
    public async Task Where_the_platform_says_how_long_to_wait_the_look_is_made_then()
    {
        await using var bench = await PostedAsync();
        var stored = bench.Board.Standing("C1").Single(post => post.Kind == PostKind.Header);
        bench.Board.Create("C1", null, PostKind.Header, stored.Marker, stored.Text);
        var looks = 0;
        bench.Platform.Show = (_, outcome) =>
            looks++ % 3 < 2 ? new HistoryOutcome.Unavailable(TimeSpan.FromSeconds(27), "429") : outcome;

        (await AuditAsync(bench)).Should().Be(0);

        (await bench.CountAsync("op = 'delete'")).Should().Be(1);
    }

    [Fact]
    public async Task A_platform_that_is_away_for_longer_is_looked_at_later()
    {
        await using var bench = await PostedAsync();
        bench.Platform.Show = (_, _) => new HistoryOutcome.Unavailable(TimeSpan.FromHours(1), "429");

        (await AuditAsync(bench)).Should().Be(1);
    }

    private static async Task<OutboxBench> PostedAsync()
    {
        var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.RunAsync();
        return bench;
    }

    private static async Task<int> AuditAsync(OutboxBench bench)
    {
        using var auditor = new Auditor(
            bench.Store,
            bench.Signal,
            [bench.Platform],
            bench.Settings,
            bench.Clock,
            new TestLog<Auditor>()
        );
        var auditing = auditor.AuditAllAsync(OutboxBench.Cancelled);
        await bench.WindAsync(() => Task.FromResult(auditing.IsCompleted));
        return await auditing;
    }
}
