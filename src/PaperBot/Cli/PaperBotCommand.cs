using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using PaperBot.Papers;
using PaperBot.Settings;
using PaperBot.Storage;

namespace PaperBot.Cli;

/// <summary>
/// The command line (<c>paperbot …</c>). Commands stand in this folder, one file a feature, each a static class with a <c>Create()</c>
/// that returns its <see cref="Command"/>; <see cref="Does"/> gives a command its work with settings, services and store at hand.
/// Features know nothing of the command line.
/// </summary>
public static class PaperBotCommand
{
    /// <summary>After SIGTERM or Ctrl-C a call has this long to end cleanly.</summary>
    private static readonly TimeSpan TerminationTime = TimeSpan.FromSeconds(10);

    public static async Task<int> InvokeAsync(
        IReadOnlyList<string> arguments,
        PlatformWiring platforms,
        CancellationToken cancellationToken
    )
    {
        var parsed = Create(platforms).Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(VisibleText.Of(error.Message));
            }

            await Console.Error.WriteLineAsync(
                $"See 'paperbot {string.Join(' ', Path(parsed.CommandResult).Append("--help"))}'."
            );
            return CliExit.Usage;
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TerminationTime },
            cancellationToken
        );
    }

    internal static RootCommand Create(PlatformWiring platforms)
    {
        var root = new RootCommand(
            "PaperBot posts the week's machine-learning papers to your team's channels and answers questions about them."
        )
        {
            RunCommand.Create(platforms),
            AskCommand.Create(),
            CheckCommand.Create(),
            NoteCommands.Create(),
            WeekCommands.Create(platforms),
            StoreCommands.Create(),
            DeliveryCommands.Create(),
            AuditCommands.Create(),
            ReadPdfCommand.Create(),
            WeekListCommands.Create(),
            DoctorCommand.Create(platforms),
            SbomCommand.Create(),
        };
        root.Options.Add(GlobalOptions.Config);
        root.Options.Add(GlobalOptions.Set);
        root.Options.Add(GlobalOptions.Json);
        RunCommand.RunsByDefault(root, platforms);
        return root;
    }

    /// <summary>Gives a command its work. Settings that are wrong and stores that do not fit end the call with a message, not a stack.</summary>
    /// <param name="platforms">For commands that speak to the platforms; null for those that do not.</param>
    /// <param name="migrate">Whether the store is brought to this program's schema first; false for commands that need none.</param>
    /// <param name="onWrongSettings">Answers in place of the message, for a command that reports what is wrong.</param>
    public static Command Does(
        this Command command,
        Func<CliContext, CancellationToken, Task<int>> work,
        bool migrate = true,
        PlatformWiring? platforms = null,
        Func<CliContext, SettingsException, int>? onWrongSettings = null
    )
    {
        command.SetAction(
            (words, cancellationToken) =>
                GuardAsync(
                    words,
                    async secrets =>
                    {
                        PaperBotSettings settings;
                        try
                        {
                            settings = PaperBotSettings.Read(
                                words.GetValue(GlobalOptions.Config),
                                words.GetValue(GlobalOptions.Set)!,
                                posts: platforms is not null && onWrongSettings is null
                            );
                        }
                        catch (SettingsException exception) when (onWrongSettings is not null)
                        {
                            return onWrongSettings(new CliContext(words), exception);
                        }

                        secrets.Know(settings);
                        await using var services = AppServices.Build(settings, platforms);
                        if (migrate)
                        {
                            await services.GetRequiredService<StoreMigrator>().MigrateAsync(cancellationToken);
                        }

                        return await work(new CliContext(words, settings, services), cancellationToken);
                    },
                    cancellationToken
                )
        );
        return command;
    }

    /// <summary>Turns what the one who called can mend into a message and an exit code; no message holds a secret.</summary>
    /// <param name="work">Says which settings it read, so that their secrets are known.</param>
    internal static async Task<int> GuardAsync(
        ParseResult words,
        Func<CallSecrets, Task<int>> work,
        CancellationToken cancellationToken
    )
    {
        var secrets = new CallSecrets();
        try
        {
            return await work(secrets);
        }
        catch (SettingsException exception)
        {
            return Fail(words, secrets.Clean(SettingsWords.List(exception.Problems, CliContext.Reader)), CliExit.Usage);
        }
        catch (CliException exception)
        {
            return Fail(words, secrets.Clean(exception.Text.In(CliContext.Reader)), exception.ExitCode);
        }
        catch (DbException exception)
        {
            return Fail(words, secrets.Clean(CliTexts.StoreTrouble(exception).In(CliContext.Reader)), CliExit.Failed);
        }
        catch (Exception exception)
            when (exception
                    is StoreSchemaException
                        or StoreCopyException
                        or StoreLockedException
                        or StorePlaceException
                        or AuditException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            return Fail(words, secrets.Clean(exception.Message), CliExit.Failed);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CliExit.Failed;
        }
#pragma warning disable CA1031 // A mistake of ours: what the runtime would print of it has not been searched for secrets.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Fail(words, secrets.Clean(exception.ToString()), CliExit.Failed);
        }
    }

    /// <summary>A week as design and README write it; <c>latest</c> is the newest week in the store.</summary>
    public static async Task<WeekId> WeekAsync(this CliContext cli, string text, CancellationToken cancellationToken)
    {
        if (string.Equals(text, "latest", StringComparison.OrdinalIgnoreCase))
        {
            var weeks = await cli.Get<PaperStore>().ListWeeksAsync(cancellationToken);
            return weeks.Count > 0
                ? weeks[0].Week
                : throw new CliException(
                    new TextForPeople(
                        "ストアにはまだ週がありません。ノートを取り込むか、週を番号で指定して実行してください。",
                        "The store holds no week yet; import a note or run a week by its number."
                    )
                );
        }

        return WeekId.TryParse(text, out var week)
            ? week
            : throw new CliException(
                new TextForPeople(
                    $"「{text}」は週ではありません。2023-W22、2023-05-29 のような日付、または latest と書いてください。",
                    $"'{text}' is no week; write 2023-W22, a date in it such as 2023-05-29, or latest."
                ),
                CliExit.Usage
            );
    }

    /// <summary>The secrets that a call knows of: none before it has read its settings.</summary>
    internal sealed class CallSecrets
    {
        private Redactor _redactor = Redactor.ByShape;

        public void Know(PaperBotSettings settings) => _redactor = Redactor.For(settings);

        public string Clean(string text) => _redactor.Clean(text);
    }

    private static int Fail(ParseResult words, string message, int exitCode)
    {
        words.InvocationConfiguration.Error.WriteLine(VisibleText.Of(message));
        return exitCode;
    }

    private static List<string> Path(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? symbol = result; symbol is CommandResult { Command: not RootCommand } command; symbol = symbol.Parent)
        {
            names.Insert(0, command.Command.Name);
        }

        return names;
    }
}
