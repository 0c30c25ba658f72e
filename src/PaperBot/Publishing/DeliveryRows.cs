using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Reading deliveries from the store.</summary>
internal static class DeliveryRows
{
    /// <summary>States of rows that somebody still has to work on; the index <c>delivery_line</c> is made of the same words.</summary>
    public const string Open = "state in ('PENDING', 'SENDING', 'UNKNOWN')";

    /// <summary>A delivery with its parent's id; edits and removals take their target from the post itself where they were planned before it stood.</summary>
    private const string Select = """
        select d.delivery as Delivery, d.digest as Digest, d.channel as Channel, d.part as Part, d.kind as Kind, d.op as Op, d.change as Change, d.turn as Turn, d.seq as Seq, d.post as Post,
          d.parent as Parent, p.remote_id as ParentId, d.remote_id as OwnId, o.remote_id as TargetId, d.payload as Payload,
          d.payload_hash as PayloadHash, d.message as Message, d.state as State, d.attempt as Attempt, d.looks as Looks, d.rounds as Rounds,
          d.started_at as StartedAt, d.next_at as NextAt, d.changed_at as ChangedAt
        from delivery d
          left join delivery p on p.delivery = d.parent
          left join delivery o on o.delivery = d.post and d.op <> 'create'
        """;

    internal sealed record Row(
        string Delivery,
        string Digest,
        string Channel,
        string Part,
        string Kind,
        string Op,
        long Change,
        long Turn,
        long Seq,
        string Post,
        string? Parent,
        string? ParentId,
        string? OwnId,
        string? TargetId,
        string Payload,
        string PayloadHash,
        string? Message,
        string State,
        long Attempt,
        long Looks,
        long Rounds,
        long? StartedAt,
        long NextAt,
        long ChangedAt
    )
    {
        public Delivery ToDelivery() =>
            new()
            {
                Key = Delivery,
                Digest = Digest,
                Channel = ChannelKey.Parse(Channel),
                Part = Part,
                Kind = Enum.Parse<PostKind>(Kind),
                Operation = Enum.Parse<DeliveryOperation>(Op, ignoreCase: true),
                Change = Change,
                Turn = Turn,
                Seq = Seq,
                Post = Post,
                Parent = Parent,
                ParentId = ParentId,
                RemoteId = OwnId ?? TargetId,
                Payload = Payload,
                PayloadHash = PayloadHash,
                Message = Message,
                State = DeliveryNames.State(State),
                Attempt = (int)Attempt,
                Looks = (int)Looks,
                Rounds = (int)Rounds,
                StartedAt = StartedAt is { } started ? DateTimeOffset.FromUnixTimeMilliseconds(started) : null,
            };
    }

    /// <summary>The head of a channel's line: the one row that may be worked on.</summary>
    public static async Task<Row?> HeadAsync(StoreSession session, ChannelKey channel) =>
        (
            await session.QueryAsync<Row>(
                $"{Select} where d.channel = @channel and d.{Open} order by d.turn, d.seq, d.change limit 1",
                new { channel = channel.ToString() }
            )
        ).SingleOrDefault();

    /// <summary>The channels in which something is to be done now, paused ones left out.</summary>
    public static async Task<IReadOnlyList<ChannelKey>> ChannelsAsync(StoreSession session) =>
        [
            .. (
                await session.QueryAsync<string>(
                    $"select distinct channel from delivery where {Open} and channel not in (select channel from pause) order by channel"
                )
            ).Select(ChannelKey.Parse),
        ];
}
