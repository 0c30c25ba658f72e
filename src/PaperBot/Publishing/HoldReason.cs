using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>Why a delivery waits for somebody.</summary>
public enum HoldReason
{
    TokenRefused,
    MissingPermission,
    ChannelGone,
    NotInChannel,
    ChannelArchived,
    ThreadGone,
    ThreadLocked,
    MessageGone,
    EditForbidden,
    ContentRefused,
    TooLarge,
    InvalidRequest,
    Other,

    /// <summary>It was sent, the answer was lost, and the history cannot be read: did it arrive?</summary>
    HistoryUnreadable,

    /// <summary>It was sent several times, each time without a clear answer, and never appeared.</summary>
    NeverArrives,

    /// <summary>The post it would hang under does not stand.</summary>
    ParentMissing,

    /// <summary>Nothing is wrong with it: it waits behind one that is held.</summary>
    Behind,
}

/// <summary>How much waits together with a held delivery.</summary>
public enum HoldReach
{
    /// <summary>It alone: an edit that is refused keeps no post from being made.</summary>
    Alone,

    /// <summary>What follows in its thread.</summary>
    Thread,

    /// <summary>The whole digest: without its header there is nothing to hang the rest under.</summary>
    Digest,

    /// <summary>Everything for the channel.</summary>
    Channel,

    /// <summary>Everything that the same token sends.</summary>
    Installation,
}

public static class HoldReasons
{
    public static HoldReason Of(RejectionReason reason) => Enum.Parse<HoldReason>(reason.ToString());

    /// <summary>How far the remedy of a reason reaches, and so the waiting.</summary>
    public static HoldReach Reach(HoldReason reason, Delivery delivery) =>
        reason switch
        {
            HoldReason.TokenRefused => HoldReach.Installation,
            HoldReason.MissingPermission or HoldReason.ChannelGone or HoldReason.NotInChannel or HoldReason.ChannelArchived =>
                HoldReach.Channel,
            _ when delivery.Operation != DeliveryOperation.Create => HoldReach.Alone,
            _ when delivery.Kind == PostKind.Header => HoldReach.Digest,
            _ => HoldReach.Thread,
        };
}
