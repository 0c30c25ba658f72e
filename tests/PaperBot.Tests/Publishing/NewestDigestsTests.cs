using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Tests.Publishing;

/// <summary>What counts as a channel's newest digest, on either database.</summary>
public abstract class NewestDigestsCompliance(StoreProvider provider)
{
    private protected static readonly WeekId Older = WeekId.Parse("2023-W22");
    private static readonly WeekId Newer = WeekId.Parse("2023-W23");

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_the_newest_week_of_which_something_stands_in_the_channel_itself()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        using var newest = Newest(bench);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0), "C1", Newer);
        await newest.LoadAsync(Cancelled);
        newest.Find(OutboxBench.Channel("C1")).Should().BeNull("nothing of it is posted yet");

        // The older week comes later, as when an admin asks for it by name.
        await bench.RunAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0), "C1", Older);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0), "C2", Older);
        await bench.RunAsync();
        await newest.LoadAsync(Cancelled);

        newest.Find(OutboxBench.Channel("C1")).Should().Be(Newer);
        newest.Find(OutboxBench.Channel("C2")).Should().Be(Older);
        newest.Find(OutboxBench.Channel("C3")).Should().BeNull();

        // Everything of it was removed by hand.
        await bench.ExecuteAsync("update delivery set gone = 1 where delivery like '%2023-W23%'");
        await newest.LoadAsync(Cancelled);
        newest.Find(OutboxBench.Channel("C1")).Should().Be(Older);
    }

    internal static NewestDigests Newest(OutboxBench bench) =>
        new(bench.Store, new StoreChanges(bench.Store, bench.Clock), bench.Clock, NullLogger<NewestDigests>.Instance);
}

public sealed class SqliteNewestDigestsTests() : NewestDigestsCompliance(StoreProvider.Sqlite)
{
    [Fact]
    public async Task A_digest_that_is_posted_while_it_watches_is_known_soon()
    {
        await using var bench = await OutboxBench.CreateAsync();
        using var newest = Newest(bench);
        await newest.StartAsync(Cancelled);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0), "C1", Older);
        await bench.RunAsync();

        await bench.WindAsync(() => Task.FromResult(newest.Find(OutboxBench.Channel("C1")) == Older));
        await newest.StopAsync(Cancelled);
    }
}

public sealed class PostgresNewestDigestsTests() : NewestDigestsCompliance(StoreProvider.Postgres);
