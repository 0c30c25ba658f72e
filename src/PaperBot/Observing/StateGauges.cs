using System.Data.Common;
using System.Diagnostics.Metrics;
using PaperBot.Storage;

namespace PaperBot.Observing;

/// <summary>
/// What stands in the store, as figures: read every half minute and whenever somebody asks, so that what collects metrics never
/// waits for a database.
/// </summary>
internal sealed class StateGauges : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly Meter _meter = new("PaperBot.State");
    private readonly Store _store;
    private readonly PlatformRunner _platforms;
    private readonly TimeProvider _time;
    private volatile Figures _figures = Figures.None;

    private sealed record StateRow(string Platform, string State, long Count);

    private sealed record DelayRow(string Channel, long PlannedAt, long FinishedAt);

    private sealed record Figures(
        bool Answers,
        long Size,
        long? ListReadAt,
        long? BackupAt,
        long Paused,
        long Unanswered,
        IReadOnlyList<StateRow> Deliveries,
        IReadOnlyList<DelayRow> Digests
    )
    {
        public static Figures None { get; } = new(false, 0, null, null, 0, 0, [], []);
    }

    public StateGauges(Store store, PlatformRunner platforms, TimeProvider time)
    {
        (_store, _platforms, _time) = (store, platforms, time);
        Gauge("paperbot.store.up", null, "1 where the store answers.", figures => figures.Answers ? 1 : 0);
        Gauge("paperbot.store.size", "By", "What the store takes on its disk.", figures => figures.Size);
        Gauge(
            "paperbot.lists.last_read",
            "s",
            "When a weekly list was read last, Unix time.",
            figures => figures.ListReadAt / 1000
        );
        Gauge("paperbot.backup.last", "s", "When the store was backed up last, Unix time.", figures => figures.BackupAt / 1000);
        Gauge("paperbot.channels.paused", null, "Channels in which posting is paused.", figures => figures.Paused);
        Gauge("paperbot.questions.open", null, "Kept questions that nobody has answered.", figures => figures.Unanswered);
        _meter.CreateObservableGauge(
            "paperbot.deliveries",
            () =>
                _figures.Deliveries.Select(row => new Measurement<long>(
                    row.Count,
                    new("platform", row.Platform),
                    new("state", row.State.ToLowerInvariant())
                )),
            description: "Posts, edits and removals that are not done, by state: pending, sending, unknown, held."
        );
        _meter.CreateObservableGauge(
            "paperbot.digest.duration",
            () =>
                _figures.Digests.Select(row => new Measurement<double>(
                    (row.FinishedAt - row.PlannedAt) / 1000.0,
                    new KeyValuePair<string, object?>("channel", row.Channel)
                )),
            "s",
            "From the plan of a channel's newest finished digest to its last post."
        );
        _meter.CreateObservableGauge(
            "paperbot.platform.connected",
            () =>
                _platforms.Platforms.Select(platform => new Measurement<long>(
                    _platforms.IsConnected(platform) ? 1 : 0,
                    new KeyValuePair<string, object?>("platform", platform.Name)
                )),
            description: "1 while a platform is connected."
        );
    }

    /// <summary>Reads the store now.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        try
        {
            _figures = await _store.ReadAsync(ReadAsync, cancellationToken);
        }
        catch (DbException)
        {
            // Said by paperbot.store.up; whoever works on the store logs why.
            _figures = Figures.None;
        }
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _time);
        try
        {
            do
            {
                await RefreshAsync(stoppingToken);
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Told to stop.
        }
    }

    private void Gauge(string name, string? unit, string description, Func<Figures, long?> of) =>
        _meter.CreateObservableGauge(
            name,
            () => of(_figures) is { } value ? [new Measurement<long>(value)] : Array.Empty<Measurement<long>>(),
            unit,
            description
        );

    private static async Task<Figures> ReadAsync(StoreSession session) =>
        new(
            true,
            await session.Dialect.SizeAsync(session),
            await session.ScalarAsync<long?>("select max(read_at) from list_file"),
            await session.ScalarAsync<long?>("select max(at) from audit where action = 'backup'"),
            await session.ScalarAsync<long>("select count(*) from pause"),
            await session.ScalarAsync<long>("select count(*) from unanswered where state = 'open'"),
            [.. (
                    await session.QueryAsync<StateRow>(
                        """
                        select channel as Platform, state as State, count(*) as Count from delivery
                        where state in ('PENDING', 'SENDING', 'UNKNOWN', 'HELD') group by channel, state
                        """
                    )
                ).GroupBy(row => (Platform: row.Platform.Split(':')[0], row.State)).Select(group => new StateRow(group.Key.Platform, group.Key.State, group.Sum(row => row.Count)))],
            await session.QueryAsync<DelayRow>(
                """
                select d.channel as Channel, d.planned_at as PlannedAt, d.finished_at as FinishedAt from digest d
                where d.finished_at is not null and d.state = 'POSTED' and d.finished_at =
                  (select max(o.finished_at) from digest o where o.channel = d.channel and o.state = 'POSTED')
                """
            )
        );
}
