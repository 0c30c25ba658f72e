using PaperBot.Fakes.Postgres;
using PaperBot.Storage;

namespace PaperBot.Fakes;

/// <summary>A real store of a test's own, at the program's schema, gone when it is disposed: a SQLite file, or a database on a PostgreSQL server.</summary>
public sealed class TemporaryStore : IAsyncDisposable
{
    private readonly DirectoryInfo? _folder;

    private TemporaryStore(StoreDialect dialect, TimeProvider time, DirectoryInfo? folder, string connectionString)
    {
        _folder = folder;
        ConnectionString = connectionString;
        Time = time;
        Store = new Store(dialect);
    }

    public Store Store { get; }

    public TimeProvider Time { get; }

    /// <summary>Full path of the SQLite database, for a second process or a second <see cref="Storage.Store"/> on it.</summary>
    public string File => _folder is null ? throw new InvalidOperationException("This store is no file.") : ConnectionString;

    /// <summary>What <c>Store:ConnectionString</c> would say.</summary>
    public string ConnectionString { get; }

    public static Task<TemporaryStore> CreateAsync(TimeProvider time, CancellationToken cancellationToken) =>
        CreateAsync(StoreProvider.Sqlite, time, cancellationToken);

    public static async Task<TemporaryStore> CreateAsync(
        StoreProvider provider,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var made = await CreateEmptyAsync(provider, time, cancellationToken);
        await new StoreMigrator(made.Store, StoreMigration.Shipped).MigrateAsync(cancellationToken);
        return made;
    }

    /// <summary>Without any table.</summary>
    public static async Task<TemporaryStore> CreateEmptyAsync(
        StoreProvider provider,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (provider == StoreProvider.Postgres)
        {
            var connectionString = await PostgresServer.Shared.CreateDatabaseAsync(cancellationToken);
            return new TemporaryStore(new PostgresDialect(connectionString, "test"), time, null, connectionString);
        }

        var folder = Directory.CreateTempSubdirectory("paperbot-");
        var file = Path.Combine(folder.FullName, "paperbot.db");
        return new TemporaryStore(new SqliteDialect(file, time), time, folder, file);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        if (_folder is not null)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            Canary.WatchFolder(_folder.FullName);
            _folder.Delete(recursive: true);
        }
    }
}
