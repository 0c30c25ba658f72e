using System.Data.Common;
using PaperBot.Chat;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Tests.Publishing;

public sealed class FullDiskTests : IDisposable
{
    private const int Posts = 1 + 10 + (10 * 4);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paperbot-full-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_that_fills_up_stops_posting_until_there_is_room_and_nothing_is_posted_twice()
    {
        var time = TimeProvider.System;
        var disk = new FullDisk(new SqliteDialect(Path.Combine(_folder.FullName, "paperbot.db"), time));
        await using var store = new Store(disk);
        await new StoreMigrator(store, StoreMigration.Shipped).MigrateAsync(Cancelled);
        var board = new ChatBoard(time);
        var platform = new BoardPlatform(board, time);
        var target = new DigestTarget(
            OutboxBench.Channel(),
            "C1",
            new ChannelSettings { Platform = "board", Id = "C1" },
            platform,
            platform.Threads,
            platform.Limits
        );
        await store.WriteAsync(
            session => DigestPlanner.SaveAsync(session, OutboxBench.Week, target, SmallDigest.Make(papers: 10, replies: 4)),
            Cancelled
        );
        using var outbox = new Outbox(
            store,
            new StoreChanges(store, time),
            new OutboxSignal(time),
            new OutboxSettings { Settle = TimeSpan.FromMilliseconds(50), LongestBackoff = TimeSpan.FromMilliseconds(200) },
            [platform],
            time,
            new TestLog<Outbox>()
        );

        disk.IsFull = true;
        await outbox.StartAsync(Cancelled);
        await UntilAsync(() => disk.Refused >= 3);
        var whileFull = board.Standing("C1").Count;
        disk.IsFull = false;
        await UntilAsync(() => board.Standing("C1").Count >= Posts);
        await outbox.StopAsync(Cancelled);

        whileFull.Should().BeLessThan(Posts, "what cannot be written down is not sent");
        board.Standing("C1").Select(post => post.Marker).Should().OnlyHaveUniqueItems().And.HaveCount(Posts);
        board.Removed("C1").Should().BeEmpty();
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    /// <summary>A SQLite file that may not grow while the disk is full: SQLite itself then refuses every write that needs a new page.</summary>
    private sealed class FullDisk(SqliteDialect inner) : StoreDialect
    {
        private const int Full = 13;

        public bool IsFull { get; set; }

        public int Refused { get; private set; }

        public override StoreProvider Provider => inner.Provider;

        public override string Location => inner.Location;

        public override bool SerializesWriters => inner.SerializesWriters;

        public override Task<bool> HasTableAsync(StoreSession session, string table) => inner.HasTableAsync(session, table);

        public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
        {
            var connection = await inner.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            // Never less than the pages that the file has already.
            command.CommandText = IsFull ? "pragma max_page_count = 1" : "pragma max_page_count = 1000000";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }

        public override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
            inner.BeginWriteAsync(connection, cancellationToken);

        public override Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
            inner.BeginSnapshotAsync(connection, cancellationToken);

        public override Task LockMigrationsAsync(StoreSession session) => inner.LockMigrationsAsync(session);

        public override Task<long> NowAsync(StoreSession session) => inner.NowAsync(session);

        public override Task<long> SizeAsync(StoreSession session) => inner.SizeAsync(session);

        public override bool MayBeginAgain(DbException exception)
        {
            Refused += exception is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: Full } ? 1 : 0;
            return inner.MayBeginAgain(exception);
        }
    }
}
