using System.Data.Common;
using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Sends what is planned. Every node runs one; each channel is written by one node at a time, and channels go on in parallel, so that
/// all of them take as long as the slowest one's own limit allows.
/// </summary>
/// <remarks>
/// What holds whatever is killed, lost or slow, and where it is kept. The tests name the same numbers.
/// <list type="table">
/// <item><term>I1</term><description>Once the auditor has run, at most one post stands for a part (<see cref="ExtraCopies"/>, <see cref="Auditor"/>).</description></item>
/// <item><term>I2</term><description>Every planned part ends sent, held, skipped or retracted (<see cref="Settlement"/>, <see cref="Digests"/>).</description></item>
/// <item><term>I3</term><description>A reply stands in its parent's thread alone, in the order of its plan (<see cref="ChannelLine"/>).</description></item>
/// <item><term>I4</term><description>No post is asked for without its committed intent (<see cref="ChannelLine"/>).</description></item>
/// <item><term>I5</term><description>What is in doubt is looked up before it is asked for again (<see cref="HistoryLook"/>, <see cref="Transition"/>).</description></item>
/// <item><term>I6</term><description>A stale token changes no row (<see cref="Settlement"/>).</description></item>
/// <item><term>I7</term><description>A post's id, once known, changes by a new revision alone (<see cref="Settlement"/>).</description></item>
/// <item><term>I8</term><description>What is sent is what is stored (<see cref="ChannelWriter"/>).</description></item>
/// <item><term>I9</term><description>Nothing is sent into a limit before its reset (<see cref="RateGates"/>).</description></item>
/// <item><term>I10</term><description>A digest is planned whole or not at all (<see cref="DigestPlanner"/>).</description></item>
/// <item><term>I11</term><description>What an admin does stands in the audit, in the same transaction (<see cref="Audit"/>).</description></item>
/// <item><term>I12</term><description>Planning twice is planning once (<see cref="DigestPlan"/>, <see cref="NewDelivery"/>).</description></item>
/// </list>
/// </remarks>
public sealed partial class Outbox : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly Store _store;
    private readonly StoreChanges _changes;
    private readonly OutboxSignal _signal;
    private readonly OutboxSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger<Outbox> _log;
    private readonly Dictionary<string, IChatPlatform> _platforms;
    private readonly RateGates _gates;
    private readonly Dictionary<ChannelKey, Writing> _writings = [];

    /// <summary>New at every start: a restarted process may not pass for its dead self.</summary>
    private readonly string _node = $"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}";

    public Outbox(
        Store store,
        StoreChanges changes,
        OutboxSignal signal,
        OutboxSettings settings,
        IEnumerable<IChatPlatform> platforms,
        TimeProvider time,
        ILogger<Outbox> log
    )
    {
        _store = store;
        _changes = changes;
        _signal = signal;
        _settings = settings;
        _time = time;
        _log = log;
        _platforms = platforms.ToDictionary(platform => platform.Name, StringComparer.Ordinal);
        _gates = new RateGates(time);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // What the start of the host waits for ends here.
        await Task.Yield();
        if (_store.Dialect.Provider == StoreProvider.Sqlite)
        {
            // One process per file: the leases that stand are a dead predecessor's.
            var line = new ChannelLine(_store, _settings, _node);
            await PersistAsync(() => line.TakeAllOverAsync(stoppingToken), stoppingToken);
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            await PersistAsync(() => WatchAsync(stoppingToken), stoppingToken);
        }

        await Task.WhenAll(Running());
    }

    /// <summary>Says when nothing is under way any more: also where it was told to stop before it had begun.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is null or { IsCompleted: true, IsFaulted: false })
        {
            Log.Stopped(_log);
        }
    }

    /// <summary>Does something that needs the store until it is done; a store that is away is waited for.</summary>
    private async Task PersistAsync(Func<Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work();
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (DbException exception)
            {
                Log.StoreAway(_log, exception);
                await Task.Delay(Retry, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Sees that every channel with something to do has a writer, then waits until somebody plans or releases more.</summary>
    private async Task WatchAsync(CancellationToken stopping)
    {
        var woken = _signal.Next;
        var seen = await _changes.VersionAsync(StoreTopic.Deliveries, stopping);
        foreach (var channel in await _store.ReadAsync(DeliveryRows.ChannelsAsync, stopping))
        {
            EnsureWriter(channel, stopping);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var changed = _changes.WaitAsync(StoreTopic.Deliveries, seen, either.Token);
        var first = await Task.WhenAny(woken, changed);
        await either.CancelAsync();
        if (first == changed)
        {
            await changed;
            // Another node may have given a channel back that a writer of ours waits for.
            _signal.Wake();
        }

        await ((Task)changed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void EnsureWriter(ChannelKey channel, CancellationToken stopping)
    {
        if (!_platforms.TryGetValue(channel.Platform, out var platform))
        {
            Log.PlatformOff(_log, channel.ToString(), channel.Platform);
            return;
        }

        lock (_writings)
        {
            if (_writings.TryGetValue(channel, out var writing))
            {
                writing.AskedAgain = true;
                return;
            }

            writing = new Writing();
            _writings.Add(channel, writing);
            writing.Task = Task.Run(() => WriteAsync(channel, platform, writing, stopping), CancellationToken.None);
        }
    }

    private async Task WriteAsync(ChannelKey channel, IChatPlatform platform, Writing writing, CancellationToken stopping)
    {
        do
        {
            try
            {
                await WriteOffAsync(channel, platform, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // Told to stop between two requests.
            }
#pragma warning disable CA1031 // The one place that owns a channel's work: it is recorded, the others go on, and this one is tried again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.WriterFailed(_log, exception, channel.ToString());
                writing.AskedAgain = true;
                await Task.Delay(Retry, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        } while (!stopping.IsCancellationRequested && !Ended(channel, writing));
    }

    private async Task WriteOffAsync(ChannelKey channel, IChatPlatform platform, CancellationToken stopping)
    {
        // Rows of another installation are not ours to send: its token is not the one we have.
        var workspace = platform.Workspace ?? await LearnWorkspaceAsync(channel, platform, stopping);
        if (workspace is not null && workspace != channel.Workspace)
        {
            Log.OtherWorkspace(_log, channel.ToString(), workspace);
            return;
        }

        await new ChannelWriter(channel, platform, _node, _store, _gates, _settings, _time, _log).RunAsync(
            _signal.WaitAsync,
            stopping
        );
    }

    private async Task<string?> LearnWorkspaceAsync(ChannelKey channel, IChatPlatform platform, CancellationToken stopping)
    {
        while (true)
        {
            switch (await platform.DescribeAsync(channel.Channel, stopping))
            {
                case ChannelOutcome.Known known:
                    return known.Workspace;
                case ChannelOutcome.Refused:
                    // Sending will be refused as well, and then says why and what to do.
                    return platform.Workspace;
                case ChannelOutcome.Unavailable unavailable:
                    Log.PlatformAway(_log, channel.ToString(), unavailable.Reason);
                    await Task.Delay(Retry, _time, stopping);
                    break;
            }
        }
    }

    /// <summary>Whether nobody asked for the channel since its writer last looked; it is then out of the table.</summary>
    private bool Ended(ChannelKey channel, Writing writing)
    {
        lock (_writings)
        {
            if (writing.AskedAgain)
            {
                writing.AskedAgain = false;
                return false;
            }

            return _writings.Remove(channel);
        }
    }

    private Task[] Running()
    {
        lock (_writings)
        {
            return [.. _writings.Values.Select(writing => writing.Task)];
        }
    }

    private sealed class Writing
    {
        public Task Task { get; set; } = Task.CompletedTask;

        public bool AskedAgain { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "The store is away; posting goes on when it is back")]
        public static partial void StoreAway(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Channel}: posting failed and is tried again")]
        public static partial void WriterFailed(ILogger logger, Exception exception, string channel);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Channel} has posts waiting, but {Platform} is not set up in this process"
        )]
        public static partial void PlatformOff(ILogger logger, string channel, string platform);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Channel} has posts waiting, but the token belongs to the workspace {Workspace}"
        )]
        public static partial void OtherWorkspace(ILogger logger, string channel, string workspace);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel}: the platform does not answer: {Reason}")]
        public static partial void PlatformAway(ILogger logger, string channel, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "The outbox has stopped; every lease is given back")]
        public static partial void Stopped(ILogger logger);
    }
}
