using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace PaperBot.Storage;

/// <summary>
/// Copies a whole store into an empty one on the other database, table by table, and proves it: both sides have as many rows in each
/// table and the same hash over them. All of it is one transaction there, so a copy that was broken off leaves nothing that passes for one.
/// </summary>
public sealed class StoreCopy(Store source)
{
    private const int RowsAtOnce = 100;

    private sealed record Counter(string Topic, long Version);

    /// <exception cref="StoreCopyException">The target is not empty, is the source itself, or does not hold what was written.</exception>
    public async Task<StoreCopyReport> CopyAsync(Store target, CancellationToken cancellationToken)
    {
        if (target.Dialect.Provider == source.Dialect.Provider && target.Dialect.Location == source.Dialect.Location)
        {
            throw new StoreCopyException($"{target.Dialect.Location} is the store itself; name another database.");
        }

        await new StoreMigrator(target, StoreMigration.Shipped).MigrateAsync(cancellationToken);
        var (tables, counters) = await source.SnapshotAsync(
            async from => (await target.WriteAsync(into => CopyAsync(from, into), cancellationToken), await CountersAsync(from)),
            cancellationToken
        );
        var now = await source.ReadAsync(CountersAsync, cancellationToken);
        return new StoreCopyReport(
            source.Dialect.Location,
            target.Dialect.Location,
            tables,
            ChangedMeanwhile: !counters.ToHashSet().SetEquals(now)
        );
    }

    private static async Task<IReadOnlyList<CopiedTable>> CopyAsync(StoreSession from, StoreSession into)
    {
        await RefuseWhatIsThereAsync(into);
        // What the scripts put in themselves is in the source as well.
        foreach (var table in StoreTables.All.Reverse())
        {
            await into.ExecuteAsync($"delete from {table}");
        }

        var copied = new List<CopiedTable>();
        foreach (var table in StoreTables.All)
        {
            await CopyAsync(table, from, into);
            var (here, there) = (await DigestAsync(table, from), await DigestAsync(table, into));
            if (here != there)
            {
                throw new StoreCopyException(
                    $"Table {table} is not the same after the copy ({here.Rows} and {there.Rows} rows); nothing was kept."
                );
            }

            copied.Add(here);
        }

        return copied;
    }

    private static async Task RefuseWhatIsThereAsync(StoreSession into)
    {
        foreach (var table in StoreTables.All.Except(StoreTables.Seeded, StringComparer.Ordinal))
        {
            if (await into.ScalarAsync<long>($"select count(*) from {table}") is > 0 and var rows)
            {
                throw new StoreCopyException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{into.Dialect.Location} is not empty: its table {table} holds {rows} rows. Copy into a new database."
                    )
                );
            }
        }
    }

    private static async Task CopyAsync(string table, StoreSession from, StoreSession into)
    {
        var batch = new List<StoredRow>(RowsAtOnce);
        await foreach (var row in from.RowsAsync($"select * from {table}"))
        {
            batch.Add(row);
            if (batch.Count == RowsAtOnce)
            {
                await InsertAsync(table, batch, into);
                batch.Clear();
            }
        }

        if (batch.Count > 0)
        {
            await InsertAsync(table, batch, into);
        }
    }

    private static Task InsertAsync(string table, List<StoredRow> rows, StoreSession into)
    {
        var parameters = new DynamicParameters();
        var lines = rows.Select(
            (row, line) =>
                "("
                + string.Join(
                    ", ",
                    row.Values.Select(
                        (value, column) =>
                        {
                            var name = string.Create(CultureInfo.InvariantCulture, $"v{line}_{column}");
                            parameters.Add(name, value);
                            return "@" + name;
                        }
                    )
                )
                + ")"
        );
        return into.ExecuteAsync(
            $"insert into {table}({string.Join(", ", rows[0].Columns)}) values {string.Join(", ", lines)}",
            parameters
        );
    }

    /// <summary>The same for the same rows in whatever order a database gives them: a hash over the rows' hashes, sorted.</summary>
    internal static async Task<CopiedTable> DigestAsync(string table, StoreSession session)
    {
        var hashes = new List<string>();
        await foreach (var row in session.RowsAsync($"select * from {table}"))
        {
            hashes.Add(HashOf(row));
        }

        hashes.Sort(StringComparer.Ordinal);
        return new CopiedTable(
            table,
            hashes.Count,
            Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(hashes))))
        );
    }

    private static string HashOf(StoredRow row)
    {
        var text = new StringBuilder();
        foreach (var (column, value) in row.Columns.Zip(row.Values).OrderBy(cell => cell.First, StringComparer.Ordinal))
        {
            var words = Words(value);
            // Lengths keep two neighbouring values from being read as others.
            text.Append(CultureInfo.InvariantCulture, $"{column}={words.Length}:{words};");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static string Words(object? value) =>
        value switch
        {
            null => "null",
            string text => "t" + text,
            double or float => "r"
                + Convert.ToDouble(value, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
            byte[] bytes => "b" + Convert.ToHexStringLower(bytes),
            IConvertible number => "i"
                + Convert.ToInt64(number, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
            _ => throw new StoreCopyException($"A value of type {value.GetType().Name} is nothing that a store holds."),
        };

    private static Task<IReadOnlyList<Counter>> CountersAsync(StoreSession session) =>
        session.QueryAsync<Counter>("select topic as Topic, version as Version from store_change");
}

/// <param name="ChangedMeanwhile">Somebody wrote to the source while it was copied: a service still works on it.</param>
public sealed record StoreCopyReport(string From, string To, IReadOnlyList<CopiedTable> Tables, bool ChangedMeanwhile)
{
    public long Rows => Tables.Sum(table => table.Rows);
}

/// <param name="Hash">Of all rows, whatever their order.</param>
public sealed record CopiedTable(string Table, long Rows, string Hash);

/// <summary>The message says what to do.</summary>
public sealed class StoreCopyException(string message) : Exception(message);
