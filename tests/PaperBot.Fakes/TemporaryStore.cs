using PaperBot.Storage;

namespace PaperBot.Fakes;

/// <summary>A real store in a file of its own, at the program's schema, gone when it is disposed.</summary>
public sealed class TemporaryStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private TemporaryStore(DirectoryInfo folder, TimeProvider time)
    {
        _folder = folder;
        File = Path.Combine(folder.FullName, "paperbot.db");
        Time = time;
        Store = new Store(new SqliteDialect(File, time));
    }

    public Store Store { get; }

    public TimeProvider Time { get; }

    /// <summary>Full path of the database, for a second process or a second <see cref="Storage.Store"/> on it.</summary>
    public string File { get; }

    public static async Task<TemporaryStore> CreateAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var made = new TemporaryStore(Directory.CreateTempSubdirectory("paperbot-"), time);
        await new StoreMigrator(made.Store, StoreMigration.Shipped).MigrateAsync(cancellationToken);
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
