using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Tests.Storage;

/// <summary>How a database comes to the program's schema, or is refused, on whatever database; a class for each runs it.</summary>
public abstract class StoreMigratorCompliance(StoreProvider provider)
{
    private static readonly WeekLabel Label = new(new DateOnly(2024, 1, 8), new DateOnly(2024, 1, 14));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static IReadOnlyList<StoreMigration> Shipped => StoreMigration.Shipped;

    private static StoreMigration Newer =>
        new(Shipped[^1].Version + 1, $"{Shipped[^1].Version + 1:000}_later.sql", "create table later(a text primary key)");

    private Task<TemporaryStore> CreateEmptyAsync() => TemporaryStore.CreateEmptyAsync(provider, TimeProvider.System, Stop);

    private static Task<IReadOnlyList<StoreMigration>> MigrateAsync(Store store, IReadOnlyList<StoreMigration> migrations) =>
        new StoreMigrator(store, migrations).MigrateAsync(Stop);

    /// <summary>Tables with their columns, in order.</summary>
    private async Task<string> SchemaAsync(Store store) =>
        string.Join(
            '\n',
            await store.ReadAsync(
                session =>
                    session.QueryAsync<string>(
                        provider == StoreProvider.Sqlite
                            ? "select name || ' ' || coalesce(sql, '') from sqlite_master where name not like 'sqlite_%' order by name"
                            : "select table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable from information_schema.columns where table_schema = 'public' order by 1"
                    ),
                Stop
            )
        );

    [Fact]
    public async Task An_empty_database_gets_every_script_once_and_in_order()
    {
        await using var made = await CreateEmptyAsync();

        var first = await MigrateAsync(made.Store, Shipped);
        var second = await MigrateAsync(made.Store, Shipped);

        first.Should().Equal(Shipped);
        first.Select(migration => migration.Version).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        second.Should().BeEmpty();
    }

    [Fact]
    public async Task Every_earlier_schema_is_brought_up_to_date_and_keeps_what_is_in_it()
    {
        await using var fresh = await TemporaryStore.CreateAsync(provider, TimeProvider.System, Stop);
        var whole = await SchemaAsync(fresh.Store);
        for (var earlier = 1; earlier < Shipped.Count; earlier++)
        {
            await using var made = await CreateEmptyAsync();
            await MigrateAsync(made.Store, [.. Shipped.Take(earlier)]);
            await made.Store.WriteAsync(session => PaperStore.SaveWeekAsync(session, Label), Stop);

            (await MigrateAsync(made.Store, Shipped)).Should().Equal(Shipped.Skip(earlier));

            (await SchemaAsync(made.Store)).Should().Be(whole);
            (await new PaperStore(made.Store).FindWeekAsync(Label.Week, Stop))!.Label.Should().Be(Label);
        }
    }

    [Fact]
    public async Task A_database_newer_than_the_program_is_refused_with_both_versions_and_left_alone()
    {
        await using var made = await CreateEmptyAsync();
        await MigrateAsync(made.Store, [.. Shipped, Newer]);
        var before = await SchemaAsync(made.Store);

        var start = () => MigrateAsync(made.Store, Shipped);

        (await start.Should().ThrowAsync<StoreSchemaException>())
            .Which.Message.Should()
            .Contain($"schema version {Newer.Version}")
            .And.Contain($"knows up to {Shipped[^1].Version}");
        (await SchemaAsync(made.Store)).Should().Be(before);
    }

    [Fact]
    public async Task A_script_that_was_changed_after_it_was_applied_stops_the_start()
    {
        await using var made = await CreateEmptyAsync();
        await MigrateAsync(made.Store, Shipped);
        IReadOnlyList<StoreMigration> changed = [Shipped[0] with { Sql = Shipped[0].Sql + "\n-- changed" }, .. Shipped.Skip(1)];

        var start = () => MigrateAsync(made.Store, changed);

        (await start.Should().ThrowAsync<StoreSchemaException>()).Which.Message.Should().Contain(Shipped[0].Name);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_of_itself()
    {
        await using var made = await CreateEmptyAsync();
        await MigrateAsync(made.Store, Shipped);
        var before = await SchemaAsync(made.Store);

        var start = () =>
            MigrateAsync(made.Store, [.. Shipped, Newer with { Sql = Newer.Sql + "; insert into nowhere(a) values('b')" }]);

        await start.Should().ThrowAsync<System.Data.Common.DbException>();
        (await SchemaAsync(made.Store)).Should().Be(before);
        (await MigrateAsync(made.Store, [.. Shipped, Newer])).Should().Equal(Newer);
    }

    [Fact]
    public async Task Two_that_start_at_once_apply_each_script_once()
    {
        await using var made = await CreateEmptyAsync();
        await using var other = new Store(
            provider == StoreProvider.Sqlite
                ? new SqliteDialect(made.ConnectionString, TimeProvider.System)
                : new PostgresDialect(made.ConnectionString, "other")
        );

        var applied = await Task.WhenAll(
            Task.Run(() => MigrateAsync(made.Store, Shipped), Stop),
            Task.Run(() => MigrateAsync(other, Shipped), Stop)
        );

        applied.SelectMany(own => own).Should().BeEquivalentTo(Shipped);
    }
}

public sealed class SqliteStoreMigratorTests() : StoreMigratorCompliance(StoreProvider.Sqlite);

public sealed class PostgresStoreMigratorTests() : StoreMigratorCompliance(StoreProvider.Postgres);
