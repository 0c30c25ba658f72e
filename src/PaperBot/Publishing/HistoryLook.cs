using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Looks a delivery in doubt up by its marker, where it would stand if it had arrived (I5: never sent again before that).</summary>
internal sealed class HistoryLook(Store store, IChatPlatform platform, TimeProvider time)
{
    private sealed record EarlierRow(string Post, string RemoteId, long? SentAt);

    public async Task<Transition> LookAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var earlier = await EarlierAsync(delivery, cancellationToken);
        var since = delivery.IsInThread ? DateTimeOffset.UnixEpoch : Since(delivery, earlier, time.GetUtcNow());
        var look = await ReadAsync(delivery, since, cancellationToken);
        if (
            look is HistoryOutcome.Read { AsOf: { } asOf }
            && !delivery.IsInThread
            && Lookback.Corrected(since, time.GetUtcNow(), asOf) is { } corrected
        )
        {
            look = await ReadAsync(delivery, corrected, cancellationToken);
        }

        return Transition.AfterLook(delivery, look, look is HistoryOutcome.Read read ? Seen(earlier, read) : null);
    }

    private static DateTimeOffset Since(Delivery delivery, IReadOnlyList<EarlierRow> earlier, DateTimeOffset now)
    {
        var sent = earlier
            .Where(row => row.SentAt is not null)
            .Select(row => DateTimeOffset.FromUnixTimeMilliseconds(row.SentAt!.Value));
        return Lookback.Since(delivery.StartedAt ?? now, now, [.. sent]);
    }

    private async Task<HistoryOutcome> ReadAsync(Delivery delivery, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var request = new HistoryRequest(delivery.Channel.Channel, delivery.IsInThread ? delivery.ParentId : null, since);
        try
        {
            return await platform.ReadHistoryAsync(request, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever an adapter throws: we could not look, and look again later.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new HistoryOutcome.Unavailable(null, $"The adapter failed: {exception.GetType().Name}.");
        }
    }

    /// <summary>Posts of ours that stand in the same place and must show there if the history can be read at all.</summary>
    private Task<IReadOnlyList<EarlierRow>> EarlierAsync(Delivery delivery, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session =>
                session.QueryAsync<EarlierRow>(
                    $"""
                    select delivery as Post, remote_id as RemoteId, sent_at as SentAt from delivery
                    where digest = @Digest and op = 'create' and state = 'SENT' and gone = 0 and remote_id is not null
                      and {(delivery.IsInThread ? "parent = @Parent and kind = 'Reply'" : "kind in ('Header', 'Starter')")}
                    """,
                    new { delivery.Digest, delivery.Parent }
                ),
            cancellationToken
        );

    private static bool? Seen(IReadOnlyList<EarlierRow> earlier, HistoryOutcome.Read read)
    {
        if (earlier.Count == 0)
        {
            return null;
        }

        var ids = read.Posts.Select(post => post.RemoteId).ToHashSet(StringComparer.Ordinal);
        return earlier.Any(row => ids.Contains(row.RemoteId));
    }
}
