using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>A digest posted anew: a new revision with new keys. What the old one still had to send is dropped.</summary>
internal static class Reposts
{
    public static async Task<DigestPlan> PreviewAsync(
        StoreSession session,
        WeekId week,
        DigestTarget target,
        IReadOnlyList<DigestPost> posts
    ) => await DigestPlanner.PreviewAsync(session, week, target, posts, anew: true);

    /// <summary>Makes room for a new revision: the next plan makes it. What the old one still had to say, its withdrawal apart, is not said.</summary>
    public static async Task SupersedeAsync(StoreSession session, WeekId week, DigestTarget target)
    {
        var parameters = new
        {
            week = week.ToString(),
            channel = target.Channel.ToString(),
            now = await session.NowAsync(),
        };
        await session.ExecuteAsync(
            """
            update delivery set state = 'SKIPPED', hold = null, held_by = null, detail = 'reposted', changed_at = @now
            where state in ('PENDING', 'HELD') and op <> 'delete'
              and digest in (select digest from digest where week = @week and channel = @channel and live = 1 and state <> 'RETRACTING')
            """,
            parameters
        );
        // What is in doubt there is looked up, so that its post is known, but not sent again: its digest is not live.
        await session.ExecuteAsync(
            "update digest set live = 0 where week = @week and channel = @channel and live = 1",
            parameters
        );
    }
}
