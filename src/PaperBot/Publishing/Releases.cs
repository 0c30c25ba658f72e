using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>Lets held deliveries go on: what may stand after all is looked up first, everything else goes back into the line.</summary>
internal static class Releases
{
    /// <summary>Releases one, with everything that waits behind it.</summary>
    /// <returns>How many went on.</returns>
    public static Task<int> ReleaseAsync(StoreSession session, string delivery, long now) =>
        ReleaseWhereAsync(session, "(delivery = @delivery or held_by = @delivery)", new { delivery, now });

    public static Task<int> ReleaseAllAsync(StoreSession session, long now) => ReleaseWhereAsync(session, "1 = 1", new { now });

    private static async Task<int> ReleaseWhereAsync(StoreSession session, string which, object parameters)
    {
        await session.ExecuteAsync(
            $"""
            update digest set state = 'POSTING' where state = 'POSTED'
              and exists(select 1 from delivery where delivery.digest = digest.digest and state = 'HELD' and {which})
            """,
            parameters
        );
        return await session.ExecuteAsync(
            $"""
            update delivery set state = case when doubt = 1 then 'UNKNOWN' else 'PENDING' end,
              next_at = 0, looks = 0, rounds = 0, hold = null, detail = null, held_by = null, changed_at = @now
            where state = 'HELD' and {which}
            """,
            parameters
        );
    }
}
