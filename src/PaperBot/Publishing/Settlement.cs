using System.Globalization;
using PaperBot.Chat;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Writes down what became of a request or a look, with everything that follows from it, in one transaction. Only under the
/// token that the row was taken with, or a newer one: a node that was paused and passed over changes nothing (I6).
/// </summary>
internal sealed class Settlement(StoreSession session, Delivery delivery, long token, IChatPlatform? platform)
{
    /// <summary>Behind which held delivery this one now waits; null where it is held for itself, or not at all.</summary>
    public string? Behind { get; private set; }

    /// <summary>How many wait behind this one since it is held.</summary>
    public int Waiting { get; private set; }

    /// <param name="wait">How long the row is left alone where it goes back to the line.</param>
    /// <returns>Where it is not <see cref="Settled.Written"/>, nothing was changed, and the line is looked at again.</returns>
    public async Task<Settled> WriteAsync(Transition transition, TimeSpan wait, string node)
    {
        if (transition is Transition.Hold { Behind: { } behind } && !await IsStillHeldAsync(behind))
        {
            // Released since the line was looked at: there is nothing to wait for, and nobody would ever release this one.
            return Settled.Released;
        }

        var now = await session.NowAsync();
        var next = now + (long)wait.TotalMilliseconds;
        var written = transition switch
        {
            Transition.Done done => await SentAsync(done.RemoteId, now),
            Transition.Later => await BackAsync(next, now, attempts: 1, rounds: 0),
            Transition.Repeat => await BackAsync(next, now, attempts: 0, rounds: 1),
            Transition.Absent => await BackAsync(next, now, attempts: 0, rounds: 1),
            Transition.Doubt => await DoubtAsync(next, now, looks: 0),
            Transition.LookAgain => await DoubtAsync(next, now, looks: 1),
            Transition.LookLater => await DoubtAsync(next, now, looks: 0),
            Transition.Hold hold => await HeldAsync(hold, now),
            Transition.Gone gone => await SkippedAsync(gone.Detail, now),
            Transition.Withdrawn withdrawn => await SkippedAsync(withdrawn.Detail, now),
            Transition.Correct correct => await CorrectedAsync(correct, now),
            _ => throw new ArgumentOutOfRangeException(
                nameof(transition),
                transition,
                "A transition that nobody has thought of."
            ),
        };
        if (!written)
        {
            return Settled.PassedOver;
        }

        await WitnessAsync(transition, now, node);
        await FollowAsync(transition, now);
        Failpoint.Hit("commit");
        return Settled.Written;
    }

    private async Task FollowAsync(Transition transition, long now)
    {
        switch (transition)
        {
            case Transition.Done done:
                await RemoveExtrasAsync(done.Extras, now);
                await FollowDoneAsync(now);
                break;
            case Transition.Hold hold:
                await HoldBehindAsync(hold, now);
                await session.MarkChangedAsync(StoreTopic.Deliveries);
                break;
            case Transition.Gone:
                await session.ExecuteAsync("update delivery set gone = 1 where delivery = @Post", new { delivery.Post });
                break;
        }

        if (
            platform is not null
            && delivery is { Operation: DeliveryOperation.Create, Kind: PostKind.Starter or PostKind.Header }
        )
        {
            await HeaderLinks.PlanAsync(session, platform, delivery.Digest, now);
        }

        await Digests.FinishAsync(session, delivery.Digest, now);
    }

    private Task<bool> SentAsync(string remoteId, long now) =>
        // I7: an id once known stays; only a repost, which is another row, brings another.
        UpdateAsync(
            "state = 'SENT', remote_id = coalesce(remote_id, @remoteId), sent_at = @now, hold = null, detail = null, held_by = null, doubt = 0, looks = 0",
            new { remoteId, now }
        );

    private Task<bool> BackAsync(long next, long now, int attempts, int rounds) =>
        UpdateAsync(
            "state = 'PENDING', next_at = @next, attempt = attempt - @attempts, rounds = rounds + @rounds, looks = 0",
            new
            {
                next,
                now,
                attempts,
                rounds,
            }
        );

    private Task<bool> DoubtAsync(long next, long now, int looks) =>
        UpdateAsync(
            "state = 'UNKNOWN', next_at = @next, looks = looks + @looks",
            new
            {
                next,
                now,
                looks,
            }
        );

    private async Task<bool> HeldAsync(Transition.Hold hold, long now)
    {
        Behind = hold.Behind ?? (hold.Reach == HoldReach.Installation ? await FirstOfInstallationAsync(hold.Reason) : null);
        var held = await UpdateAsync(
            "state = 'HELD', hold = @reason, detail = @detail, held_by = @Behind, doubt = @doubt",
            new
            {
                reason = (Behind is null ? hold.Reason : HoldReason.Behind).ToString(),
                detail = hold.Detail,
                Behind,
                doubt = hold.Doubtful ? 1L : 0L,
                now,
            }
        );
        if (held && Behind is null && hold.Reason == HoldReason.TokenRefused)
        {
            await NoticeBoard.PutUpAsync(
                session,
                string.Create(CultureInfo.InvariantCulture, $"token|{delivery.Channel.Installation}|{now}"),
                "token-refused",
                HoldText.TokenNotice(delivery.Channel.Installation)
            );
        }

        return held;
    }

    /// <summary>Keeps it held until this is written as well: on PostgreSQL somebody may be releasing it just now.</summary>
    private async Task<bool> IsStillHeldAsync(string held) =>
        await session.ExecuteAsync(
            "update delivery set held_by = held_by where delivery = @held and state = 'HELD'",
            new { held }
        ) > 0;

    /// <summary>
    /// What concerns everything that one token sends is told once: the first delivery that met it stands for all. The counter's row is
    /// locked first, so of two that meet it at once the second sees the first.
    /// </summary>
    private async Task<string?> FirstOfInstallationAsync(HoldReason reason)
    {
        await session.MarkChangedAsync(StoreTopic.Deliveries);
        var first = await session.FindAsync<string>(
            """
            select delivery from delivery where workspace = @installation and state = 'HELD' and hold = @reason and held_by is null
              and delivery <> @Key order by changed_at, delivery limit 1
            """,
            new
            {
                installation = delivery.Channel.Installation,
                reason = reason.ToString(),
                delivery.Key,
            }
        );
        return first is not null && await IsStillHeldAsync(first) ? first : null;
    }

    private Task<bool> SkippedAsync(string detail, long now) =>
        UpdateAsync("state = 'SKIPPED', hold = null, detail = @detail", new { detail, now });

    private async Task<bool> UpdateAsync(string set, object values)
    {
        var parameters = new Dapper.DynamicParameters(values);
        parameters.Add("key", delivery.Key);
        parameters.Add("token", token);
        return await session.ExecuteAsync(
                $"update delivery set {set}, changed_at = @now, token = @token where delivery = @key and token <= @token and state <> 'SENT'",
                parameters
            ) > 0;
    }

    private Task WitnessAsync(Transition transition, long now, string node) =>
        session.ExecuteAsync(
            """
            insert into delivery_attempt(delivery, token, attempt, at, node, outcome, detail)
            values(@Key, @token, @Attempt, @now, @node, @outcome, @detail) on conflict(delivery, token) do nothing
            """,
            new
            {
                delivery.Key,
                token,
                Attempt = (long)delivery.Attempt,
                now,
                node,
                outcome = transition.GetType().Name,
                detail = transition switch
                {
                    Transition.Done done => done.RemoteId,
                    Transition.Later later => later.Reason,
                    Transition.Repeat repeat => repeat.Reason,
                    Transition.Doubt doubt => doubt.Reason,
                    Transition.LookLater later => later.Reason,
                    Transition.Hold hold => hold.Detail,
                    Transition.Gone gone => gone.Detail,
                    Transition.Withdrawn withdrawn => withdrawn.Detail,
                    Transition.Correct correct => correct.Detail,
                    _ => "",
                },
            }
        );

    private async Task FollowDoneAsync(long now)
    {
        if (delivery.Operation == DeliveryOperation.Delete)
        {
            await session.ExecuteAsync(
                """
                update delivery set state = 'RETRACTED', changed_at = @now
                where op = 'create' and state = 'SENT' and ((delivery = @Post and remote_id = @RemoteId) or (parent = @Post and kind = 'Thread'))
                """,
                new
                {
                    delivery.Post,
                    delivery.RemoteId,
                    now,
                }
            );
        }
    }

    /// <summary>What waits for the same remedy, or cannot stand without this post, waits with it.</summary>
    private async Task HoldBehindAsync(Transition.Hold hold, long now)
    {
        var reach = hold.Reach switch
        {
            HoldReach.Alone => "1 = 0",
            HoldReach.Thread => "digest = @Digest and thread = @thread and op = 'create'",
            HoldReach.Digest => "digest = @Digest",
            HoldReach.Channel => "channel = @channel",
            _ => "workspace = @installation",
        };
        Waiting = await session.ExecuteAsync(
            $"""
            update delivery set state = 'HELD', hold = 'Behind', detail = @reason, held_by = @first, changed_at = @now
            where state = 'PENDING' and {reach}
            """,
            new
            {
                delivery.Digest,
                thread = DeliveryKey.Thread(delivery.Part),
                channel = delivery.Channel.ToString(),
                installation = delivery.Channel.Installation,
                reason = hold.Reason.ToString(),
                first = Behind ?? delivery.Key,
                now,
            }
        );
    }

    private async Task RemoveExtrasAsync(IReadOnlyList<string> extras, long now)
    {
        if (extras.Count > 0)
        {
            await ExtraCopies.PlanRemovalAsync(session, delivery.Post, extras, now);
        }
    }

    /// <summary>What the edit would have said is said in the thread, and the edit counts as done: the next plan finds nothing to change.</summary>
    private async Task<bool> CorrectedAsync(Transition.Correct correct, long now)
    {
        if (delivery.Message is not null && platform is not null)
        {
            if (await Correction.FindParentAsync(session, delivery) is not { } parent)
            {
                return await HeldAsync(
                    new Transition.Hold(HoldReason.EditForbidden, correct.Detail, HoldReach.Alone, Doubtful: false),
                    now
                );
            }

            await Correction.PlanAsync(session, delivery, parent, platform, now);
        }

        return await UpdateAsync(
            "state = 'SENT', sent_at = @now, hold = 'EditForbidden', detail = @detail",
            new { detail = correct.Detail, now }
        );
    }
}

/// <summary>Whether an outcome was written down.</summary>
internal enum Settled
{
    Written,

    /// <summary>A newer owner has the row.</summary>
    PassedOver,

    /// <summary>What it was to wait behind is held no longer.</summary>
    Released,
}
