using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Tests.Publishing;

/// <summary>On PostgreSQL a row may change between two statements of the node whose turn it is.</summary>
public sealed class ConcurrentNodesTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_post_that_its_old_owner_saves_while_the_new_one_takes_it_stays_sent()
    {
        await using var bench = await OutboxBench.CreateAsync(StoreProvider.Postgres);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        var old = new ChannelLine(bench.Store, bench.Settings, "old");
        var sent = (LineStep.Send)await BeginAsync(old);
        await old.TakeAllOverAsync(Cancelled);
        await bench.ExecuteAsync("update delivery set started_at = 0 where state = 'SENDING'");

        var step = await BeginDuringAsync(
            bench,
            session =>
                new Settlement(session, sent.Delivery, sent.Token, platform: null).WriteAsync(
                    new Transition.Done("1", []),
                    TimeSpan.Zero,
                    "old"
                )
        );

        step.Should().Be(new LineStep.Wait(TimeSpan.Zero));
        (await bench.StateAsync(sent.Delivery.Key)).Should().Be("SENT");
    }

    [Fact]
    public async Task A_post_that_another_channels_refusal_holds_while_its_turn_comes_stays_held()
    {
        await using var bench = await OutboxBench.CreateAsync(StoreProvider.Postgres);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));

        var step = await BeginDuringAsync(
            bench,
            session => session.ExecuteAsync("update delivery set state = 'HELD', hold = 'Behind' where state = 'PENDING'")
        );

        step.Should().Be(new LineStep.Wait(TimeSpan.Zero));
        (await bench.StateAsync(OutboxBench.Key("header"))).Should().Be("HELD");
    }

    [Fact]
    public async Task A_post_does_not_wait_behind_one_that_is_released_while_it_is_put_there()
    {
        await using var bench = await OutboxBench.CreateAsync(StoreProvider.Postgres);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 2));
        await bench.ExecuteAsync("update delivery set state = 'SENT', remote_id = seq where kind <> 'Reply'");
        await bench.ExecuteAsync("update delivery set state = 'HELD', hold = 'ContentRefused' where part = 'p01/summary'");
        var step = (LineStep.Settle)await BeginAsync(new ChannelLine(bench.Store, bench.Settings, "node"));
        await bench.ExecuteAsync("update delivery set state = 'PENDING', hold = null where state = 'HELD'");

        var settled = await bench.Store.WriteAsync(
            session =>
                new Settlement(session, step.Delivery, step.Token, platform: null).WriteAsync(
                    step.Transition,
                    TimeSpan.Zero,
                    "node"
                ),
            Cancelled
        );

        step.Transition.Should().BeOfType<Transition.Hold>().Which.Behind.Should().Be(OutboxBench.Key("p01/summary"));
        settled.Should().Be(Settled.Released);
        (await bench.StateAsync(OutboxBench.Key("p01/qa1"))).Should().Be("PENDING");
    }

    [Fact]
    public async Task A_refused_token_is_told_anew_where_the_first_post_that_met_it_is_released_meanwhile()
    {
        await using var bench = await OutboxBench.CreateAsync(StoreProvider.Postgres);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0));
        await bench.ExecuteAsync("update delivery set state = 'HELD', hold = 'TokenRefused'");
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 0), "C2");
        var line = new ChannelLine(bench.Store, bench.Settings, "node");
        var second = (LineStep.Send)await line.BeginAsync(OutboxBench.Channel("C2"), new LineTurn(TimeSpan.Zero), Cancelled);

        var settled = await DuringAsync(
            bench,
            session => session.ExecuteAsync("update delivery set state = 'PENDING', hold = null where state = 'HELD'"),
            () =>
                bench.Store.WriteAsync(
                    session =>
                        new Settlement(session, second.Delivery, second.Token, bench.Platform).WriteAsync(
                            Transition.HoldFor(second.Delivery, HoldReason.TokenRefused, "invalid_auth"),
                            TimeSpan.Zero,
                            "node"
                        ),
                    Cancelled
                )
        );

        settled.Should().Be(Settled.Written);
        (await HoldsAsync(bench, second.Delivery.Key)).Should().Equal("TokenRefused");
    }

    private static Task<LineStep> BeginDuringAsync(OutboxBench bench, Func<StoreSession, Task> change) =>
        DuringAsync(bench, change, () => BeginAsync(new ChannelLine(bench.Store, bench.Settings, "new")));

    /// <summary>What is done reads the rows before the change is committed, and writes after it.</summary>
    private static async Task<T> DuringAsync<T>(OutboxBench bench, Func<StoreSession, Task> change, Func<Task<T>> act)
    {
        var changed = new TaskCompletionSource();
        var commit = new TaskCompletionSource();
        var changing = bench.Store.WriteAsync(
            async session =>
            {
                await change(session);
                changed.SetResult();
                await commit.Task.WaitAsync(Cancelled);
            },
            Cancelled
        );
        await changed.Task.WaitAsync(Cancelled);
        var acting = act();
        while (!acting.IsCompleted && await WaitingAsync(bench) == 0)
        {
            await Task.Delay(10, Cancelled);
        }

        acting.IsCompleted.Should().BeFalse();
        commit.SetResult();
        await changing;
        return await acting;
    }

    private static Task<IReadOnlyList<string>> HoldsAsync(OutboxBench bench, string key) =>
        bench.Store.ReadAsync(
            session =>
                session.QueryAsync<string>(
                    "select hold from delivery where delivery = @key and state = 'HELD' and held_by is null",
                    new { key }
                ),
            Cancelled
        );

    private static Task<LineStep> BeginAsync(ChannelLine line) =>
        line.BeginAsync(OutboxBench.Channel(), new LineTurn(TimeSpan.Zero), Cancelled);

    private static Task<long> WaitingAsync(OutboxBench bench) =>
        bench.Store.ReadAsync(
            session =>
                session.ScalarAsync<long>(
                    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
                ),
            Cancelled
        );
}
