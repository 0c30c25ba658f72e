using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>A row to be put into the outbox.</summary>
internal sealed record NewDelivery
{
    private const string LooksFirst = "@isPost = 1 and " + Restored.MayStand;

    public required string Key { get; init; }

    public required string Digest { get; init; }

    public required ChannelKey Channel { get; init; }

    public required string Part { get; init; }

    public required PostKind Kind { get; init; }

    public DeliveryOperation Operation { get; init; }

    public long Change { get; init; }

    public required string Post { get; init; }

    public string? Parent { get; init; }

    public required long Turn { get; init; }

    public required long Seq { get; init; }

    public string Payload { get; init; } = "";

    /// <summary>The body without the mark of its revision; null where that is the payload itself.</summary>
    public string? Unmarked { get; init; }

    public long Mark { get; init; }

    public ChatMessage? Message { get; init; }

    /// <summary>For an edit or removal of something else than the post itself (an extra copy).</summary>
    public string? RemoteId { get; init; }

    /// <summary>A post that may stand since before a restore is looked up first.</summary>
    /// <returns>Whether it is new: the same key again changes nothing (I12).</returns>
    public async Task<bool> InsertAsync(StoreSession session, long now) =>
        await session.ExecuteAsync(
            $"""
            insert into delivery(delivery, digest, channel, workspace, part, thread, kind, op, change, post, parent, turn, seq, payload, payload_hash,
              source_hash, mark, message, state, started_at, attempt, looks, rounds, next_at, changed_at, token, remote_id, gone, doubt)
            values(@Key, @Digest, @channel, @workspace, @Part, @thread, @kind, @op, @Change, @Post, @Parent, @Turn, @Seq, @Payload, @payloadHash,
              @sourceHash, @Mark, @message, case when {LooksFirst} then 'UNKNOWN' else 'PENDING' end, case when {LooksFirst} then {Restored.Since} end,
              0, 0, 0, 0, @now, 0, @RemoteId, 0, 0)
            on conflict(delivery) do nothing
            """,
            new
            {
                Key,
                Digest,
                channel = Channel.ToString(),
                workspace = Channel.Installation,
                Part,
                thread = DeliveryKey.Thread(Part),
                kind = Kind.ToString(),
                op = Operation.Code(),
                Change,
                Post,
                Parent,
                Turn,
                Seq,
                Payload,
                payloadHash = DeliveryKey.Hash(Payload),
                sourceHash = DeliveryKey.Hash(Unmarked ?? Payload),
                Mark,
                message = Message is null ? null : ChatMessageJson.Write(Message),
                now,
                RemoteId,
                isPost = Operation == DeliveryOperation.Create && Kind != PostKind.Thread ? 1L : 0L,
                week = Digest.Split('|')[0],
            }
        ) > 0;

    /// <summary>The next number for a change of a post.</summary>
    public static async Task<long> NextChangeAsync(StoreSession session, string post) =>
        1 + await session.ScalarAsync<long>("select coalesce(max(change), 0) from delivery where post = @post", new { post });
}
