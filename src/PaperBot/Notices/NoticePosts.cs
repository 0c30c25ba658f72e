using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Notices;

/// <summary>
/// Which notices were posted to which admins' channel. What is new is gathered to one post; a post that nobody knows the end of is looked
/// up before it is sent again, so each notice stands once.
/// </summary>
public sealed class NoticePosts(Store store)
{
    /// <summary>A channel that is named in the settings for the first time does not get the history.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <summary>Longer than any request: whoever took a post up this long ago is no longer at it.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(2);

    private const int MostInOne = 5;

    private sealed record Row(string Notice, string Kind, string Words, long At);

    private sealed record ClaimRow(string Post, long BegunAt, long ClaimedAt);

    /// <summary>Takes up a post that was left unfinished, else what is new; null where there is nothing to say.</summary>
    public Task<NoticePost?> TakeAsync(NoticeChannel channel, CancellationToken cancellationToken) =>
        store.WriteAsync(session => TakeAsync(session, channel.ToString()), cancellationToken);

    /// <summary>It stands, or never will: it is not taken up again.</summary>
    public Task FinishAsync(NoticeChannel channel, string post, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    "update notice_post set done_at = @now where channel = @channel and post = @post",
                    new
                    {
                        channel = channel.ToString(),
                        post,
                        now = await session.NowAsync(),
                    }
                ),
            cancellationToken
        );

    /// <summary>It certainly was not sent: it is taken up anew, together with what has come since.</summary>
    public Task GiveBackAsync(NoticeChannel channel, string post, CancellationToken cancellationToken) =>
        store.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "delete from notice_post where channel = @channel and post = @post and done_at is null",
                    new { channel = channel.ToString(), post }
                ),
            cancellationToken
        );

    private static async Task<NoticePost?> TakeAsync(StoreSession session, string channel)
    {
        var now = await session.NowAsync();
        var claims = await session.QueryAsync<ClaimRow>(
            """
            select distinct post as Post, begun_at as BegunAt, claimed_at as ClaimedAt from notice_post
            where channel = @channel and done_at is null order by begun_at, post
            """,
            new { channel }
        );
        var left = claims.Count > 0 ? claims[0] : null;
        if (left is not null && left.ClaimedAt > now - (long)Abandoned.TotalMilliseconds)
        {
            // Another node is at it; what is new waits its turn.
            return null;
        }

        if (left is not null)
        {
            await session.ExecuteAsync(
                "update notice_post set claimed_at = @now where channel = @channel and post = @Post",
                new
                {
                    now,
                    channel,
                    left.Post,
                }
            );
            return await LoadAsync(session, channel, left.Post, DateTimeOffset.FromUnixTimeMilliseconds(left.BegunAt));
        }

        var post = $"notices|{channel}|{Guid.NewGuid():n}";
        var claimed = await session.ExecuteAsync(
            """
            insert into notice_post(channel, notice, post, begun_at, claimed_at)
            select @channel, n.notice, @post, @now, @now from notice n
            where n.at > @since and not exists(select 1 from notice_post p where p.channel = @channel and p.notice = n.notice)
            order by n.at, n.notice limit @most
            on conflict(channel, notice) do nothing
            """,
            new
            {
                channel,
                post,
                now,
                since = now - (long)Recent.TotalMilliseconds,
                most = (long)MostInOne,
            }
        );
        return claimed > 0 ? await LoadAsync(session, channel, post, null) : null;
    }

    private static async Task<NoticePost> LoadAsync(
        StoreSession session,
        string channel,
        string post,
        DateTimeOffset? sentBefore
    ) =>
        new(
            post,
            [
                .. (
                    await session.QueryAsync<Row>(
                        """
                        select n.notice as Notice, n.kind as Kind, n.words as Words, n.at as At
                        from notice_post p join notice n on n.notice = p.notice where p.channel = @channel and p.post = @post
                        order by n.at, n.notice
                        """,
                        new { channel, post }
                    )
                ).Select(row => new Notice(
                    row.Notice,
                    row.Kind,
                    TextForPeople.FromStored(row.Words),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.At)
                )),
            ],
            sentBefore
        );
}

/// <summary>Notices that go into one post.</summary>
/// <param name="Key">What its marker is made from, the same at every attempt.</param>
/// <param name="MaybeSentAt">When somebody began to send it who did not say what came of it; null at the first attempt.</param>
public sealed record NoticePost(string Key, IReadOnlyList<Notice> Notices, DateTimeOffset? MaybeSentAt);
