using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

/// <summary>Counts requests as Discord does: a window per bucket and major resource, begun by its first request, and 50 a second over all.</summary>
internal sealed class FakeLimits(FakeDiscordOptions options)
{
    private readonly Dictionary<string, (long Start, int Count)> _windows = new(StringComparer.Ordinal);
    private readonly Queue<long> _all = new();
    private long _globalUntil = long.MinValue;

    /// <summary>Null where the request may pass; else how long it should have waited.</summary>
    public (TimeSpan RetryAfter, string Scope)? Enter(string key, string major, bool isInteraction, IHeaderDictionary headers)
    {
        if (!options.RateLimits)
        {
            return null;
        }

        var now = options.Time.GetTimestamp();
        if (!isInteraction)
        {
            if (now < _globalUntil)
            {
                return (options.Time.GetElapsedTime(now, _globalUntil), "global");
            }

            while (_all.TryPeek(out var oldest) && options.Time.GetElapsedTime(oldest, now) >= TimeSpan.FromSeconds(1))
            {
                _all.Dequeue();
            }

            if (_all.Count >= options.GlobalPerSecond)
            {
                _globalUntil = now + options.Time.TimestampFrequency;
                return (TimeSpan.FromSeconds(1), "global");
            }

            _all.Enqueue(now);
        }

        if (!options.Buckets.TryGetValue(key, out var bucket))
        {
            bucket = (50, 1);
        }

        var window = _windows.GetValueOrDefault(key + major);
        var length = TimeSpan.FromSeconds(bucket.Seconds);
        if (window.Count == 0 || options.Time.GetElapsedTime(window.Start, now) >= length)
        {
            window = (now, 0);
        }

        var left = length - options.Time.GetElapsedTime(window.Start, now);
        var exceeded = window.Count >= bucket.Limit;
        if (!exceeded)
        {
            window.Count++;
        }

        _windows[key + major] = window;
        headers["X-RateLimit-Limit"] = bucket.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = (bucket.Limit - window.Count).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset-After"] = left.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = ((options.Time.GetUtcNow() + left).ToUnixTimeMilliseconds() / 1000.0).ToString(
            "0.000",
            CultureInfo.InvariantCulture
        );
        headers["X-RateLimit-Bucket"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..32];
        return exceeded ? (left, "user") : null;
    }
}
