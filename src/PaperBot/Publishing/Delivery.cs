using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>To be sent when its turn comes.</summary>
    Pending,

    /// <summary>The intent is committed; the request may be on its way. Found by another owner it is the same as <see cref="Unknown"/>.</summary>
    Sending,

    /// <summary>It may or may not stand: looked up in the history before anything is sent again.</summary>
    Unknown,

    Sent,

    /// <summary>Waits for somebody; <see cref="HoldReason"/> says for what.</summary>
    Held,

    /// <summary>Not sent by policy, with the reason.</summary>
    Skipped,

    /// <summary>Stood and was removed by us.</summary>
    Retracted,
}

/// <summary>What a delivery asks of the platform.</summary>
public enum DeliveryOperation
{
    Create,
    Edit,
    Delete,
}

public static class DeliveryNames
{
    public static string Code(this DeliveryOperation operation) =>
        operation switch
        {
            DeliveryOperation.Create => "create",
            DeliveryOperation.Edit => "edit",
            _ => "delete",
        };

    public static string Code(this DeliveryState state) => state.ToString().ToUpperInvariant();

    public static DeliveryState State(string code) => Enum.Parse<DeliveryState>(code, ignoreCase: true);

    public static PostOperation ToPost(this DeliveryOperation operation) =>
        operation switch
        {
            DeliveryOperation.Create => PostOperation.Create,
            DeliveryOperation.Edit => PostOperation.Edit,
            _ => PostOperation.Delete,
        };
}

/// <summary>A row of the outbox, as the one who works on it needs it.</summary>
public sealed record Delivery
{
    public required string Key { get; init; }

    public required string Digest { get; init; }

    public required ChannelKey Channel { get; init; }

    /// <summary><c>header</c>, <c>p03</c>, <c>p03/thread</c>, <c>p03/summary</c>, <c>p03/qa1</c>.</summary>
    public required string Part { get; init; }

    public required PostKind Kind { get; init; }

    public required DeliveryOperation Operation { get; init; }

    /// <summary>Counts the edits and removals of one post; 0 for the post itself.</summary>
    public long Change { get; init; }

    /// <summary>Its place in the channel's line: plans one after the other, within a plan by <see cref="Seq"/>.</summary>
    public long Turn { get; init; }

    public long Seq { get; init; }

    /// <summary>The key of the post itself: what its body was rendered with and what its marker in the history is.</summary>
    public required string Post { get; init; }

    /// <summary>The post it hangs under; null in the channel itself.</summary>
    public string? Parent { get; init; }

    /// <summary>The platform's id of <see cref="Parent"/>; null while it has none.</summary>
    public string? ParentId { get; init; }

    /// <summary>For an edit or a removal: the post it is about. For a post: its own id, once it stands.</summary>
    public string? RemoteId { get; init; }

    public required string Payload { get; init; }

    public required string PayloadHash { get; init; }

    /// <summary>The neutral message of an edit.</summary>
    public string? Message { get; init; }

    public required DeliveryState State { get; init; }

    public int Attempt { get; init; }

    public int Looks { get; init; }

    public int Rounds { get; init; }

    /// <summary>When the request that is in doubt was begun.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Sending it again does no harm: an edit, a removal, and the opening of a thread, of which a starter has at most one.</summary>
    public bool IsRepeatable => Operation != DeliveryOperation.Create || Kind == PostKind.Thread;

    /// <summary>A post in a thread; header, starters and the opening of a thread stand in the channel.</summary>
    public bool IsInThread => Kind == PostKind.Reply;
}
