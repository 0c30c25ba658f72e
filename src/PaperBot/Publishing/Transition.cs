using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>What an answer, or a look into the history, makes of a delivery. Pure: the same answer always leads to the same step.</summary>
public abstract record Transition
{
    private Transition() { }

    /// <summary>It stands, or for an edit or a removal: it is done.</summary>
    /// <param name="Extras">Further copies with our marker, to be removed.</param>
    public sealed record Done(string RemoteId, IReadOnlyList<string> Extras) : Transition;

    /// <summary>It did not happen; back to the line, not counted as an attempt.</summary>
    /// <param name="Wait">What the platform told us; null where it said nothing.</param>
    public sealed record Later(TimeSpan? Wait, WaitScope Scope, string Reason) : Transition;

    /// <summary>It may have happened: look before anything else.</summary>
    public sealed record Doubt(string Reason) : Transition;

    /// <summary>It may have happened, and doing it again does no harm.</summary>
    public sealed record Repeat(string Reason) : Transition;

    /// <summary>Not in the history; one more look before that is believed.</summary>
    public sealed record LookAgain : Transition;

    /// <summary>The history cannot be read just now.</summary>
    public sealed record LookLater(TimeSpan? Wait, string Reason) : Transition;

    /// <summary>Proven absent: sent again under the same key.</summary>
    public sealed record Absent : Transition;

    public sealed record Hold(HoldReason Reason, string Detail, HoldReach Reach, bool Doubtful) : Transition
    {
        /// <summary>The held delivery that this one waits behind; null where it is held for itself.</summary>
        public string? Behind { get; init; }
    }

    /// <summary>Nothing is left to do, and nobody needs to act: the post was removed by somebody.</summary>
    public sealed record Gone(string Detail) : Transition;

    /// <summary>Nobody wants it any more, or what it is about does not stand.</summary>
    public sealed record Withdrawn(string Detail) : Transition;

    /// <summary>The platform no longer lets the post be edited: the correction is posted in its thread.</summary>
    public sealed record Correct(string Detail) : Transition;

    /// <summary>Unknown and then absent so often, and it is held.</summary>
    public const int MostRounds = 5;

    /// <summary>Looks without finding it, before it is believed absent.</summary>
    public const int LooksNeeded = 2;

    public static Transition After(Delivery delivery, SendOutcome outcome) =>
        (outcome, delivery.Operation) switch
        {
            (SendOutcome.Sent sent, _) => new Done(sent.RemoteId, []),
            (SendOutcome.NotSent later, _) => new Later(later.RetryAfter, later.Scope, later.Reason),
            (SendOutcome.Unknown unknown, _) when !delivery.IsRepeatable => new Doubt(unknown.Reason),
            (SendOutcome.Unknown unknown, _) => delivery.Rounds + 1 < MostRounds
                ? new Repeat(unknown.Reason)
                : HoldFor(delivery, HoldReason.NeverArrives, unknown.Reason),
            // Somebody was quicker: what we wanted removed is removed.
            (SendOutcome.Rejected { Reason: RejectionReason.MessageGone }, DeliveryOperation.Delete) => new Done(
                delivery.RemoteId ?? "",
                []
            ),
            (SendOutcome.Rejected { Reason: RejectionReason.MessageGone } gone, DeliveryOperation.Edit) => new Gone(
                $"{gone.Code}: {gone.Detail}"
            ),
            (SendOutcome.Rejected { Reason: RejectionReason.EditForbidden } refused, DeliveryOperation.Edit) => new Correct(
                $"{refused.Code}: {refused.Detail}"
            ),
            (SendOutcome.Rejected refused, _) => HoldFor(
                delivery,
                HoldReasons.Of(refused.Reason),
                $"{refused.Code}: {refused.Detail}"
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "An outcome that nobody has thought of."),
        };

    /// <param name="earlierSeen">Whether an earlier post of ours in the same place shows, which proves that the history can be read; null where there is none.</param>
    public static Transition AfterLook(Delivery delivery, HistoryOutcome look, bool? earlierSeen) =>
        look switch
        {
            HistoryOutcome.Unavailable later => new LookLater(later.RetryAfter, later.Reason),
            HistoryOutcome.Unreadable refused => HoldFor(
                delivery,
                HoldReason.HistoryUnreadable,
                $"{refused.Reason}: {refused.Detail}",
                doubtful: true
            ),
            HistoryOutcome.Read read => AfterReading(delivery, Copies(delivery, read), earlierSeen),
            _ => throw new ArgumentOutOfRangeException(nameof(look), look, "A look that nobody has thought of."),
        };

    private static Transition AfterReading(Delivery delivery, List<string> copies, bool? earlierSeen)
    {
        if (copies.Count > 0)
        {
            return new Done(copies[0], copies[1..]);
        }

        // Late history shows neither this post nor an earlier one; a second look may.
        if (delivery.Looks + 1 < LooksNeeded)
        {
            return new LookAgain();
        }

        if (earlierSeen == false)
        {
            return HoldFor(
                delivery,
                HoldReason.HistoryUnreadable,
                "An earlier post of ours does not show in the history either.",
                doubtful: true
            );
        }

        return delivery.Rounds + 1 < MostRounds
            ? new Absent()
            : HoldFor(delivery, HoldReason.NeverArrives, $"Sent {MostRounds} times without a clear answer; it never appeared.");
    }

    /// <summary>Oldest first: the first one is kept.</summary>
    private static List<string> Copies(Delivery delivery, HistoryOutcome.Read read)
    {
        var marker = DeliveryMarker.For(delivery.Post);
        return
        [
            .. read
                .Posts.Where(post => post.Marker == marker)
                .OrderBy(post => post.PostedAt)
                .Select(post => post.RemoteId)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    public static Hold HoldFor(Delivery delivery, HoldReason reason, string detail, bool doubtful = false) =>
        new(reason, detail, HoldReasons.Reach(reason, delivery), doubtful);
}
