namespace PaperBot.Writing;

/// <summary>How many calls are under way at once, and how soon one may follow another; first come, first served.</summary>
internal sealed class CallGate(int parallel, int callsPerMinute, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(parallel, parallel);
    private readonly Lock _lock = new();
    private readonly TimeSpan _spacing = callsPerMinute > 0 ? TimeSpan.FromMinutes(1) / callsPerMinute : TimeSpan.Zero;
    private long _next = long.MinValue;

    /// <summary>Waits for a place; dispose what it returns when the call has ended.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            if (TakeTurn() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            return new Place(_places);
        }
        catch
        {
            _places.Release();
            throw;
        }
    }

    public void Dispose() => _places.Dispose();

    private TimeSpan TakeTurn()
    {
        if (_spacing == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            var turn = Math.Max(now, _next);
            _next = turn + (long)(_spacing.TotalSeconds * time.TimestampFrequency);
            return time.GetElapsedTime(now, turn);
        }
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        private SemaphoreSlim? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Release();
    }
}
