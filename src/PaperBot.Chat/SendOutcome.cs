namespace PaperBot.Chat;

/// <summary>What became of one request that changes something on a platform. Every adapter sorts every answer into one of these four.</summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>
    /// How long the place that the request went to must now be left alone, whatever became of it: what the answer's rate limit
    /// headers say (a bucket that is used up). Zero where the next request may follow at once.
    /// </summary>
    public TimeSpan Pause { get; init; }

    /// <summary>It stands. For an edit or a delete the id is the one that was asked for.</summary>
    public sealed record Sent(string RemoteId) : SendOutcome;

    /// <summary>It certainly did not happen and may be tried again: told to wait, or failed before the request was written.</summary>
    /// <param name="RetryAfter">What the platform told us to wait; null where it said nothing.</param>
    /// <param name="Scope">How far the wait reaches.</param>
    public sealed record NotSent(TimeSpan? RetryAfter, WaitScope Scope, string Reason) : SendOutcome;

    /// <summary>The platform refused and will refuse again until somebody changes something.</summary>
    /// <param name="Code">The platform's own error code or string.</param>
    public sealed record Rejected(RejectionReason Reason, string Code, string Detail) : SendOutcome;

    /// <summary>It may or may not have happened: look before anything is sent again.</summary>
    public sealed record Unknown(string Reason) : SendOutcome;
}

/// <summary>How far a wait reaches.</summary>
public enum WaitScope
{
    /// <summary>This request alone, such as a connection that could not be made.</summary>
    Request,

    /// <summary>What goes to the same thread; for a post in the channel itself, what goes there.</summary>
    Place,

    /// <summary>The channel with all its threads.</summary>
    Channel,
    Workspace,

    /// <summary>Everything that this process sends to the platform.</summary>
    Platform,
}

/// <summary>Why a platform refused, as far as it changes what we do and what we tell an admin.</summary>
public enum RejectionReason
{
    /// <summary>The token is wrong, revoked or expired: nothing can be sent to this workspace.</summary>
    TokenRefused,
    MissingPermission,
    ChannelGone,
    NotInChannel,
    ChannelArchived,
    ThreadGone,
    ThreadLocked,

    /// <summary>The post to be edited or deleted is not there.</summary>
    MessageGone,

    /// <summary>The platform no longer lets this post be edited.</summary>
    EditForbidden,

    /// <summary>The workspace's own filter refused the content.</summary>
    ContentRefused,
    TooLarge,

    /// <summary>The request was malformed: our bug.</summary>
    InvalidRequest,

    /// <summary>Refused for a reason that we have no remedy for.</summary>
    Other,
}
