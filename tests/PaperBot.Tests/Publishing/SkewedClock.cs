using Microsoft.Extensions.Time.Testing;

namespace PaperBot.Tests.Publishing;

/// <summary>A clock moved by hand whose wall time can be set without its monotonic time moving, as an operator or a time server sets it.</summary>
internal sealed class SkewedClock : TimeProvider
{
    private readonly FakeTimeProvider _time = new();

    /// <summary>How far the wall clock is ahead.</summary>
    public TimeSpan Skew { get; set; }

    public void Advance(TimeSpan by) => _time.Advance(by);

    public override DateTimeOffset GetUtcNow() => _time.GetUtcNow() + Skew;

    public override long GetTimestamp() => _time.GetTimestamp();

    public override long TimestampFrequency => _time.TimestampFrequency;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _time.CreateTimer(callback, state, dueTime, period);
}
