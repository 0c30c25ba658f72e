using System.Security.Cryptography;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// A plan that takes something away is carried out at its asker's second word only: the same person, the same plan, within five
/// minutes, once.
/// </summary>
internal static class Confirmations
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);

    private sealed record Row(string Actor, string PlanHash, long ExpiresAt);

    /// <returns>The word to give: short enough to be typed.</returns>
    public static async Task<string> AskAsync(StoreSession session, string actor, string planHash)
    {
        var now = await session.NowAsync();
        var token = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 10);
        await session.ExecuteAsync("delete from confirmation where expires_at < @now", new { now });
        await session.ExecuteAsync(
            "insert into confirmation(token, actor, plan_hash, expires_at) values(@token, @actor, @planHash, @expires)",
            new
            {
                token,
                actor,
                planHash,
                expires = now + (long)Validity.TotalMilliseconds,
            }
        );
        return token;
    }

    public static async Task<ConfirmationAnswer> TakeAsync(StoreSession session, string token, string actor, string planHash)
    {
        var row = await session.FindAsync<Row>(
            "select actor as Actor, plan_hash as PlanHash, expires_at as ExpiresAt from confirmation where token = @token",
            new { token }
        );
        // Somebody else's word neither counts nor uses it up.
        if (row is null || row.Actor != actor)
        {
            return ConfirmationAnswer.Unknown;
        }

        if (await session.ExecuteAsync("delete from confirmation where token = @token", new { token }) == 0)
        {
            return ConfirmationAnswer.Unknown;
        }

        return row.ExpiresAt < await session.NowAsync() ? ConfirmationAnswer.Expired
            : row.PlanHash != planHash ? ConfirmationAnswer.PlanChanged
            : ConfirmationAnswer.Given;
    }
}

/// <summary>Whether a confirmation counts.</summary>
public enum ConfirmationAnswer
{
    /// <summary>The plan needs none, or none was given yet.</summary>
    NotAsked,
    Given,

    /// <summary>There is no such word, it was used, or it is another person's.</summary>
    Unknown,
    Expired,

    /// <summary>What would be done is not any more what was shown.</summary>
    PlanChanged,
}
