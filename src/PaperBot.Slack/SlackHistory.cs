using System.Text.Json;
using PaperBot.Chat;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack;

/// <summary>Our own posts in a channel or thread, found by the marker that their metadata carries.</summary>
internal sealed class SlackHistory(SlackWebApi api, SlackWorkspace workspace)
{
    /// <summary>Pages are small enough to parse at once and few enough to stay within the minute's budget.</summary>
    private const int PageSize = 100;

    private const int MostPages = 20;

    public async Task<HistoryOutcome> ReadAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        var (identity, problem) = await workspace.LearnAsync(cancellationToken);
        if (identity is null)
        {
            return Failed(problem!);
        }

        var oldest = SlackTs.From(request.Since);
        var posts = new List<MarkedPost>();
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var answer = await api.HistoryAsync(request.ChannelId, request.ThreadId, oldest, cursor, PageSize, cancellationToken);
            if (answer is not SlackAnswer.Done done)
            {
                return Failed(answer);
            }

            foreach (var message in done.Body.Each("messages"))
            {
                if (Read(message, identity, request) is { } post)
                {
                    posts.Add(post);
                }
            }

            cursor = done.Body.Text("response_metadata", "next_cursor");
            if (cursor is null)
            {
                var inOrder = posts.OrderBy(post => post.PostedAt).ThenBy(post => post.RemoteId, StringComparer.Ordinal);
                return new HistoryOutcome.Read([.. inOrder]) { AsOf = done.At };
            }
        }

        return new HistoryOutcome.Unavailable(null, $"more than {PageSize * MostPages} messages since {oldest}");
    }

    /// <summary>A thread's page begins with its parent, however old; it is no post of the thread.</summary>
    private static MarkedPost? Read(JsonElement message, SlackIdentity identity, HistoryRequest request)
    {
        var ts = message.Text("ts");
        var isOurs =
            message.Text("user") == identity.UserId || (identity.BotId is not null && message.Text("bot_id") == identity.BotId);
        return
            ts is not null
            && ts != request.ThreadId
            && isOurs
            && message.Text("metadata", "event_type") == SlackRenderer.EventType
            && message.Text("metadata", "event_payload", SlackRenderer.MarkerField) is { } marker
            && SlackTs.TimeOf(ts) is { } postedAt
            ? new MarkedPost(marker, ts, postedAt)
            : null;
    }

    private static HistoryOutcome Failed(SlackAnswer answer) =>
        answer switch
        {
            SlackAnswer.Refused refused => new HistoryOutcome.Unreadable(refused.Reason, refused.Detail),
            SlackAnswer.Throttled throttled => new HistoryOutcome.Unavailable(throttled.RetryAfter, answer.Describe()),
            _ => new HistoryOutcome.Unavailable(null, answer.Describe()),
        };
}
