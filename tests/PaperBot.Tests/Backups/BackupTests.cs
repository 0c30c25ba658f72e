using System.Runtime.Versioning;
using Microsoft.Data.Sqlite;
using PaperBot.Backups;
using PaperBot.Fakes;
using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;
using PaperBot.Tests.Publishing;

namespace PaperBot.Tests.Backups;

/// <summary>Copies of the store that are made while it is in use, and what comes of putting an old one in its place.</summary>
public sealed class BackupTests : IDisposable
{
    private static readonly WeekId NextWeek = OutboxBench.Week.Next();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("paperbot-backups");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private string NewFile => Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(StoreProvider.Sqlite)]
    [InlineData(StoreProvider.Postgres)]
    public async Task What_was_posted_after_the_backup_is_found_in_the_channel_and_not_posted_again(StoreProvider provider)
    {
        await using var bench = await OutboxBench.CreateAsync(provider);
        // Before the backup one channel has its week and another is about to get it.
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2), "C1");
        await bench.RunAsync();
        await bench.StopAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2), "C2");
        var file = NewFile;
        var written = await new StoreBackup(bench.Store, bench.Clock).WriteAsync(file, "test", Cancelled);
        written.Rows.Should().BeGreaterThan(20);
        // After it the second one gets it too, and the first one gets the next week.
        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2), "C1", NextWeek);
        await bench.RunAsync();
        await bench.StopAsync();
        var standing = Standing(bench);
        standing.Should().HaveCount(7 * 3);

        await using var empty =
            provider == StoreProvider.Postgres
                ? await TemporaryStore.CreateEmptyAsync(provider, TimeProvider.System, Cancelled)
                : null;
        var restored = empty?.Store ?? bench.Store;
        var report = await new StoreRestore(restored, bench.Clock).RestoreAsync(file, "test", Cancelled);
        await PlanNextWeekAsync(restored, bench, NextWeek);
        await RunAsync(restored, bench);

        Standing(bench).Should().Equal(standing, "every post stood already");
        (await CountAsync(restored, "op = 'create' and state <> 'SENT'")).Should().Be(0);
        (await CountAsync(restored, "op = 'create' and remote_id is null")).Should().Be(0);
        report.BackupAt.Should().BeBefore(bench.Clock.GetUtcNow());
        (report.Kept is not null).Should().Be(provider == StoreProvider.Sqlite);
        (await restored.ReadAsync(Audit.VerifyAsync, Cancelled)).Should().BeOfType<AuditCheck.Whole>();
        // What nobody can have posted yet is not looked up first.
        await PlanNextWeekAsync(restored, bench, WeekId.Parse("2099-W10"));
        (await CountAsync(restored, "state = 'UNKNOWN'")).Should().Be(0);
        (await CountAsync(restored, "state = 'PENDING'")).Should().Be(7);
    }

    [Fact]
    public async Task A_backup_made_in_the_middle_of_writing_is_whole_and_takes_no_name_before_it_is()
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Cancelled);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    await store.Store.WriteAsync(
                        session => Audit.AppendAsync(session, new AuditEntry("test", "write", "x", null, null, "done")),
                        CancellationToken.None
                    );
                }
            },
            Cancelled
        );
        for (var i = 0; i < 3; i++)
        {
            var file = NewFile;
            await new StoreBackup(store.Store, TimeProvider.System).WriteAsync(file, "test", Cancelled);
            await using var copy = new Store(new SqliteDialect(file, TimeProvider.System));
            (await copy.ReadAsync(Audit.VerifyAsync, Cancelled)).Should().BeOfType<AuditCheck.Whole>();
        }

        await stop.CancelAsync();
        await writing;
        var again = () =>
            new StoreBackup(store.Store, TimeProvider.System).WriteAsync(
                Directory.GetFiles(_folder.FullName, "*.db")[0],
                "test",
                Cancelled
            );
        await again.Should().ThrowAsync<BackupException>().WithMessage("*exists already*");
        Directory.GetFiles(_folder.FullName, "*.part*").Should().BeEmpty();
    }

    [Fact]
    public async Task What_is_no_backup_is_refused_and_the_store_stays_as_it_is()
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Cancelled);
        var text = NewFile;
        await File.WriteAllTextAsync(text, "a note", Cancelled);
        var whole = NewFile;
        await new StoreBackup(store.Store, TimeProvider.System).WriteAsync(whole, "test", Cancelled);
        var damaged = NewFile;
        var bytes = await File.ReadAllBytesAsync(whole, Cancelled);
        bytes.AsSpan(4096, 4096).Fill(0x5a);
        await File.WriteAllBytesAsync(damaged, bytes, Cancelled);
        var audited = NewFile;
        File.Copy(whole, audited);
        await ExecuteAsync(audited, "delete from audit");
        await ExecuteAsync(audited, "delete from audit_head");
        var newer = NewFile;
        File.Copy(whole, newer);
        await ExecuteAsync(newer, "insert into schema_version(version, name, sha256, at) values(999, '999_later.sql', 'x', 0)");

        foreach (var file in new[] { text, damaged, audited, newer, NewFile, store.File })
        {
            var restore = () => new StoreRestore(store.Store, TimeProvider.System).RestoreAsync(file, "test", Cancelled);
            (await restore.Should().ThrowAsync<Exception>(file))
                .Which.Should()
                .Match(thrown => thrown is BackupException || thrown is StoreSchemaException);
        }

        using (StoreLock.Take(store.Store.Dialect))
        {
            var beside = () => new StoreRestore(store.Store, TimeProvider.System).RestoreAsync(whole, "test", Cancelled);
            await beside.Should().ThrowAsync<StoreLockedException>("a service works on it");
        }

        Directory.GetFiles(Path.GetDirectoryName(store.File)!, "*restor*").Should().BeEmpty();
    }

    /// <summary>An administrator restores, and the service, which is somebody else, opens the file afterwards.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [UnsupportedOSPlatform("windows")]
    public async Task A_restore_goes_into_the_file_that_is_there_so_that_it_keeps_owner_and_rights(bool damaged)
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Cancelled);
        var backup = NewFile;
        await new StoreBackup(store.Store, TimeProvider.System).WriteAsync(backup, "test", Cancelled);
        SqliteConnection.ClearAllPools();
        if (damaged)
        {
            await File.WriteAllTextAsync(store.File, new string('x', 9000), Cancelled);
        }

        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
        File.SetUnixFileMode(store.File, Own);
        await using var same = new FileStream(store.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

        var report = await new StoreRestore(store.Store, TimeProvider.System).RestoreAsync(backup, "test", Cancelled);

        SqliteConnection.ClearAllPools();
        File.GetUnixFileMode(store.File).Should().Be(Own);
        using var through = new MemoryStream();
        await same.CopyToAsync(through, Cancelled);
        through.ToArray().Should().Equal(await File.ReadAllBytesAsync(store.File, Cancelled), "it is the same file");
        (await store.Store.ReadAsync(Audit.VerifyAsync, Cancelled)).Should().BeOfType<AuditCheck.Whole>();
        new FileInfo(report.Kept!).Length.Should().BePositive();
        if (damaged)
        {
            (await File.ReadAllTextAsync(report.Kept!, Cancelled)).Should().Be(new string('x', 9000));
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_lock_that_only_its_maker_may_write_can_be_held_by_the_service()
    {
        await using var store = await TemporaryStore.CreateAsync(TimeProvider.System, Cancelled);
        StoreLock.Take(store.Store.Dialect).Dispose();
        File.SetUnixFileMode(store.File + ".lock", UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        using (StoreLock.Take(store.Store.Dialect))
        {
            StoreLock.TryTake(store.Store.Dialect).Should().BeNull();
        }
    }

    [Fact]
    public async Task Nightly_copies_rotate_and_leave_other_files_alone()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var night = new NightlyJob(
            bench.Store,
            new StoreBackup(bench.Store, bench.Clock),
            new PaperBot.Asking.KeptQuestions(bench.Store),
            new PaperBot.Notices.NoticeBoard(bench.Store),
            new BackupSettings { Folder = _folder.FullName, Keep = 3 },
            bench.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<NightlyJob>.Instance
        );
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "paperbot-mine.db"), "", Cancelled);
        await bench.ExecuteAsync(
            "insert into unanswered(id, question, language, times, first_at, last_at, state) values('q', '?', 'ja', 1, 0, 0, 'open')"
        );
        await bench.ExecuteAsync(
            "insert into unanswered_wish(unanswered, platform, workspace, person, at) values('q', 'slack', 'T', 'U', 0)"
        );

        for (var i = 0; i < 5; i++)
        {
            bench.Time.Advance(TimeSpan.FromDays(1));
            await night.RunAsync(Cancelled);
            // A restart soon after makes no second copy.
            await night.RunAsync(Cancelled);
        }

        NightlyJob.Copies(_folder.FullName).Should().HaveCount(3);
        Directory.GetFiles(_folder.FullName).Should().HaveCount(4);
        (await bench.Store.ReadAsync(session => session.ScalarAsync<long>("select count(*) from unanswered"), Cancelled))
            .Should()
            .Be(0);
    }

    private static List<string> Standing(OutboxBench bench) =>
        [.. bench.Board.Standing("C1").Concat(bench.Board.Standing("C2")).Select(post => $"{post.Id} {post.Text}")];

    private static Task<DigestPlan> PlanNextWeekAsync(Store store, OutboxBench bench, WeekId week) =>
        store.WriteAsync(
            session => DigestPlanner.SaveAsync(session, week, bench.Target(), SmallDigest.Make(papers: 2, replies: 2)),
            Cancelled
        );

    private static async Task RunAsync(Store store, OutboxBench bench)
    {
        using var outbox = new Outbox(
            store,
            new StoreChanges(store, bench.Clock),
            bench.Signal,
            bench.Settings,
            [bench.Platform],
            bench.Clock,
            bench.Log
        );
        await outbox.StartAsync(Cancelled);
        await bench.WindAsync(async () => await CountAsync(store, "state in ('PENDING', 'SENDING', 'UNKNOWN')") == 0, 6000);
        await outbox.StopAsync(Cancelled);
    }

    private static Task<long> CountAsync(Store store, string where) =>
        store.ReadAsync(session => session.ScalarAsync<long>($"select count(*) from delivery where {where}"), Cancelled);

    private static async Task ExecuteAsync(string file, string sql)
    {
        await using var store = new Store(new SqliteDialect(file, TimeProvider.System));
        await store.ReadAsync(
            async session => await session.ExecuteAsync(sql) + await session.ExecuteAsync("pragma journal_mode=delete"),
            Cancelled
        );
        SqliteConnection.ClearAllPools();
    }
}
