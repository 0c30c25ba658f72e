using System.Data.Common;
using Dapper;

namespace PaperBot.Storage;

/// <summary>
/// An open connection with, where something is written, its transaction. SQL is written once for both databases: text keys made
/// by the program, <c>bigint</c> for Unix milliseconds in UTC and for flags, JSON as text; parameters as <c>@name</c>.
/// Row records take their columns by constructor with exactly <c>string</c>, <c>long</c> and <c>double</c>.
/// </summary>
public sealed class StoreSession
{
    private readonly DbConnection _connection;
    private readonly DbTransaction? _transaction;
    private readonly CancellationToken _cancellationToken;

    internal StoreSession(
        StoreDialect dialect,
        DbConnection connection,
        DbTransaction? transaction,
        CancellationToken cancellationToken
    )
    {
        Dialect = dialect;
        _connection = connection;
        _transaction = transaction;
        _cancellationToken = cancellationToken;
    }

    public StoreDialect Dialect { get; }

    /// <summary>Unix milliseconds by the one clock that all nodes share.</summary>
    public Task<long> NowAsync() => Dialect.NowAsync(this);

    /// <returns>The number of rows that changed.</returns>
    public Task<int> ExecuteAsync(string sql, object? parameters = null) => _connection.ExecuteAsync(Command(sql, parameters));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var reader = await _connection.ExecuteReaderAsync(Command(sql, parameters));
        // SQLite knows no type of a computed column until there is a row, and the mapper would look for a constructor that fits its guess.
        if (!reader.HasRows)
        {
            return [];
        }

        var rows = new List<T>();
        var parse = reader.GetRowParser(typeof(T));
        while (await reader.ReadAsync(_cancellationToken))
        {
            rows.Add((T)parse(reader));
        }

        return rows;
    }

    /// <summary>Rows without a type of their own, for what works on any table.</summary>
    internal async IAsyncEnumerable<StoredRow> RowsAsync(string sql)
    {
        await using var reader = await _connection.ExecuteReaderAsync(Command(sql, null));
        string[] columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        while (await reader.ReadAsync(_cancellationToken))
        {
            yield return new StoredRow(
                columns,
                [
                    .. Enumerable
                        .Range(0, columns.Length)
                        .Select(column => reader.IsDBNull(column) ? null : reader.GetValue(column)),
                ]
            );
        }
    }

    /// <returns>The one row, or the default of <typeparamref name="T"/> where there is none.</returns>
    public async Task<T?> FindAsync<T>(string sql, object? parameters = null) =>
        (await QueryAsync<T>(sql, parameters)).SingleOrDefault();

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null) =>
        (await _connection.ExecuteScalarAsync<T>(Command(sql, parameters)))!;

    /// <summary>
    /// Tells every node that something of this kind changed; they see it within two seconds (see <see cref="StoreChanges"/>).
    /// </summary>
    /// <returns>The topic's new counter. Its row stays locked until the transaction ends, so counters become visible in order.</returns>
    public Task<long> MarkChangedAsync(StoreTopic topic) =>
        ScalarAsync<long>(
            "insert into store_change(topic, version) values(@topic, 1) on conflict(topic) do update set version = store_change.version + 1 returning version",
            new { topic = topic.ToString() }
        );

    private CommandDefinition Command(string sql, object? parameters) =>
        new(sql, parameters, _transaction, cancellationToken: _cancellationToken);
}

/// <summary>A row as the database has it.</summary>
internal sealed record StoredRow(IReadOnlyList<string> Columns, IReadOnlyList<object?> Values);

/// <summary>What other nodes and other parts of the program watch.</summary>
public enum StoreTopic
{
    /// <summary>Weeks, papers, notes, verdicts.</summary>
    Notes,

    /// <summary>Digests and deliveries.</summary>
    Deliveries,

    /// <summary>Requests put into the store by a call beside the running service.</summary>
    Requests,

    /// <summary>Aliases, glossary lines, channels, pauses: what admins change while it runs.</summary>
    Configuration,

    /// <summary>Messages of the local workspace.</summary>
    LocalMessages,
}
