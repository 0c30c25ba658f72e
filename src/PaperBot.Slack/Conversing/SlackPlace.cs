namespace PaperBot.Slack.Conversing;

/// <summary>Where a person did something, and by what ways an answer gets there.</summary>
/// <param name="ChannelId">The person's own id where it was in no channel (App Home): that is their conversation with us.</param>
/// <param name="ThreadTs">The parent of the thread it happened in.</param>
internal sealed record SlackPlace(string ChannelId, string? ThreadTs, string UserId)
{
    public SlackSurface Surface { get; init; }

    /// <summary>Shows answers without a token and without membership, five times within half an hour.</summary>
    public ResponseAddress? ResponseUrl { get; init; }

    /// <summary>Opens a modal within three seconds, once.</summary>
    public string? TriggerId { get; init; }

    /// <summary>What was pressed stands on a message that only this person sees, so it may be replaced.</summary>
    public bool IsEphemeral { get; init; }

    /// <summary>The thread does not stand yet: a post of ours opens it, but what only one person sees would be invisible in it.</summary>
    public bool OpensThread { get; init; }

    public string? ViewId { get; init; }
    public string? ViewHash { get; init; }

    /// <summary>A conversation of this person and the bot alone.</summary>
    public bool IsDirect => ChannelId == UserId || ChannelId.StartsWith('D');
}

internal enum SlackSurface
{
    /// <summary>A slash command, typed into the message field.</summary>
    Command,

    /// <summary>A control on a message.</summary>
    Message,

    /// <summary>Words said in a channel, a thread or a direct conversation.</summary>
    Speech,

    /// <summary>A control in, or the submission of, a modal.</summary>
    Modal,

    /// <summary>A control on the person's start page.</summary>
    Home,
}
