using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Work that a call of the command line asks the running service to do, because only one process may work on the store. The asker
/// waits for the result; the service sees the request within two seconds.
/// </summary>
public sealed class RunRequests(Store store, StoreChanges changes)
{
    /// <summary>A request that its worker did not finish within this time is taken by the next one.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private sealed record Row(string Request, string Kind, string Arguments, string Actor, string State, string? Result);

    /// <param name="arguments">For the worker, as it likes them.</param>
    /// <returns>The request's id.</returns>
    public async Task<string> AskAsync(string kind, string arguments, string actor, CancellationToken cancellationToken)
    {
        var request = Guid.NewGuid().ToString("N");
        await store.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    insert into run_request(request, kind, arguments, actor, asked_at, state)
                    values(@request, @kind, @arguments, @actor, @now, 'QUEUED')
                    """,
                    new
                    {
                        request,
                        kind,
                        arguments,
                        actor,
                        now = await session.NowAsync(),
                    }
                );
                await session.MarkChangedAsync(StoreTopic.Requests);
            },
            cancellationToken
        );
        return request;
    }

    /// <summary>Takes the oldest request that nobody works on; null where there is none.</summary>
    public Task<RunRequest?> TakeAsync(string node, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                var now = await session.NowAsync();
                var rows = await session.QueryAsync<Row>(
                    """
                    update run_request set state = 'RUNNING', owner = @node, until = @until
                    where request = (select request from run_request where state = 'QUEUED' or (state = 'RUNNING' and until < @now)
                        order by asked_at, request limit 1)
                      and (state = 'QUEUED' or until < @now)
                    returning request as Request, kind as Kind, arguments as Arguments, actor as Actor, state as State, result as Result
                    """,
                    new
                    {
                        node,
                        until = now + (long)Patience.TotalMilliseconds,
                        now,
                    }
                );
                return rows.Count == 0 ? null : ToRequest(rows[0]);
            },
            cancellationToken
        );

    /// <summary>Says that it is still being worked on; at least every minute.</summary>
    public Task RenewAsync(string request, string node, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    "update run_request set until = @until where request = @request and owner = @node and state = 'RUNNING'",
                    new
                    {
                        request,
                        node,
                        until = await session.NowAsync() + (long)Patience.TotalMilliseconds,
                    }
                ),
            cancellationToken
        );

    public Task FinishAsync(string request, string node, bool succeeded, string result, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    update run_request set state = @state, result = @result, finished_at = @now
                    where request = @request and owner = @node and state = 'RUNNING'
                    """,
                    new
                    {
                        request,
                        node,
                        state = succeeded ? "DONE" : "FAILED",
                        result,
                        now = await session.NowAsync(),
                    }
                );
                await session.MarkChangedAsync(StoreTopic.Requests);
            },
            cancellationToken
        );

    /// <summary>Waits until the request is finished, and returns it.</summary>
    public async Task<RunRequest> WaitAsync(string request, CancellationToken cancellationToken)
    {
        while (true)
        {
            var seen = await changes.VersionAsync(StoreTopic.Requests, cancellationToken);
            var found =
                await FindAsync(request, cancellationToken)
                ?? throw new InvalidOperationException($"There is no request {request}.");
            if (found.State is RunRequestState.Done or RunRequestState.Failed)
            {
                return found;
            }

            await changes.WaitAsync(StoreTopic.Requests, seen, cancellationToken);
        }
    }

    public Task<RunRequest?> FindAsync(string request, CancellationToken cancellationToken) =>
        store.ReadAsync(
            async session =>
            {
                var row = await session.FindAsync<Row>(
                    """
                    select request as Request, kind as Kind, arguments as Arguments, actor as Actor, state as State, result as Result
                    from run_request where request = @request
                    """,
                    new { request }
                );
                return row is null ? null : ToRequest(row);
            },
            cancellationToken
        );

    private static RunRequest ToRequest(Row row) =>
        new(
            row.Request,
            row.Kind,
            row.Arguments,
            row.Actor,
            Enum.Parse<RunRequestState>(row.State, ignoreCase: true),
            row.Result
        );
}

public sealed record RunRequest(string Id, string Kind, string Arguments, string Actor, RunRequestState State, string? Result);

public enum RunRequestState
{
    Queued,
    Running,
    Done,
    Failed,
}
