using System.Globalization;
using System.Net.Http.Headers;

namespace PaperBot.Discord.Rest;

/// <summary>
/// Who may send when. Everything about a bucket is learned from Discord's headers; the one number that is documented, 50 requests a
/// second for a bot, is kept here. See https://discord.com/developers/docs/topics/rate-limits.
/// </summary>
internal sealed class RateLimits(TimeProvider time)
{
    public const int GlobalLimit = 50;

    /// <summary>Counted from the answers: a request had arrived by then, however long it was on its way, so no window of Discord's holds more.</summary>
    private static readonly TimeSpan GlobalWindow = TimeSpan.FromSeconds(1);

    /// <summary>When every turn is taken by a request on its way, nobody knows when one is free: ask again soon.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    /// <summary>Discord rounds its times.</summary>
    private static readonly TimeSpan ResetMargin = TimeSpan.FromMilliseconds(40);

    private static readonly TimeSpan Forget = TimeSpan.FromMinutes(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Queue<long> _answered = new();
    private int _onTheirWay;
    private long _pausedUntil = long.MinValue;
    private long _nextSweep = long.MinValue;

    /// <summary>
    /// Waits for a turn, at most so long. Null: it is our turn, and the permit must be returned by <see cref="Leave"/>. Otherwise how long the wait
    /// would still have been.
    /// </summary>
    public async Task<(Permit? Permit, TimeSpan Wait)> EnterAsync(
        DiscordRoute route,
        TimeSpan longest,
        CancellationToken cancellationToken
    )
    {
        if (route.Kind == RouteKind.Callback)
        {
            return (new Permit(Bucket: null), TimeSpan.Zero);
        }

        var started = time.GetTimestamp();
        while (true)
        {
            Task changed;
            TimeSpan wait;
            lock (_lock)
            {
                Sweep();
                var bucket = BucketOf(route);
                wait = WaitOf(route, bucket);
                if (wait <= TimeSpan.Zero)
                {
                    bucket.InFlight++;
                    if (route.Kind == RouteKind.Bot)
                    {
                        _onTheirWay++;
                    }

                    return (new Permit(bucket), TimeSpan.Zero);
                }

                changed = bucket.Changed.Task;
            }

            var left = longest - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || (wait != Unknown && wait > left))
            {
                return (null, wait == Unknown ? TimeSpan.FromMilliseconds(250) : wait);
            }

            // Woken by whichever comes first: the time is up, or an answer has changed the bucket.
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(changed, Task.Delay(wait == Unknown ? left : wait, time, stop.Token));
            await stop.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Gives the turn back and learns from the answer; <paramref name="headers"/> is null where none came.</summary>
    public void Leave(Permit permit, DiscordRoute route, HttpResponseHeaders? headers)
    {
        lock (_lock)
        {
            if (permit.Bucket is not { } held)
            {
                return;
            }

            if (route.Kind == RouteKind.Bot)
            {
                _onTheirWay--;
                _answered.Enqueue(time.GetTimestamp());
            }

            held.InFlight--;
            if (headers is not null)
            {
                Learn(route, headers);
            }
            else if (held.Limit is < int.MaxValue)
            {
                // It may have been counted although no answer came.
                held.Remaining--;
            }

            held.Wake();
        }
    }

    /// <summary>Discord has told this route, or its whole bucket, to wait.</summary>
    public void Pause(DiscordRoute route, TimeSpan wait, bool wholeBucket)
    {
        lock (_lock)
        {
            var until = After(wait + ResetMargin);
            var bucket = BucketOf(route);
            if (wholeBucket)
            {
                bucket.Remaining = 0;
                bucket.Limit ??= 1;
                bucket.ResetAt = Math.Max(bucket.ResetAt, until);
            }
            else
            {
                // A limit inside the bucket that its headers do not show: only this route waits.
                bucket.Paused[route.Key] = until;
            }
        }
    }

    /// <summary>Discord has told the whole bot to wait.</summary>
    public void PauseAll(TimeSpan wait)
    {
        lock (_lock)
        {
            _pausedUntil = Math.Max(_pausedUntil, After(wait + ResetMargin));
        }
    }

    /// <summary>How long everything waits now.</summary>
    public TimeSpan GlobalPause
    {
        get
        {
            lock (_lock)
            {
                return Until(_pausedUntil);
            }
        }
    }

    private void Learn(DiscordRoute route, HttpResponseHeaders headers)
    {
        if (Text(headers, "X-RateLimit-Bucket") is { } hash)
        {
            _hashes[route.Key] = hash;
        }

        var bucket = BucketOf(route);
        if (
            Number(headers, "X-RateLimit-Limit") is not { } limit
            || Number(headers, "X-RateLimit-Remaining") is not { } remaining
            || Number(headers, "X-RateLimit-Reset-After") is not { } seconds
        )
        {
            // A route without these headers has no bucket to keep.
            bucket.Limit ??= int.MaxValue;
            return;
        }

        var resetAt = After(TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400)) + ResetMargin);
        // Answers may overtake each other. Within one window the lowest count is the true one.
        var sameWindow = bucket.Limit is not null && Until(bucket.ResetAt) > TimeSpan.Zero;
        bucket.Limit = (int)limit;
        bucket.Remaining = sameWindow ? Math.Min(bucket.Remaining, (int)remaining) : (int)remaining;
        bucket.ResetAt = sameWindow ? Math.Max(bucket.ResetAt, resetAt) : resetAt;
    }

    /// <summary>Unknown until an answer comes, so it is waited for.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.MaxValue;

    private TimeSpan WaitOf(DiscordRoute route, Bucket bucket)
    {
        var wait = TimeSpan.Zero;
        if (route.Kind == RouteKind.Bot)
        {
            wait = Max(Until(_pausedUntil), GlobalWait());
        }

        if (bucket.Paused.TryGetValue(route.Key, out var paused))
        {
            wait = Max(wait, Until(paused));
        }

        if (bucket.Limit is null)
        {
            // The first request into a bucket goes alone, and tells the others how many may follow.
            return bucket.InFlight == 0 ? wait : Unknown;
        }

        if (Until(bucket.ResetAt) <= TimeSpan.Zero)
        {
            bucket.Remaining = bucket.Limit.Value;
        }

        if (bucket.Remaining - bucket.InFlight > 0)
        {
            return wait;
        }

        var reset = Until(bucket.ResetAt);
        return reset > TimeSpan.Zero ? Max(wait, reset) : Unknown;
    }

    private TimeSpan GlobalWait()
    {
        while (_answered.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= GlobalWindow)
        {
            _answered.Dequeue();
        }

        return _onTheirWay + _answered.Count < GlobalLimit ? TimeSpan.Zero
            : _answered.TryPeek(out var first) ? GlobalWindow - time.GetElapsedTime(first)
            : Soon;
    }

    private Bucket BucketOf(DiscordRoute route)
    {
        var name = _hashes.GetValueOrDefault(route.Key, route.Key) + '|' + route.Major;
        if (!_buckets.TryGetValue(name, out var bucket))
        {
            _buckets.Add(name, bucket = new Bucket());
        }

        bucket.UsedAt = time.GetTimestamp();
        return bucket;
    }

    /// <summary>Every interaction brings a bucket of its own, so old ones go.</summary>
    private void Sweep()
    {
        if (Until(_nextSweep) > TimeSpan.Zero)
        {
            return;
        }

        _nextSweep = After(TimeSpan.FromMinutes(5));
        foreach (var (name, bucket) in _buckets.ToArray())
        {
            if (bucket.InFlight == 0 && time.GetElapsedTime(bucket.UsedAt) > Forget)
            {
                _buckets.Remove(name);
            }
        }
    }

    private long After(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private TimeSpan Until(long timestamp) =>
        timestamp == long.MinValue ? TimeSpan.Zero : Max(TimeSpan.Zero, time.GetElapsedTime(time.GetTimestamp(), timestamp));

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static double? Number(HttpResponseHeaders headers, string name) =>
        double.TryParse(Text(headers, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>The right to send one request.</summary>
    public sealed record Permit(Bucket? Bucket);

    /// <summary>One of Discord's counters, as far as we know it.</summary>
    public sealed class Bucket
    {
        /// <summary>Null until an answer has told it.</summary>
        public int? Limit { get; set; }

        public int Remaining { get; set; }

        public long ResetAt { get; set; } = long.MinValue;

        public int InFlight { get; set; }

        public long UsedAt { get; set; }

        public Dictionary<string, long> Paused { get; } = new(StringComparer.Ordinal);

        public TaskCompletionSource Changed { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Wake()
        {
            var changed = Changed;
            Changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.SetResult();
        }
    }
}
