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
          d.started_at as StartedAt
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
        long? StartedAt
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

    /// <summary>What decides whether a row's turn has come.</summary>
    /// <param name="ParentOpen">1 where the post that it hangs under is still to be sent.</param>
    internal sealed record Head(
        string Delivery,
        string Lane,
        string Op,
        long Seq,
        string State,
        long NextAt,
        long? StartedAt,
        long ChangedAt,
        long ParentOpen
    );

    /// <summary>
    /// The first open row of each lane of a channel's line, in the order of sending. Plans follow each other: a later plan's rows come
    /// into sight when nothing of the earlier ones is open.
    /// </summary>
    /// <param name="byThread">A lane for each thread and one for the channel itself; else a single lane, named by the empty text.</param>
    public static Task<IReadOnlyList<Head>> HeadsAsync(StoreSession session, ChannelKey channel, bool byThread) =>
        session.QueryAsync<Head>(
            $"""
            select l.delivery as Delivery, l.lane as Lane, l.op as Op, l.seq as Seq, l.state as State, l.next_at as NextAt,
              l.started_at as StartedAt, l.changed_at as ChangedAt,
              (select count(*) from delivery p where p.delivery = l.parent and p.turn = l.turn and l.op = 'create' and p.{Open}) as ParentOpen
            from (
              select delivery, lane, op, seq, turn, state, next_at, started_at, changed_at, parent,
                row_number() over (partition by lane order by seq, change) as place
              from (
                select {(byThread ? "case when kind = 'Reply' then thread else '' end" : "''")} as lane, d.* from delivery d
                where d.channel = @channel and d.{Open}
                  and d.turn = (select min(turn) from delivery where channel = @channel and {Open})
              ) open_row
            ) l
            where l.place = 1 order by l.seq, l.delivery
            """,
            new { channel = channel.ToString() }
        );

    public static async Task<Delivery> ReadAsync(StoreSession session, string delivery) =>
        (await session.QueryAsync<Row>($"{Select} where d.delivery = @delivery", new { delivery })).Single().ToDelivery();

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
