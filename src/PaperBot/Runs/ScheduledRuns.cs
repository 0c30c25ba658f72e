using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;
using PaperBot.Weeks;
using Quartz;

namespace PaperBot.Runs;

/// <summary>
/// What the schedule wakes: looks at the lists, runs the weeks that are due, and goes on looking every so often while the list of the
/// week that has ended is awaited. One after the other, whoever wakes it.
/// </summary>
public sealed partial class ScheduledRuns(
    Store store,
    Listing listing,
    WeekRun runs,
    DigestChannels channels,
    DigestLedger ledger,
    NoticeBoard notices,
    ScheduleSettings schedule,
    WeeksSettings weeks,
    TimeProvider time,
    ILogger<ScheduledRuns> logger
) : BackgroundService
{
    /// <summary>A list of a week this long past is not being written any more, so one read of it is enough.</summary>
    private const int LongPastDays = 10;

    private const double Jitter = 0.2;

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Does what is due. Before the first scheduled time of an installation nothing is.</summary>
    public async Task RunDueAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (Fired() is not { } fired || fired < await InstalledAsync(cancellationToken))
            {
                return;
            }

            if (await listing.RefreshAsync(null, cancellationToken) is { } trouble)
            {
                Log.NoList(logger, trouble.Reason.English);
            }

            var lists = await ReadyAsync(cancellationToken);
            await TellIfLateAsync(fired, lists, cancellationToken);
            await RunAsync(lists, cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        base.Dispose();
    }

    /// <summary>Looks again and again; each installation a little off, so that they do not all ask at once.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = weeks.LookEvery * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble()));
            await Task.Delay(wait, time, stoppingToken);
            try
            {
                if (await IsAwaitedAsync(stoppingToken))
                {
                    await RunDueAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The store may be away for a while; the next look finds what this one would have.
                Log.LookFailed(logger, exception);
            }
        }
    }

    /// <summary>
    /// Archives what is too old and runs what is to be posted, week by week, for the channels that it is due in: what one channel catches
    /// up may be too old for another.
    /// </summary>
    private async Task RunAsync(IReadOnlyList<WeekLabel> lists, CancellationToken cancellationToken)
    {
        var due = new SortedDictionary<WeekId, (DateTimeOffset NotBefore, List<ChannelSettings> Channels)>();
        foreach (
            var found in (
                await channels.FindAsync(await channels.ListAsync(cancellationToken), cancellationToken)
            ).OfType<ChannelTarget.Found>()
        )
        {
            var had = await ledger.ReadAsync(found.Target.Channel, cancellationToken);
            foreach (
                var week in DueWeeks.Find(
                    lists,
                    had.Weeks,
                    had.LastPlanned,
                    time.GetUtcNow(),
                    Today(),
                    schedule.CatchUp,
                    schedule.CatchUpSpacing
                )
            )
            {
                if (week is DueWeek.Post post)
                {
                    var (notBefore, wanting) = due.GetValueOrDefault(post.Week, (post.NotBefore, []));
                    wanting.Add(found.Settings);
                    due[post.Week] = (notBefore > post.NotBefore ? notBefore : post.NotBefore, wanting);
                }
                else
                {
                    await ledger.ArchiveAsync(
                        week.Week,
                        found.Target,
                        ScheduleTexts.TooOld(schedule.CatchUp).ToStored(),
                        cancellationToken
                    );
                }
            }
        }

        var earliest = DateTimeOffset.MinValue;
        foreach (var (week, (notBefore, wanting)) in due)
        {
            // A run takes its time: what follows is as far from its end as the settings say.
            if ((notBefore > earliest ? notBefore : earliest) - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            var request = new WeekRunRequest(week, null, DryRun: false, "schedule") { Channels = wanting };
            await runs.RunAsync(request, progress: null, cancellationToken);
            earliest = time.GetUtcNow() + schedule.CatchUpSpacing;
            await TellThatItCameAsync(week, cancellationToken);
        }
    }

    /// <summary>Whether the list of the week that had ended at the last scheduled time is not here yet, or not taken.</summary>
    private async Task<bool> IsAwaitedAsync(CancellationToken cancellationToken) =>
        Fired() is { } fired
        && fired >= await InstalledAsync(cancellationToken)
        && !(await listing.KnownAsync(cancellationToken)).Any(list =>
            list.Week >= Ended(fired) && list is { IsTaken: true, HasNews: false }
        );

    private async Task<IReadOnlyList<WeekLabel>> ReadyAsync(CancellationToken cancellationToken) =>
        [
            .. (await listing.KnownAsync(cancellationToken))
                .Where(list =>
                    list.IsSettled(weeks.SettleFor)
                    || (list.IsComplete && Today().DayNumber - list.Label.End.DayNumber >= LongPastDays)
                )
                .Select(list => list.Label),
        ];

    private async Task TellIfLateAsync(DateTimeOffset fired, IReadOnlyList<WeekLabel> lists, CancellationToken cancellationToken)
    {
        var awaited = Ended(fired);
        if (time.GetUtcNow() - fired >= schedule.LateAfter && lists.All(list => list.Week < awaited))
        {
            await notices.PutUpAsync($"late|{awaited}", "list-late", ScheduleTexts.Late(awaited), cancellationToken);
        }
    }

    private Task TellThatItCameAsync(WeekId week, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                if (await NoticeBoard.IsUpAsync(session, $"late|{week}"))
                {
                    await NoticeBoard.PutUpAsync(session, $"came|{week}", "list-came", ScheduleTexts.Came(week));
                }
            },
            cancellationToken
        );

    private DateTimeOffset? Fired() =>
        new CronExpression(schedule.Cron, schedule.TimeZone).GetPreviousValidTimeBefore(time.GetUtcNow());

    /// <summary>The week that had ended when the schedule fired.</summary>
    private WeekId Ended(DateTimeOffset fired) =>
        WeekId.Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(fired, schedule.TimeZone).DateTime)).Previous();

    private DateOnly Today() => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), schedule.TimeZone).DateTime);

    private async Task<DateTimeOffset> InstalledAsync(CancellationToken cancellationToken) =>
        DateTimeOffset.FromUnixTimeMilliseconds(
            await store.ReadAsync(session => session.ScalarAsync<long>("select min(at) from schema_version"), cancellationToken)
        );

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5003,
            EventName = "NoList",
            Level = LogLevel.Warning,
            Message = "The weekly lists could not be looked at: {Reason}"
        )]
        public static partial void NoList(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 5004,
            EventName = "LookFailed",
            Level = LogLevel.Error,
            Message = "Looking for due weeks failed; it is tried again"
        )]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}
