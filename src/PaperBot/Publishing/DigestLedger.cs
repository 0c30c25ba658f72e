using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Which weeks a channel has had, and which it will not get unasked.</summary>
public sealed class DigestLedger(Store store)
{
    private sealed record Row(string Week, string State, long PlannedAt);

    public Task<ChannelLedger> ReadAsync(ChannelKey channel, CancellationToken cancellationToken) =>
        store.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(
                    "select week as Week, state as State, planned_at as PlannedAt from digest where channel = @channel",
                    new { channel = channel.ToString() }
                );
                var planned = rows.Where(row => row.State != "ARCHIVED").Select(row => row.PlannedAt).ToList();
                return new ChannelLedger(
                    rows.Select(row => WeekId.Parse(row.Week)).ToHashSet(),
                    rows.Where(row => row.State != "ARCHIVED").Select(row => WeekId.Parse(row.Week)).ToHashSet(),
                    planned.Count == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(planned.Max())
                );
            },
            cancellationToken
        );

    /// <summary>Keeps a week as not posted, with the reason; a call for it by its name posts it all the same.</summary>
    public Task ArchiveAsync(WeekId week, DigestTarget target, string reason, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    insert into digest(digest, week, channel, workspace, revision, live, state, reason, language, threads, planned_at)
                    values(@digest, @week, @channel, @workspace, 1, 1, 'ARCHIVED', @reason, @language, @threads, @now) on conflict(digest) do nothing
                    """,
                    new
                    {
                        digest = DeliveryKey.Digest(week, target.Channel, 1),
                        week = week.ToString(),
                        channel = target.Channel.ToString(),
                        workspace = target.Channel.Installation,
                        reason,
                        language = target.Language.Code(),
                        threads = target.Threads.ToString(),
                        now = await session.NowAsync(),
                    }
                );
                await session.MarkChangedAsync(StoreTopic.Deliveries);
            },
            cancellationToken
        );
}

/// <param name="Weeks">The weeks that have a digest, archived ones included.</param>
/// <param name="Posted">Those without the archived ones.</param>
/// <param name="LastPlanned">Null for a channel that never got one.</param>
public sealed record ChannelLedger(IReadOnlySet<WeekId> Weeks, IReadOnlySet<WeekId> Posted, DateTimeOffset? LastPlanned);
