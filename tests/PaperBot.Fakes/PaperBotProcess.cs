using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Fakes;

/// <summary>
/// The real program in a process of its own, as an operator starts it: settings by environment, a store of its own in a temporary
/// folder. Nothing of the caller's <c>PAPERBOT_</c> environment gets in.
/// </summary>
public sealed partial class PaperBotProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource<string> _announced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PaperBotProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors)
            {
                _errors.AppendLine(line.Data);
            }
        };
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text)
            {
                _announced.TrySetResult(text);
            }
            else
            {
                _announced.TrySetException(new InvalidOperationException("The program ended before it was ready:\n" + Errors));
            }
        };
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>What it has logged so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public int ExitCode => _process.ExitCode;

    public int Id => _process.Id;

    /// <summary>Starts <c>paperbot run --announce</c>.</summary>
    public static PaperBotProcess StartService(IReadOnlyDictionary<string, string> settings) =>
        new(Start(["run", "--announce"], settings, input: false));

    /// <summary>The same as systemd starts it: its parent is called so, and reads on a socket what it reports.</summary>
    /// <param name="folder">For a shell that goes by that name.</param>
    /// <param name="notify">The path of the socket.</param>
    public static PaperBotProcess StartUnderSystemd(IReadOnlyDictionary<string, string> settings, string folder, string notify)
    {
        const string script = """
            "$0" run --announce & child=$!
            trap 'kill -TERM $child' TERM
            while kill -0 $child 2>/dev/null; do wait $child; done
            """;
        var systemd = Path.Combine(folder, "systemd");
        File.Copy("/bin/sh", systemd);
        return new(Start(["-c", script, ProgramPath], settings, input: false, systemd, ("NOTIFY_SOCKET", notify)));
    }

    /// <summary>Starts a call that is not waited for.</summary>
    public static PaperBotProcess StartCall(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings) =>
        new(Start(arguments, settings, input: false));

    /// <summary>The JSON line that says the program is ready.</summary>
    public Task<string> ReadyAsync(CancellationToken cancellationToken) => _announced.Task.WaitAsync(Patience, cancellationToken);

    /// <summary>Runs one call to its end.</summary>
    public static async Task<CallResult> CallAsync(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> settings,
        CancellationToken cancellationToken,
        string? input = null
    )
    {
        using var process = Start(arguments, settings, input is not null);
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }

        await process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        var result = new CallResult(process.ExitCode, await output, await errors);
        Canary.Watch($"paperbot {string.Join(' ', arguments)}", result.Output + result.Errors);
        return result;
    }

    /// <summary>SIGTERM; returns when it has ended.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Signal(SigTerm);
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
    }

    /// <summary>SIGKILL: nothing in it gets to run any more.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
        Canary.Watch("the log of paperbot run", Errors);
    }

    /// <summary>The program as the test programs carry it beside them.</summary>
    public static string ProgramPath => Path.Combine(AppContext.BaseDirectory, "PaperBot");

    private const int SigTerm = 15;

    private void Signal(int signal)
    {
        if (Kill(_process.Id, signal) != 0)
        {
            throw new InvalidOperationException($"kill({_process.Id}, {signal}) failed with {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);

    private static Process Start(
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> settings,
        bool input,
        string? program = null,
        params ReadOnlySpan<(string Name, string Value)> environment
    )
    {
        var start = new ProcessStartInfo(program ?? ProgramPath, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = input,
            UseShellExecute = false,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            // A settings file that happens to lie in the current folder must not get in.
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (
            var name in start
                .Environment.Keys.Where(name => name.StartsWith("PAPERBOT_", StringComparison.OrdinalIgnoreCase))
                .ToList()
        )
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment["LANG"] = "C.UTF-8";
        // Tests reach loopback only: PDFs come from a folder, or from a stand-in where a test says so.
        start.Environment["PAPERBOT_Checking__Download"] = "false";
        foreach (var (key, value) in settings)
        {
            start.Environment["PAPERBOT_" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return Process.Start(start) ?? throw new InvalidOperationException($"{ProgramPath} did not start.");
    }
}

/// <summary>How a call ended and what it said.</summary>
public sealed record CallResult(int ExitCode, string Output, string Errors);

/// <summary>Settings for a program of a test's own: a store in a temporary folder, a free port.</summary>
public sealed class TestWorkspace : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("paperbot").FullName;

    public Dictionary<string, string> Settings { get; }

    public TestWorkspace() =>
        Settings = new(StringComparer.Ordinal)
        {
            ["Store:ConnectionString"] = Path.Combine(Folder, "paperbot.db"),
            ["Web:Urls"] = "http://127.0.0.1:0",
        };

    /// <summary>The sample week as a file for <c>note import</c>.</summary>
    public async Task<string> SampleNoteAsync(CancellationToken cancellationToken, Language language = Language.Japanese)
    {
        var name = $"2023-05-29.{language.Code()}.txt";
        var path = Path.Combine(Folder, name);
        await using var sample = typeof(WeeklyNoteReader).Assembly.GetManifestResourceStream("PaperBot.notes." + name)!;
        await using var file = File.Create(path);
        await sample.CopyToAsync(file, cancellationToken);
        return path;
    }

    public void Dispose()
    {
        Canary.WatchFolder(Folder);
        Directory.Delete(Folder, recursive: true);
    }
}
