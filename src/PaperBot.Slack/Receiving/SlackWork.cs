using Microsoft.Extensions.Logging;

namespace PaperBot.Slack.Receiving;

/// <summary>Owns what goes on after an acknowledgement: starts it, bounds it, and waits for it when the program ends.</summary>
internal sealed partial class SlackWork(ILogger<SlackWork> logger) : IDisposable
{
    private const int MostAtOnce = 64;

    /// <summary>Beyond this Slack is not acknowledged, so that it comes again, or tells the person that we are too busy.</summary>
    private const int MostWaiting = 2_000;

    private readonly SemaphoreSlim _slots = new(MostAtOnce);
    private readonly CancellationTokenSource _abandon = new();
    private readonly HashSet<Task> _running = [];
    private int _count;

    public bool TryStart(Func<CancellationToken, Task> work)
    {
        if (Interlocked.Increment(ref _count) > MostWaiting)
        {
            Interlocked.Decrement(ref _count);
            Log.TooMuch(logger, MostWaiting);
            return false;
        }

        var task = Task.Run(() => RunAsync(work), CancellationToken.None);
        lock (_running)
        {
            _running.Add(task);
        }

        _ = task.ContinueWith(
            Forget,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        return true;
    }

    /// <summary>Waits for what is under way; what takes longer is told to stop.</summary>
    public async Task DrainAsync(TimeSpan patience, TimeProvider time)
    {
        Task all;
        lock (_running)
        {
            all = Task.WhenAll(_running);
        }

        await Task.WhenAny(all, Task.Delay(patience, time));
        await _abandon.CancelAsync();
        await all;
    }

    public void Dispose()
    {
        _abandon.Dispose();
        _slots.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, Task> work)
    {
        try
        {
            await _slots.WaitAsync(_abandon.Token);
            try
            {
                await work(_abandon.Token);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (_abandon.IsCancellationRequested)
        {
            Log.Abandoned(logger);
        }
#pragma warning disable CA1031 // The last catch above one piece of work: it must neither end the process nor vanish.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, exception);
        }
        finally
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private void Forget(Task task)
    {
        lock (_running)
        {
            _running.Remove(task);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "More than {Most} requests are waiting; Slack is asked to come again")]
        public static partial void TooMuch(ILogger logger, int most);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A request was given up because the program ends")]
        public static partial void Abandoned(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "A request failed")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
