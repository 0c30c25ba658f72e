using Microsoft.Extensions.Time.Testing;

namespace PaperBot.Tests.Publishing;

/// <summary>
/// A clock that a test winds forward while others work by it. After a step that woke somebody it gives them real time to get as far as
/// their next wait, so that the clock does not run away from them on a busy machine.
/// </summary>
internal sealed class WindingClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private static readonly TimeSpan LongestPatience = TimeSpan.FromMilliseconds(60);

    private int _made;
    private int _woken;

    public async Task WindAsync(TimeSpan step)
    {
        var woken = Volatile.Read(ref _woken);
        var made = Volatile.Read(ref _made);
        Advance(step);
        await Task.Delay(1, CancellationToken.None);
        var began = System.GetTimestamp();
        while (
            Volatile.Read(ref _woken) - woken > Volatile.Read(ref _made) - made && System.GetElapsedTime(began) < LongestPatience
        )
        {
            await Task.Delay(1, CancellationToken.None);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Interlocked.Increment(ref _made);
        return base.CreateTimer(
            seen =>
            {
                Interlocked.Increment(ref _woken);
                callback(seen);
            },
            state,
            dueTime,
            period
        );
    }
}
