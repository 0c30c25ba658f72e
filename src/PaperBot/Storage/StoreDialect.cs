using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using PaperBot.Settings;

namespace PaperBot.Storage;

/// <summary>All that differs between the two databases: opening, beginning to write, the lock around migrations, the time, and what may be tried again.</summary>
public abstract class StoreDialect
{
    public abstract StoreProvider Provider { get; }

    /// <summary>What to tell an operator about where the store is; without any secret.</summary>
    public abstract string Location { get; }

    /// <summary>One writer at a time in this process: SQLite has one for the whole file anyway, and waiting here is fair and cancellable.</summary>
    public abstract bool SerializesWriters { get; }

    public abstract Task<DbConnection> OpenAsync(CancellationToken cancellationToken);

    public abstract Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>A transaction for reading alone, in which everything stands as at its first read.</summary>
    public abstract Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken);

    /// <summary>Held until the transaction ends, so that two nodes that start together migrate one after the other.</summary>
    public abstract Task LockMigrationsAsync(StoreSession session);

    /// <summary>Unix milliseconds by the one clock that all nodes share.</summary>
    public abstract Task<long> NowAsync(StoreSession session);

    public abstract Task<bool> HasTableAsync(StoreSession session, string table);

    /// <summary>What it takes on its disk, in bytes.</summary>
    public abstract Task<long> SizeAsync(StoreSession session);

    /// <summary>Nothing of the transaction happened and the same transaction may succeed when begun again.</summary>
    public abstract bool MayBeginAgain(DbException exception);
}

/// <summary>One file on a local disk, WAL, every commit on the disk before it returns.</summary>
public sealed class SqliteDialect : StoreDialect
{
    private readonly string _connectionString;
    private readonly TimeProvider _time;

    public SqliteDialect(string connectionString, TimeProvider time)
    {
        _time = time;
        var builder = connectionString.Contains('=', StringComparison.Ordinal)
            ? new SqliteConnectionStringBuilder(connectionString)
            : new SqliteConnectionStringBuilder { DataSource = connectionString.Length > 0 ? connectionString : DefaultFile() };
        builder.ForeignKeys = true;
        builder.DefaultTimeout = 5;
        File = Path.GetFullPath(builder.DataSource);
        builder.DataSource = File;
        _connectionString = builder.ToString();
    }

    /// <summary>Full path of the database file.</summary>
    public string File { get; }

    public override StoreProvider Provider => StoreProvider.Sqlite;

    public override string Location => File;

    public override bool SerializesWriters => true;

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken)
    {
        CreateFolder();
        var connection = new SqliteConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            // FULL: with NORMAL a power cut may lose the last commits, and a lost SENDING row is a double post.
            command.CommandText =
                "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on; pragma wal_autocheckpoint=1000; pragma journal_size_limit=67108864;";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="StorePlaceException">The folder is not there and cannot be made.</exception>
    public void CreateFolder()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorePlaceException(File, exception);
        }
    }

    // Immediate: a deferred transaction that reads and then writes can end in a busy state that never resolves.
    public override Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(
            ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: false)
        );

    // Deferred is right here: it never writes.
    public override Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(
            ((SqliteConnection)connection).BeginTransaction(IsolationLevel.Serializable, deferred: true)
        );

    public override Task LockMigrationsAsync(StoreSession session) => Task.CompletedTask;

    public override Task<long> NowAsync(StoreSession session) => Task.FromResult(_time.GetUtcNow().ToUnixTimeMilliseconds());

    public override async Task<bool> HasTableAsync(StoreSession session, string table) =>
        await session.ScalarAsync<long>(
            "select count(*) from sqlite_master where type = 'table' and name = @table",
            new { table }
        ) > 0;

    public override Task<long> SizeAsync(StoreSession session) =>
        Task.FromResult(
            new[] { File, File + "-wal" }.Select(path => new FileInfo(path)).Where(file => file.Exists).Sum(file => file.Length)
        );

    public override bool MayBeginAgain(DbException exception) => exception is SqliteException { SqliteErrorCode: 5 or 6 };

    private static string DefaultFile() => DataFolder.File("paperbot.db");
}

/// <summary>One server, several nodes.</summary>
public sealed class PostgresDialect : StoreDialect, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    public PostgresDialect(string connectionString, string node)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = $"paperbot {node}" };
        if (!connectionString.Contains("Pool Size", StringComparison.OrdinalIgnoreCase))
        {
            builder.MaxPoolSize = 20;
        }

        if (builder.KeepAlive == 0)
        {
            builder.KeepAlive = 30;
        }

        if (builder.CommandTimeout == 30)
        {
            builder.CommandTimeout = 15;
        }

        _source = NpgsqlDataSource.Create(builder);
        Location = $"{builder.Host}:{builder.Port}/{builder.Database}";
    }

    public override StoreProvider Provider => StoreProvider.Postgres;

    public override string Location { get; }

    public override bool SerializesWriters => false;

    public override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await _source.OpenConnectionAsync(cancellationToken);

    public override async Task<DbTransaction> BeginWriteAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);

    public override async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancellationToken) =>
        await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

    public override Task LockMigrationsAsync(StoreSession session) =>
        session.ExecuteAsync("select pg_advisory_xact_lock(5242881)");

    public override async Task<long> NowAsync(StoreSession session) =>
        await session.ScalarAsync<long>("select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)");

    public override async Task<bool> HasTableAsync(StoreSession session, string table) =>
        await session.ScalarAsync<bool>("select to_regclass(@table) is not null", new { table });

    public override Task<long> SizeAsync(StoreSession session) =>
        session.ScalarAsync<long>("select pg_database_size(current_database())");

    public override bool MayBeginAgain(DbException exception) => exception.SqlState is "40001" or "40P01";

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
