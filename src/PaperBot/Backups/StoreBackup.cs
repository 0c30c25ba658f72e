using System.Data.Common;
using Microsoft.Data.Sqlite;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Backups;

/// <summary>
/// A consistent copy of the store as one SQLite file, made while everything runs: of a SQLite store by the database itself, of
/// PostgreSQL table by table, proved by rows and hashes. It holds no secret, as the store holds none.
/// </summary>
public sealed class StoreBackup(Store store, TimeProvider time)
{
    /// <summary>Writes under another name beside the file, looks at what was written, and only then gives it its name.</summary>
    /// <param name="actor">Who wanted it, for the audit.</param>
    /// <exception cref="BackupException">The file is there already, or what was written is not right; nothing stands under its name.</exception>
    public async Task<BackupReport> WriteAsync(string file, string actor, CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(file);
        if (File.Exists(target) || Directory.Exists(target))
        {
            throw new BackupException(
                new($"{target} はすでにあります。別の名前を指定してください。", $"{target} exists already; name another file.")
            );
        }

        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var half = $"{target}.{Guid.NewGuid():N}.part";
        try
        {
            await CopyAsync(half, cancellationToken);
            var report = await BackupFile.ExamineAsync(half, target, time, cancellationToken);
            File.Move(half, target);
            await store.WriteAsync(
                session =>
                    Audit.AppendAsync(session, new AuditEntry(actor, "backup", Path.GetFileName(target), null, null, "written")),
                cancellationToken
            );
            return report;
        }
        finally
        {
            BackupFile.Remove(half);
        }
    }

    private async Task CopyAsync(string half, CancellationToken cancellationToken)
    {
        if (store.Dialect is SqliteDialect)
        {
            await store.ReadAsync(session => session.ExecuteAsync("vacuum into @half", new { half }), cancellationToken);
            return;
        }

        await using var copy = new Store(new SqliteDialect(half, time));
        await new StoreCopy(store).CopyAsync(copy, cancellationToken);
        await copy.ReadAsync(session => session.ExecuteAsync("pragma journal_mode=delete"), cancellationToken);
    }
}

/// <summary>A backup as a file.</summary>
internal static class BackupFile
{
    /// <summary>Whether it is whole, and what it holds. The file is only read.</summary>
    /// <param name="shown">The name it is spoken of by.</param>
    /// <exception cref="BackupException">It is no backup, or damaged.</exception>
    public static async Task<BackupReport> ExamineAsync(
        string file,
        string shown,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (new FileInfo(file + "-wal") is { Exists: true, Length: > 0 })
        {
            throw new BackupException(
                new(
                    $"{shown} は使用中のストアで、バックアップではありません。paperbot store backup で書き出したファイルを指定してください。",
                    $"{shown} is a store in use and no backup; name a file that 'paperbot store backup' wrote."
                )
            );
        }

        try
        {
            await using var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder
                {
                    DataSource = file,
                    Mode = SqliteOpenMode.ReadOnly,
                    Pooling = false,
                }.ToString()
            );
            await connection.OpenAsync(cancellationToken);
            var session = new StoreSession(new SqliteDialect(file, time), connection, null, cancellationToken);
            if (await session.ScalarAsync<string>("pragma integrity_check(1)") is not "ok" and var damage)
            {
                throw new BackupException(new($"{shown} は壊れています: {damage}", $"{shown} is damaged: {damage}"));
            }

            if (await session.Dialect.HasTableAsync(session, "schema_version") is false)
            {
                throw NoBackup(shown, null);
            }

            if (
                await session.Dialect.HasTableAsync(session, "audit_head")
                && await session.ScalarAsync<long>("select count(*) from audit_head") == 0
            )
            {
                throw new BackupException(
                    new(
                        $"{shown} は完全ではありません: 監査記録の末尾が失われています。",
                        $"{shown} is not whole: its audit has lost its end."
                    )
                );
            }

            var rows = 0L;
            foreach (var table in StoreTables.All)
            {
                // A backup of an older program lacks the newer tables.
                rows += await session.Dialect.HasTableAsync(session, table)
                    ? await session.ScalarAsync<long>($"select count(*) from {table}")
                    : 0;
            }

            return new BackupReport(
                shown,
                new FileInfo(file).Length,
                rows,
                await session.ScalarAsync<long>("select max(version) from schema_version")
            );
        }
        catch (DbException exception)
        {
            throw NoBackup(shown, exception);
        }
    }

    /// <summary>With everything that a database leaves beside its file.</summary>
    public static void Remove(string file)
    {
        SqliteConnection.ClearAllPools();
        foreach (var path in Parts(file))
        {
            File.Delete(path);
        }
    }

    public static IEnumerable<string> Parts(string file) => [file, file + "-wal", file + "-shm", file + "-journal"];

    private static BackupException NoBackup(string shown, Exception? inner) =>
        new(new($"{shown} は PaperBot のバックアップではありません。", $"{shown} is no backup of PaperBot."), inner);
}

/// <param name="Schema">The version of the schema it was written with.</param>
public sealed record BackupReport(string File, long Bytes, long Rows, long Schema);

/// <summary>The message says what to do.</summary>
public sealed class BackupException(TextForPeople text, Exception? inner = null) : Exception(text.English, inner)
{
    public TextForPeople Text => text;
}
