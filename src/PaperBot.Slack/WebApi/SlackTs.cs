using System.Globalization;

namespace PaperBot.Slack.WebApi;

/// <summary>
/// A message's <c>ts</c> is its name in its channel, and a string: <c>1721000000.000100</c>. It is compared and passed on as it is and
/// read as a time only where a time is what is wanted.
/// </summary>
internal static class SlackTs
{
    public static DateTimeOffset? TimeOf(string ts) =>
        decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and < 100_000_000_000
            ? DateTimeOffset.UnixEpoch + TimeSpan.FromMicroseconds((double)(seconds * 1_000_000))
            : null;

    public static string From(DateTimeOffset time)
    {
        var microseconds = (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000}.{microseconds % 1_000_000:000000}");
    }
}
