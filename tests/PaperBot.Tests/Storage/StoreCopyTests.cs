using PaperBot.Fakes;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;
using PaperBot.Storage;
using PaperBot.Tests.Publishing;

namespace PaperBot.Tests.Storage;

/// <summary>Moving a store to the other database.</summary>
public sealed class StoreCopyTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StoreProvider.Sqlite, StoreProvider.Postgres)]
    [InlineData(StoreProvider.Postgres, StoreProvider.Sqlite)]
    public async Task A_copy_holds_the_same_rows_and_goes_on_where_the_store_was(StoreProvider from, StoreProvider to)
    {
        await using var bench = await OutboxBench.CreateAsync(from);
        await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 2));
        await bench.RunAsync();
        await bench.Store.WriteAsync(
            session => Audit.AppendAsync(session, new AuditEntry("cli", "test", "週 'quoted' \"text\" 😀", null, "h", "done")),
            Cancelled
        );
        await using var target = await TemporaryStore.CreateEmptyAsync(to, TimeProvider.System, Cancelled);

        var report = await new StoreCopy(bench.Store).CopyAsync(target.Store, Cancelled);

        report.ChangedMeanwhile.Should().BeFalse();
        report.Tables.Single(table => table.Table == "delivery").Rows.Should().Be(11);
        report.Tables.Single(table => table.Table == "audit").Rows.Should().Be(1);
        foreach (var table in report.Tables)
        {
            var there = await target.Store.ReadAsync(session => StoreCopy.DigestAsync(table.Table, session), Cancelled);
            there.Should().Be(table);
        }

        (await target.Store.ReadAsync(Audit.VerifyAsync, Cancelled)).Should().Be(new AuditCheck.Whole(1));
        // The same plan finds nothing to do there.
        var plan = await target.Store.WriteAsync(
            session =>
                DigestPlanner.SaveAsync(session, OutboxBench.Week, bench.Target(), SmallDigest.Make(papers: 3, replies: 2)),
            Cancelled
        );
        plan.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task A_target_that_holds_anything_is_refused_and_left_as_it_is()
    {
        await using var bench = await OutboxBench.CreateAsync(StoreProvider.Sqlite);
        await bench.PlanAsync(SmallDigest.Make(papers: 1, replies: 1));
        await using var target = await TemporaryStore.CreateAsync(StoreProvider.Sqlite, TimeProvider.System, Cancelled);
        await target.Store.WriteAsync(
            session => Audit.AppendAsync(session, new AuditEntry("cli", "test", "x", null, null, "done")),
            Cancelled
        );

        var copying = () => new StoreCopy(bench.Store).CopyAsync(target.Store, Cancelled);

        (await copying.Should().ThrowAsync<StoreCopyException>())
            .Which.Message.Should()
            .Contain("not empty")
            .And.Contain("audit");
        (await target.Store.ReadAsync(session => session.ScalarAsync<long>("select count(*) from delivery"), Cancelled))
            .Should()
            .Be(0);
        (await target.Store.ReadAsync(Audit.VerifyAsync, Cancelled)).Should().Be(new AuditCheck.Whole(1));
    }

    [Fact]
    public async Task The_store_itself_is_no_target()
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Cancelled);

        var copying = () => new StoreCopy(store.Store).CopyAsync(store.Store, Cancelled);

        await copying.Should().ThrowAsync<StoreCopyException>();
    }

    [Fact]
    public async Task What_is_written_meanwhile_is_told_and_is_not_half_in_the_copy()
    {
        await using var bench = await OutboxBench.CreateAsync(StoreProvider.Sqlite);
        await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 3));
        await using var target = await TemporaryStore.CreateEmptyAsync(StoreProvider.Postgres, TimeProvider.System, Cancelled);

        var copy = Task.Run(() => new StoreCopy(bench.Store).CopyAsync(target.Store, Cancelled), Cancelled);
        while (!copy.IsCompleted)
        {
            await bench.Store.WriteAsync(
                async session =>
                {
                    await session.ExecuteAsync("update delivery set attempt = attempt + 1");
                    await session.MarkChangedAsync(StoreTopic.Deliveries);
                },
                Cancelled
            );
        }

        (await copy).ChangedMeanwhile.Should().BeTrue();
        var attempts = await target.Store.ReadAsync(
            session => session.QueryAsync<long>("select distinct attempt from delivery"),
            Cancelled
        );
        attempts.Should().ContainSingle();
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite, "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")]
    [InlineData(
        StoreProvider.Postgres,
        "select cast(table_name as text) from information_schema.tables where table_schema = current_schema()"
    )]
    public async Task The_scripts_name_every_table_that_there_is(StoreProvider provider, string catalog)
    {
        await using var store = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Cancelled);

        var tables = await store.Store.ReadAsync(session => session.QueryAsync<string>(catalog), Cancelled);

        StoreTables.All.Should().BeEquivalentTo(tables);
        StoreTables.Seeded.Should().BeSubsetOf(tables).And.Contain(["schema_version", "audit_head"]);
    }
}
