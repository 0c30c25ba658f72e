using System.Globalization;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Runs;

/// <summary>Which paper a thread is about: the deliveries know the post, the week knows the paper.</summary>
public sealed class ThreadPapers(Store store, PaperStore papers)
{
    private sealed record Row(string Week, string Part, string Channel);

    /// <returns>Null where the thread is none of ours, or the header's.</returns>
    public async Task<PaperId?> FindAsync(string platform, string channelId, string threadId, CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync(
            session =>
                session.QueryAsync<Row>(
                    """
                    select g.week as Week, d.thread as Part, d.channel as Channel from delivery d join digest g on g.digest = d.digest
                    where d.remote_id = @threadId and d.op = 'create' and d.kind in ('Starter', 'Thread')
                    """,
                    new { threadId }
                ),
            cancellationToken
        );
        var row = rows.FirstOrDefault(row =>
            ChannelKey.Parse(row.Channel) is var channel && channel.Platform == platform && channel.Channel == channelId
        );
        if (row is null || !int.TryParse(row.Part.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        // A part's number is the paper's place in its week.
        var week = await papers.FindWeekAsync(WeekId.Parse(row.Week), cancellationToken);
        return week is not null && number <= week.Papers.Count ? week.Papers[number - 1].Paper.Id : null;
    }
}
