using System.Security.Cryptography;
using System.Text;
using PaperBot.Papers;
using PaperBot.Settings;
using PaperBot.Storage;

namespace PaperBot.Runs;

/// <summary>What each stage did last for each paper of a week, so that it is skipped where its inputs have not changed and <c>week status</c> can tell.</summary>
/// <param name="redactor">For details that come from outside; null where there is no secret to know of.</param>
public sealed class StageLog(Store store, Redactor? redactor = null)
{
    private sealed record Row(string Stage, string Paper, string Fingerprint, string State, string Detail, long At);

    public Task<IReadOnlyList<StageEntry>> ReadAsync(WeekId week, CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<StageEntry>>(
            async session =>
            {
                var rows = await session.QueryAsync<Row>(
                    """
                    select stage as Stage, paper as Paper, fingerprint as Fingerprint, state as State, detail as Detail, at as At
                    from stage_run where week = @week order by at, stage, paper
                    """,
                    new { week = week.ToString() }
                );
                return
                [
                    .. rows.Select(row => new StageEntry(
                        Enum.Parse<Stage>(row.Stage),
                        row.Paper.Length == 0 ? null : PaperId.Parse(row.Paper),
                        row.Fingerprint,
                        Enum.Parse<StageState>(row.State),
                        row.Detail,
                        DateTimeOffset.FromUnixTimeMilliseconds(row.At)
                    )),
                ];
            },
            cancellationToken
        );

    public Task WriteAsync(
        WeekId week,
        Stage stage,
        PaperId? paper,
        string fingerprint,
        StageState state,
        string detail,
        CancellationToken cancellationToken
    ) =>
        store.WriteAsync(
            session => WriteAsync(session, week, stage, paper, fingerprint, state, (redactor ?? Redactor.ByShape).Clean(detail)),
            cancellationToken
        );

    public static async Task WriteAsync(
        StoreSession session,
        WeekId week,
        Stage stage,
        PaperId? paper,
        string fingerprint,
        StageState state,
        string detail
    ) =>
        await session.ExecuteAsync(
            """
            insert into stage_run(week, stage, paper, fingerprint, state, detail, at) values(@week, @stage, @paper, @fingerprint, @state, @detail, @now)
            on conflict(week, stage, paper) do update set fingerprint = excluded.fingerprint, state = excluded.state, detail = excluded.detail, at = excluded.at
            """,
            new
            {
                week = week.ToString(),
                stage = stage.ToString(),
                paper = paper?.Value ?? "",
                fingerprint,
                state = state.ToString(),
                detail,
                now = await session.NowAsync(),
            }
        );

    /// <summary>A short name for a set of inputs: equal inputs, equal names.</summary>
    public static string Fingerprint(params ReadOnlySpan<string> inputs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var input in inputs)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(input));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));
    }
}

/// <summary>One line of the log.</summary>
public sealed record StageEntry(
    Stage Stage,
    PaperId? Paper,
    string Fingerprint,
    StageState State,
    string Detail,
    DateTimeOffset At
);

public enum StageState
{
    Done,

    /// <summary>Its inputs are the ones it has worked on already.</summary>
    Unchanged,

    /// <summary>Nothing for it to do here, such as arXiv for a paper that is not on arXiv.</summary>
    NotNeeded,

    /// <summary>Its input is not there yet, such as a list that is not out.</summary>
    NotReady,
    Failed,
}
