using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;
using PaperBot.Fakes;
using PaperBot.Storage;

namespace PaperBot.Tests.Storage;

/// <summary>
/// One SQL text for both databases: every statement that stands whole in the program is given to both of them. Those that are put together
/// from parts run in the compliance suites.
/// </summary>
public sealed partial class StatementTests
{
    /// <summary>Only the types that the program would give tell what this parameter is.</summary>
    private const string TypeUnknown = "42P18";

    /// <summary>What SQLite says of the beginning of a statement that is put together from parts.</summary>
    private const string Unfinished = "incomplete input";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_databases_understand_every_statement()
    {
        await using var sqlite = await TemporaryStore.CreateAsync(StoreProvider.Sqlite, TimeProvider.System, Cancelled);
        await using var postgres = await TemporaryStore.CreateAsync(StoreProvider.Postgres, TimeProvider.System, Cancelled);
        await using var file = (SqliteConnection)await sqlite.Store.Dialect.OpenAsync(Cancelled);
        await using var server = (NpgsqlConnection)await postgres.Store.Dialect.OpenAsync(Cancelled);
        var whole = 0;
        var refused = new List<string>();
        foreach (var sql in Statements())
        {
            var here = await ProblemAsync(file, sql);
            var there = await ProblemAsync(server, sql);
            whole += here is null && there is null ? 1 : 0;
            // What neither understands is a form that the mapper writes anew for one of them and not for the other.
            if (here?.Contains(Unfinished, StringComparison.Ordinal) is not true && (here is not null || there is not null))
            {
                refused.Add($"SQLite: {here ?? "well"}; PostgreSQL: {there ?? "well"}\n{sql}");
            }
        }

        refused.Should().BeEmpty();
        // Guards against a search that finds nothing.
        whole.Should().BeGreaterThan(100);
    }

    private static async Task<string?> ProblemAsync(SqliteConnection connection, string sql)
    {
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "explain " + sql;
            foreach (var name in Names(sql))
            {
                command.Parameters.AddWithValue(name, DBNull.Value);
            }

            await command.ExecuteNonQueryAsync(Cancelled);
            return null;
        }
        catch (SqliteException exception)
        {
            return exception.Message;
        }
    }

    private static async Task<string?> ProblemAsync(NpgsqlConnection connection, string sql)
    {
        var names = Names(sql).ToList();
        // The server itself finds the parameters' types.
        var numbered = Parameter().Replace(sql, match => $"${names.IndexOf(match.Value) + 1}");
        try
        {
            await using var command = new NpgsqlCommand($"prepare one as {numbered}; deallocate one", connection);
            await command.ExecuteNonQueryAsync(Cancelled);
            return null;
        }
        catch (PostgresException exception)
        {
            return exception.SqlState == TypeUnknown ? null : exception.Message;
        }
    }

    private static IEnumerable<string> Names(string sql) => Parameter().Matches(sql).Select(match => match.Value).Distinct();

    /// <summary>Every text in the program's assembly that begins as a statement does.</summary>
    private static List<string> Statements()
    {
        using var assembly = new PEReader(File.OpenRead(typeof(Store).Assembly.Location));
        var metadata = assembly.GetMetadataReader();
        var statements = new List<string>();
        for (var handle = MetadataTokens.UserStringHandle(1); !handle.IsNil; handle = metadata.GetNextHandle(handle))
        {
            var text = metadata.GetUserString(handle);
            // The locks and clocks of one database stand in its dialect and nowhere else.
            if (
                Beginning().IsMatch(text)
                && !text.Contains("pg_advisory", StringComparison.Ordinal)
                && !text.Contains("to_regclass", StringComparison.Ordinal)
                && !text.Contains("clock_timestamp", StringComparison.Ordinal)
                && !text.Contains("sqlite_master", StringComparison.Ordinal)
                && !text.Contains("pg_database_size", StringComparison.Ordinal)
            )
            {
                statements.Add(text);
            }
        }

        return statements;
    }

    [GeneratedRegex(
        @"^\s*(?:select [a-z_(*]|insert into [a-z_]|update [a-z_]+\s+set |delete from [a-z_]|with [a-z_])",
        RegexOptions.None,
        1000
    )]
    private static partial Regex Beginning();

    [GeneratedRegex(@"@\w+", RegexOptions.None, 1000)]
    private static partial Regex Parameter();
}
