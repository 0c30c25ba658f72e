using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Gateway;

/// <summary>
/// When a new session may be begun. Discord resets the token of a bot that begins more than 1,000 a day, and takes as many every five
/// seconds as <c>max_concurrency</c> says. Shared by all shards of this process.
/// </summary>
internal sealed class IdentifyBudget
{
    /// <summary>These stay untouched, whatever happens.</summary>
    private const int Reserve = 5;

    private static readonly TimeSpan Gap = TimeSpan.FromSeconds(5.2);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, TimeSpan> _last = [];
    private int _remaining = int.MaxValue;
    private int _total;
    private int _groups = 1;
    private TimeSpan _resetAt;
    private TimeSpan? _lastOfAny;

    public void Learn(SessionStartLimit limit, TimeSpan now)
    {
        lock (_lock)
        {
            _remaining = limit.Remaining;
            _total = limit.Total;
            _groups = Math.Max(1, limit.MaxConcurrency);
            _resetAt = now + TimeSpan.FromMilliseconds(Math.Max(0, limit.ResetAfter));
        }
    }

    /// <summary>How long the day's budget makes everybody wait; zero while some is left.</summary>
    public TimeSpan WaitForDay(TimeSpan now)
    {
        lock (_lock)
        {
            return _remaining > Reserve || now >= _resetAt ? TimeSpan.Zero : _resetAt - now;
        }
    }

    /// <summary>Takes the right to begin one session; otherwise says how long to wait.</summary>
    public TimeSpan Take(int shard, TimeSpan now)
    {
        lock (_lock)
        {
            var wait = _remaining > Reserve || now >= _resetAt ? TimeSpan.Zero : _resetAt - now;
            var group = shard % _groups;
            if (_last.TryGetValue(group, out var last) && last + Gap - now > wait)
            {
                wait = last + Gap - now;
            }

            if (_lastOfAny is { } any && any + Pace(now) - now > wait)
            {
                wait = any + Pace(now) - now;
            }

            if (wait > TimeSpan.Zero)
            {
                return wait;
            }

            _last[group] = now;
            _lastOfAny = now;
            _remaining = now >= _resetAt && _remaining <= Reserve ? int.MaxValue : _remaining - 1;
            return TimeSpan.Zero;
        }
    }

    /// <summary>Where more than half of the day's sessions are gone something is wrong, and what is left is spread over the rest of the day.</summary>
    private TimeSpan Pace(TimeSpan now) =>
        _remaining > Reserve && _remaining < _total / 2 && now < _resetAt
            ? (_resetAt - now) / (_remaining - Reserve)
            : TimeSpan.Zero;
}
