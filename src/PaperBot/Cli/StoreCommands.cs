using System.CommandLine;
using System.Globalization;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Cli;

internal static class StoreCommands
{
    public static Command Create() =>
        new("store", "The store: schema, backup, moving it to another database")
        {
            Migrate(),
            Copy(),
            StoreBackupCommands.Backup(),
            StoreBackupCommands.Restore(),
            StoreBackupCommands.Restored(),
        };

    private static Command Migrate() =>
        new Command("migrate", "Brings the store to this program's schema").Does(
            async (cli, cancellationToken) =>
            {
                var done = await cli.Get<StoreMigrator>().MigrateAsync(cancellationToken);
                cli.Answer(
                    new
                    {
                        store = cli.Get<Store>().Dialect.Location,
                        schema = StoreMigration.Shipped[^1].Version,
                        applied = done.Select(migration => migration.Name),
                    },
                    language =>
                        (language, done.Count) switch
                        {
                            (Language.Japanese, 0) =>
                                $"ストア {cli.Get<Store>().Dialect.Location} は最新です (スキーマ {StoreMigration.Shipped[^1].Version})。",
                            (Language.Japanese, _) =>
                                $"ストアを更新しました: {string.Join(", ", done.Select(migration => migration.Name))}",
                            (_, 0) =>
                                $"The store {cli.Get<Store>().Dialect.Location} is up to date (schema {StoreMigration.Shipped[^1].Version}).",
                            _ => $"Applied: {string.Join(", ", done.Select(migration => migration.Name))}",
                        }
                );
                return CliExit.Done;
            },
            migrate: false
        );

    private static Command Copy()
    {
        var to = new Option<string[]>("--to")
        {
            Description = "postgres or sqlite, and its connection string: --to postgres \"Host=…;Database=…\"",
            Arity = new ArgumentArity(2, 2),
            AllowMultipleArgumentsPerToken = true,
            Required = true,
        };
        return new Command("copy", "Copies the store into an empty database and proves the copy; works beside a running service")
        {
            to,
        }.Does(
            async (cli, cancellationToken) =>
            {
                var words = cli.Words.GetRequiredValue(to);
                await using var target = new Store(Dialect(words[0], words[1]));
                var report = await cli.Get<StoreCopy>().CopyAsync(target, cancellationToken);
                cli.Answer(
                    new
                    {
                        from = report.From,
                        to = report.To,
                        tables = report.Tables,
                        rows = report.Rows,
                        changedMeanwhile = report.ChangedMeanwhile,
                    },
                    language => Words(report, language)
                );
                return CliExit.Done;
            }
        );
    }

    private static StoreDialect Dialect(string provider, string connectionString)
    {
        if (!Enum.TryParse<StoreProvider>(provider, ignoreCase: true, out var wanted) || !char.IsAsciiLetter(provider[0]))
        {
            throw new CliException(
                new TextForPeople(
                    $"「{provider}」というデータベースは使えません。postgres か sqlite を指定してください。",
                    $"'{provider}' is no provider; there are postgres and sqlite."
                ),
                CliExit.Usage
            );
        }

        if (
            connectionString.Length == 0
            || !new StoreSettings { Provider = wanted, ConnectionString = connectionString }.IsConnectionString
        )
        {
            // Not repeated: it may hold a password.
            var form = wanted is StoreProvider.Postgres ? "Host=…;Database=…;Username=…;Password=…" : "Data Source=…";
            throw new CliException(
                new TextForPeople(
                    $"--to に指定されたのは {wanted} の接続文字列ではありません。正しい形: {form}",
                    $"What --to names is no connection string of {wanted}; expected: {form}"
                ),
                CliExit.Usage
            );
        }

        return wanted is StoreProvider.Postgres
            ? new PostgresDialect(connectionString, Environment.MachineName)
            : new SqliteDialect(connectionString, TimeProvider.System);
    }

    private static string Words(StoreCopyReport report, Language language)
    {
        var tables = report.Tables.Select(table =>
            string.Create(CultureInfo.InvariantCulture, $"  {table.Table, -20} {table.Rows, 8}  {table.Hash[..16]}")
        );
        string[] end = (language, report.ChangedMeanwhile) switch
        {
            (Language.Japanese, false) =>
            [
                $"{report.From} から {report.To} へコピーしました。全表の件数とハッシュが一致しています。",
                "Store:Provider と Store:ConnectionString を新しいデータベースに変えて起動してください。",
            ],
            (Language.Japanese, true) =>
            [
                $"{report.From} から {report.To} へコピーしました。全表の件数とハッシュが一致しています。",
                "コピー中に元のストアが更新されました。サービスを止めてから、空のデータベースへもう一度コピーしてください。",
            ],
            (_, false) =>
            [
                $"Copied {report.From} to {report.To}; every table has the same rows and the same hash on both sides.",
                "Set Store:Provider and Store:ConnectionString to the new database and start.",
            ],
            _ =>
            [
                $"Copied {report.From} to {report.To}; every table has the same rows and the same hash on both sides.",
                "The source was written to meanwhile: stop the service and copy again, into an empty database, before you switch.",
            ],
        };
        return string.Join('\n', [.. tables, .. end]);
    }
}
