using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PaperBot.Storage;

/// <summary>Something that somebody did, as it is kept for ever.</summary>
/// <param name="Actor"><c>slack:U0123</c>, <c>cli</c>, <c>schedule</c>.</param>
/// <param name="Target">What it was done to: a week, a channel, a delivery, a paper.</param>
/// <param name="Before">A hash of what was there; null where there was nothing.</param>
public sealed record AuditEntry(string Actor, string Action, string Target, string? Before, string? After, string Result);

/// <summary>A kept entry.</summary>
public sealed record AuditLine(long Seq, DateTimeOffset At, AuditEntry Entry);

/// <summary>
/// What was done, by whom: append-only, written in the transaction of the change itself (I11). Each row carries the hash of the row
/// before, so that a changed, removed or inserted row shows.
/// </summary>
public static class Audit
{
    private sealed record Head(long Seq, string Hash);

    private sealed record Row(
        long Seq,
        long At,
        string Actor,
        string Action,
        string Target,
        string? BeforeHash,
        string? AfterHash,
        string Result,
        string Previous,
        string Hash
    )
    {
        public AuditEntry Entry => new(Actor, Action, Target, BeforeHash, AfterHash, Result);
    }

    private const string Columns =
        "seq as Seq, at as At, actor as Actor, action as Action, target as Target, before_hash as BeforeHash, after_hash as AfterHash, result as Result, previous as Previous, hash as Hash";

    /// <exception cref="AuditException">The row that holds the chain's end is gone.</exception>
    public static async Task AppendAsync(StoreSession session, AuditEntry entry)
    {
        // The head's row is locked from here to the end of the transaction: appends stand in line.
        var head =
            (
                await session.QueryAsync<Head>(
                    "update audit_head set seq = seq + 1 where id = 1 returning seq as Seq, hash as Hash"
                )
            ).SingleOrDefault() ?? throw new AuditException();
        var at = await session.NowAsync();
        var hash = HashOf(head.Seq, at, entry, head.Hash);
        await session.ExecuteAsync(
            """
            insert into audit(seq, at, actor, action, target, before_hash, after_hash, result, previous, hash)
            values(@Seq, @at, @Actor, @Action, @Target, @Before, @After, @Result, @previous, @hash)
            """,
            new
            {
                head.Seq,
                at,
                entry.Actor,
                entry.Action,
                entry.Target,
                entry.Before,
                entry.After,
                entry.Result,
                previous = head.Hash,
                hash,
            }
        );
        await session.ExecuteAsync("update audit_head set hash = @hash where id = 1", new { hash });
    }

    /// <summary>The newest entries, newest first.</summary>
    public static async Task<IReadOnlyList<AuditLine>> ReadAsync(StoreSession session, int most)
    {
        var rows = await session.QueryAsync<Row>(
            $"select {Columns} from audit order by seq desc limit @most",
            new { most = (long)most }
        );
        return [.. rows.Select(row => new AuditLine(row.Seq, DateTimeOffset.FromUnixTimeMilliseconds(row.At), row.Entry))];
    }

    /// <summary>Reads the whole chain and names the first link that does not hold.</summary>
    public static async Task<AuditCheck> VerifyAsync(StoreSession session)
    {
        var rows = await session.QueryAsync<Row>($"select {Columns} from audit order by seq");
        var previous = "";
        var seq = 0L;
        foreach (var row in rows)
        {
            seq++;
            if (row.Seq != seq)
            {
                return new AuditCheck.Broken(seq, $"Entry {seq} is missing.");
            }

            if (row.Previous != previous || row.Hash != HashOf(row.Seq, row.At, row.Entry, previous))
            {
                return new AuditCheck.Broken(seq, $"Entry {seq} is not what was written.");
            }

            previous = row.Hash;
        }

        if (await session.FindAsync<Head>("select seq as Seq, hash as Hash from audit_head where id = 1") is not { } head)
        {
            return new AuditCheck.Broken(seq + 1, $"How many entries were written is no longer known; {seq} are there.");
        }

        return head.Seq == seq && head.Hash == previous
            ? new AuditCheck.Whole(seq)
            : new AuditCheck.Broken(seq + 1, $"Entries after {seq} are missing: {head.Seq} were written.");
    }

    private static string HashOf(long seq, long at, AuditEntry entry, string previous) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    JsonSerializer.Serialize(
                        new object?[]
                        {
                            seq,
                            at,
                            entry.Actor,
                            entry.Action,
                            entry.Target,
                            entry.Before,
                            entry.After,
                            entry.Result,
                            previous,
                        }
                    )
                )
            )
        );
}

/// <summary>Somebody took the chain's end out of the store: nothing that is done could be written down. The message says what to do.</summary>
public sealed class AuditException()
    : Exception(
        "The store is not whole: its audit has lost its end, so nothing that is done could be written down. Restore a backup (paperbot store restore)."
    );

/// <summary>What the check of the chain found.</summary>
public abstract record AuditCheck
{
    private AuditCheck() { }

    public sealed record Whole(long Entries) : AuditCheck;

    /// <param name="At">The first entry that does not hold.</param>
    public sealed record Broken(long At, string Problem) : AuditCheck;
}
