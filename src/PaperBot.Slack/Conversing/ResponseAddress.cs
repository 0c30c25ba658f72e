namespace PaperBot.Slack.Conversing;

/// <summary>A <c>response_url</c> with what is left of its five uses and thirty minutes.</summary>
internal sealed class ResponseAddress(Uri target, DateTimeOffset receivedAt)
{
    private const int MostUses = 5;

    /// <summary>A minute less than Slack gives, for clocks that differ and requests that take their time.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(29);

    private int _uses;

    public Uri Target => target;
    public DateTimeOffset ReceivedAt => receivedAt;

    public bool TryUse(DateTimeOffset now) => now - receivedAt < Life && Interlocked.Increment(ref _uses) <= MostUses;
}
