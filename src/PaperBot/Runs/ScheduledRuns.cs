using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;
using PaperBot.Weeks;
using Quartz;

namespace PaperBot.Runs;

/// <summary>
/// What the schedule wakes: looks at the lists, runs the weeks that are due, and goes on looking every so often while the list of the
/// week that has ended is awaited. When nothing is awaited it looks less often, for corrections of what was posted. One after the other,
/// whoever wakes it.
/// </summary>
public sealed partial class ScheduledRuns(
    Store store,
    Listing listing,
    NoteFiles notes,
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
    private const string Actor = "schedule";
    private const double Jitter = 0.2;

    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);
    private static readonly TimeSpan OneSecond = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan OneMinute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OneHour = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly SemaphoreSlim _woken = new(0);
    private readonly CronExpression _cron = new(schedule.Cron, schedule.TimeZone);
    private DateTimeOffset _looked = time.GetUtcNow();
    private DateTimeOffset _checked = DateTimeOffset.MinValue;

    /// <summary>Does what is due. Before the first scheduled time of an installation nothing is.</summary>
    public async Task RunDueAsync(CancellationToken cancellationToken)
    {
        await OneByOneAsync(LookAndPostAsync, cancellationToken);
        _woken.Release();
    }

    /// <summary>A note for the week came: where the week was posted its threads are filled; where it is due it is posted.</summary>
    public async Task RunNotedAsync(WeekId week, CancellationToken cancellationToken)
    {
        await OneByOneAsync(
            async token =>
            {
                await RunWherePostedAsync(week, token);
                if (Fired() is { } fired && fired >= await InstalledAsync(token))
                {
                    await PostDueAsync(fired, token);
                }
            },
            cancellationToken
        );
        _woken.Release();
    }

    /// <summary>Looks for corrections: lists that say something else than when they were taken, and what arXiv says of recent weeks.</summary>
    public Task LookForCorrectionsAsync(CancellationToken cancellationToken) =>
        OneByOneAsync(
            async token =>
            {
                await RefreshAsync(token);
                await CorrectAsync(token);
                await CheckRecentAsync(token);
            },
            cancellationToken
        );

    public override void Dispose()
    {
        _one.Dispose();
        _woken.Dispose();
        base.Dispose();
    }

    /// <summary>Looks again and again; each installation a little off, so that they do not all ask at once.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await WaitAsync(await NextLookAsync(stoppingToken), stoppingToken))
                {
                    // Somebody else has just looked: what is awaited now is asked anew.
                    continue;
                }

                await (
                    await IsAwaitedAsync(stoppingToken) || await IsTurnOfAChannelAsync(stoppingToken)
                        ? OneByOneAsync(LookAndPostAsync, stoppingToken)
                        : LookForCorrectionsAsync(stoppingToken)
                );
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The store may be away for a while; the next look finds what this one would have.
                Log.LookFailed(logger, exception);
                await Task.Delay(Vary(weeks.LookEvery), time, stoppingToken);
            }
        }
    }

    private async Task OneByOneAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await work(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <returns>False where it was woken before the time was over.</returns>
    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var woken = _woken.WaitAsync(enough.Token);
        var first = await Task.WhenAny(Task.Delay(wait, time, enough.Token), woken);
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        return first != woken;
    }

    private async Task LookAndPostAsync(CancellationToken cancellationToken)
    {
        var installed = await InstalledAsync(cancellationToken);
        var wanted = await channels.ListAsync(cancellationToken);
        if (Fired() is { } fired && (fired >= installed || wanted.Any(channel => FiredFor(channel) >= installed)))
        {
            await RefreshAsync(cancellationToken);
            await PostDueAsync(fired, cancellationToken);
            await CorrectAsync(cancellationToken);
        }
    }

    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        _looked = time.GetUtcNow();
        if (await listing.RefreshAsync(null, cancellationToken) is { } trouble)
        {
            Log.NoList(logger, trouble.Reason.English);
        }
    }

    private async Task PostDueAsync(DateTimeOffset fired, CancellationToken cancellationToken)
    {
        var ready = await ReadyAsync(cancellationToken);
        await TellAsync(fired, ready, cancellationToken);
        await PostAsync(ready, cancellationToken);
    }

    /// <summary>Archives what is too old and runs what is to be posted, week by week over the channels that lack it.</summary>
    private async Task PostAsync(IReadOnlyList<WeekLabel> ready, CancellationToken cancellationToken)
    {
        var installed = await InstalledAsync(cancellationToken);
        var due = new SortedDictionary<WeekId, (DateTimeOffset NotBefore, List<ChannelSettings> Channels)>();
        foreach (
            var found in (
                await channels.FindAsync(
                    (await channels.ListAsync(cancellationToken)).Where(channel => FiredFor(channel) >= installed),
                    cancellationToken
                )
            ).OfType<ChannelTarget.Found>()
        )
        {
            var had = await ledger.ReadAsync(found.Target.Channel, cancellationToken);
            foreach (
                var week in DueWeeks.Find(
                    ready.Where(label => MayHave(found.Settings, label)),
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
                    due[post.Week] = (notBefore > post.NotBefore ? notBefore : post.NotBefore, [.. wanting, found.Settings]);
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
        var left = due.Count;
        RunMeters.AreDue(left);
        foreach (var (week, (notBefore, wanting)) in due)
        {
            // A run takes its time: what follows is as far from its end as the settings say.
            if ((notBefore > earliest ? notBefore : earliest) - time.GetUtcNow() is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, cancellationToken);
            }

            await RunAsync(week, wanting, cancellationToken);
            RunMeters.AreDue(--left);
            earliest = time.GetUtcNow() + schedule.CatchUpSpacing;
        }
    }

    /// <summary>Lists that say something else than when they were taken: what was posted is edited, wherever it was posted.</summary>
    private async Task CorrectAsync(CancellationToken cancellationToken)
    {
        foreach (var list in await listing.KnownAsync(cancellationToken))
        {
            if (list.HasNews && list.HeldHash != list.ContentHash && list.IsSettled(weeks.SettleFor, time.GetUtcNow()))
            {
                await RunWherePostedAsync(list.Week, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Once a day the weeks of late are run again: what arXiv could not say then is filled in, new versions and papers that were withdrawn
    /// are noticed. Where nothing changed nothing changes.
    /// </summary>
    private async Task CheckRecentAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() - _checked < OneDay)
        {
            return;
        }

        _checked = time.GetUtcNow();
        foreach (var list in await listing.KnownAsync(cancellationToken))
        {
            if (list.IsTaken && TimeSpan.FromDays(Today().DayNumber - list.Label.End.DayNumber) <= weeks.CorrectionsFor)
            {
                await RunWherePostedAsync(list.Week, cancellationToken);
            }
        }
    }

    private async Task RunWherePostedAsync(WeekId week, CancellationToken cancellationToken)
    {
        var posted = new List<ChannelSettings>();
        foreach (
            var found in (
                await channels.FindAsync(await channels.ListAsync(cancellationToken), cancellationToken)
            ).OfType<ChannelTarget.Found>()
        )
        {
            if ((await ledger.ReadAsync(found.Target.Channel, cancellationToken)).Posted.Contains(week))
            {
                posted.Add(found.Settings);
            }
        }

        await RunAsync(week, posted, cancellationToken);
    }

    private Task<WeekRunReport> RunAsync(
        WeekId week,
        IReadOnlyList<ChannelSettings> wanting,
        CancellationToken cancellationToken
    ) =>
        runs.RunAsync(
            new WeekRunRequest(week, null, DryRun: false, Actor) { Patience = ListingPatience.Settled, Channels = wanting },
            progress: null,
            cancellationToken
        );

    /// <summary>Whether the list of the week that had ended at the last scheduled time is not here yet, or not taken.</summary>
    private async Task<bool> IsAwaitedAsync(CancellationToken cancellationToken) =>
        Fired() is { } fired
        && fired >= await InstalledAsync(cancellationToken)
        && !(await listing.KnownAsync(cancellationToken)).Any(list =>
            list.Week >= Ended(fired) && (list is { IsTaken: true, HasNews: false } || list.HeldHash == list.ContentHash)
        )
        && !(await notes.KnownAsync(cancellationToken)).Any(label => label.Week >= Ended(fired));

    /// <summary>How long until the next look: soon while a list is awaited, and as soon as it may count where it was seen once.</summary>
    private async Task<TimeSpan> NextLookAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var next = _looked + Vary(weeks.LookEvery);
        if (!await IsAwaitedAsync(cancellationToken))
        {
            // After the next scheduled time something may be awaited, even if it was another node that fired.
            var fires = _cron.GetNextValidTimeAfter(now) ?? DateTimeOffset.MaxValue - OneDay;
            next = Earlier(_looked + Vary(weeks.CorrectionsEvery), fires + Vary(weeks.LookEvery));
        }

        foreach (var channel in await channels.ListAsync(cancellationToken))
        {
            if (CronOf(channel)?.GetNextValidTimeAfter(_looked) is { } turn)
            {
                next = Earlier(next, turn + OneSecond);
            }
        }

        foreach (var list in await listing.KnownAsync(cancellationToken))
        {
            if (
                list.IsComplete
                && (!list.IsTaken || list.HasNews)
                && list.HeldHash != list.ContentHash
                && !list.IsSettled(weeks.SettleFor, now)
                && now - list.SeenAt < weeks.SettleFor + OneHour
            )
            {
                next = Earlier(next, Later(list.SeenAt + weeks.SettleFor + OneSecond, _looked + OneMinute));
            }
        }

        return next > now ? next - now : TimeSpan.Zero;
    }

    private static DateTimeOffset Earlier(DateTimeOffset left, DateTimeOffset right) => left < right ? left : right;

    private static DateTimeOffset Later(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static TimeSpan Vary(TimeSpan span) => span * (1 - Jitter + (2 * Jitter * Random.Shared.NextDouble()));

    /// <summary>The weeks that may be posted: lists that count, and notes from the watched folder.</summary>
    private async Task<IReadOnlyList<WeekLabel>> ReadyAsync(CancellationToken cancellationToken) =>
        [
            .. (await listing.KnownAsync(cancellationToken))
                .Where(list => list.IsSettled(weeks.SettleFor, time.GetUtcNow()))
                .Select(list => list.Label)
                .Concat(await notes.KnownAsync(cancellationToken))
                .DistinctBy(label => label.Week),
        ];

    /// <summary>Says once that a list is late, and once that it came.</summary>
    private async Task TellAsync(DateTimeOffset fired, IReadOnlyList<WeekLabel> ready, CancellationToken cancellationToken)
    {
        var awaited = Ended(fired);
        var isLate = time.GetUtcNow() - fired >= schedule.LateAfter && ready.All(label => label.Week < awaited);
        RunMeters.IsLate(isLate);
        if (isLate)
        {
            await notices.PutUpAsync($"late|{awaited}", "list-late", ScheduleTexts.Late(awaited), cancellationToken);
        }

        foreach (var week in ready.Select(label => label.Week).OrderDescending().Take(10))
        {
            if (await store.ReadAsync(session => NoticeBoard.IsUpAsync(session, $"late|{week}"), cancellationToken))
            {
                await notices.PutUpAsync($"came|{week}", "list-came", ScheduleTexts.Came(week), cancellationToken);
            }
        }
    }

    private DateTimeOffset? Fired() => _cron.GetPreviousValidTimeBefore(time.GetUtcNow());

    /// <summary>A channel may have a schedule of its own, in a time zone of its own; null where it goes by the installation's.</summary>
    private CronExpression? CronOf(ChannelSettings channel) =>
        channel.Schedule is null && channel.TimeZone is null
            ? null
            : new CronExpression(channel.Schedule ?? schedule.Cron, ZoneOf(channel));

    private TimeZoneInfo ZoneOf(ChannelSettings channel) =>
        channel.TimeZone is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : schedule.TimeZone;

    private DateTimeOffset? FiredFor(ChannelSettings channel) =>
        CronOf(channel) is { } cron ? cron.GetPreviousValidTimeBefore(time.GetUtcNow()) : Fired();

    /// <summary>A channel of its own schedule gets a week once that has fired after the week's end.</summary>
    private bool MayHave(ChannelSettings channel, WeekLabel label) =>
        CronOf(channel) is null
        || (
            FiredFor(channel) is { } fired
            && label.End < DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(fired, ZoneOf(channel)).DateTime)
        );

    /// <summary>Whether some channel's own schedule has fired since the last look.</summary>
    private async Task<bool> IsTurnOfAChannelAsync(CancellationToken cancellationToken) =>
        (await channels.ListAsync(cancellationToken)).Any(channel => CronOf(channel) is not null && FiredFor(channel) > _looked);

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
