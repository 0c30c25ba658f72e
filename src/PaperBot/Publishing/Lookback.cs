namespace PaperBot.Publishing;

/// <summary>From when on a channel's history is read for a post in doubt. Pure; clocks that disagree only make it longer.</summary>
internal static class Lookback
{
    /// <summary>Two clocks that are both right may differ by so much.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    /// <summary>Nobody knows when an earlier post was sent: a digest stands within minutes, and a day's history can be read.</summary>
    private static readonly TimeSpan Unknown = TimeSpan.FromDays(1);

    /// <param name="started">When the request was begun, by our clock of that time.</param>
    /// <param name="earlier">When earlier posts of ours were sent, by our clock of those times: the last of them has to show as well.</param>
    public static DateTimeOffset Since(DateTimeOffset started, DateTimeOffset now, IReadOnlyCollection<DateTimeOffset> earlier)
    {
        var first = Min(started, now);
        // What is said to have been sent later than this was begun is of a clock that ran ahead, and tells nothing of when it was.
        var believed = earlier.Where(sent => sent <= started).ToList();
        if (earlier.Count > 0)
        {
            first = believed.Count > 0 ? Min(first, believed.Max()) : first - Unknown;
        }

        // Begun in the future: our clock has been set back since, by at least that much.
        var setBack = started > now ? started - now : TimeSpan.Zero;
        return first - setBack - Margin;
    }

    /// <summary>
    /// Where to read from instead, once the platform's own clock is known; null where ours agrees with it. A clock of ours that runs
    /// ahead would make us look only at what has not happened yet, and find nothing.
    /// </summary>
    public static DateTimeOffset? Corrected(DateTimeOffset since, DateTimeOffset now, DateTimeOffset asOf)
    {
        var ahead = now - asOf;
        return ahead > Margin ? since - ahead : null;
    }

    private static DateTimeOffset Min(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;
}
