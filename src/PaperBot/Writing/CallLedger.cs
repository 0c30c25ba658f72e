using System.Globalization;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Writing;

/// <summary>
/// What was asked of models, what came back and what it cost. A call is noted with its expected cost before it is made, so that a
/// budget holds over all nodes and a kill hides nothing; its reply is kept, so that nothing is paid for twice.
/// </summary>
public sealed class CallLedger(Store store)
{
    private sealed record ReplyRow(string Reply, long CutOff);

    private sealed record CostRow(
        string? Paper,
        long Calls,
        long InputTokens,
        long CachedTokens,
        long CacheWriteTokens,
        long OutputTokens,
        long Estimated,
        long Cost
    );

    /// <summary>What this very call brought when it was made before; null where it was not, or brought nothing.</summary>
    public Task<ModelReply?> FindAsync(string call, CancellationToken cancellationToken) =>
        store.ReadAsync(
            async session =>
                await session.FindAsync<ReplyRow>(
                    "select reply as Reply, cut_off as CutOff from model_call where call = @call and state = 'answered'",
                    new { call }
                )
                    is { } row
                    ? new ModelReply(row.Reply, row.CutOff == 1, TokenUse.None)
                    : null,
            cancellationToken
        );

    /// <summary>Notes that a call is about to be made.</summary>
    /// <param name="budget">Millionths of a US dollar a month; null where there is no limit.</param>
    /// <returns>False where the month's budget does not allow it; nothing is noted then.</returns>
    public Task<bool> BeginAsync(ModelCall call, long expected, long? budget, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                var now = await session.NowAsync();
                var month = MonthOf(now);
                await session.ExecuteAsync(
                    "insert into model_month(month) values(@month) on conflict(month) do update set month = excluded.month",
                    new { month }
                );
                var spent = await session.ScalarAsync<long>(
                    "select coalesce(sum(cost), 0) from model_call where month = @month",
                    new { month }
                );
                if (budget is { } limit && spent + expected > limit)
                {
                    return false;
                }

                await SetAsideAsync(session, call.Key, now);
                await session.ExecuteAsync(
                    """
                    insert into model_call(call, week, paper, purpose, model, state, reply, cut_off, input_tokens, cached_tokens,
                      cache_write_tokens, output_tokens, estimated, cost, month, at)
                    values(@Key, @week, @paper, @Purpose, @Model, 'asked', null, 0, 0, 0, 0, 0, 1, @expected, @month, @now)
                    """,
                    new
                    {
                        call.Key,
                        week = call.Week.ToString(),
                        paper = call.Paper?.Value,
                        call.Purpose,
                        call.Model,
                        expected,
                        month,
                        now,
                    }
                );
                return true;
            },
            cancellationToken
        );

    /// <summary>Keeps a reply that was paid for, whatever the caller has been told meanwhile.</summary>
    public Task AnswerAsync(string call, ModelReply reply, bool estimated, long cost) =>
        store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    """
                    update model_call set state = 'answered', reply = @Text, cut_off = @cutOff, input_tokens = @Input,
                      cached_tokens = @CachedInput, cache_write_tokens = @CacheWrite, output_tokens = @Output, estimated = @estimated,
                      cost = @cost, at = @now
                    where call = @call
                    """,
                    new
                    {
                        call,
                        reply.Text,
                        cutOff = reply.IsCutOff ? 1L : 0L,
                        reply.Use.Input,
                        reply.Use.CachedInput,
                        reply.Use.CacheWrite,
                        reply.Use.Output,
                        estimated = estimated ? 1L : 0L,
                        cost,
                        now = await session.NowAsync(),
                    }
                ),
            CancellationToken.None
        );

    /// <summary>Notes that a call brought nothing.</summary>
    /// <param name="cost">What it may have cost all the same: nothing for a refusal, what was expected where the server may have worked on it.</param>
    public Task FailAsync(string call, long cost) =>
        store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    "update model_call set state = 'failed', cost = @cost, at = @now where call = @call",
                    new
                    {
                        call,
                        cost,
                        now = await session.NowAsync(),
                    }
                ),
            CancellationToken.None
        );

    /// <summary>Forgets a reply that was of no use, so that the call is made anew; what it cost stays counted.</summary>
    public Task DiscardAsync(string call) =>
        store.WriteAsync(async session => await SetAsideAsync(session, call, await session.NowAsync()), CancellationToken.None);

    /// <summary>A call that is made again keeps what it cost before under a name of its own.</summary>
    private static Task<int> SetAsideAsync(StoreSession session, string call, long now) =>
        session.ExecuteAsync(
            "update model_call set call = @aside, state = 'failed', reply = null where call = @call",
            new { call, aside = string.Create(CultureInfo.InvariantCulture, $"{call}|{now}|{Guid.NewGuid():N}") }
        );

    /// <summary>What a week has cost so far, paper by paper; the key is null for what concerns the whole week.</summary>
    public Task<IReadOnlyList<PaperCost>> OfWeekAsync(WeekId week, CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<PaperCost>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<CostRow>(
                            """
                            select paper as Paper, count(*) as Calls, sum(input_tokens) as InputTokens, sum(cached_tokens) as CachedTokens,
                              sum(cache_write_tokens) as CacheWriteTokens, sum(output_tokens) as OutputTokens, max(estimated) as Estimated,
                              sum(cost) as Cost
                            from model_call where week = @week group by paper order by paper
                            """,
                            new { week = week.ToString() }
                        )
                    ).Select(row => new PaperCost(
                        row.Paper is null ? null : PaperId.Parse(row.Paper),
                        (int)row.Calls,
                        new TokenUse(row.InputTokens, row.CachedTokens, row.CacheWriteTokens, row.OutputTokens),
                        row.Estimated == 1,
                        row.Cost / 1_000_000m
                    )),
                ],
            cancellationToken
        );

    /// <summary>US dollars of the current month.</summary>
    public Task<decimal> SpentThisMonthAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(
            async session =>
                await session.ScalarAsync<long>(
                    "select coalesce(sum(cost), 0) from model_call where month = @month",
                    new { month = MonthOf(await session.NowAsync()) }
                ) / 1_000_000m,
            cancellationToken
        );

    /// <summary>The month, in UTC, that a time in milliseconds since 1970 is budgeted in: <c>2026-11</c>.</summary>
    public static string MonthOf(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM", CultureInfo.InvariantCulture);
}

/// <summary>A call as it is noted.</summary>
/// <param name="Key">A hash of everything that it depends on: equal calls, equal keys.</param>
public sealed record ModelCall(string Key, WeekId Week, PaperId? Paper, string Purpose, string Model);

/// <summary>What a model answered.</summary>
/// <param name="IsCutOff">It stopped at the output limit, so the end is missing.</param>
public sealed record ModelReply(string Text, bool IsCutOff, TokenUse Use);

/// <summary>What was spent on one paper of a week.</summary>
/// <param name="IsEstimate">Some of it was not counted by the server.</param>
/// <param name="Dollars">US dollars by the prices in the settings.</param>
public sealed record PaperCost(PaperId? Paper, int Calls, TokenUse Use, bool IsEstimate, decimal Dollars)
{
    public static PaperCost Sum(IEnumerable<PaperCost> costs) =>
        costs.Aggregate(
            new PaperCost(null, 0, TokenUse.None, IsEstimate: false, 0),
            (sum, one) =>
                new PaperCost(
                    null,
                    sum.Calls + one.Calls,
                    sum.Use + one.Use,
                    sum.IsEstimate || one.IsEstimate,
                    sum.Dollars + one.Dollars
                )
        );

    /// <summary>What came on top of an earlier sum.</summary>
    public static PaperCost operator -(PaperCost now, PaperCost before) =>
        now with
        {
            Calls = now.Calls - before.Calls,
            Use = now.Use - before.Use,
            Dollars = now.Dollars - before.Dollars,
        };
}
