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
    /// <returns>
    /// Zero where the request may leave now, else how long until it is worth asking again; where <see cref="Freed"/> completes, sooner.
    /// </returns>
    public TimeSpan TryEnter(ChannelKey channel, PostPacing pacing)
    {
        var name = channel.ToString();
        var told = Closed(channel);
        var own = told > TimeSpan.Zero ? told : Of(name).TryEnter(time, pacing.Channel, name);
        if (own > TimeSpan.Zero)
        {
            // The workspace's line is for those who could go.
            Of(channel.Installation).StepOut(pacing.Workspace, name);
            return own;
        }

        var wait = Of(channel.Installation).TryEnter(time, pacing.Workspace, name);
        if (wait > TimeSpan.Zero)
        {
            Of(name).Leave(time, pacing.Channel, counted: false);
        }

        return wait;
    }

    /// <summary>Completes when a place of the workspace is free again that no request used, and this channel is the next to take it.</summary>
    public Task Freed(ChannelKey channel) => Of(channel.Installation).Freed(channel.ToString());

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

    private Gate Of(string name) => _gates.GetOrAdd(name, static _ => new Gate());

    /// <summary>
    /// One scope: the instant before which nothing may leave, its window of requests, counted from their answers, and the line of those who
    /// found it full. The first in line waits for the oldest answer to leave the window, the second for the one after it: so a place is
    /// taken as soon as it is free, and hundreds who wait are not all woken for it.
    /// </summary>
    private sealed class Gate
    {
        /// <summary>When every place is taken by a request in flight, nobody knows when one is free: ask again soon.</summary>
        private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(50);

        private static readonly Task Never = new TaskCompletionSource().Task;

        private readonly Lock _lock = new();
        private readonly List<long> _answered = [];
        private readonly List<Waiter> _line = [];
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

        public TimeSpan TryEnter(TimeProvider time, RateLimit? limit, string who)
        {
            if (limit is null)
            {
                return TimeSpan.Zero;
            }

            lock (_lock)
            {
                var per = Ticks(time, limit.Per);
                var past = _answered.FindIndex(answer => Until(time, answer + per) > TimeSpan.Zero);
                _answered.RemoveRange(0, past < 0 ? _answered.Count : past);
                var place = _line.FindIndex(waiter => waiter.Name == who);
                if (_inFlight + _answered.Count < limit.Requests)
                {
                    _inFlight++;
                    if (place >= 0)
                    {
                        _line.RemoveAt(place);
                    }

                    return TimeSpan.Zero;
                }

                if (place < 0)
                {
                    place = _line.Count;
                    _line.Add(new Waiter(who));
                }

                _line[place].Rest();
                return _answered.Count > 0 ? Until(time, _answered[Math.Min(place, _answered.Count - 1)] + per) : Soon;
            }
        }

        /// <summary>Has something else to wait for; who comes behind takes what is free.</summary>
        public void StepOut(RateLimit? limit, string who)
        {
            lock (_lock)
            {
                if (limit is not null && _line.RemoveAll(waiter => waiter.Name == who) > 0)
                {
                    WakeFirst(limit);
                }
            }
        }

        public Task Freed(string who)
        {
            lock (_lock)
            {
                return _line.Find(waiter => waiter.Name == who)?.Woken ?? Never;
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
                    _answered.Add(time.GetTimestamp());
                }
                else
                {
                    WakeFirst(limit);
                }
            }
        }

        private void WakeFirst(RateLimit limit)
        {
            foreach (var waiter in _line.Take(limit.Requests - _inFlight - _answered.Count))
            {
                waiter.Wake();
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

    /// <summary>Somebody in line: rests until it is time to ask again, or until woken.</summary>
    private sealed class Waiter(string name)
    {
        private TaskCompletionSource _woken = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => name;

        public Task Woken => _woken.Task;

        public void Rest()
        {
            if (_woken.Task.IsCompleted)
            {
                _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        public void Wake() => _woken.TrySetResult();
    }
}
