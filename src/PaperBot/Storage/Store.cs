using System.Data.Common;

namespace PaperBot.Storage;

/// <summary>
/// The store: short reads, and writes in one transaction each. A unit of work that is refused for its timing (busy, deadlock,
/// serialisation failure) is begun again as a whole, so it must do nothing but use its session.
/// No transaction stays open across a call to the outside.
/// </summary>
public sealed class Store(StoreDialect dialect) : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly SemaphoreSlim _writer = new(1, 1);

    public StoreDialect Dialect => dialect;

    public async Task<T> ReadAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        return await work(new StoreSession(dialect, connection, null, cancellationToken));
    }

    /// <summary>Reads the store as it stands at one instant, whatever is written meanwhile.</summary>
    public async Task<T> SnapshotAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginSnapshotAsync(connection, cancellationToken);
        return await work(new StoreSession(dialect, connection, transaction, cancellationToken));
    }

    public async Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        if (dialect.SerializesWriters)
        {
            await _writer.WaitAsync(cancellationToken);
        }

        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await WriteOnceAsync(work, cancellationToken);
                }
                catch (DbException exception) when (attempt < Attempts && dialect.MayBeginAgain(exception))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20 * attempt), cancellationToken);
                }
            }
        }
        finally
        {
            if (dialect.SerializesWriters)
            {
                _writer.Release();
            }
        }
    }

    public Task WriteAsync(Func<StoreSession, Task> work, CancellationToken cancellationToken) =>
        WriteAsync(
            async session =>
            {
                await work(session);
                return true;
            },
            cancellationToken
        );

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        if (dialect is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private async Task<T> WriteOnceAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await dialect.OpenAsync(cancellationToken);
        await using var transaction = await dialect.BeginWriteAsync(connection, cancellationToken);
        var result = await work(new StoreSession(dialect, connection, transaction, cancellationToken));
        // A commit that was begun is waited for: giving up in the middle would leave nobody knowing what stands.
        await transaction.CommitAsync(CancellationToken.None);
        return result;
    }
}
