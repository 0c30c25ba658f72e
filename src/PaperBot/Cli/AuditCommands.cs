using System.CommandLine;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Cli;

/// <summary><c>paperbot audit …</c>: what was done, by whom.</summary>
internal static class AuditCommands
{
    public static Command Create() => new("audit", "What was done, by whom: is the record whole?") { Verify() };

    private static Command Verify() =>
        new Command("verify", "Reads the whole audit chain and names the first entry that was changed or taken out").Does(
            async (cli, cancellationToken) =>
            {
                var check = await cli.Get<Store>().SnapshotAsync(Audit.VerifyAsync, cancellationToken);
                switch (check)
                {
                    case AuditCheck.Whole whole:
                        cli.Answer(
                            new
                            {
                                whole = true,
                                entries = whole.Entries,
                                at = (long?)null,
                                problem = (string?)null,
                            },
                            language =>
                                language == Language.Japanese
                                    ? $"監査記録 {whole.Entries} 件は改変されていません。"
                                    : $"The audit chain is whole: {whole.Entries} entries."
                        );
                        return CliExit.Done;
                    case AuditCheck.Broken broken:
                        cli.Answer(
                            new
                            {
                                whole = false,
                                entries = (long?)null,
                                at = broken.At,
                                problem = broken.Problem,
                            },
                            language =>
                                language == Language.Japanese
                                    ? $"監査記録は {broken.At} 件目で途切れています: {broken.Problem} バックアップと比べてください。"
                                    : $"The audit chain breaks at entry {broken.At}: {broken.Problem} Compare it with a backup."
                        );
                        return CliExit.Failed;
                    default:
                        throw new InvalidOperationException($"{check} is no outcome of a check.");
                }
            }
        );
}
