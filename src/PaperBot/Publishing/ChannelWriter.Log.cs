using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>What the log is told of each step.</summary>
internal sealed partial class ChannelWriter
{
    private void Tell(Delivery delivery, Transition transition, Settled settled, Settlement saved)
    {
        switch (settled)
        {
            case Settled.PassedOver:
                Log.PassedOver(log, delivery.Key);
                return;
            case Settled.Released:
                Log.NotBehind(log, delivery.Key);
                return;
        }

        PostMeters.Settled(delivery, transition);
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
            case Transition.Hold hold when saved.Behind is { } first:
                Log.HeldBehind(log, delivery.Key, first, hold.Reason);
                break;
            case Transition.Hold hold:
                var text = HoldText.For(hold.Reason, Papers.Language.English);
                Log.Held(log, delivery.Key, hold.Reason, text.Problem, hold.Detail, text.Remedy, saved.Waiting);
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
            Message = "{Delivery} is held ({Reason}): {Problem} {Detail} {Remedy} Then: paperbot deliveries release. {Waiting} more wait behind it"
        )]
        public static partial void Held(
            ILogger logger,
            string delivery,
            HoldReason reason,
            string problem,
            string detail,
            string remedy,
            int waiting
        );

        [LoggerMessage(Level = LogLevel.Information, Message = "{Delivery} waits with {First} ({Reason})")]
        public static partial void HeldBehind(ILogger logger, string delivery, string first, HoldReason reason);

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

        [LoggerMessage(
            Level = LogLevel.Information,
            Message = "{Delivery} need not wait: what it was to wait behind is held no longer"
        )]
        public static partial void NotBehind(ILogger logger, string delivery);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Delivery}: the adapter failed; whether it was sent is unknown")]
        public static partial void AdapterFailed(ILogger logger, Exception exception, string delivery);

        [LoggerMessage(Level = LogLevel.Error, Message = "{Delivery}: its outcome cannot be saved yet and is kept until it can")]
        public static partial void StoreAway(ILogger logger, Exception exception, string delivery);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel}: the lease could not be given back")]
        public static partial void LeaseNotGivenBack(ILogger logger, Exception exception, string channel);
    }
}
