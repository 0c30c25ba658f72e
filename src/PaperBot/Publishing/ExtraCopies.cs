using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Further copies of a post, each with its marker: all but the stored one are removed, through the outbox like everything else (I1).</summary>
internal static class ExtraCopies
{
    private sealed record PostRow(string Digest, string Channel, string Part, string Kind, string? Parent, long Turn, long Seq);

    /// <returns>How many removals are new.</returns>
    public static async Task<int> PlanRemovalAsync(StoreSession session, string post, IReadOnlyList<string> remoteIds, long now)
    {
        var row = (
            await session.QueryAsync<PostRow>(
                """
                select digest as Digest, channel as Channel, part as Part, kind as Kind, parent as Parent, turn as Turn, seq as Seq
                from delivery where delivery = @post
                """,
                new { post }
            )
        ).Single();
        var planned = 0;
        foreach (var remoteId in remoteIds)
        {
            if (await IsPlannedAsync(session, post, remoteId))
            {
                continue;
            }

            var change = await NewDelivery.NextChangeAsync(session, post);
            await new NewDelivery
            {
                Key = DeliveryKey.Change(post, DeliveryOperation.Delete, change),
                Digest = row.Digest,
                Channel = ChannelKey.Parse(row.Channel),
                Part = row.Part,
                Kind = Enum.Parse<PostKind>(row.Kind),
                Operation = DeliveryOperation.Delete,
                Change = change,
                Post = post,
                Parent = row.Parent,
                Turn = row.Turn,
                Seq = row.Seq,
                RemoteId = remoteId,
            }.InsertAsync(session, now);
            planned++;
        }

        return planned;
    }

    private static async Task<bool> IsPlannedAsync(StoreSession session, string post, string remoteId) =>
        await session.ScalarAsync<long>(
            "select count(*) from delivery where post = @post and op = 'delete' and remote_id = @remoteId and state in ('PENDING', 'SENDING', 'UNKNOWN', 'HELD')",
            new { post, remoteId }
        ) > 0;
}
