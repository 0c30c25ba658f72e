using PaperBot.Storage;

namespace PaperBot.Arxiv;

/// <summary>
/// One budget of requests over all nodes, in the store: one request at a time, and none sooner after the last has ended than the interval,
/// so that the host sees them that far apart however long they are on their way. A node that dies in the middle of a request keeps the others out only until its time is up.
/// </summary>
public sealed class RequestGate(Store store, TimeProvider time, string gate, TimeSpan interval, TimeSpan longest)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private readonly string _node = Guid.NewGuid().ToString("n");

    private sealed record Row(string? Holder, long Until, long NextAt);

    /// <summary>Waits for its turn, does the work, and lets the next one in.</summary>
    /// <param name="work">Returns how long nobody may ask after it, where the host said so.</param>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<(T Result, TimeSpan? Pause)>> work,
        CancellationToken cancellationToken
    )
    {
        var ticket = $"{_node}|{Guid.NewGuid():n}";
        while (await TryEnterAsync(ticket, cancellationToken) is { } wait)
        {
            await Task.Delay(wait, time, cancellationToken);
        }

        TimeSpan? pause = null;
        try
        {
            var (result, asked) = await work(cancellationToken);
            pause = asked;
            return result;
        }
        finally
        {
            // The gate is opened for the others even when this caller was told to stop.
            await LeaveAsync(ticket, pause > interval ? pause.Value : interval, CancellationToken.None);
        }
    }

    /// <returns>Null when it is our turn; else how long to wait before looking again.</returns>
    private Task<TimeSpan?> TryEnterAsync(string ticket, CancellationToken cancellationToken) =>
        store.WriteAsync<TimeSpan?>(
            async session =>
            {
                var now = await session.NowAsync();
                var entered = await session.ExecuteAsync(
                    """
                    insert into request_gate(gate, holder, until, next_at) values(@gate, @ticket, @until, 0)
                    on conflict(gate) do update set holder = excluded.holder, until = excluded.until
                    where (request_gate.holder is null or request_gate.until <= @now) and request_gate.next_at <= @now
                    """,
                    new
                    {
                        gate,
                        ticket,
                        until = now + (long)longest.TotalMilliseconds,
                        now,
                    }
                );
                if (entered > 0)
                {
                    return null;
                }

                var row = (
                    await session.FindAsync<Row>(
                        "select holder as Holder, until as Until, next_at as NextAt from request_gate where gate = @gate",
                        new { gate }
                    )
                )!;
                var next = TimeSpan.FromMilliseconds(row.NextAt - now);
                return next > TimeSpan.Zero && row.Holder is null ? next : Look;
            },
            cancellationToken
        );

    private Task LeaveAsync(string ticket, TimeSpan pause, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                var now = await session.NowAsync();
                await session.ExecuteAsync(
                    """
                    update request_gate set holder = null, next_at = @next where gate = @gate and holder = @ticket
                    """,
                    new
                    {
                        gate,
                        ticket,
                        next = now + (long)pause.TotalMilliseconds,
                    }
                );
            },
            cancellationToken
        );
}
