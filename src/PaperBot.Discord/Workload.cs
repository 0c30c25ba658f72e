using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace PaperBot.Discord;

/// <summary>Owns the work that events and requests begin: nothing of it is forgotten when it fails, and at the end it is waited for.</summary>
internal sealed partial class Workload(TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<long, Task> _running = new();
    private readonly CancellationTokenSource _stop = new();
    private long _last;

    public void Start(Func<CancellationToken, Task> work)
    {
        var number = Interlocked.Increment(ref _last);
        _running[number] = GuardAsync(number, work);
        if (_running.TryGetValue(number, out var task) && task.IsCompleted)
        {
            // It was over before it was noted.
            _running.TryRemove(number, out _);
        }
    }

    /// <summary>Lets what runs come to its end, for a while; then tells it to stop.</summary>
    public async Task EndAsync()
    {
        var all = Task.WhenAll(_running.Values);
        await Task.WhenAny(all, Task.Delay(Grace, time));
        await _stop.CancelAsync();
        await all;
    }

    public void Dispose() => _stop.Dispose();

    private async Task GuardAsync(long number, Func<CancellationToken, Task> work)
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
        finally
        {
            _running.TryRemove(number, out _);
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
