using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// A store that came from a backup knows nothing of what was posted since. What it would post may stand already, so it is looked up in
/// the channel first and adopted by its marker (I5): rows that wait, rows that are held, and every row of a week that may have been
/// posted before the restore, whenever that row is planned.
/// </summary>
internal static class Restored
{
    /// <summary>In SQL: whether a post of a week is to be looked up because of a restore.</summary>
    public const string MayStand =
        "exists(select 1 from store_restore where week >= @week and restored_at = (select max(restored_at) from store_restore))";

    /// <summary>In SQL: from when on the channel is read for it.</summary>
    public const string Since = "(select backup_at from store_restore order by restored_at desc limit 1)";

    /// <param name="week">The week that it is now.</param>
    /// <returns>The last instant that the backup knows of.</returns>
    public static async Task<DateTimeOffset> MarkAsync(StoreSession session, WeekId week)
    {
        var now = await session.NowAsync();
        var backupAt = Math.Min(
            now,
            await session.ScalarAsync<long>(
                """
                select max(at) from (
                  select max(changed_at) as at from delivery union all select max(planned_at) from digest union all select max(at) from audit
                  union all select max(at) from stage_run union all select max(read_at) from list_file union all select min(at) from schema_version) as times
                """
            )
        );
        await session.ExecuteAsync(
            "insert into store_restore(restored_at, backup_at, week) values(@now, @backupAt, @week) on conflict(restored_at) do nothing",
            new
            {
                now,
                backupAt,
                week = week.ToString(),
            }
        );
        var known = new { now, backupAt };
        // The opening of a thread may be asked for again: a starter has at most one.
        await session.ExecuteAsync(
            """
            update delivery set state = 'UNKNOWN', next_at = 0, looks = 0, rounds = 0, changed_at = @now,
              started_at = case when started_at < @backupAt then started_at else @backupAt end
            where op = 'create' and kind <> 'Thread' and state in ('PENDING', 'SENDING', 'UNKNOWN')
            """,
            known
        );
        await session.ExecuteAsync(
            """
            update delivery set doubt = 1, started_at = case when started_at < @backupAt then started_at else @backupAt end
            where op = 'create' and kind <> 'Thread' and state = 'HELD'
            """,
            known
        );
        await session.ExecuteAsync("update channel_lease set until = 0");
        await session.MarkChangedAsync(StoreTopic.Deliveries);
        return DateTimeOffset.FromUnixTimeMilliseconds(backupAt);
    }
}
