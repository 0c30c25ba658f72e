using System.Collections.Concurrent;

namespace PaperBot.Slack.WebApi;

/// <summary>
/// What may be asked of each method now. Slack counts per method, workspace and app, so a 429 stops that one method and no other,
/// until the moment it named; a method with a documented tier is held to it before Slack has to say so. One instance serves one workspace.
/// See https://docs.slack.dev/apis/web-api/rate-limits.
/// </summary>
internal sealed class MethodBudgets(TimeProvider time)
{
    /// <summary>How long a method rests after a 429 that does not say.</summary>
    private static readonly TimeSpan SilentThrottle = TimeSpan.FromSeconds(10);

    /// <summary>A little more than the minute that is counted: requests sent evenly may arrive unevenly.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(61);

    private readonly ConcurrentDictionary<SlackMethod, Budget> _budgets = new();

    /// <summary>Zero where a call may leave now, which is counted; else how long to wait, and nothing is counted.</summary>
    public TimeSpan Take(SlackMethod method)
    {
        var budget = _budgets.GetOrAdd(method, static _ => new Budget());
        lock (budget)
        {
            var now = time.GetTimestamp();
            if (budget.ClosedUntil > now)
            {
                return time.GetElapsedTime(now, budget.ClosedUntil);
            }

            if (method.PerMinute is not { } perMinute)
            {
                return TimeSpan.Zero;
            }

            while (budget.Sent.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window)
            {
                budget.Sent.Dequeue();
            }

            if (budget.Sent.Count >= perMinute)
            {
                return Window - time.GetElapsedTime(budget.Sent.Peek(), now);
            }

            budget.Sent.Enqueue(now);
            return TimeSpan.Zero;
        }
    }

    /// <summary>Slack answered 429.</summary>
    public void Close(SlackMethod method, TimeSpan? retryAfter)
    {
        var budget = _budgets.GetOrAdd(method, static _ => new Budget());
        lock (budget)
        {
            var wait = retryAfter ?? SilentThrottle;
            var until = time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);
            budget.ClosedUntil = Math.Max(budget.ClosedUntil, until);
        }
    }

    private sealed class Budget
    {
        public long ClosedUntil { get; set; } = long.MinValue;
        public Queue<long> Sent { get; } = new();
    }
}
