using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PaperBot.Discord;

/// <summary>Owns the work that events and requests begin: nothing of it is forgotten when it fails, and at the end it is waited for.</summary>
internal sealed partial class Workload(TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Task, byte> _running = new();
    private readonly CancellationTokenSource _stop = new();

    public void Start(Func<CancellationToken, Task> work)
    {
        var task = GuardAsync(work);
        _running.TryAdd(task, 0);
        task.ContinueWith(
            done => _running.TryRemove(done, out _),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
    }

    /// <summary>Lets what runs come to its end, for a while; then tells it to stop.</summary>
    public async Task EndAsync()
    {
        var all = Task.WhenAll(_running.Keys);
        await Task.WhenAny(all, Task.Delay(Grace, time));
        await _stop.CancelAsync();
        await all;
    }

    public void Dispose() => _stop.Dispose();

    private async Task GuardAsync(Func<CancellationToken, Task> work)
    {
        // Whoever hands the work over goes on at once: the gateway has heartbeats to send.
        await Task.Yield();
        try
        {
            await work(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end of the program.
        }
#pragma warning disable CA1031 // One event that fails must not end the connection that all others come over.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.WorkFailed(logger, exception);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            EventName = "DiscordWorkFailed",
            Message = "An event from Discord could not be handled"
        )]
        public static partial void WorkFailed(ILogger logger, Exception exception);
    }
}
