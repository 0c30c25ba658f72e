using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Writes a plan's steps as rows. Every row a plan makes goes behind what the channel's line holds already.</summary>
internal sealed class PlanWriter(StoreSession session, WeekId week, DigestTarget target, string digest, int revision, long now)
{
    private sealed record TargetRow(string Delivery, string Kind, string? Parent, long Seq, long Mark);

    private long _turn;

    public async Task WriteAsync(DigestPlan plan, bool removalsConfirmed)
    {
        _turn =
            1
            + await session.ScalarAsync<long>(
                "select coalesce(max(turn), 0) from delivery where channel = @channel",
                new { channel = target.Channel.ToString() }
            );
        foreach (var step in plan.Steps)
        {
            await WriteAsync(step, removalsConfirmed);
        }
    }

    private Task WriteAsync(PlanStep step, bool removalsConfirmed) =>
        step switch
        {
            PlanStep.Post post => PostAsync(post.Wanted),
            PlanStep.Replace replace => ReplaceAsync(replace),
            PlanStep.Edit edit => EditAsync(edit),
            PlanStep.Release release => Releases.ReleaseAsync(session, release.Delivery, now),
            PlanStep.Find find => FindAsync(KeyOf(find.Part)),
            PlanStep.Drop drop => DropAsync(KeyOf(drop.Part)),
            PlanStep.Retract retract when removalsConfirmed || retract.Agreed => RemoveAsync(retract.Part),
            _ => Task.CompletedTask,
        };

    private async Task PostAsync(WantedPost post)
    {
        var key = KeyOf(post.Part);
        var isNew = await new NewDelivery
        {
            Key = key,
            Digest = digest,
            Channel = target.Channel,
            Part = post.Part,
            Kind = post.Kind,
            Post = key,
            Parent = post.Parent is null ? null : KeyOf(post.Parent),
            Turn = _turn,
            Seq = post.Seq,
            Payload = post.Body,
        }.InsertAsync(session, now);
        if (!isNew)
        {
            await BringBackAsync(key, post);
        }
    }

    /// <summary>
    /// An earlier plan took it out, and it was removed: the row begins anew under its key, and what was said and done to the post that
    /// stood then is over. Attempts go on counting, so that each of them stays told apart.
    /// </summary>
    private async Task BringBackAsync(string key, WantedPost post)
    {
        var brought = await session.ExecuteAsync(
            """
            update delivery set state = 'PENDING', payload = @Body, payload_hash = @Hash, source_hash = @Hash, mark = 0, turn = @turn, seq = @Seq,
              remote_id = null, sent_at = null, started_at = null, next_at = 0, looks = 0, rounds = 0, doubt = 0, detail = null, changed_at = @now
            where delivery = @key and state = 'RETRACTED'
            """,
            new
            {
                post.Body,
                post.Hash,
                turn = _turn,
                post.Seq,
                key,
                now,
            }
        );
        if (brought > 0)
        {
            await session.ExecuteAsync(
                "update delivery set state = 'SKIPPED', detail = 'before it came back', changed_at = @now where post = @key and op <> 'create'",
                new { key, now }
            );
        }
    }

    /// <summary>
    /// A body that reached nobody is exchanged where it stands in the line; a held one goes on from there. A dropped one is planned anew:
    /// the post that it hangs under may have been taken out with it, and then comes before it.
    /// </summary>
    private async Task ReplaceAsync(PlanStep.Replace step)
    {
        var row = await TargetAsync(step.Delivery);
        var body = await BodyAsync(step.Wanted, row.Mark);
        await session.ExecuteAsync(
            """
            update delivery set payload = @body, payload_hash = @payloadHash, source_hash = @Hash, message = case when op = 'edit' then @message end,
              turn = case when state = 'SKIPPED' then @turn else turn end, seq = case when state = 'SKIPPED' then @Seq else seq end,
              state = 'PENDING', next_at = 0, rounds = 0, hold = null, detail = null, held_by = null, changed_at = @now
            where delivery = @Delivery and state in ('PENDING', 'HELD', 'SKIPPED')
            """,
            new
            {
                step.Delivery,
                body,
                payloadHash = DeliveryKey.Hash(body),
                step.Wanted.Hash,
                message = ChatMessageJson.Write(step.Wanted.Message),
                turn = _turn,
                step.Wanted.Seq,
                now,
            }
        );
    }

    private async Task EditAsync(PlanStep.Edit step)
    {
        var post = KeyOf(step.Part);
        var row = await TargetAsync(post);
        // A held post is in doubt here: what it said may stand. It is looked up first, then edited.
        await Releases.ReleaseAsync(session, post, now);
        var change = await NewDelivery.NextChangeAsync(session, post);
        var mark =
            1
            + await session.ScalarAsync<long>(
                "select max(mark) from delivery where post = @post and state <> 'SKIPPED'",
                new { post }
            );
        await new NewDelivery
        {
            Key = DeliveryKey.Change(post, DeliveryOperation.Edit, change),
            Digest = digest,
            Channel = target.Channel,
            Part = step.Part,
            Kind = Enum.Parse<PostKind>(row.Kind),
            Operation = DeliveryOperation.Edit,
            Change = change,
            Post = post,
            Parent = row.Parent,
            Turn = _turn,
            Seq = step.Wanted.Seq,
            Payload = await BodyAsync(step.Wanted, mark),
            Unmarked = step.Wanted.Body,
            Mark = mark,
            Message = step.Wanted.Message,
        }.InsertAsync(session, now);
    }

    private async Task RemoveAsync(string part)
    {
        var post = KeyOf(part);
        var row = await TargetAsync(post);
        if (row.Kind == nameof(PostKind.Thread))
        {
            // It goes with its starter; removing it would ask for a right that posting does not need.
            return;
        }

        await Releases.ReleaseAsync(session, post, now);
        var change = await NewDelivery.NextChangeAsync(session, post);
        await new NewDelivery
        {
            Key = DeliveryKey.Change(post, DeliveryOperation.Delete, change),
            Digest = digest,
            Channel = target.Channel,
            Part = part,
            Kind = Enum.Parse<PostKind>(row.Kind),
            Operation = DeliveryOperation.Delete,
            Change = change,
            Post = post,
            Parent = row.Parent,
            Turn = _turn,
            // Children first.
            Seq = -row.Seq,
        }.InsertAsync(session, now);
    }

    /// <summary>Looked up once more; if it does not show, somebody removed it, and it is held instead of posted again.</summary>
    private Task FindAsync(string post) =>
        session.ExecuteAsync(
            """
            update delivery set state = 'UNKNOWN', next_at = 0, looks = 0, rounds = @rounds, changed_at = @now
            where delivery = @post and state = 'SENT' and remote_id is null
            """,
            new
            {
                post,
                rounds = (long)Transition.MostRounds - 1,
                now,
            }
        );

    private Task DropAsync(string post) =>
        session.ExecuteAsync(
            """
            update delivery set state = 'SKIPPED', hold = null, detail = 'no longer part of the digest', held_by = null, changed_at = @now
            where post = @post and state in ('PENDING', 'HELD')
            """,
            new { post, now }
        );

    private async Task<TargetRow> TargetAsync(string delivery) =>
        (
            await session.QueryAsync<TargetRow>(
                "select delivery as Delivery, kind as Kind, parent as Parent, seq as Seq, mark as Mark from delivery where delivery = @delivery",
                new { delivery }
            )
        ).Single();

    private async Task<string> BodyAsync(WantedPost wanted, long mark)
    {
        var message =
            wanted.Kind == PostKind.Header
                ? await HeaderLinks.FillAsync(session, target.Platform, digest, target.Threads, target.Channel, wanted.Message)
                : wanted.Message;
        return target.Platform.Render(
            RevisionMark.On(message, target.Language, mark, target.Limits),
            wanted.Kind,
            KeyOf(wanted.Part)
        );
    }

    private string KeyOf(string part) => DeliveryKey.Post(week, target.Channel, part, revision);
}
