using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>What stands, what waits and why: for <c>status</c>, <c>held</c>, <c>release</c> and everyone who waits for the end of a week's posting.</summary>
public sealed class DeliveryStatus(Store store, StoreChanges changes, OutboxSignal signal)
{
    private sealed record DigestRow(
        string Digest,
        string Channel,
        long Revision,
        string State,
        string? Reason,
        string? AuditFinding,
        long PlannedAt,
        long? FinishedAt
    );

    private sealed record CountRow(string Digest, string State, long Count);

    private sealed record HeldRow(
        string Delivery,
        string Week,
        string Channel,
        string Part,
        string Op,
        string Hold,
        string? Detail,
        long ChangedAt,
        long Behind
    );

    private sealed record GoneRow(string Delivery, string Week, string Channel, string Part);

    /// <summary>A week's live digests; a channel that has none is not in it.</summary>
    public Task<IReadOnlyList<DigestStatus>> OfWeekAsync(WeekId week, CancellationToken cancellationToken) =>
        store.ReadAsync(session => DigestsAsync(session, "week = @week", new { week = week.ToString() }), cancellationToken);

    /// <summary>The digests that were planned last, newest first.</summary>
    public Task<IReadOnlyList<DigestStatus>> LatestAsync(int most, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session =>
                DigestsAsync(
                    session,
                    "digest in (select digest from digest where live = 1 order by week desc, planned_at desc limit @most)",
                    new { most = (long)most }
                ),
            cancellationToken
        );

    /// <summary>Everything that waits for somebody, oldest first; what merely waits behind another is counted there.</summary>
    public Task<IReadOnlyList<HeldPost>> HeldAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<HeldPost>>(
            async session =>
            {
                var rows = await session.QueryAsync<HeldRow>(
                    """
                    select d.delivery as Delivery, g.week as Week, d.channel as Channel, d.part as Part, d.op as Op, d.hold as Hold, d.detail as Detail,
                      d.changed_at as ChangedAt, (select count(*) from delivery b where b.held_by = d.delivery) as Behind
                    from delivery d join digest g on g.digest = d.digest
                    where d.state = 'HELD' and d.held_by is null order by d.changed_at, d.turn, d.seq
                    """
                );
                return
                [
                    .. rows.Select(row => new HeldPost(
                        row.Delivery,
                        WeekId.Parse(row.Week),
                        ChannelKey.Parse(row.Channel),
                        row.Part,
                        Enum.Parse<DeliveryOperation>(row.Op, ignoreCase: true),
                        Enum.Parse<HoldReason>(row.Hold),
                        row.Detail ?? "",
                        DateTimeOffset.FromUnixTimeMilliseconds(row.ChangedAt),
                        (int)row.Behind
                    )),
                ];
            },
            cancellationToken
        );

    /// <summary>Posts that somebody removed on the platform; they come back by a repost alone.</summary>
    public Task<IReadOnlyList<MissingPost>> MissingAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<MissingPost>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<GoneRow>(
                            """
                            select d.delivery as Delivery, g.week as Week, d.channel as Channel, d.part as Part
                            from delivery d join digest g on g.digest = d.digest
                            where d.gone = 1 and d.op = 'create' and g.live = 1 and g.state in ('POSTING', 'POSTED') order by g.week desc, d.turn, d.seq
                            """
                        )
                    ).Select(row => new MissingPost(
                        row.Delivery,
                        WeekId.Parse(row.Week),
                        ChannelKey.Parse(row.Channel),
                        row.Part
                    )),
                ],
            cancellationToken
        );

    /// <summary>
    /// Waits until nobody works on a week any more: each delivery is sent, held, skipped or withdrawn, or its channel is paused, which
    /// nobody knows the end of.
    /// </summary>
    /// <param name="platforms">Those that somebody here sends to; what waits for another one waits for whoever has its token.</param>
    /// <param name="progress">Told how the digests stand each time something changed.</param>
    public async Task<IReadOnlyList<DigestStatus>> WaitAsync(
        WeekId week,
        IReadOnlySet<string> platforms,
        CancellationToken cancellationToken,
        IProgress<IReadOnlyList<DigestStatus>>? progress = null
    )
    {
        while (true)
        {
            var seen = await changes.VersionAsync(StoreTopic.Deliveries, cancellationToken);
            var digests = await OfWeekAsync(week, cancellationToken);
            progress?.Report(digests);
            var paused = await store.ReadAsync(
                session => session.QueryAsync<string>("select channel from pause"),
                cancellationToken
            );
            var older = await store.ReadAsync(session => OpenBeforeAsync(session, week), cancellationToken);
            if (
                digests
                    .Where(digest => digest.Open > 0)
                    .Select(digest => digest.Channel)
                    .Concat(older)
                    .All(channel => paused.Contains(channel.ToString()) || !platforms.Contains(channel.Platform))
            )
            {
                return digests;
            }

            await changes.WaitAsync(StoreTopic.Deliveries, seen, cancellationToken);
        }
    }

    /// <summary>Channels in which an older digest of the week is still being taken back.</summary>
    private static async Task<IReadOnlyList<ChannelKey>> OpenBeforeAsync(StoreSession session, WeekId week) =>
        [
            .. (
                await session.QueryAsync<string>(
                    $"""
                    select distinct channel from delivery where {DeliveryRows.Open}
                      and digest in (select digest from digest where week = @week and live = 0 and state = 'RETRACTING')
                    """,
                    new { week = week.ToString() }
                )
            ).Select(ChannelKey.Parse),
        ];

    /// <summary>Lets held deliveries go on after their remedy.</summary>
    /// <param name="delivery">Null: all of them.</param>
    /// <returns>How many went on.</returns>
    public async Task<int> ReleaseAsync(string? delivery, string actor, CancellationToken cancellationToken)
    {
        var released = await store.WriteAsync(
            async session =>
            {
                var now = await session.NowAsync();
                var count = delivery is null
                    ? await Releases.ReleaseAllAsync(session, now)
                    : await Releases.ReleaseAsync(session, delivery, now);
                if (count > 0)
                {
                    await Audit.AppendAsync(
                        session,
                        new AuditEntry(
                            actor,
                            "release",
                            delivery ?? "all",
                            null,
                            null,
                            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} released")
                        )
                    );
                    await session.MarkChangedAsync(StoreTopic.Deliveries);
                }

                return count;
            },
            cancellationToken
        );
        signal.Wake();
        return released;
    }

    private static async Task<IReadOnlyList<DigestStatus>> DigestsAsync(StoreSession session, string where, object parameters)
    {
        var digests = await session.QueryAsync<DigestRow>(
            $"""
            select digest as Digest, channel as Channel, revision as Revision, state as State, reason as Reason, audit_finding as AuditFinding,
              planned_at as PlannedAt, finished_at as FinishedAt
            from digest where live = 1 and {where} order by week desc, channel
            """,
            parameters
        );
        var counts = (
            await session.QueryAsync<CountRow>(
                $"""
                select d.digest as Digest, d.state as State, count(*) as Count from delivery d
                where d.digest in (select digest from digest where live = 1 and {where}) group by d.digest, d.state
                """,
                parameters
            )
        ).ToLookup(row => row.Digest, StringComparer.Ordinal);
        return
        [
            .. digests.Select(row => new DigestStatus(
                row.Digest,
                WeekId.Parse(row.Digest.Split('|')[0]),
                ChannelKey.Parse(row.Channel),
                (int)row.Revision,
                Enum.Parse<DigestState>(row.State, ignoreCase: true),
                row.Reason,
                row.AuditFinding,
                DateTimeOffset.FromUnixTimeMilliseconds(row.PlannedAt),
                row.FinishedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
                counts[row.Digest].ToDictionary(count => DeliveryNames.State(count.State), count => (int)count.Count)
            )),
        ];
    }
}

/// <summary>The life of a digest.</summary>
public enum DigestState
{
    /// <summary>Deliveries are still to be sent.</summary>
    Posting,

    /// <summary>Nothing is open; what is held waits for somebody.</summary>
    Posted,

    /// <summary>Being withdrawn.</summary>
    Retracting,
    Retracted,

    /// <summary>Never posted, by policy; a call for the week by its name posts it.</summary>
    Archived,
}

/// <param name="Reason">Why it was archived.</param>
/// <param name="AuditFinding">What the auditor found last; null where all is well.</param>
/// <param name="Counts">Deliveries by state; states without one are not in it.</param>
public sealed record DigestStatus(
    string Digest,
    WeekId Week,
    ChannelKey Channel,
    int Revision,
    DigestState State,
    string? Reason,
    string? AuditFinding,
    DateTimeOffset PlannedAt,
    DateTimeOffset? FinishedAt,
    IReadOnlyDictionary<DeliveryState, int> Counts
)
{
    /// <summary>Deliveries that somebody still works on.</summary>
    public int Open => Of(DeliveryState.Pending) + Of(DeliveryState.Sending) + Of(DeliveryState.Unknown);

    public int Held => Of(DeliveryState.Held);

    public int Sent => Of(DeliveryState.Sent);

    private int Of(DeliveryState state) => Counts.GetValueOrDefault(state);
}

/// <summary>A delivery that waits for somebody.</summary>
/// <param name="Detail">The platform's own words, for the log and the admin; empty where there are none.</param>
/// <param name="Behind">How many wait behind it.</param>
public sealed record HeldPost(
    string Delivery,
    WeekId Week,
    ChannelKey Channel,
    string Part,
    DeliveryOperation Operation,
    HoldReason Reason,
    string Detail,
    DateTimeOffset Since,
    int Behind
);

/// <summary>A post that was removed on the platform.</summary>
public sealed record MissingPost(string Delivery, WeekId Week, ChannelKey Channel, string Part);
