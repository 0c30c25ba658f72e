namespace PaperBot.Chat;

/// <summary>
/// What a platform's documentation promises about the pace of posts. What its answers say comes as
/// <see cref="SendOutcome.Pause"/> and as <see cref="SendOutcome.NotSent"/>; the outbox keeps to all of them.
/// </summary>
public sealed record PostPacing
{
    public static PostPacing Unlimited { get; } = new();

    /// <summary>For each channel on its own (Slack: about one post a second).</summary>
    public RateLimit? Channel { get; init; }

    /// <summary>For everything that goes to the workspace (Discord: 50 requests a second in all).</summary>
    public RateLimit? Workspace { get; init; }

    /// <summary>
    /// How many of a channel's threads may be filled at the same time: 1 where all of a channel's posts share one limit (Slack), more
    /// where each thread has its own (Discord). Within a thread, and within the channel itself, posts always follow each other.
    /// </summary>
    public int Threads { get; init; } = 1;

    /// <summary>How long after a post its history may still not show it: nothing is believed absent before that.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>At most so many requests in any span of this length, counted from their answers.</summary>
public sealed record RateLimit(int Requests, TimeSpan Per);
