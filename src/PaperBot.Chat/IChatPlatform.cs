namespace PaperBot.Chat;

/// <summary>
/// One chat platform: Discord, Slack or the local workspace. It renders, sends, edits, deletes and reads back, and brings in
/// what people type. It keeps no delivery state and never repeats a request that may have been accepted: that is the outbox's work.
/// </summary>
public interface IChatPlatform
{
    /// <summary>Stable lower-case name: <c>slack</c>, <c>discord</c>, <c>local</c>.</summary>
    string Name { get; }

    /// <summary>The installation that posts: Slack's team id, Discord's application id, <c>local</c>. Null until <see cref="RunAsync"/> or <see cref="DescribeAsync"/> has learned it.</summary>
    string? Workspace { get; }

    /// <summary>Completed once connected, commands registered and ready to answer; faulted where that can never succeed (a revoked token, a fatal close code).</summary>
    Task Ready { get; }

    /// <summary>
    /// Connects, registers commands and receives until told to stop; reconnects by itself, for ever. Returns at cancellation and
    /// throws only where going on is pointless, with a message that says what to do.
    /// </summary>
    Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken);

    /// <summary>
    /// What a channel can do, read from the platform and cached for a while.
    /// </summary>
    Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken);

    /// <summary>The platform's limits for messages in a channel of this kind.</summary>
    MessageLimits Limits { get; }

    /// <summary>How fast posts may follow each other, as far as it is known before the first answer.</summary>
    PostPacing Pacing => PostPacing.Unlimited;

    /// <summary>
    /// The final body for one post: pure, the same for the same input, within the platform's limits. What it returns is stored
    /// and sent as it stands.
    /// </summary>
    /// <param name="deliveryKey">Goes into the body as the marker by which the post is found again.</param>
    string Render(ChatMessage message, PostKind kind, string deliveryKey);

    /// <summary>Sends one request, once.</summary>
    Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken);

    /// <summary>Our own marked posts in a channel, or in one thread of it, from an instant on.</summary>
    Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken);

    /// <summary>The address that opens a post for a person; null where the platform has none yet.</summary>
    /// <param name="threadId">The thread the post stands in, null for a post in the channel itself.</param>
    Uri? Permalink(string channelId, string? threadId, string remoteId);

    /// <summary>Checks everything an operator can get wrong: token, rights, channels, receiving.</summary>
    Task<IReadOnlyList<Finding>> DiagnoseAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken);
}

/// <summary>Where a post goes, as far as it changes its body.</summary>
public enum PostKind
{
    /// <summary>The first post of a digest, in the channel itself.</summary>
    Header,

    /// <summary>A post in the channel that a thread will hang under.</summary>
    Starter,

    /// <summary>The opening of a thread under a starter, where threads are objects; its body holds the thread's name.</summary>
    Thread,

    /// <summary>A post in a thread.</summary>
    Reply,
}

/// <summary>What is asked of the platform.</summary>
public enum PostOperation
{
    Create,
    Edit,
    Delete,
}

/// <summary>One request that changes something.</summary>
/// <param name="ThreadId">For a <see cref="PostKind.Reply"/> the thread's id, for <see cref="PostKind.Thread"/> the starter's id.</param>
/// <param name="RemoteId">The post to edit or delete.</param>
/// <param name="Body">What <see cref="IChatPlatform.Render"/> returned; empty for a delete.</param>
/// <param name="DeliveryKey">The key that <paramref name="Body"/> was rendered with.</param>
public sealed record PostRequest(
    string ChannelId,
    PostOperation Operation,
    PostKind Kind,
    string? ThreadId,
    string? RemoteId,
    string Body,
    string DeliveryKey
);

/// <summary>What a channel can do.</summary>
public abstract record ChannelOutcome
{
    private ChannelOutcome() { }

    /// <param name="Name">As people know it, without the <c>#</c>.</param>
    /// <param name="Threads">How threads come about in it.</param>
    public sealed record Known(string Workspace, string Name, ThreadModel Threads, MessageLimits Limits) : ChannelOutcome;

    public sealed record Refused(RejectionReason Reason, string Code, string Detail) : ChannelOutcome;

    /// <summary>Could not be learned now.</summary>
    /// <param name="RetryAfter">When it can be asked for again, where the platform says so.</param>
    public sealed record Unavailable(string Reason, TimeSpan? RetryAfter = null) : ChannelOutcome;
}

/// <summary>How threads come about in a channel.</summary>
public enum ThreadModel
{
    /// <summary>A reply names its parent and there is nothing to create (Slack, the local workspace).</summary>
    Implicit,

    /// <summary>A thread is made from a message first, and has an id (Discord's text and announcement channels).</summary>
    FromMessage,

    /// <summary>Header and starters are threads of their own (Discord's forum channels): a starter's id is its thread's id.</summary>
    Forum,
}

/// <param name="ThreadId">Null reads the channel itself.</param>
/// <param name="Since">Posts from this instant on; the clock of the platform may differ a little.</param>
public sealed record HistoryRequest(string ChannelId, string? ThreadId, DateTimeOffset Since);

/// <summary>What a look into the history gave.</summary>
public abstract record HistoryOutcome
{
    private HistoryOutcome() { }

    /// <summary>All our marked posts of that span, oldest first. An empty list is believed only from a history that could be read.</summary>
    public sealed record Read(IReadOnlyList<MarkedPost> Posts) : HistoryOutcome
    {
        /// <summary>The platform's clock when it answered (its <c>Date</c> header), by which a wrong clock of ours is noticed; null where it tells none.</summary>
        public DateTimeOffset? AsOf { get; init; }
    }

    /// <summary>The right to read is missing, so absence proves nothing.</summary>
    public sealed record Unreadable(RejectionReason Reason, string Detail) : HistoryOutcome;

    /// <summary>Not now: rate limit, network, outage.</summary>
    public sealed record Unavailable(TimeSpan? RetryAfter, string Reason) : HistoryOutcome;
}

/// <param name="Marker">What <see cref="IChatPlatform"/> made of the delivery key; compare with <see cref="DeliveryMarker"/>.</param>
public sealed record MarkedPost(string Marker, string RemoteId, DateTimeOffset PostedAt);

/// <summary>One thing that a diagnosis looked at.</summary>
/// <param name="Remedy">What to do, where it is not well.</param>
public sealed record Finding(FindingLevel Level, string Subject, string Detail, string? Remedy = null);

public enum FindingLevel
{
    Well,
    Warning,
    Wrong,
}
