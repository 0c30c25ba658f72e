using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Makes a channel's digest of a week, or makes it right again, inside the caller's transaction: whole or not at all (I10), and the
/// second time nothing (I12). Sending comes later and is the outbox's.
/// </summary>
public static class DigestPlanner
{
    private sealed record DigestRow(string Digest, long Revision, string State);

    private sealed record PostRow(
        string Delivery,
        string Part,
        string Kind,
        string State,
        string? RemoteId,
        long Gone,
        string SourceHash,
        long Doubt
    );

    private sealed record EditRow(string Delivery, string Post, string State, string SourceHash, long Doubt);

    /// <summary>What <see cref="SaveAsync"/> would do now, without doing it.</summary>
    /// <param name="anew">As if no digest stood.</param>
    public static async Task<DigestPlan> PreviewAsync(
        StoreSession session,
        WeekId week,
        DigestTarget target,
        IReadOnlyList<DigestPost> posts,
        bool anew = false
    )
    {
        var live = anew ? null : await LiveAsync(session, week, target.Channel);
        var revision = (int)(live?.Revision ?? 1 + await LastRevisionAsync(session, week, target.Channel));
        return await MakeAsync(session, week, target, posts, revision, live);
    }

    /// <summary>Writes the plan for a digest: new posts, edits and releases at once; removals only where they are confirmed.</summary>
    public static async Task<DigestPlan> SaveAsync(
        StoreSession session,
        WeekId week,
        DigestTarget target,
        IReadOnlyList<DigestPost> posts,
        bool removalsConfirmed = false
    )
    {
        Failpoint.Hit("plan");
        await LockAsync(session, target.Channel);
        var live = await LiveAsync(session, week, target.Channel);
        var revision = (int)(live?.Revision ?? 1 + await LastRevisionAsync(session, week, target.Channel));
        var plan = await MakeAsync(session, week, target, posts, revision, live);
        var now = await session.NowAsync();
        await SaveDigestAsync(session, week, target, posts, revision, plan.IsEmpty && live is { State: not "ARCHIVED" }, now);
        await new PlanWriter(session, week, target, plan.Digest, revision, now).WriteAsync(plan, removalsConfirmed);
        await Digests.FinishAsync(session, plan.Digest, now);
        await session.MarkChangedAsync(StoreTopic.Deliveries);
        return plan;
    }

    /// <summary>One plan at a time for a channel: on PostgreSQL two nodes may plan at once.</summary>
    internal static async Task LockAsync(StoreSession session, ChannelKey channel)
    {
        var key = new { channel = channel.ToString() };
        await session.ExecuteAsync(
            "insert into channel_lease(channel, owner, token, until) values(@channel, '', 0, 0) on conflict(channel) do nothing",
            key
        );
        await session.ExecuteAsync("update channel_lease set channel = channel where channel = @channel", key);
    }

    private static Task<DigestRow?> LiveAsync(StoreSession session, WeekId week, ChannelKey channel) =>
        session.FindAsync<DigestRow>(
            "select digest as Digest, revision as Revision, state as State from digest where week = @week and channel = @channel and live = 1",
            new { week = week.ToString(), channel = channel.ToString() }
        );

    private static Task<long> LastRevisionAsync(StoreSession session, WeekId week, ChannelKey channel) =>
        session.ScalarAsync<long>(
            "select coalesce(max(revision), 0) from digest where week = @week and channel = @channel",
            new { week = week.ToString(), channel = channel.ToString() }
        );

    private static async Task<DigestPlan> MakeAsync(
        StoreSession session,
        WeekId week,
        DigestTarget target,
        IReadOnlyList<DigestPost> posts,
        int revision,
        DigestRow? live
    )
    {
        var digest = DeliveryKey.Digest(week, target.Channel, revision);
        // What is being withdrawn, or was, comes back by a repost alone.
        return live?.State is "RETRACTING" or "RETRACTED"
            ? new DigestPlan(digest, [.. posts.Select(post => new PlanStep.Removed(post.Part))])
            : DigestPlan.Make(digest, Render(week, target, posts, revision), await StoredAsync(session, digest));
    }

    private static List<WantedPost> Render(WeekId week, DigestTarget target, IReadOnlyList<DigestPost> posts, int revision) =>
        [
            .. posts.Select(
                (post, seq) =>
                    new WantedPost(
                        post.Part,
                        post.Kind,
                        post.Parent,
                        seq,
                        target.Platform.Render(
                            post.Message,
                            post.Kind,
                            DeliveryKey.Post(week, target.Channel, post.Part, revision)
                        ),
                        post.Message
                    )
                    {
                        Replaced = post.Replaced,
                    }
            ),
        ];

    private static async Task<IReadOnlyList<StoredPost>> StoredAsync(StoreSession session, string digest)
    {
        var posts = await session.QueryAsync<PostRow>(
            """
            select delivery as Delivery, part as Part, kind as Kind, state as State, remote_id as RemoteId, gone as Gone,
              source_hash as SourceHash, doubt as Doubt from delivery where digest = @digest and op = 'create' order by turn, seq
            """,
            new { digest }
        );
        var edits = (
            await session.QueryAsync<EditRow>(
                """
                select delivery as Delivery, post as Post, state as State, source_hash as SourceHash, doubt as Doubt
                from delivery where digest = @digest and op = 'edit' and state <> 'SKIPPED' order by change
                """,
                new { digest }
            )
        ).ToLookup(edit => edit.Post, StringComparer.Ordinal);
        return [.. posts.Select(post => ToStored(post, edits[post.Delivery].LastOrDefault()))];
    }

    private static StoredPost ToStored(PostRow post, EditRow? edit) =>
        new(
            post.Part,
            Enum.Parse<PostKind>(post.Kind),
            DeliveryNames.State(post.State),
            post.RemoteId,
            post.Gone != 0,
            edit?.SourceHash ?? post.SourceHash,
            edit?.Delivery ?? post.Delivery,
            DeliveryNames.State(edit?.State ?? post.State),
            (edit?.Doubt ?? post.Doubt) != 0
        );

    private static Task SaveDigestAsync(
        StoreSession session,
        WeekId week,
        DigestTarget target,
        IReadOnlyList<DigestPost> posts,
        int revision,
        bool nothingToDo,
        long now
    ) =>
        session.ExecuteAsync(
            """
            insert into digest(digest, week, channel, workspace, revision, live, state, language, threads, header, planned_at)
            values(@digest, @week, @channel, @workspace, @revision, 1, 'POSTING', @language, @threads, @header, @now)
            on conflict(digest) do update set header = excluded.header, language = excluded.language,
              state = case when @nothingToDo = 1 then digest.state else 'POSTING' end
            """,
            new
            {
                digest = DeliveryKey.Digest(week, target.Channel, revision),
                week = week.ToString(),
                channel = target.Channel.ToString(),
                workspace = target.Channel.Installation,
                revision = (long)revision,
                language = target.Language.Code(),
                threads = target.Threads.ToString(),
                header = posts.FirstOrDefault(post => post.Kind == PostKind.Header) is { } header
                    ? ChatMessageJson.Write(header.Message)
                    : null,
                nothingToDo = nothingToDo ? 1L : 0L,
                now,
            }
        );
}
