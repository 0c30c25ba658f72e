using System.Data.Common;
using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot;

/// <summary>Lets one of several processes on the same store take on what a person asked.</summary>
public sealed partial class RequestClaims(Store store, StoreSettings settings, ILogger<RequestClaims> logger)
{
    /// <summary>Discord's interactions live for a quarter of an hour, and nothing is delivered again later.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromHours(1);

    /// <summary>People wait for an answer, so the store may not take long; two answers are better than none.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<bool> TryAsync(ChatOrigin origin, CancellationToken cancellationToken)
    {
        if (settings.Provider == StoreProvider.Sqlite)
        {
            // One service has this file to itself, and its adapter remembers what it has seen.
            return true;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await store.WriteAsync(session => InsertAsync(session, origin), patience.Token);
        }
        catch (Exception exception)
            when (exception is DbException or TimeoutException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            Log.NotClaimed(logger, exception, origin.RequestId);
            return true;
        }
    }

    private static async Task<bool> InsertAsync(StoreSession session, ChatOrigin origin)
    {
        var now = await session.NowAsync();
        await session.ExecuteAsync("delete from request_claim where at < @old", new { old = now - (long)Life.TotalMilliseconds });
        return await session.ExecuteAsync(
                "insert into request_claim(request, at) values(@request, @now) on conflict do nothing",
                new { request = $"{origin.Platform}:{origin.RequestId}", now }
            ) == 1;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "The store cannot say whether request {RequestId} is taken; it is answered, perhaps by another process too"
        )]
        public static partial void NotClaimed(ILogger logger, Exception exception, string requestId);
    }
}
