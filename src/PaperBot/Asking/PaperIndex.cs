using System.Diagnostics;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Asking;

/// <summary>
/// Holds the index of what is stored now. It is built anew beside the old one whenever something changed, on this node or another, and
/// put in its place in one assignment, so nobody who asks ever waits for it.
/// </summary>
public sealed partial class PaperIndex(
    PaperStore papers,
    HumanAnswers humanAnswers,
    StoreChanges changes,
    AnswerEmbeddings embeddings,
    AskingSettings settings,
    TimeProvider time,
    ILogger<PaperIndex> logger
) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IndexState _state = new(AskIndex.Empty, []);

    /// <summary>What is stored, as it was at most a few seconds ago. Take it once a request.</summary>
    public AskIndex Current => _state.Index;

    /// <summary>The weeks behind <see cref="Current"/>, newest first.</summary>
    public IReadOnlyList<StoredWeek> Weeks => _state.Weeks;

    /// <summary>Both, of one state of the store.</summary>
    public (AskIndex Index, IReadOnlyList<StoredWeek> Weeks) Snapshot
    {
        get
        {
            var state = _state;
            return (state.Index, state.Weeks);
        }
    }

    /// <summary>Completed once the store has been read for the first time.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Reads the store and builds the index now; for calls that answer once and end, and for what must be found at once.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        // One at a time: of two that run beside each other the older one might end last.
        await _one.WaitAsync(cancellationToken);
        try
        {
            await BuildAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var weeks = await papers.LoadAllAsync(cancellationToken);
        var human = await humanAnswers.LoadAsync(cancellationToken);
        // Seconds of work at most, for hundreds of thousands of answers; not on the thread that waits for it.
        var index = await Task.Run(() => Build(weeks, human), cancellationToken);
        _state = new IndexState(index, weeks);
        _ready.TrySetResult();
        Log.Built(logger, index.Papers.Count, index.Answers.Count, (long)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    private AskIndex Build(IReadOnlyList<StoredWeek> weeks, IReadOnlyList<HumanAnswer> human)
    {
        var index = AskIndex.Build(weeks, settings.Glossary, human);
        index.Warm();
        return index;
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? seen = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                seen = seen is { } version
                    ? await changes.WaitAsync(StoreTopic.Notes, version, stoppingToken)
                    : await changes.VersionAsync(StoreTopic.Notes, stoppingToken);
                await LoadAsync(stoppingToken);
                await AddVectorsAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // The store may be away for a while; answering goes on from the index we have.
            catch (Exception exception)
            {
                Log.NotBuilt(logger, exception, Retry);
                seen = null;
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Behind the index, not before it: a model that is slow or down keeps nobody from an answer.</summary>
    internal async Task AddVectorsAsync(CancellationToken cancellationToken)
    {
        if (!embeddings.IsOn)
        {
            return;
        }

        try
        {
            var state = _state;
            _state = state with
            {
                Index = state.Index.With(await embeddings.OfAnswersAsync(state.Index.Answers, cancellationToken)),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        // What the model may throw is its library's affair; the words alone are searched until the store changes again.
        catch (Exception exception)
        {
            Log.NoVectors(logger, exception);
        }
    }

    private sealed record IndexState(AskIndex Index, IReadOnlyList<StoredWeek> Weeks);

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "Index built: {Papers} papers, {Answers} answers, {Milliseconds} ms"
        )]
        public static partial void Built(ILogger logger, int papers, int answers, long milliseconds);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "The embedding model gave no vectors for the stored answers; questions are answered by their words alone"
        )]
        public static partial void NoVectors(ILogger logger, Exception exception);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The index could not be built; questions are answered from the one before. Next try in {Wait}"
        )]
        public static partial void NotBuilt(ILogger logger, Exception exception, TimeSpan wait);
    }
}
