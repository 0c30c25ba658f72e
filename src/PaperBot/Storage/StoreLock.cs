namespace PaperBot.Storage;

/// <summary>
/// Held by the one process that works on a SQLite file (<c>run</c>, or <c>week run</c> on its own). Everything else opens the file
/// beside it without asking. On PostgreSQL there is nothing to hold: there the leases decide.
/// </summary>
public sealed class StoreLock : IDisposable
{
    private readonly FileStream? _file;

    private StoreLock(FileStream? file) => _file = file;

    /// <returns>Null where another process holds it.</returns>
    public static StoreLock? TryTake(StoreDialect dialect)
    {
        if (dialect is not SqliteDialect sqlite)
        {
            return new StoreLock(null);
        }

        sqlite.CreateFolder();
        try
        {
            // The system lets go of it when the process ends, however it ends. The file itself stays: removing it could take it
            // from under a process that has just opened it.
            return new StoreLock(Open(sqlite.File + ".lock"));
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorePlaceException(sqlite.File, exception);
        }
    }

    private static FileStream Open(string file)
    {
        try
        {
            var isNew = !File.Exists(file);
            var stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (isNew && !OperatingSystem.IsWindows())
            {
                // Whatever the caller's umask: see below.
                File.SetUnixFileMode(
                    stream.SafeFileHandle,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead
                );
            }

            return stream;
        }
        catch (UnauthorizedAccessException) when (File.Exists(file))
        {
            // An administrator's call made it, which may well happen before the service's first start. Holding it takes no right to write.
            return new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None);
        }
    }

    /// <summary>EAGAIN of Linux and macOS, and the sharing violation of Windows; a disk that may only be read is something else.</summary>
    private static bool IsHeld(IOException exception) => exception.HResult is 11 or 35 or unchecked((int)0x80070020);

    /// <exception cref="StoreLockedException">Another process works on this store.</exception>
    public static StoreLock Take(StoreDialect dialect) => TryTake(dialect) ?? throw new StoreLockedException(dialect.Location);

    public void Dispose() => _file?.Dispose();
}

/// <summary>The message says what to do.</summary>
public sealed class StoreLockedException(string location)
    : Exception(
        $"Another PaperBot is running on {location}. One SQLite store takes one service: stop the other one, or use PostgreSQL for several."
    );

/// <summary>The message says what to do.</summary>
public sealed class StorePlaceException(string file, Exception inner)
    : Exception(
        $"The store cannot be kept at {file}: {inner.Message} Let PaperBot write to that folder, or name another file with Store:ConnectionString.",
        inner
    );
