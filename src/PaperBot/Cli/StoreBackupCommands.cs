using System.CommandLine;
using System.Globalization;
using PaperBot.Backups;
using PaperBot.Papers;

namespace PaperBot.Cli;

/// <summary><c>paperbot store backup</c>, <c>restore</c> and <c>restored</c>.</summary>
internal static class StoreBackupCommands
{
    private const string Actor = "cli";

    public static Command Backup()
    {
        var file = new Argument<string>("file") { Description = "The file to write; it must not exist yet" };
        return new Command("backup", "Writes a consistent copy of the store as one file, beside a running service too")
        {
            file,
        }.Does(
            async (cli, cancellationToken) =>
            {
                var report = await GuardAsync(() =>
                    cli.Get<StoreBackup>().WriteAsync(cli.Words.GetRequiredValue(file), Actor, cancellationToken)
                );
                cli.Answer(
                    report,
                    language =>
                        new TextForPeople(
                            Invariant(
                                $"{report.File} に書き出しました: {report.Rows} 行、{report.Bytes} バイト、スキーマ {report.Schema}。破損がないことを確かめました。"
                            ),
                            Invariant(
                                $"Wrote {report.File}: {report.Rows} rows, {report.Bytes} bytes, schema {report.Schema}; it was read back and is whole."
                            )
                        ).In(language)
                );
                return CliExit.Done;
            }
        );
    }

    public static Command Restore()
    {
        var file = new Argument<string>("file") { Description = "A file that 'paperbot store backup' wrote" };
        return new Command(
            "restore",
            "Puts a backup in the place of the store; the service must be stopped. What was posted since is found in the channels, not posted again"
        )
        {
            file,
        }.Does(
            async (cli, cancellationToken) =>
            {
                var report = await GuardAsync(() =>
                    cli.Get<StoreRestore>().RestoreAsync(cli.Words.GetRequiredValue(file), Actor, cancellationToken)
                );
                cli.Answer(
                    new
                    {
                        file = report.Backup.File,
                        rows = report.Backup.Rows,
                        schema = report.Backup.Schema,
                        backupAt = report.BackupAt,
                        kept = report.Kept,
                    },
                    language => Words(report).In(language)
                );
                return CliExit.Done;
            },
            migrate: false
        );
    }

    public static Command Restored() =>
        new Command(
            "restored",
            "Says that the store was restored by other means (pg_restore, a copied file), so that nothing is posted twice"
        ).Does(
            async (cli, cancellationToken) =>
            {
                var at = await cli.Get<StoreRestore>().MarkAsync(Actor, cancellationToken);
                cli.Answer(
                    new { backupAt = at },
                    language =>
                        new TextForPeople(
                            Invariant(
                                $"復元済みとして記録しました。{at:yyyy-MM-dd HH:mm} UTC 以降の投稿は、送る前にチャンネルの履歴で確かめます。"
                            ),
                            Invariant(
                                $"Noted. What may have been posted since {at:yyyy-MM-dd HH:mm} UTC is looked up in the channels before anything is sent."
                            )
                        ).In(language)
                );
                return CliExit.Done;
            }
        );

    private static TextForPeople Words(RestoreReport report) =>
        new(
            Invariant(
                $"{report.Backup.File} ({report.Backup.Rows} 行、{report.BackupAt:yyyy-MM-dd HH:mm} UTC まで) を復元しました。"
            )
                + (report.Kept is null ? "" : $"\n以前のストアは {report.Kept} に残してあります。")
                + "\nサービスを起動してください。その後に投稿された分は、送る前にチャンネルの履歴で確かめます。",
            Invariant($"Restored {report.Backup.File} ({report.Backup.Rows} rows, up to {report.BackupAt:yyyy-MM-dd HH:mm} UTC).")
                + (report.Kept is null ? "" : $"\nThe store that stood there is kept as {report.Kept}.")
                + "\nStart the service: what was posted since is looked up in the channels before anything is sent."
        );

    private static async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (BackupException exception)
        {
            throw new CliException(exception.Text);
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
