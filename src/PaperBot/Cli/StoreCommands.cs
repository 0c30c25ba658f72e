using System.CommandLine;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Cli;

internal static class StoreCommands
{
    public static Command Create() => new("store", "The store: schema, backup, moving it to another database") { Migrate() };

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
}
