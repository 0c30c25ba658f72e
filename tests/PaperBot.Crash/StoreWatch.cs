using System.Data.Common;
using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>
/// The admin beside the running nodes: sees when nothing is open any more, whether what is held is held for what really happened, puts
/// right what can be, and lets it go on.
/// </summary>
internal sealed class StoreWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    private readonly DeliveryStatus _status;
    private readonly CrashPlace _place;
    private readonly CrashTally _tally;
    private readonly int _seed;
    private readonly SemaphoreSlim _one = new(1, 1);

    public StoreWatch(StoreProvider provider, string connection, CrashPlace place, CrashTally tally, int seed)
    {
        (_place, _tally, _seed) = (place, tally, seed);
        Store = new Store(
            provider == StoreProvider.Sqlite
                ? new SqliteDialect(connection, TimeProvider.System)
                : new PostgresDialect(connection, "watch")
        );
        _status = new DeliveryStatus(Store, new StoreChanges(Store, TimeProvider.System), new OutboxSignal(TimeProvider.System));
    }

    public Store Store { get; }

    /// <summary>Planned, and nobody has anything to do.</summary>
    public async Task<bool> IsAtRestAsync(NodeProcess node)
    {
        if (!node.Planned.IsCompleted)
        {
            return false;
        }

        try
        {
            return await OpenAsync() == 0;
        }
        catch (DbException)
        {
            // Half migrated, or away.
            return false;
        }
    }

    public async Task UntilRestAsync(CancellationToken cancellationToken)
    {
        while (await OpenAsync() > 0)
        {
            await Task.Delay(Interval, cancellationToken);
        }
    }

    /// <returns>Whether anything went on.</returns>
    public async Task<bool> MendAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var held = await _status.HeldAsync(cancellationToken);
            var fresh = held.Where(post => !IsFinal(post)).ToList();
            foreach (var post in fresh)
            {
                _tally.Add(_tally.Holds, post.Reason.ToString(), 1);
                if (!IsHonest(post))
                {
                    _tally.Report(
                        ProblemKind.Other,
                        $"seed {_seed}, {post.Channel.Channel}: {post.Part} is held for {post.Reason}, of which nothing has happened ({post.Detail})"
                    );
                }
            }

            _place.Remedy();
            var released = 0;
            foreach (var post in fresh)
            {
                released += await _status.ReleaseAsync(post.Delivery, "crash", cancellationToken);
            }

            return released > 0;
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<bool> IsAuditWholeAsync() =>
        await Store.ReadAsync(Audit.VerifyAsync, CancellationToken.None) is AuditCheck.Whole;

    public async Task<string> DescribeAsync()
    {
        var rows = await Store.ReadAsync(
            session =>
                session.QueryAsync<OpenRow>(
                    "select delivery as Delivery, state as State, hold as Hold from delivery where state not in ('SENT', 'RETRACTED', 'SKIPPED') limit 20"
                ),
            CancellationToken.None
        );
        return string.Join(", ", rows.Select(row => $"{row.Delivery} {row.State} {row.Hold}"));
    }

    public async ValueTask DisposeAsync()
    {
        _one.Dispose();
        await Store.DisposeAsync();
    }

    private sealed record OpenRow(string Delivery, string State, string? Hold);

    private Task<long> OpenAsync() =>
        Store.ReadAsync(
            session => session.ScalarAsync<long>($"select count(*) from delivery where {DeliveryRows.Open}"),
            CancellationToken.None
        );

    /// <summary>No remedy brings back a channel that was deleted, or the post that a thread hung under.</summary>
    private bool IsFinal(HeldPost post)
    {
        var had = _place.Script.Had(post.Channel.Channel);
        return had.Contains(Trouble.Deleted)
            || (had.Contains(Trouble.PostRemoved) && post.Reason is HoldReason.ThreadGone or HoldReason.MessageGone);
    }

    /// <summary>Whether what a post is held for has happened in its channel.</summary>
    private bool IsHonest(HeldPost post)
    {
        var had = _place.Script.Had(post.Channel.Channel);
        return post.Reason == HoldReason.NeverArrives
            || had.Any(trouble => _place.Expected(trouble) == post.Reason)
            || (
                post.Reason == HoldReason.HistoryUnreadable && (had.Count > 0 || _place.Script.HadLookFault(post.Channel.Channel))
            );
    }
}
