using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Compares what stands in the channels with what was posted: when a digest is done, and daily for a week. Further copies of a post
/// are removed, the stored one stays (I1); a post that is gone is reported and never posted again by itself.
/// </summary>
public sealed partial class Auditor(
    Store store,
    OutboxSignal signal,
    IEnumerable<IChatPlatform> platforms,
    OutboxSettings settings,
    TimeProvider time,
    ILogger<Auditor> log
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);
    private static readonly TimeSpan Watched = TimeSpan.FromDays(7);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    /// <summary>For a platform that says "at once" and means it not.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private sealed record DigestRow(string Digest, string Channel, long PlannedAt, long? FinishedAt);

    private sealed record PostRow(
        string Delivery,
        string Part,
        string Kind,
        string? Parent,
        string? RemoteId,
        string State,
        long Gone
    );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await AuditDueAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    /// <summary>Looks at every digest that has come to its end, due or not.</summary>
    /// <returns>How many could not be looked at, and are looked at again later.</returns>
    public async Task<int> AuditAllAsync(CancellationToken cancellationToken)
    {
        var postponed = 0;
        foreach (var digest in await DigestsAsync("state = 'POSTED'", cancellationToken))
        {
            postponed += await AuditAsync(digest, cancellationToken) ? 0 : 1;
        }

        return postponed;
    }

    private async Task AuditDueAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await TakeDueAsync(cancellationToken) is { } digest)
            {
                await AuditAsync(digest, cancellationToken);
            }
        }
#pragma warning disable CA1031 // An audit that fails is done again later; nothing waits for it.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.Failed(log, exception);
        }
    }

    /// <summary>One node takes a due digest by setting its next time: the day after, or never once a week is over.</summary>
    private Task<DigestRow?> TakeDueAsync(CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                var now = await session.NowAsync();
                return (
                    await session.QueryAsync<DigestRow>(
                        """
                        update digest set audit_at = case when finished_at + @watched > @now then @now + @daily else null end
                        where digest = (select digest from digest where audit_at <= @now and state = 'POSTED' order by audit_at, digest limit 1)
                          and audit_at <= @now
                        returning digest as Digest, channel as Channel, planned_at as PlannedAt, finished_at as FinishedAt
                        """,
                        new
                        {
                            now,
                            daily = (long)Daily.TotalMilliseconds,
                            watched = (long)Watched.TotalMilliseconds,
                        }
                    )
                ).SingleOrDefault();
            },
            cancellationToken
        );

    /// <returns>False where it could not be looked at now.</returns>
    private async Task<bool> AuditAsync(DigestRow digest, CancellationToken cancellationToken)
    {
        var channel = ChannelKey.Parse(digest.Channel);
        var platform = platforms.FirstOrDefault(platform => platform.Name == channel.Platform);
        if (platform is null)
        {
            return false;
        }

        var posts = await PostsAsync(digest.Digest, cancellationToken);
        var now = time.GetUtcNow();
        var planned = DateTimeOffset.FromUnixTimeMilliseconds(digest.PlannedAt);
        var since = Lookback.Since(planned, now, []);
        var places = posts.Where(post => post.Kind != nameof(PostKind.Thread)).GroupBy(post => Place(post, posts));
        foreach (var place in places)
        {
            Failpoint.Hit("audit");
            var request = new HistoryRequest(channel.Channel, place.Key, place.Key is null ? since : DateTimeOffset.UnixEpoch);
            var look = await LookAsync(platform, request, cancellationToken);
            if (look is HistoryOutcome.Read first && Compare(place, first).Exists(finding => finding.Missing))
            {
                // Late history, or one that could not be read for a moment, looks the same as posts that somebody removed.
                await Task.Delay(
                    settings.Settle > TimeSpan.Zero ? settings.Settle : platform.Pacing.Settle,
                    time,
                    cancellationToken
                );
                look = await LookAsync(platform, request, cancellationToken);
            }

            if (look is not HistoryOutcome.Read read)
            {
                Log.CannotLook(log, digest.Digest, look);
                await PostponeAsync(digest.Digest, cancellationToken);
                return false;
            }

            await SaveAsync(digest.Digest, Compare(place, read), cancellationToken);
        }

        return true;
    }

    /// <summary>Looks further back where the platform's clock says that ours is ahead.</summary>
    private async Task<HistoryOutcome> LookAsync(
        IChatPlatform platform,
        HistoryRequest request,
        CancellationToken cancellationToken
    )
    {
        var look = await ReadAsync(platform, request, cancellationToken);
        return
            request.ThreadId is null
            && look is HistoryOutcome.Read { AsOf: { } asOf }
            && Lookback.Corrected(request.Since, time.GetUtcNow(), asOf) is { } corrected
            ? await ReadAsync(platform, request with { Since = corrected }, cancellationToken)
            : look;
    }

    /// <summary>
    /// Waits where the platform says how long: a digest has as many threads as papers, and Slack lets 50 of them a minute be read. To begin
    /// all over later would meet the same limit at the same place.
    /// </summary>
    private async Task<HistoryOutcome> ReadAsync(
        IChatPlatform platform,
        HistoryRequest request,
        CancellationToken cancellationToken
    )
    {
        var look = await platform.ReadHistoryAsync(request, cancellationToken);
        for (
            var waited = TimeSpan.Zero;
            look is HistoryOutcome.Unavailable { RetryAfter: { } wait } && waited + wait <= LongestWait;
            waited += wait + Pause
        )
        {
            await Task.Delay(wait + Pause, time, cancellationToken);
            look = await platform.ReadHistoryAsync(request, cancellationToken);
        }

        return look;
    }

    private static List<AuditFinding> Compare(IEnumerable<PostRow> place, HistoryOutcome.Read read) =>
        [.. place.Select(post => AuditFinding.Of(post.Delivery, post.RemoteId, read.Posts))];

    /// <summary>The thread it stands in; null for the channel itself.</summary>
    private static string? Place(PostRow post, IReadOnlyList<PostRow> posts) =>
        post.Kind == nameof(PostKind.Reply) ? posts.FirstOrDefault(other => other.Delivery == post.Parent)?.RemoteId : null;

    private async Task SaveAsync(string digest, List<AuditFinding> findings, CancellationToken cancellationToken)
    {
        var removed = await store.WriteAsync(
            async session =>
            {
                var now = await session.NowAsync();
                var planned = 0;
                foreach (var finding in findings)
                {
                    planned += await SaveAsync(session, finding, now);
                }

                if (planned > 0)
                {
                    await session.ExecuteAsync(
                        "update digest set state = 'POSTING' where digest = @digest and state = 'POSTED'",
                        new { digest }
                    );
                    await session.MarkChangedAsync(StoreTopic.Deliveries);
                }

                return planned;
            },
            cancellationToken
        );
        if (removed > 0)
        {
            Log.Removed(log, digest, removed);
            signal.Wake();
        }
    }

    private async Task<int> SaveAsync(StoreSession session, AuditFinding finding, long now)
    {
        // A post that shows again was never gone, whatever an earlier look said.
        var changed = await session.ExecuteAsync(
            "update delivery set gone = @gone where delivery = @Delivery and state = 'SENT' and gone <> @gone",
            new { finding.Delivery, gone = finding.Missing ? 1L : 0L }
        );
        if (changed > 0 && finding.Missing)
        {
            Log.Missing(log, finding.Delivery);
        }

        return finding.Extras.Count == 0 ? 0 : await ExtraCopies.PlanRemovalAsync(session, finding.Delivery, finding.Extras, now);
    }

    private Task PostponeAsync(string digest, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    "update digest set audit_at = @at where digest = @digest",
                    new { digest, at = await session.NowAsync() + (long)Later.TotalMilliseconds }
                ),
            cancellationToken
        );

    private Task<IReadOnlyList<DigestRow>> DigestsAsync(string where, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session =>
                session.QueryAsync<DigestRow>(
                    $"select digest as Digest, channel as Channel, planned_at as PlannedAt, finished_at as FinishedAt from digest where {where} order by digest"
                ),
            cancellationToken
        );

    private Task<IReadOnlyList<PostRow>> PostsAsync(string digest, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session =>
                session.QueryAsync<PostRow>(
                    """
                    select delivery as Delivery, part as Part, kind as Kind, parent as Parent, remote_id as RemoteId, state as State, gone as Gone
                    from delivery where digest = @digest and op = 'create' and state = 'SENT' and remote_id is not null order by turn, seq
                    """,
                    new { digest }
                ),
            cancellationToken
        );

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "{Digest}: {Count} extra copies were found and are removed")]
        public static partial void Removed(ILogger logger, string digest, int count);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Delivery} was removed by somebody; only a repost brings it back")]
        public static partial void Missing(ILogger logger, string delivery);

        [LoggerMessage(Level = LogLevel.Information, Message = "{Digest} cannot be audited now: {Outcome}")]
        public static partial void CannotLook(ILogger logger, string digest, HistoryOutcome outcome);

        [LoggerMessage(Level = LogLevel.Error, Message = "An audit failed and is done again later")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}

/// <summary>What the history says of one post. Pure.</summary>
/// <param name="Missing">The stored post does not show.</param>
/// <param name="Extras">Further posts with its marker.</param>
internal sealed record AuditFinding(string Delivery, bool Missing, IReadOnlyList<string> Extras)
{
    public static AuditFinding Of(string delivery, string? remoteId, IReadOnlyList<MarkedPost> history)
    {
        var marker = DeliveryMarker.For(delivery);
        var copies = history.Where(post => post.Marker == marker).Select(post => post.RemoteId).ToList();
        // Where the stored one is gone its copies stay as well: removing the last that people see is nobody's wish.
        var stands = copies.Contains(remoteId, StringComparer.Ordinal);
        return new AuditFinding(delivery, !stands, stands ? [.. copies.Where(copy => copy != remoteId)] : []);
    }
}
