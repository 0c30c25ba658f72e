using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Takes a week back, with the digests of it that were posted before the last one: what people see in the channel says so at once, then
/// everything is removed, replies before the posts they stand under.
/// </summary>
internal static class Withdrawal
{
    private sealed record Row(
        string Delivery,
        string Digest,
        string Part,
        string Kind,
        string State,
        string? Parent,
        long Seq,
        long Doubt,
        long Gone,
        long Live
    )
    {
        /// <summary>It stands, or may.</summary>
        public bool Stands => Gone == 0 && (State is "SENT" or "SENDING" or "UNKNOWN" || (State == "HELD" && Doubt == 1));
    }

    /// <returns>One plan a digest; none where there is nothing to take back.</returns>
    public static async Task<IReadOnlyList<DigestPlan>> PreviewAsync(StoreSession session, WeekId week, DigestTarget target) =>
        [
            .. (await ReadAsync(session, week, target.Channel)).Select(rows => new DigestPlan(
                rows.Key,
                [
                    .. rows.Where(row => row.Stands && row.Kind != nameof(PostKind.Thread))
                        .Select(PlanStep (row) => new PlanStep.Retract(row.Part)),
                    .. rows.Where(row => row.State is "PENDING" or "HELD" && !row.Stands)
                        .Select(PlanStep (row) => new PlanStep.Drop(row.Part)),
                ]
            )),
        ];

    public static async Task SaveAsync(StoreSession session, WeekId week, DigestTarget target)
    {
        foreach (var rows in await ReadAsync(session, week, target.Channel))
        {
            await SaveAsync(session, target, rows.Key, [.. rows]);
        }
    }

    private static async Task SaveAsync(StoreSession session, DigestTarget target, string digest, IReadOnlyList<Row> rows)
    {
        var now = await session.NowAsync();
        await session.ExecuteAsync(
            """
            update delivery set state = 'SKIPPED', hold = null, held_by = null, detail = 'withdrawn', changed_at = @now
            where digest = @digest and op <> 'delete' and (state = 'PENDING' or (state = 'HELD' and doubt = 0))
            """,
            new { digest, now }
        );
        var turn =
            1
            + await session.ScalarAsync<long>(
                "select coalesce(max(turn), 0) from delivery where channel = @channel",
                new { channel = target.Channel.ToString() }
            );
        foreach (var row in rows.Where(row => row.Stands))
        {
            await Releases.ReleaseAsync(session, row.Delivery, now);
            if (row.Kind is nameof(PostKind.Header) or nameof(PostKind.Starter))
            {
                await SayAsync(session, target, row, turn, now);
            }

            // An empty thread goes with its starter; removing it would ask for a right that posting does not need.
            if (row.Kind != nameof(PostKind.Thread))
            {
                await RemoveAsync(session, target, row, turn + 1, now);
            }
        }

        await session.ExecuteAsync("update digest set state = 'RETRACTING' where digest = @digest", new { digest });
        await Digests.FinishAsync(session, digest, now);
        await session.MarkChangedAsync(StoreTopic.Deliveries);
    }

    /// <summary>The live digest, and older ones that were left standing when it was posted, the live one first.</summary>
    private static async Task<IReadOnlyList<IGrouping<string, Row>>> ReadAsync(
        StoreSession session,
        WeekId week,
        ChannelKey channel
    )
    {
        var rows = await session.QueryAsync<Row>(
            """
            select d.delivery as Delivery, d.digest as Digest, d.part as Part, d.kind as Kind, d.state as State, d.parent as Parent, d.seq as Seq,
              d.doubt as Doubt, d.gone as Gone, g.live as Live
            from delivery d join digest g on g.digest = d.digest
            where g.week = @week and g.channel = @channel and g.state not in ('RETRACTED', 'ARCHIVED') and d.op = 'create'
            order by g.revision desc, d.turn, d.seq
            """,
            new { week = week.ToString(), channel = channel.ToString() }
        );
        // The live one also where nothing of it stands any more: taken back, it does not grow again.
        return
        [
            .. rows.GroupBy(row => row.Digest, StringComparer.Ordinal)
                .Where(digest => digest.Any(row => row.Live == 1 || row.Stands || row.State is "PENDING" or "HELD")),
        ];
    }

    private static Task SayAsync(StoreSession session, DigestTarget target, Row row, long turn, long now) =>
        AddAsync(
            session,
            target,
            row,
            DeliveryOperation.Edit,
            turn,
            row.Seq,
            target.Platform.Render(
                PublishingTexts.For(target.Language).WithdrawnPost(),
                Enum.Parse<PostKind>(row.Kind),
                row.Delivery
            ),
            now
        );

    private static Task RemoveAsync(StoreSession session, DigestTarget target, Row row, long turn, long now) =>
        AddAsync(session, target, row, DeliveryOperation.Delete, turn, -row.Seq, "", now);

    private static async Task AddAsync(
        StoreSession session,
        DigestTarget target,
        Row row,
        DeliveryOperation operation,
        long turn,
        long seq,
        string payload,
        long now
    )
    {
        var change = await NewDelivery.NextChangeAsync(session, row.Delivery);
        await new NewDelivery
        {
            Key = DeliveryKey.Change(row.Delivery, operation, change),
            Digest = row.Digest,
            Channel = target.Channel,
            Part = row.Part,
            Kind = Enum.Parse<PostKind>(row.Kind),
            Operation = operation,
            Change = change,
            Post = row.Delivery,
            Parent = row.Parent,
            Turn = turn,
            Seq = seq,
            Payload = payload,
        }.InsertAsync(session, now);
    }
}
