using System.Globalization;
using Microsoft.Data.Sqlite;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Backups;

/// <summary>
/// Puts a backup in the place of the store. What was posted after the backup stands in the channels but not in it, so the store is marked:
/// everything that may have been posted meanwhile is looked up in the channels, by its marker, before it is posted.
/// </summary>
public sealed class StoreRestore(Store store, TimeProvider time)
{
    /// <summary>SQLITE_READONLY: what a store of another page size answers a copy.</summary>
    private const int OtherPages = 8;

    /// <summary>SQLITE_CORRUPT.</summary>
    private const int Damaged = 11;

    /// <summary>SQLITE_NOTADB.</summary>
    private const int NoDatabase = 26;

    /// <summary>The service must not run. What stood there before is kept beside it.</summary>
    /// <exception cref="BackupException">It is no backup, or the server's database is not empty.</exception>
    /// <exception cref="StoreLockedException">A service works on the store.</exception>
    /// <exception cref="StoreSchemaException">The backup is of a newer program.</exception>
    public async Task<RestoreReport> RestoreAsync(string file, string actor, CancellationToken cancellationToken)
    {
        var source = Path.GetFullPath(file);
        if (!File.Exists(source))
        {
            throw new BackupException(new($"{source} がありません。", $"{source} does not exist."));
        }

        if (store.Dialect is SqliteDialect own && own.File == source)
        {
            throw new BackupException(
                new(
                    $"{source} はストアそのものです。バックアップを指定してください。",
                    $"{source} is the store itself; name a backup."
                )
            );
        }

        var found = await BackupFile.ExamineAsync(source, source, time, cancellationToken);
        using var alone = StoreLock.Take(store.Dialect);
        var copy = Path.Combine(WorkingFolder(source), $".restoring-{Guid.NewGuid():N}.db");
        try
        {
            File.Copy(source, copy);
            var backupAt = await PrepareAsync(copy, actor, source, cancellationToken);
            var kept = store.Dialect is SqliteDialect sqlite
                ? Exchange(sqlite.File, copy)
                : await FillServerAsync(copy, cancellationToken);
            return new RestoreReport(found, backupAt, kept);
        }
        finally
        {
            BackupFile.Remove(copy);
        }
    }

    /// <summary>
    /// For a store that was restored by other means, such as <c>pg_restore</c>: the same mark, so that nothing is posted twice.
    /// </summary>
    public async Task<DateTimeOffset> MarkAsync(string actor, CancellationToken cancellationToken)
    {
        using var alone = StoreLock.Take(store.Dialect);
        return await MarkAsync(store, actor, store.Dialect.Location, cancellationToken);
    }

    private string WorkingFolder(string source)
    {
        var folder = store.Dialect is SqliteDialect sqlite ? Path.GetDirectoryName(sqlite.File)! : Path.GetDirectoryName(source)!;
        return Directory.CreateDirectory(folder).FullName;
    }

    /// <summary>Brings the copy to this program's schema and marks it, before it is in anybody's way.</summary>
    private async Task<DateTimeOffset> PrepareAsync(string copy, string actor, string source, CancellationToken cancellationToken)
    {
        await using var prepared = new Store(new SqliteDialect(copy, time));
        await new StoreMigrator(prepared, StoreMigration.Shipped).MigrateAsync(cancellationToken);
        var backupAt = await MarkAsync(prepared, actor, Path.GetFileName(source), cancellationToken);
        await prepared.ReadAsync(session => session.ExecuteAsync("pragma wal_checkpoint(truncate)"), cancellationToken);
        return backupAt;
    }

    private Task<DateTimeOffset> MarkAsync(Store marked, string actor, string source, CancellationToken cancellationToken) =>
        marked.WriteAsync(
            async session =>
            {
                var at = await Restored.MarkAsync(session, WeekId.Of(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)));
                await Audit.AppendAsync(
                    session,
                    new AuditEntry(
                        actor,
                        "restore",
                        source,
                        null,
                        null,
                        at.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
                    )
                );
                return at;
            },
            cancellationToken
        );

    /// <summary>
    /// Writes into the file that is there, in one transaction, instead of putting another in its place: so it keeps its owner and its rights,
    /// whoever calls, and the service can open it.
    /// </summary>
    /// <returns>Where the store that stood there is kept; null where there was none.</returns>
    private string? Exchange(string file, string copy)
    {
        SqliteConnection.ClearAllPools();
        if (!File.Exists(file))
        {
            File.Move(copy, file);
            return null;
        }

        var kept = string.Create(CultureInfo.InvariantCulture, $"{file}.before-restore-{time.GetUtcNow():yyyyMMddTHHmmssfff}");
        try
        {
            // Without its -shm: that is made anew from the -wal.
            foreach (var (from, to) in BackupFile.Parts(file).Zip(BackupFile.Parts(kept)))
            {
                if (File.Exists(from) && !from.EndsWith("-shm", StringComparison.Ordinal))
                {
                    File.Copy(from, to);
                }
            }

            Pour(copy, file);
            return kept;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode is Damaged or NoDatabase or OtherPages)
        {
            // What stands there is nothing that a copy could be written into, and is kept: an empty file of the same owner takes the backup.
            using (var emptied = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            {
                foreach (var part in BackupFile.Parts(file).Skip(1))
                {
                    File.Delete(part);
                }

                emptied.SetLength(0);
            }

            Pour(copy, file);
            return kept;
        }
        catch
        {
            // The store stands as it stood.
            BackupFile.Remove(kept);
            throw;
        }
    }

    private static void Pour(string copy, string file)
    {
        using var from = Open(copy);
        using var into = Open(file);
        from.BackupDatabase(into);
        using var command = into.CreateCommand();
        command.CommandText = "pragma wal_checkpoint(truncate)";
        command.ExecuteNonQuery();
    }

    private static SqliteConnection Open(string file)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = file,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString()
        );
        connection.Open();
        return connection;
    }

    private async Task<string?> FillServerAsync(string copy, CancellationToken cancellationToken)
    {
        await using var from = new Store(new SqliteDialect(copy, time));
        await new StoreCopy(from).CopyAsync(store, cancellationToken);
        return null;
    }
}

/// <param name="BackupAt">The last instant that the backup knows of.</param>
/// <param name="Kept">Where the former store is kept; null where there was none.</param>
public sealed record RestoreReport(BackupReport Backup, DateTimeOffset BackupAt, string? Kept);
