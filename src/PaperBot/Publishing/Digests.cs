using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>The life of a digest as a whole.</summary>
internal static class Digests
{
    /// <summary>The auditor's first look, once everything has had time to show.</summary>
    private static readonly TimeSpan FirstAudit = TimeSpan.FromSeconds(30);

    /// <summary>Nobody works on it any more: posted, or withdrawn where every post of it is gone. Held posts are no work.</summary>
    public static async Task FinishAsync(StoreSession session, string digest, long now)
    {
        var finished = await session.ExecuteAsync(
            $"""
            update digest set finished_at = @now, audit_at = @audit,
              state = case when state = 'RETRACTING' then 'RETRACTED' else 'POSTED' end
            where digest = @digest and state in ('POSTING', 'RETRACTING')
              and not exists(select 1 from delivery where digest = @digest and {DeliveryRows.Open})
            """,
            new
            {
                digest,
                now,
                audit = now + (long)FirstAudit.TotalMilliseconds,
            }
        );
        if (finished > 0)
        {
            await session.MarkChangedAsync(StoreTopic.Deliveries);
        }
    }
}
