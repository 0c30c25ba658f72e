using System.Collections.Concurrent;
using System.Data.Common;
using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Works off one channel's line for as long as there is something to do: one delivery after the other, or, where a platform limits each
/// thread by itself, several threads at a time, each in its order. The order of each step is the promise: a place by the platform's
/// pace, the committed intent, the clock's last word, one request, the committed outcome.
/// </summary>
internal sealed partial class ChannelWriter(
    ChannelKey channel,
    IChatPlatform platform,
    string node,
    Store store,
    RateGates gates,
    OutboxSettings settings,
    TimeProvider time,
    ILogger<Outbox> log
)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(1);

    /// <summary>A row that waits longer is kept back by the store alone.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromHours(1);

    private readonly ChannelLine _line = new(store, settings, node);
    private readonly HistoryLook _look = new(store, platform, time);
    private readonly Dictionary<string, Task> _lanes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _refusals = new(StringComparer.Ordinal);

    private TimeSpan Settle => settings.Settle > TimeSpan.Zero ? settings.Settle : platform.Pacing.Settle;

    /// <summary>Returns when the line is empty or paused; stops between two requests when told to, and gives the lease back.</summary>
    /// <param name="woken">Completes when something may have changed that ends a wait for another node.</param>
    public async Task RunAsync(Func<TimeSpan, CancellationToken, Task> woken, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await TakeOutEndedAsync();
                var next = _lanes.Count >= platform.Pacing.Threads ? new Next.Lane() : await StepAsync(stopping);
                if (next is Next.Finished)
                {
                    return;
                }

                await WaitAsync(next, woken, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop between two requests.
        }
        finally
        {
            await Task.WhenAll(_lanes.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await TakeOutEndedAsync();
        await GiveBackAsync();
    }

    private async Task TakeOutEndedAsync()
    {
        foreach (var (lane, work) in _lanes.Where(lane => lane.Value.IsCompleted).ToList())
        {
            _lanes.Remove(lane);
            await work;
        }
    }

    private async Task WaitAsync(Next next, Func<TimeSpan, CancellationToken, Task> woken, CancellationToken stopping)
    {
        if (next is Next.AtOnce)
        {
            return;
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var pause = next switch
        {
            Next.After after => Task.Delay(after.Wait, time, either.Token),
            Next.Elsewhere elsewhere => woken(elsewhere.Wait, either.Token),
            _ => Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token),
        };
        await Task.WhenAny([pause, .. _lanes.Values, .. next is Next.After { Freed: { } freed } ? [freed] : Array.Empty<Task>()]);
        await either.CancelAsync();
        await pause.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<Next> StepAsync(CancellationToken stopping)
    {
        var wait = gates.TryEnter(channel, platform.Pacing);
        if (wait > TimeSpan.Zero)
        {
            return new Next.After(wait) { Freed = gates.Freed(channel) };
        }

        var begun = false;
        try
        {
            var lease = LeaseWatch.Begin(time);
            var turn = new LineTurn(Settle) { ByThread = platform.Pacing.Threads > 1, Busy = _lanes.Keys };
            var step = await _line.BeginAsync(channel, turn, stopping);
            if (step is LineStep.Work work)
            {
                begun = step is LineStep.Send;
                _lanes.Add(work.Lane, WorkAsync(work, lease, stopping));
            }

            return step switch
            {
                LineStep.Work => new Next.AtOnce(),
                LineStep.Wait line => new Next.After(line.For),
                LineStep.Busy => new Next.Lane(),
                LineStep.Elsewhere elsewhere => new Next.Elsewhere(elsewhere.For),
                _ => new Next.Finished(),
            };
        }
        finally
        {
            if (!begun)
            {
                gates.Leave(channel, platform.Pacing, counted: false);
            }
        }
    }

    /// <summary>Does what a lane's first row asks for, and rests as long as the lane has to: by the monotonic clock, whatever the wall clock does.</summary>
    private async Task WorkAsync(LineStep.Work work, LeaseWatch lease, CancellationToken stopping)
    {
        var rest = work switch
        {
            LineStep.Send send => await SendAsync(send, lease, stopping),
            LineStep.Look look => await LookAsync(look, stopping),
            LineStep.Settle known => await SettleAsync(known, known.Transition, Pace(known.Lane, known.Transition), stopping),
            _ => throw new InvalidOperationException($"{work} is no work."),
        };
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest < LongestRest ? rest : LongestRest, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TimeSpan> SendAsync(LineStep.Send send, LeaseWatch lease, CancellationToken stopping)
    {
        var sent = false;
        Transition transition;
        TimeSpan rest;
        try
        {
            Failpoint.Hit("intended");
            if (lease.Elapsed(time) + settings.RequestTimeout >= settings.Lease)
            {
                // A pause between the commit and here: the lease may end before the answer comes, and another node may look before it
                // shows. Nothing was sent; whoever owns the channel next looks first, as for any intent without an outcome.
                Log.TooLateToSend(log, send.Delivery.Key);
                return TimeSpan.Zero;
            }

            // Another channel may have been told to wait for both while the intent was committed (I9).
            var told = gates.Closed(channel);
            sent = told == TimeSpan.Zero;
            var outcome = sent
                ? await RequestAsync(send.Delivery, stopping)
                : new SendOutcome.NotSent(told, WaitScope.Request, "Told to wait before it was sent.");
            transition = Transition.After(send.Delivery, outcome);
            var paced = Pace(send.Lane, transition);
            rest = paced > outcome.Pause ? paced : outcome.Pause;
        }
        finally
        {
            // Last: whoever takes the place next finds closed what the answer has closed.
            gates.Leave(channel, platform.Pacing, counted: sent);
        }

        Failpoint.Hit("response");
        await SettleAsync(send, transition, rest, stopping);
        return rest;
    }

    /// <summary>One request, never repeated here. A stop lets it finish within the grace; then its outcome is unknown, as after a timeout.</summary>
    private async Task<SendOutcome> RequestAsync(Delivery delivery, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(settings.RequestTimeout, time);
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, grace.Token);
        await using var stop = stopping.Register(() => grace.CancelAfter(settings.StopGrace));
        using var span = PostMeters.Begin(delivery);
        var begun = time.GetTimestamp();
        var outcome = await AskAsync(delivery, limit);
        PostMeters.Answered(delivery, outcome, time.GetElapsedTime(begun), span);
        return outcome;
    }

    private async Task<SendOutcome> AskAsync(Delivery delivery, CancellationTokenSource limit)
    {
        try
        {
            Failpoint.Hit(
                delivery.Operation switch
                {
                    DeliveryOperation.Edit => "edit",
                    DeliveryOperation.Delete => "delete",
                    _ => "send",
                }
            );
            return await platform.SendAsync(ToRequest(delivery), limit.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new SendOutcome.Unknown("No answer in time.");
        }
#pragma warning disable CA1031 // Whatever an adapter throws, the request may have been accepted: that is what Unknown means.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.AdapterFailed(log, exception, delivery.Key);
            return new SendOutcome.Unknown($"The adapter failed: {exception.GetType().Name}.");
        }
    }

    private async Task<TimeSpan> LookAsync(LineStep.Look look, CancellationToken stopping)
    {
        Failpoint.Hit("reconcile");
        var transition = await _look.LookAsync(look.Delivery, stopping);
        Failpoint.Hit("looked");
        return await SettleAsync(look, transition, Pace(look.Lane, transition), stopping);
    }

    /// <summary>
    /// Saves the outcome whatever the caller wants meanwhile: a database that is away is waited for, as what we know is nowhere else.
    /// Only when the program stops is it given up after the grace, and the next owner looks the row up.
    /// </summary>
    /// <returns>How long the lane rests.</returns>
    private async Task<TimeSpan> SettleAsync(LineStep.Work work, Transition transition, TimeSpan rest, CancellationToken stopping)
    {
        var (_, delivery, token) = work;
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var stop = stopping.Register(() => grace.CancelAfter(settings.StopGrace));
        for (var tries = 0; ; tries++)
        {
            try
            {
                Settlement? settlement = null;
                var settled = await store.WriteAsync(
                    session =>
                    {
                        settlement = new Settlement(session, delivery, token, platform);
                        return settlement.WriteAsync(transition, rest, node);
                    },
                    CancellationToken.None
                );
                Failpoint.Hit("committed");
                Tell(delivery, transition, settled, settlement!);
                return rest;
            }
            catch (DbException exception)
            {
                Log.StoreAway(log, exception, delivery.Key);
                await Task.Delay(Backoff(tries, TimeSpan.FromSeconds(5)), time, grace.Token);
            }
        }
    }

    /// <summary>How long the row rests before its next turn, and its lane with it; what reaches further closes a gate as well.</summary>
    private TimeSpan Pace(string lane, Transition transition)
    {
        var refusals = transition is Transition.Later or Transition.Repeat or Transition.LookLater
            ? _refusals.AddOrUpdate(lane, 1, static (_, before) => before + 1)
            : _refusals[lane] = 0;
        var backoff = Backoff(refusals - 1, settings.LongestBackoff);
        switch (transition)
        {
            case Transition.Later later:
                // Told to come back at once, and refused again and again, would be a storm of our own.
                var told = later.Wait > TimeSpan.Zero ? later.Wait.Value : backoff;
                gates.Close(channel, later.Scope, told);
                return told;
            case Transition.Repeat:
                return backoff;
            case Transition.LookLater later:
                return later.Wait ?? backoff;
            case Transition.Doubt or Transition.LookAgain:
                return Settle;
            default:
                return TimeSpan.Zero;
        }
    }

    private static TimeSpan Backoff(int earlier, TimeSpan longest) =>
        TimeSpan.FromSeconds(Math.Min(FirstBackoff.TotalSeconds * Math.Pow(2, Math.Clamp(earlier, 0, 20)), longest.TotalSeconds));

    private async Task GiveBackAsync()
    {
        try
        {
            await _line.GiveBackAsync(channel, CancellationToken.None);
        }
        catch (DbException exception)
        {
            // It runs out by itself.
            Log.LeaseNotGivenBack(log, exception, channel.ToString());
        }
    }

    private static PostRequest ToRequest(Delivery delivery) =>
        new(
            delivery.Channel.Channel,
            delivery.Operation.ToPost(),
            delivery.Kind,
            delivery.ParentId,
            delivery.Operation == DeliveryOperation.Create ? null : delivery.RemoteId,
            delivery.Payload,
            delivery.Post
        );

    /// <summary>When to look at the line again.</summary>
    private abstract record Next
    {
        public sealed record AtOnce : Next;

        public sealed record After(TimeSpan Wait) : Next
        {
            /// <summary>What ends the wait sooner.</summary>
            public Task? Freed { get; init; }
        }

        public sealed record Elsewhere(TimeSpan Wait) : Next;

        /// <summary>As soon as a lane has done its work.</summary>
        public sealed record Lane : Next;

        public sealed record Finished : Next;
    }
}
