using PaperBot.Runs;
using Spectre.Console;

namespace PaperBot.Cli;

/// <summary>Shows on a terminal which stage is at work; elsewhere nothing moves and the report at the end says it all.</summary>
internal static class RunProgress
{
    public static async Task<WeekRunReport> ShowAsync(CliContext cli, Func<IProgress<StageReport>?, Task<WeekRunReport>> work)
    {
        if (cli.Json || Console.IsErrorRedirected)
        {
            return await work(null);
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(cli.Error) });
        return await terminal
            .Status()
            .StartAsync(
                "…",
                context =>
                    work(
                        new StageProgress(stage =>
                        {
                            terminal.MarkupLineInterpolated(
                                $"{stage.Stage.Name()}: [green]{stage.State}[/] {stage.Summary.In(cli.Language)}"
                            );
                            context.Status("…");
                        })
                    )
            );
    }

    /// <summary>Told in order, on the thread that works; <see cref="Progress{T}"/> would tell later and elsewhere.</summary>
    private sealed class StageProgress(Action<StageReport> tell) : IProgress<StageReport>
    {
        public void Report(StageReport value) => tell(value);
    }
}
