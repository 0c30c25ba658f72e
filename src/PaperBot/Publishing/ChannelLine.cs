using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// A channel's line of deliveries under its lease: who may work on its head, and the commits before and after each request.
/// One writer a channel at a time; order and pace live there.
/// </summary>
internal sealed class ChannelLine(Store store, OutboxSettings settings, string node)
{
    private sealed record LeaseRow(long Until);

    /// <param name="First">What it waits for: itself, or the one that it waits behind.</param>
    private sealed record HeldRow(string First, string Reason);

    /// <summary>
    /// Renews the lease, takes the next row whose turn has come and commits what is about to be done, in one transaction (I4: no
    /// request without a committed row).
    /// </summary>
    public Task<LineStep> BeginAsync(ChannelKey channel, LineTurn turn, CancellationToken cancellationToken) =>
        store.WriteAsync(session => BeginAsync(session, channel, turn), cancellationToken);

    private async Task<LineStep> BeginAsync(StoreSession session, ChannelKey channel, LineTurn turn)
    {
        var now = await session.NowAsync();
        if (await ClaimAsync(session, channel, now) is not { } token)
        {
            return await ElsewhereAsync(session, channel, now);
        }

        Failpoint.Hit("claim");
        var heads = await IsPausedAsync(session, channel) ? [] : await DeliveryRows.HeadsAsync(session, channel, turn.ByThread);
        if (heads.Count == 0 && turn.Busy.Count == 0)
        {
            await GiveBackAsync(session, channel);
            return new LineStep.Empty();
        }

        var free = heads.Where(head => !turn.Busy.Contains(head.Lane) && !Follows(head, heads)).ToList();
        if (free.Count == 0 && turn.Busy.Count > 0)
        {
            return new LineStep.Busy();
        }

        // Rows that all wait for each other are no plan of ours; the first one then says what is missing.
        free = free.Count > 0 ? free : [.. heads.Take(1)];

        if (free.Find(head => head.State == "SENDING" && head.ChangedAt > now) is { } begunInTheFuture)
        {
            await WaitFromNowAsync(session, begunInTheFuture.Delivery, token, now, turn.Settle);
            return new LineStep.Wait(TimeSpan.Zero);
        }

        var next = free.FirstOrDefault(head => Wait(head, now, turn.Settle) <= TimeSpan.Zero);
        return next is null
            ? new LineStep.Wait(free.Min(head => Wait(head, now, turn.Settle)))
            : await TakeAsync(session, next.Lane, await DeliveryRows.ReadAsync(session, next.Delivery), token, now);
    }

    /// <summary>
    /// Whether a row of another lane comes first: the post that it hangs under, or, where a post is removed, the replies that are removed
    /// before it.
    /// </summary>
    private static bool Follows(DeliveryRows.Head head, IReadOnlyList<DeliveryRows.Head> heads) =>
        head.ParentOpen > 0
        || (
            head is { Op: "delete", Lane: "" }
            && heads.Any(other => other is { Op: "delete", Lane: not "" } && other.Seq < head.Seq)
        );

    private static async Task<LineStep> TakeAsync(StoreSession session, string lane, Delivery delivery, long token, long now)
    {
        if (delivery.State == DeliveryState.Pending || delivery.IsRepeatable)
        {
            return await IntendAsync(session, lane, delivery, token, now);
        }

        var taken = await session.ExecuteAsync(
            "update delivery set state = 'UNKNOWN', token = @token where delivery = @key and token <= @token and state in ('SENDING', 'UNKNOWN')",
            new { token, key = delivery.Key }
        );
        return taken == 1 ? new LineStep.Look(lane, delivery with { State = DeliveryState.Unknown }, token) : SeenTooEarly;
    }

    /// <summary>
    /// On PostgreSQL a row may change between the look at the line and the row's own update, which then waits for the other's commit: the
    /// line is looked at again.
    /// </summary>
    private static LineStep.Wait SeenTooEarly => new(TimeSpan.Zero);

    /// <summary>
    /// Begun in the future: the clock was set back since, and nobody knows how long ago that was. The request may just have left, so the
    /// whole wait begins here; when it was begun stays as it is, as the look into the history goes by it.
    /// </summary>
    private Task WaitFromNowAsync(StoreSession session, string delivery, long token, long now, TimeSpan settle) =>
        session.ExecuteAsync(
            """
            update delivery set state = 'UNKNOWN', next_at = @next, changed_at = @now, token = @token
            where delivery = @delivery and token <= @token and state = 'SENDING'
            """,
            new
            {
                next = now + (long)(settings.RequestTimeout + settle).TotalMilliseconds,
                now,
                token,
                delivery,
            }
        );

    /// <summary>
    /// The lease, with a token larger than any before; null where it is somebody else's. One that ends later than any can is of a clock
    /// that was set back since, and counts for nothing.
    /// </summary>
    private Task<long?> ClaimAsync(StoreSession session, ChannelKey channel, long now) =>
        session.FindAsync<long?>(
            """
            update channel_lease set owner = @node, token = token + 1, until = @until
            where channel = @channel and (until < @now or owner = @node or until > @latest) returning token
            """,
            new
            {
                node,
                latest = now + (2 * (long)settings.Lease.TotalMilliseconds),
                until = now + (long)settings.Lease.TotalMilliseconds,
                channel = channel.ToString(),
                now,
            }
        );

    private static async Task<LineStep> ElsewhereAsync(StoreSession session, ChannelKey channel, long now)
    {
        var lease = await session.FindAsync<LeaseRow>(
            "select until as Until from channel_lease where channel = @channel",
            new { channel = channel.ToString() }
        );
        return lease is null
            ? throw new InvalidOperationException($"{channel} has deliveries but no lease row.")
            : new LineStep.Elsewhere(TimeSpan.FromMilliseconds(Math.Max(lease.Until - now, 0) + 1));
    }

    private static async Task<bool> IsPausedAsync(StoreSession session, ChannelKey channel) =>
        await session.ScalarAsync<long>(
            "select count(*) from pause where channel = @channel",
            new { channel = channel.ToString() }
        ) > 0;

    /// <summary>
    /// How long until the row's time. A row that was changed in the future tells of a clock that was set back: its times mean
    /// nothing any more, and it is due.
    /// </summary>
    private TimeSpan Wait(DeliveryRows.Head head, long now, TimeSpan settle)
    {
        if (head.ChangedAt > now)
        {
            return TimeSpan.Zero;
        }

        var due =
            head.State == "SENDING"
                ? head.StartedAt!.Value + (long)(settings.RequestTimeout + settle).TotalMilliseconds
                : head.NextAt;
        return TimeSpan.FromMilliseconds(Math.Max(due - now, 0));
    }

    private static async Task<LineStep> IntendAsync(StoreSession session, string lane, Delivery delivery, long token, long now)
    {
        if (await ObstacleAsync(session, delivery) is { } obstacle)
        {
            return new LineStep.Settle(lane, delivery, token, obstacle);
        }

        var intended = await session.ExecuteAsync(
            """
            update delivery set state = 'SENDING', attempt = attempt + 1, started_at = @now, changed_at = @now, next_at = 0, looks = 0,
              token = @token
            where delivery = @key and token <= @token and state in ('PENDING', 'SENDING', 'UNKNOWN')
            """,
            new
            {
                now,
                token,
                key = delivery.Key,
            }
        );
        if (intended != 1)
        {
            return SeenTooEarly;
        }

        Failpoint.Hit("intent");
        return new LineStep.Send(
            lane,
            delivery with
            {
                State = DeliveryState.Sending,
                Attempt = delivery.Attempt + 1,
                StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(now),
            },
            token
        );
    }

    /// <summary>Why a delivery is not sent although its turn has come; null where nothing is in its way.</summary>
    private static async Task<Transition?> ObstacleAsync(StoreSession session, Delivery delivery)
    {
        if (delivery.Operation != DeliveryOperation.Create)
        {
            return delivery.RemoteId is null ? new Transition.Withdrawn($"{delivery.Post} does not stand.") : null;
        }

        var wanted = await session.ScalarAsync<long>(
            """
            select count(*) from digest where digest = @Digest and live = 1 and not exists(
              select 1 from delivery where post = @Key and op = 'delete' and remote_id is null and state <> 'SKIPPED')
            """,
            new { delivery.Digest, delivery.Key }
        );
        return wanted == 0 ? new Transition.Withdrawn("Withdrawn or reposted before it was sent.")
            : await HeldBeforeAsync(session, delivery) is { } before ? before
            : delivery.Parent is not null && delivery.ParentId is null
                ? Transition.HoldFor(delivery, HoldReason.ParentMissing, $"{delivery.Parent} does not stand.")
            : null;
    }

    /// <summary>
    /// What comes earlier in its thread, or the digest's header, is held: then it waits behind that (I3). Whoever holds a post holds what
    /// follows with it; but what follows may wait behind another one already, whose reach is the channel, and be released with that one.
    /// </summary>
    private static async Task<Transition?> HeldBeforeAsync(StoreSession session, Delivery delivery)
    {
        var first = await session.FindAsync<HeldRow>(
            """
            select coalesce(held_by, delivery) as First, case when held_by is null then hold else detail end as Reason from delivery
            where digest = @Digest and op = 'create' and state = 'HELD' and (thread = @thread or kind = 'Header')
              and (turn < @Turn or (turn = @Turn and seq < @Seq))
            order by turn, seq limit 1
            """,
            new
            {
                delivery.Digest,
                thread = DeliveryKey.Thread(delivery.Part),
                delivery.Turn,
                delivery.Seq,
            }
        );
        return first is null
            ? null
            : Transition.HoldFor(delivery, Enum.Parse<HoldReason>(first.Reason), first.Reason) with
            {
                Behind = first.First,
            };
    }

    /// <summary>Other nodes need not wait for the lease to run out.</summary>
    public Task GiveBackAsync(ChannelKey channel, CancellationToken cancellationToken) =>
        store.WriteAsync(session => GiveBackAsync(session, channel), cancellationToken);

    private Task GiveBackAsync(StoreSession session, ChannelKey channel) =>
        session.ExecuteAsync(
            "update channel_lease set until = 0 where channel = @channel and owner = @node",
            new { channel = channel.ToString(), node }
        );

    /// <summary>
    /// For a store that only one process may post from: whatever lease stands is of a dead predecessor. Tokens go on growing.
    /// </summary>
    public Task TakeAllOverAsync(CancellationToken cancellationToken) =>
        store.WriteAsync(session => session.ExecuteAsync("update channel_lease set until = 0"), cancellationToken);
}

/// <summary>How a channel's line is read.</summary>
/// <param name="Settle">How long after the timeout a look is believed.</param>
internal sealed record LineTurn(TimeSpan Settle)
{
    /// <summary>Whether its threads are lanes of their own, each in order by itself; else the whole channel is one.</summary>
    public bool ByThread { get; init; }

    /// <summary>The lanes whose first row is being worked on: rows of theirs are left alone.</summary>
    public IReadOnlyCollection<string> Busy { get; init; } = [];
}

/// <summary>What a channel's line asks for now.</summary>
internal abstract record LineStep
{
    private LineStep() { }

    /// <summary>Something to do in a lane, whose further rows wait for it.</summary>
    /// <param name="Lane">A starter's part for its thread; empty for the channel itself.</param>
    public abstract record Work(string Lane, Delivery Delivery, long Token) : LineStep;

    /// <summary>The intent is committed: send it, once.</summary>
    public sealed record Send(string Lane, Delivery Delivery, long Token) : Work(Lane, Delivery, Token);

    /// <summary>It is in doubt: look it up.</summary>
    public sealed record Look(string Lane, Delivery Delivery, long Token) : Work(Lane, Delivery, Token);

    /// <summary>What becomes of it is known without asking the platform.</summary>
    public sealed record Settle(string Lane, Delivery Delivery, long Token, Transition Transition) : Work(Lane, Delivery, Token);

    /// <summary>No row's time has come.</summary>
    public sealed record Wait(TimeSpan For) : LineStep;

    /// <summary>Everything that could be done waits for a lane that is being worked on.</summary>
    public sealed record Busy : LineStep;

    /// <summary>Nothing to do; the lease was given back.</summary>
    public sealed record Empty : LineStep;

    /// <summary>Another node has the channel, for so long if it does not renew.</summary>
    public sealed record Elsewhere(TimeSpan For) : LineStep;
}
