using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace PaperBot.Crash;

/// <summary>A node in a process of its own.</summary>
internal sealed partial class NodeProcess : IDisposable
{
    public const int SigKill = 9;
    public const int SigTerm = 15;
    public const int SigStop = 19;
    public const int SigContinue = 18;

    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NodeProcess(NodeOrder order)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "PaperBot.Crash"), ["--node", order.Write()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_log)
            {
                _log.AppendLine(line.Data);
            }
        };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "done")
            {
                _done.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Everything is at rest.</summary>
    public Task Done => _done.Task;

    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public bool HasExited => _process.HasExited;

    /// <summary>128 and the signal's number for a process that a signal ended.</summary>
    public int ExitCode => _process.ExitCode;

    public Task ExitAsync() => _process.WaitForExitAsync();

    /// <summary>Stopped by SIGSTOP, its own or ours.</summary>
    public bool IsStopped
    {
        get
        {
            try
            {
                var status = File.ReadAllText($"/proc/{_process.Id}/stat");
                return status[(status.LastIndexOf(')') + 2)..].StartsWith('T');
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    public void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = Kill(_process.Id, signal);
        }
    }

    public void Dispose()
    {
        Signal(SigKill);
        _process.WaitForExit();
        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
