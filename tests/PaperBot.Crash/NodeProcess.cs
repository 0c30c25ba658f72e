using System.Diagnostics;
using System.Globalization;
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
    private readonly TaskCompletionSource _planned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<int> _audited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NodeProcess(NodeOrder order)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "PaperBot.Crash"), ["--node", order.Write()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        // A life of seconds earns nothing by what its first seconds cost.
        start.Environment["DOTNET_TieredPGO"] = "0";
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
            switch (line.Data?.Split(' '))
            {
                case ["planned"]:
                    _planned.TrySetResult();
                    break;
                case ["audited", var postponed]:
                    _audited.TrySetResult(int.Parse(postponed, CultureInfo.InvariantCulture));
                    break;
                case null:
                    _audited.TrySetResult(0);
                    break;
            }
        };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Everything that it was told to plan stands in the store.</summary>
    public Task Planned => _planned.Task;

    /// <summary>Compares channels with the store; completed when it has, or has ended.</summary>
    /// <returns>How many digests could not be looked at.</returns>
    public Task<int> AuditAsync()
    {
        _audited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Tell("audit");
        return _audited.Task;
    }

    /// <summary>Sets its clock wrong by so many hours.</summary>
    public void SetClock(TimeSpan by) => Tell(string.Create(CultureInfo.InvariantCulture, $"clock {by.TotalHours}"));

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

    private void Tell(string line)
    {
        try
        {
            _process.StandardInput.WriteLine(line);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended meanwhile.
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
