namespace PaperBot.Discord.Gateway;

/// <summary>
/// How long to wait before the next connection. Full jitter, so that many clients do not come back at the same moment: up to a second at
/// first, doubling to a minute.
/// </summary>
internal sealed class ReconnectPause(Func<double> random)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    /// <summary>Connections that came to nothing, one after the other.</summary>
    public int Failures { get; private set; }

    public void Failed() => Failures++;

    /// <summary>A connection that has carried events for a while was a good one, so the count begins anew.</summary>
    public void Succeeded() => Failures = 0;

    public TimeSpan Next()
    {
        var most = TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, Math.Min(Failures, 10))));
        var least = Failures > 1 ? TimeSpan.FromSeconds(1) : TimeSpan.Zero;
        var wait = most * random();
        return wait > least ? wait : least;
    }

    public TimeSpan Between(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * random()));
}
