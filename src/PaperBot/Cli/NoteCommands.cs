using System.CommandLine;
using PaperBot.Papers;

namespace PaperBot.Cli;

/// <summary><c>paperbot note …</c>: weekly notes in and out.</summary>
internal static class NoteCommands
{
    public static Command Create() => new("note", "Weekly notes: bring them in, write them out") { Import() };

    private static Command Import()
    {
        var file = new Argument<FileInfo>("file") { Description = "A weekly note, or the Markdown of an export" };
        return new Command("import", "Reads a weekly note into the store; posts nothing") { file }.Does(
            async (cli, cancellationToken) =>
            {
                var path = cli.Words.GetRequiredValue(file);
                if (!path.Exists)
                {
                    throw new CliException($"There is no file '{path.FullName}'.");
                }

                var outcome = await cli.Get<NoteImport>().ImportAsync(path.FullName, cancellationToken);
                var report = NoteImportReport.Of(outcome, path.Name, cli.Language);
                cli.Answer(report, _ => report.Text);
                return outcome is NoteImportOutcome.Refused ? CliExit.Failed : CliExit.Done;
            }
        );
    }
}
