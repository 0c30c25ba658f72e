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

        var saved = await bench.Store.WriteAsync(
            session =>
                new Settlement(session, step.Delivery, step.Token, platform: null).WriteAsync(
                    step.Transition,
                    TimeSpan.Zero,
                    "node"
                ),
            Cancelled
        );

        step.Transition.Should().BeOfType<Transition.Hold>().Which.Behind.Should().Be(OutboxBench.Key("p01/summary"));
        saved.Should().BeFalse();
        (await bench.StateAsync(OutboxBench.Key("p01/qa1"))).Should().Be("PENDING");
    }

    /// <summary>The new owner reads the line before the change is committed, and writes after it.</summary>
    private static async Task<LineStep> BeginDuringAsync(OutboxBench bench, Func<StoreSession, Task> change)
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
        var beginning = BeginAsync(new ChannelLine(bench.Store, bench.Settings, "new"));
        while (!beginning.IsCompleted && await WaitingAsync(bench) == 0)
        {
            await Task.Delay(10, Cancelled);
        }

        beginning.IsCompleted.Should().BeFalse();
        commit.SetResult();
        await changing;
        return await beginning;
    }

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
