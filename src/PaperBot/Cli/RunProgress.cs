using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Runs;
using Spectre.Console;

namespace PaperBot.Cli;

/// <summary>
/// Shows on stderr where a week's run stands: on a terminal what is at work moves and what is done stays, elsewhere each thing that is done
/// is a plain line. Told in order, on the thread that works; <see cref="Progress{T}"/> would tell later and elsewhere.
/// </summary>
internal sealed class RunProgress : IProgress<StageProgress>, IProgress<IReadOnlyList<DigestStatus>>
{
    /// <summary>How many posts a plain line stands for.</summary>
    private const int PostsALine = 10;

    private readonly Language _language;
    private readonly Action<string> _say;
    private readonly Action<string>? _wait;
    private int _told = -1;

    /// <param name="say">Takes a line that stays.</param>
    /// <param name="wait">Takes what is at work, in place of what was before; null where nothing can move.</param>
    internal RunProgress(Language language, Action<string> say, Action<string>? wait)
    {
        _language = language;
        _say = say;
        _wait = wait;
    }

    public static async Task<T> ShowAsync<T>(CliContext cli, Func<RunProgress, Task<T>> work)
    {
        if (cli.Json || Console.IsErrorRedirected)
        {
            return await work(new RunProgress(cli.Language, line => cli.Error.WriteLine(VisibleText.Of(line)), null));
        }

        var terminal = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(cli.Error) });
        return await terminal
            .Status()
            .StartAsync(
                "…",
                status =>
                    work(
                        new RunProgress(
                            cli.Language,
                            line => terminal.MarkupLineInterpolated($"[green]✓[/] {line}"),
                            line => status.Status(Markup.Escape(line))
                        )
                    )
            );
    }

    public void Report(StageProgress value)
    {
        if (value.Report is not { } report)
        {
            _wait?.Invoke($"{value.Stage.Name()}…");
            return;
        }

        _say($"{report.Stage.Name()}: {report.State}  {report.Summary.In(_language)}");
        foreach (var failure in report.Failures)
        {
            _say($"  {failure.Paper}  {failure.Title}: {failure.Reason.In(_language)}");
        }
    }

    public void Report(IReadOnlyList<DigestStatus> value)
    {
        var (open, all) = (value.Sum(digest => digest.Open), value.Sum(digest => digest.Counts.Values.Sum()));
        var done = all - open;
        var line = new TextForPeople($"投稿 {done} / {all}", $"posts {done} of {all}").In(_language);
        if (_wait is not null)
        {
            _wait(line);
        }
        else if (_told < 0)
        {
            _told = done;
        }
        else if (done >= _told + PostsALine || (open == 0 && done > _told))
        {
            _told = done;
            _say(line);
        }
    }

    /// <summary>Says what is waited for.</summary>
    public void Wait(TextForPeople text) => (_wait ?? _say)(text.In(_language));
}
