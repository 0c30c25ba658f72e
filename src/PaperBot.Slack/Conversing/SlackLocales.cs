using System.Collections.Concurrent;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Conversing;

/// <summary>People's languages, asked of Slack once and remembered for a while.</summary>
internal sealed class SlackLocales(SlackWebApi api, TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Life = TimeSpan.FromHours(6);

    /// <summary>After a failure the next try is not far, but not the next request either.</summary>
    private static readonly TimeSpan FailureLife = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string? Locale, long Until)> _known = new(StringComparer.Ordinal);

    /// <summary>Such as <c>ja-JP</c>; null where Slack does not tell, or not in time.</summary>
    public async Task<string?> OfAsync(string userId, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (Remembered(userId, out var locale))
        {
            return locale;
        }

        // The question goes on without us, so that the next request of this person finds the answer.
        var asking = AskAsync(userId, CancellationToken.None);
        try
        {
            return await asking.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private bool Remembered(string userId, out string? locale)
    {
        locale = null;
        if (!_known.TryGetValue(userId, out var known) || known.Until <= time.GetTimestamp())
        {
            return false;
        }

        locale = known.Locale;
        return true;
    }

    private async Task<string?> AskAsync(string userId, CancellationToken cancellationToken)
    {
        var answer = await api.UserInfoAsync(userId, cancellationToken);
        var locale = (answer as SlackAnswer.Done)?.Body.Text("user", "locale");
        if (_known.Count >= Most)
        {
            // A workspace of this size fills it again in minutes; nothing is lost but a few questions.
            _known.Clear();
        }

        var life = locale is null ? FailureLife : Life;
        _known[userId] = (locale, time.GetTimestamp() + (long)(life.TotalSeconds * time.TimestampFrequency));
        return locale;
    }
}
