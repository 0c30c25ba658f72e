using System.CommandLine;
using PaperBot.Papers;

namespace PaperBot.Cli;

/// <summary><c>paperbot note …</c>: weekly notes in and out.</summary>
internal static class NoteCommands
{
    private enum Format
    {
        Markdown,
        Html,
        Json,
    }

    public static Command Create() => new("note", "Weekly notes: bring them in, write them out") { Import(), Export() };

    private static Command Import()
    {
        var file = new Argument<FileInfo>("file") { Description = "A weekly note, or the Markdown of an export" };
        return new Command("import", "Reads a weekly note into the store; posts nothing") { file }.Does(
            async (cli, cancellationToken) =>
            {
                var path = cli.Words.GetRequiredValue(file);
                if (!path.Exists)
                {
                    throw new CliException(
                        new TextForPeople($"ファイル「{path.FullName}」がありません。", $"There is no file '{path.FullName}'.")
                    );
                }

                var outcome = await cli.Get<NoteImport>().ImportAsync(path.FullName, cancellationToken);
                var report = NoteImportReport.Of(outcome, path.Name, cli.Language);
                cli.Answer(report, _ => report.Text);
                return outcome is NoteImportOutcome.Refused ? CliExit.Failed : CliExit.Done;
            }
        );
    }

    private static Command Export()
    {
        var week = new Argument<string>("week") { Description = "2023-W22, a date in it such as 2023-05-29, or latest" };
        var format = new Option<Format?>("--format")
        {
            Description = "markdown (the default, can be imported again), html or json",
        };
        var language = new Option<string>("--language")
        {
            Description = "ja or en (default: the first of them that the week was written in)",
        };
        language.AcceptOnlyFromAmong("ja", "en");
        return new Command("export", "Writes a week's note to stdout") { week, format, language }.Does(
            async (cli, cancellationToken) =>
            {
                var note = await FindAsync(
                    cli,
                    cli.Words.GetRequiredValue(week),
                    cli.Words.GetValue(language),
                    cancellationToken
                );
                switch ((cli.Words.GetValue(format), cli.Json))
                {
                    case (Format.Json, _) or (null, true):
                        cli.AnswerJson(NoteDocument.Of(note));
                        break;
                    case (_, true):
                        throw new CliException(
                            new TextForPeople(
                                "--json と json 以外の --format は同時に指定できません。",
                                "--json and another --format cannot both be given."
                            ),
                            CliExit.Usage
                        );
                    case (Format.Html, _):
                        await cli.WriteDocumentAsync(NoteHtml.Write(note));
                        break;
                    default:
                        await cli.WriteDocumentAsync(WeeklyNoteWriter.Markdown(note));
                        break;
                }

                return CliExit.Done;
            }
        );
    }

    private static async Task<WeeklyNote> FindAsync(
        CliContext cli,
        string text,
        string? code,
        CancellationToken cancellationToken
    )
    {
        var week = await cli.WeekAsync(text, cancellationToken);
        var stored =
            await cli.Get<PaperStore>().FindWeekAsync(week, cancellationToken)
            ?? throw new CliException(CliTexts.NotStored(week));
        var written = NoteExport.Written(stored);
        if (code is null)
        {
            return NoteExport.Of(stored, written.Count > 0 ? written[0] : Language.Japanese);
        }

        var language = Languages.FromCode(code);
        return written.Contains(language)
            ? NoteExport.Of(stored, language)
            : throw new CliException(
                written.Count > 0
                    ? new TextForPeople(
                        $"{week} には「{code}」のノートがありません。あるのは「{written[0].Code()}」です。",
                        $"Nothing is written about {week} in '{code}'; there is a note in '{written[0].Code()}'."
                    )
                    : new TextForPeople(
                        $"{week} のノートはまだありません。--language を付けなければ、論文の一覧だけを書き出します。",
                        $"Nothing is written about {week} yet; without --language its papers are exported alone."
                    )
            );
    }
}
