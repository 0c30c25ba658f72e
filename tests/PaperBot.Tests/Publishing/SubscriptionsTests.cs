using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Tests.Publishing;

/// <summary>Channels that are put in from chat, on either database.</summary>
public abstract class SubscriptionsCompliance(StoreProvider provider)
{
    private static readonly ChannelSettings Wanted = new()
    {
        Platform = "board",
        Id = "C1",
        Language = Language.English,
        MaxPapers = 3,
        Include = ["強化学習", "agents"],
        Exclude = ["survey"],
        Authors = ["Jane Cluny"],
        Categories = ["cs.CL"],
        Schedule = "0 0 10 ? * TUE",
        TimeZone = "Europe/Berlin",
    };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_comes_back_with_everything_it_wants_of_a_week()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        var subscriptions = new Subscriptions(bench.Store);

        await subscriptions.SubscribeAsync(OutboxBench.Channel("C1"), Wanted, "board:U1", Cancelled);
        await bench.ExecuteAsync("update subscription set at = at - 1000");
        await subscriptions.SubscribeAsync(OutboxBench.Channel("C2"), Plain("C2"), "board:U1", Cancelled);

        (await subscriptions.ReadAsync(Cancelled))
            .Should()
            .BeEquivalentTo([Wanted, Plain("C2")], order => order.WithStrictOrdering());
    }

    [Fact]
    public async Task A_second_word_about_a_channel_takes_the_place_of_the_first()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        var subscriptions = new Subscriptions(bench.Store);
        await subscriptions.SubscribeAsync(OutboxBench.Channel("C1"), Plain("C1"), "board:U1", Cancelled);
        await subscriptions.SubscribeAsync(OutboxBench.Channel("C1"), Wanted, "board:U2", Cancelled);

        (await subscriptions.ReadAsync(Cancelled)).Should().BeEquivalentTo([Wanted]);

        await subscriptions.UnsubscribeAsync(OutboxBench.Channel("C1"), Wanted, "board:U2", Cancelled);
        (await subscriptions.ReadAsync(Cancelled)).Should().BeEmpty();
        await subscriptions.SubscribeAsync(OutboxBench.Channel("C1"), Plain("C1"), "board:U1", Cancelled);

        (await subscriptions.ReadAsync(Cancelled)).Should().BeEquivalentTo([Plain("C1")]);
        (await bench.Store.ReadAsync(Audit.VerifyAsync, Cancelled)).Should().Be(new AuditCheck.Whole(4));
    }

    [Fact]
    public async Task Who_is_taken_out_keeps_what_was_sent_and_gets_nothing_more()
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        var subscriptions = new Subscriptions(bench.Store);
        await subscriptions.SubscribeAsync(OutboxBench.Channel("C1"), Plain("C1"), "board:U1", Cancelled);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();
        var sent = bench.Board.Standing("C1").Count;
        await bench.StopAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1), week: WeekId.Parse("2023-W23"));

        var dropped = await subscriptions.UnsubscribeAsync(OutboxBench.Channel("C1"), Plain("C1"), "board:U1", Cancelled);
        await bench.RunAsync();

        dropped.Should().Be(3);
        bench.Board.Standing("C1").Should().HaveCount(sent);
        (await bench.CountAsync("state = 'SKIPPED'")).Should().Be(3);
        (await bench.OpenAsync()).Should().Be(0);
    }

    private static ChannelSettings Plain(string id) => new() { Platform = "board", Id = id };
}

public sealed class SqliteSubscriptionsTests() : SubscriptionsCompliance(StoreProvider.Sqlite);

public sealed class PostgresSubscriptionsTests() : SubscriptionsCompliance(StoreProvider.Postgres);
