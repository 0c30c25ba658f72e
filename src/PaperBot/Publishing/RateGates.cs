using System.Collections.Concurrent;
using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>
/// When the next request may leave, by everything that platforms have told this process: no request goes into a bucket before its
/// reset (I9). Kept by the monotonic clock, so that a wall clock that jumps neither opens nor closes a gate.
/// </summary>
internal sealed class RateGates(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    /// <summary>Takes a place for one request to this channel, to be given back by <see cref="Leave"/>.</summary>
    /// <returns>Zero where the request may leave now, else how long until it is worth asking again.</returns>
    public TimeSpan TryEnter(ChannelKey channel, PostPacing pacing)
    {
        var told = Closed(channel);
        return told > TimeSpan.Zero ? told
            : Of(channel.ToString()).TryEnter(time, pacing.Channel) is var spaced && spaced > TimeSpan.Zero ? spaced
            : EnterWorkspace(channel, pacing);
    }

    /// <summary>How long this channel, its workspace or its platform was told to wait from now on.</summary>
    public TimeSpan Closed(ChannelKey channel) =>
        new[] { channel.ToString(), channel.Installation, channel.Platform }.Max(name => Of(name).Closed(time));

    /// <param name="counted">Whether a request left; a place that was not used is free again at once.</param>
    public void Leave(ChannelKey channel, PostPacing pacing, bool counted)
    {
        Of(channel.ToString()).Leave(time, pacing.Channel, counted);
        Of(channel.Installation).Leave(time, pacing.Workspace, counted);
    }

    /// <summary>We were told to wait. What concerns one request or one place closes nothing: its lane of the channel's line rests.</summary>
    public void Close(ChannelKey channel, WaitScope scope, TimeSpan wait)
    {
        var name = scope switch
        {
            WaitScope.Platform => channel.Platform,
            WaitScope.Workspace => channel.Installation,
            WaitScope.Channel => channel.ToString(),
            _ => null,
        };
        if (name is not null)
        {
            Of(name).Close(time, wait);
        }
    }

    private TimeSpan EnterWorkspace(ChannelKey channel, PostPacing pacing)
    {
        var wait = Of(channel.Installation).TryEnter(time, pacing.Workspace);
        if (wait > TimeSpan.Zero)
        {
            Of(channel.ToString()).Leave(time, pacing.Channel, counted: false);
        }

        return wait;
    }

    private Gate Of(string name) => _gates.GetOrAdd(name, static _ => new Gate());

    /// <summary>One scope: the instant before which nothing may leave, and its window of requests, counted from their answers.</summary>
    private sealed class Gate
    {
        /// <summary>When every place is taken by a request in flight, nobody knows when one is free: ask again soon.</summary>
        private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

        private readonly Lock _lock = new();
        private readonly Queue<long> _answered = new();
        private int _inFlight;
        private long _closedUntil;

        public TimeSpan Closed(TimeProvider time)
        {
            lock (_lock)
            {
                return Until(time, _closedUntil);
            }
        }

        public void Close(TimeProvider time, TimeSpan wait)
        {
            lock (_lock)
            {
                _closedUntil = Math.Max(_closedUntil, time.GetTimestamp() + Ticks(time, wait));
            }
        }

        public TimeSpan TryEnter(TimeProvider time, RateLimit? limit)
        {
            if (limit is null)
            {
                return TimeSpan.Zero;
            }

            lock (_lock)
            {
                while (_answered.TryPeek(out var oldest) && Until(time, oldest + Ticks(time, limit.Per)) == TimeSpan.Zero)
                {
                    _answered.Dequeue();
                }

                if (_inFlight + _answered.Count < limit.Requests)
                {
                    _inFlight++;
                    return TimeSpan.Zero;
                }

                return _answered.TryPeek(out var first) ? Until(time, first + Ticks(time, limit.Per)) : Soon;
            }
        }

        public void Leave(TimeProvider time, RateLimit? limit, bool counted)
        {
            if (limit is null)
            {
                return;
            }

            lock (_lock)
            {
                _inFlight--;
                if (counted)
                {
                    _answered.Enqueue(time.GetTimestamp());
                }
            }
        }

        private static long Ticks(TimeProvider time, TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

        /// <summary>Rounded up to a whole millisecond, so that a timer that waits so long never wakes too early.</summary>
        private static TimeSpan Until(TimeProvider time, long timestamp)
        {
            var left = Math.Max(timestamp - time.GetTimestamp(), 0);
            return TimeSpan.FromMilliseconds(Math.Ceiling(left * 1000.0 / time.TimestampFrequency));
        }
    }
}
