using System.Collections.Concurrent;

namespace PaperBot.Slack.Receiving;

/// <summary>
/// What this process has taken on within the last hour. Slack delivers again what it is not sure about; another process on the same
/// store recognises a repetition by <see cref="Chat.ChatOrigin.RequestId"/>.
/// </summary>
internal sealed class SeenRequests(TimeProvider time)
{
    private const int SweepAbove = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, long> _seen = new(StringComparer.Ordinal);
    private int _sinceSweep;

    /// <summary>True for the first who asks about an id.</summary>
    public bool TryClaim(string id)
    {
        if (Interlocked.Increment(ref _sinceSweep) > SweepAbove)
        {
            Sweep();
        }

        var now = time.GetTimestamp();
        if (_seen.TryAdd(id, now))
        {
            return true;
        }

        return _seen.TryGetValue(id, out var seenAt) && IsOld(seenAt, now) && _seen.TryUpdate(id, now, seenAt);
    }

    /// <summary>It was not taken on after all: the next delivery shall count.</summary>
    public void Release(string id) => _seen.TryRemove(id, out _);

    private bool IsOld(long seenAt, long now) => time.GetElapsedTime(seenAt, now) >= Life;

    private void Sweep()
    {
        Interlocked.Exchange(ref _sinceSweep, 0);
        var now = time.GetTimestamp();
        foreach (var (id, seenAt) in _seen)
        {
            if (IsOld(seenAt, now))
            {
                _seen.TryRemove(id, out _);
            }
        }
    }
}
