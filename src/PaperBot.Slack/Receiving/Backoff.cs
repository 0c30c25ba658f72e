namespace PaperBot.Slack.Receiving;

/// <summary>Waiting times between tries that never end: full jitter between a tenth of a second and a ceiling that doubles from one second to one minute.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Ceiling = TimeSpan.FromMinutes(1);

    private int _tries;

    public void Reset() => _tries = 0;

    public TimeSpan Next()
    {
        var most = First * Math.Pow(2, Math.Min(_tries++, 10));
        return Jittered(Floor, most < Ceiling ? most : Ceiling);
    }

    /// <summary>Evenly between the two, so that many clients that lost the same server do not come back in one moment.</summary>
    public static TimeSpan Jittered(TimeSpan least, TimeSpan most)
    {
#pragma warning disable CA5394 // Spreading out needs no secret.
        return least + ((most - least) * Random.Shared.NextDouble());
#pragma warning restore CA5394
    }
}
