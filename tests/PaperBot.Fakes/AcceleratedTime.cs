namespace PaperBot.Fakes;

/// <summary>The real clock, running faster: an hour of waiting becomes seconds, and what was set up for the earlier moment still comes first.</summary>
public sealed class AcceleratedTime(double factor) : TimeProvider
{
    private readonly DateTimeOffset _start = System.GetUtcNow();
    private readonly long _origin = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _start + Scale(System.GetElapsedTime(_origin), factor);

    public override long GetTimestamp() => _origin + (long)((System.GetTimestamp() - _origin) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Shrink(dueTime), Shrink(period)), this);

    /// <summary>How long a span of this clock takes.</summary>
    public TimeSpan Shrink(TimeSpan span) => span == Timeout.InfiniteTimeSpan ? span : Scale(span, 1 / factor);

    private static TimeSpan Scale(TimeSpan span, double by) => TimeSpan.FromTicks((long)(span.Ticks * by));

    private sealed class Timer(ITimer inner, AcceleratedTime time) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(time.Shrink(dueTime), time.Shrink(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
