using System.Data.Common;
using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Works off one channel's line, one delivery after the other, for as long as there is something to do. The order of each step is the
/// promise: a place by the platform's pace, the committed intent, the clock's last word, one request, the committed outcome.
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

    private readonly ChannelLine _line = new(store, settings, node);
    private readonly HistoryLook _look = new(store, platform, time);
    private int _refusals;

    private TimeSpan Settle => settings.Settle > TimeSpan.Zero ? settings.Settle : platform.Pacing.Settle;

    /// <summary>Returns when the line is empty or paused; stops between two requests when told to, and gives the lease back.</summary>
    /// <param name="woken">Completes when something may have changed that ends a wait for another node.</param>
    public async Task RunAsync(Func<TimeSpan, CancellationToken, Task> woken, CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var wait = gates.TryEnter(channel, platform.Pacing);
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, time, stopping);
                    continue;
                }

                var next = await StepInPlaceAsync(stopping);
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

        await GiveBackAsync();
    }

    private Task WaitAsync(Next next, Func<TimeSpan, CancellationToken, Task> woken, CancellationToken stopping) =>
        next switch
        {
            Next.After after => Task.Delay(after.Wait, time, stopping),
            Next.Elsewhere elsewhere => woken(elsewhere.Wait, stopping),
            _ => Task.CompletedTask,
        };

    private async Task<Next> StepInPlaceAsync(CancellationToken stopping)
    {
        var sent = false;
        try
        {
            var lease = LeaseWatch.Begin(time);
            var step = await _line.BeginAsync(channel, Settle, stopping);
            switch (step)
            {
                case LineStep.Send send:
                    Failpoint.Hit("intended");
                    sent = true;
                    await SendAsync(send.Delivery, send.Token, lease, stopping);
                    return new Next.AtOnce();
                case LineStep.Look look:
                    await LookAsync(look.Delivery, look.Token, stopping);
                    return new Next.AtOnce();
                case LineStep.Settle known:
                    await SettleAsync(known.Delivery, known.Token, known.Transition, stopping);
                    return new Next.AtOnce();
                case LineStep.Wait wait:
                    return new Next.After(wait.For);
                case LineStep.Elsewhere elsewhere:
                    return new Next.Elsewhere(elsewhere.For);
                default:
                    return new Next.Finished();
            }
        }
        finally
        {
            gates.Leave(channel, platform.Pacing, counted: sent);
        }
    }

    private async Task SendAsync(Delivery delivery, long token, LeaseWatch lease, CancellationToken stopping)
    {
        if (lease.Elapsed(time) + settings.RequestTimeout >= settings.Lease)
        {
            // A pause between the commit and here: the lease may end before the answer comes, and another node may look before it
            // shows. Nothing was sent; whoever owns the channel next looks first, as for any intent without an outcome.
            Log.TooLateToSend(log, delivery.Key);
            return;
        }

        var outcome = await RequestAsync(delivery, stopping);
        Failpoint.Hit("response");
        gates.Close(channel, WaitScope.Channel, outcome.Pause);
        await SettleAsync(delivery, token, Transition.After(delivery, outcome), stopping);
    }

    /// <summary>One request, never repeated here. A stop lets it finish within the grace; then its outcome is unknown, as after a timeout.</summary>
    private async Task<SendOutcome> RequestAsync(Delivery delivery, CancellationToken stopping)
    {
        using var timeout = new CancellationTokenSource(settings.RequestTimeout, time);
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, grace.Token);
        await using var stop = stopping.Register(() => grace.CancelAfter(settings.StopGrace));
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

    private async Task LookAsync(Delivery delivery, long token, CancellationToken stopping)
    {
        Failpoint.Hit("reconcile");
        var transition = await _look.LookAsync(delivery, stopping);
        Failpoint.Hit("looked");
        await SettleAsync(delivery, token, transition, stopping);
    }

    /// <summary>
    /// Saves the outcome whatever the caller wants meanwhile: a database that is away is waited for, as what we know is nowhere else.
    /// Only when the program stops is it given up after the grace, and the next owner looks the row up.
    /// </summary>
    private async Task SettleAsync(Delivery delivery, long token, Transition transition, CancellationToken stopping)
    {
        var wait = Pace(transition);
        using var grace = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var stop = stopping.Register(() => grace.CancelAfter(settings.StopGrace));
        for (var tries = 0; ; tries++)
        {
            try
            {
                var saved = await store.WriteAsync(
                    session => new Settlement(session, delivery, token, platform).WriteAsync(transition, wait, node),
                    CancellationToken.None
                );
                Failpoint.Hit("committed");
                Tell(delivery, transition, saved);
                return;
            }
            catch (DbException exception)
            {
                Log.StoreAway(log, exception, delivery.Key);
                await Task.Delay(Backoff(tries, TimeSpan.FromSeconds(5)), time, grace.Token);
            }
        }
    }

    /// <summary>How long the row rests before its next turn; what reaches further closes a gate as well.</summary>
    private TimeSpan Pace(Transition transition)
    {
        _refusals = transition is Transition.Later or Transition.Repeat or Transition.LookLater ? _refusals + 1 : 0;
        var backoff = Backoff(_refusals - 1, settings.LongestBackoff);
        switch (transition)
        {
            case Transition.Later later:
                // Told to come back at once, and refused again and again, would be a storm of our own.
                var told = later.Wait > TimeSpan.Zero ? later.Wait.Value : backoff;
                gates.Close(channel, later.Scope, told);
                return told;
            case Transition.Repeat:
                gates.Close(channel, WaitScope.Channel, backoff);
                return backoff;
            case Transition.LookLater later:
                gates.Close(channel, WaitScope.Channel, later.Wait ?? backoff);
                return later.Wait ?? backoff;
            case Transition.Doubt or Transition.LookAgain:
                gates.Close(channel, WaitScope.Channel, Settle);
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

    private void Tell(Delivery delivery, Transition transition, bool saved)
    {
        if (!saved)
        {
            Log.PassedOver(log, delivery.Key);
            return;
        }

        switch (transition)
        {
            case Transition.Done { Extras.Count: > 0 } done:
                Log.ExtraCopies(log, delivery.Key, done.Extras.Count);
                break;
            case Transition.Done:
                Log.Done(log, delivery.Key, delivery.Operation, delivery.Attempt);
                break;
            case Transition.Later later:
                Log.Told(log, delivery.Key, later.Wait, later.Scope, later.Reason);
                break;
            case Transition.Doubt doubt:
                Log.InDoubt(log, delivery.Key, doubt.Reason);
                break;
            case Transition.Repeat repeat:
                Log.InDoubt(log, delivery.Key, repeat.Reason);
                break;
            case Transition.Absent:
                Log.Absent(log, delivery.Key);
                break;
            case Transition.LookLater later:
                Log.CannotLook(log, delivery.Key, later.Reason);
                break;
            case Transition.Hold hold:
                Log.Held(log, delivery.Key, hold.Reason, hold.Detail);
                break;
            case Transition.Gone gone:
                Log.Gone(log, delivery.Key, gone.Detail);
                break;
            case Transition.Withdrawn withdrawn:
                Log.Withdrawn(log, delivery.Key, withdrawn.Detail);
                break;
            case Transition.Correct correct:
                Log.Corrected(log, delivery.Key, correct.Detail);
                break;
        }
    }

    /// <summary>When to look at the line again.</summary>
    private abstract record Next
    {
        public sealed record AtOnce : Next;

        public sealed record After(TimeSpan Wait) : Next;

        public sealed record Elsewhere(TimeSpan Wait) : Next;

        public sealed record Finished : Next;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Delivery} {Operation} done at attempt {Attempt}")]
        public static partial void Done(ILogger logger, string delivery, DeliveryOperation operation, int attempt);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Delivery} waits {Wait} ({Scope}): {Reason}")]
        public static partial void Told(ILogger logger, string delivery, TimeSpan? wait, WaitScope scope, string reason);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Delivery} is in doubt and is looked up before anything is sent again: {Reason}"
        )]
        public static partial void InDoubt(ILogger logger, string delivery, string reason);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Delivery} never arrived and is sent again")]
        public static partial void Absent(ILogger logger, string delivery);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Delivery} cannot be looked up now: {Reason}")]
        public static partial void CannotLook(ILogger logger, string delivery, string reason);

        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "{Delivery} is held ({Reason}): {Detail}. 'paperbot deliveries held' says what to do"
        )]
        public static partial void Held(ILogger logger, string delivery, HoldReason reason, string detail);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Delivery}: somebody removed the post, so it is not edited: {Detail}"
        )]
        public static partial void Gone(ILogger logger, string delivery, string detail);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Delivery} is not sent any more: {Detail}")]
        public static partial void Withdrawn(ILogger logger, string delivery, string detail);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Delivery}: the post can no longer be edited: {Detail}")]
        public static partial void Corrected(ILogger logger, string delivery, string detail);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Delivery} stands {Extra} more times than it should; the extra copies are removed"
        )]
        public static partial void ExtraCopies(ILogger logger, string delivery, int extra);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Delivery} was not sent: too little is left of the lease. It is looked up first"
        )]
        public static partial void TooLateToSend(ILogger logger, string delivery);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "{Delivery}: another node has taken the channel over; its word counts"
        )]
        public static partial void PassedOver(ILogger logger, string delivery);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Delivery}: the adapter failed; whether it was sent is unknown")]
        public static partial void AdapterFailed(ILogger logger, Exception exception, string delivery);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Delivery}: its outcome cannot be saved yet and is kept until it can")]
        public static partial void StoreAway(ILogger logger, Exception exception, string delivery);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel}: the lease could not be given back")]
        public static partial void LeaseNotGivenBack(ILogger logger, Exception exception, string channel);
    }
}
