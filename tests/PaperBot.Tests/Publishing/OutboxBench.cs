using Microsoft.Extensions.Time.Testing;
using PaperBot.Fakes;
using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Tests.Publishing;

/// <summary>A store, a board and an outbox that a test winds forward by hand: no test of it waits for real time.</summary>
internal sealed class OutboxBench : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2023, 6, 5, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryStore _store;
    private Outbox? _outbox;

    private OutboxBench(TemporaryStore store, TimeProvider clock)
    {
        _store = store;
        Clock = clock;
        Board = new ChatBoard(clock);
        Platform = new BoardPlatform(Board, clock);
        Signal = new OutboxSignal(clock);
    }

    public static readonly WeekId Week = WeekId.Parse("2023-W22");

    /// <summary>The clock that everything here goes by.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The same, to be moved by hand.</summary>
    public FakeTimeProvider Time => (FakeTimeProvider)Clock;

    public ChatBoard Board { get; }

    public BoardPlatform Platform { get; }

    public Store Store => _store.Store;

    public OutboxSignal Signal { get; }

    public TestLog<Outbox> Log { get; } = new();

    public OutboxSettings Settings { get; set; } = new();

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<OutboxBench> CreateAsync()
    {
        var time = new WindingClock(Start);
        return new OutboxBench(await TemporaryStore.CreateAsync(time, Cancelled), time);
    }

    /// <summary>On a database that has its own clock: real time, short spans.</summary>
    public static async Task<OutboxBench> CreateAsync(StoreProvider provider)
    {
        var bench = new OutboxBench(
            await TemporaryStore.CreateAsync(provider, TimeProvider.System, Cancelled),
            TimeProvider.System
        )
        {
            Settings = new OutboxSettings
            {
                Lease = TimeSpan.FromSeconds(4),
                RequestTimeout = TimeSpan.FromMilliseconds(500),
                Settle = TimeSpan.FromMilliseconds(50),
                LongestBackoff = TimeSpan.FromMilliseconds(200),
            },
        };
        return bench;
    }

    public static ChannelKey Channel(string id = "C1") => new("board", "W1", id);

    public DigestTarget Target(string channel = "C1", Language language = Language.Japanese) =>
        new(
            Channel(channel),
            channel,
            new ChannelSettings
            {
                Platform = "board",
                Id = channel,
                Language = language,
            },
            Platform,
            Platform.Threads,
            Platform.Limits
        );

    public async Task<DigestPlan> PlanAsync(
        IReadOnlyList<DigestPost> posts,
        string channel = "C1",
        WeekId? week = null,
        bool removalsConfirmed = false
    ) => await PlanAsync(Target(channel), posts, week, removalsConfirmed);

    public async Task<DigestPlan> PlanAsync(
        DigestTarget target,
        IReadOnlyList<DigestPost> posts,
        WeekId? week = null,
        bool removalsConfirmed = false
    )
    {
        var plan = await Store.WriteAsync(
            session => DigestPlanner.SaveAsync(session, week ?? Week, target, posts, removalsConfirmed),
            Cancelled
        );
        Signal.Wake();
        return plan;
    }

    /// <summary>Lets the outbox run until nothing is open any more (or paused), moving time on whenever everybody waits for it.</summary>
    public async Task RunAsync(int longest = 3000)
    {
        await StartAsync();
        await WindAsync(async () => await OpenAsync() == 0, longest);
    }

    public async Task StartAsync()
    {
        if (_outbox is null)
        {
            _outbox = NewOutbox();
            await _outbox.StartAsync(Cancelled);
        }
    }

    public async Task StopAsync()
    {
        if (_outbox is not null)
        {
            var stopping = _outbox.StopAsync(Cancelled);
            await WindAsync(() => Task.FromResult(stopping.IsCompleted), 1000);
            await stopping;
            _outbox.Dispose();
            _outbox = null;
        }
    }

    /// <summary>Moves time on in small steps until the condition holds.</summary>
    public async Task WindAsync(Func<Task<bool>> until, int longest = 3000)
    {
        for (var step = 0; !await until(); step++)
        {
            if (step > longest)
            {
                throw new TimeoutException("It does not come to rest:\n" + await ShowAsync());
            }

            // Lets what the last step woke run as far as it goes before the next.
            for (var turn = 0; turn < 5; turn++)
            {
                await Task.Yield();
            }

            if (Clock is WindingClock winding)
            {
                await winding.WindAsync(TimeSpan.FromMilliseconds(100));
            }
            else
            {
                await Task.Delay(10, CancellationToken.None);
            }
        }
    }

    /// <summary>Further platforms of the same installation.</summary>
    public List<BoardPlatform> Others { get; } = [];

    public Outbox NewOutbox() => new(Store, new StoreChanges(Store, Clock), Signal, Settings, [Platform, .. Others], Clock, Log);

    public Task<long> OpenAsync() =>
        Store.ReadAsync(
            session =>
                session.ScalarAsync<long>(
                    "select count(*) from delivery where state in ('PENDING', 'SENDING', 'UNKNOWN') and channel not in (select channel from pause)"
                ),
            Cancelled
        );

    public Task<string?> StateAsync(string delivery) =>
        Store.ReadAsync(
            session => session.FindAsync<string>("select state from delivery where delivery = @delivery", new { delivery }),
            Cancelled
        );

    public Task<long> CountAsync(string where) =>
        Store.ReadAsync(session => session.ScalarAsync<long>($"select count(*) from delivery where {where}"), Cancelled);

    public Task ExecuteAsync(string sql) => Store.WriteAsync(session => session.ExecuteAsync(sql), Cancelled);

    private sealed record Shown(string Delivery, string State, string Hold, string Detail);

    public async Task<string> ShowAsync() =>
        string.Join(
            '\n',
            await Store.ReadAsync(
                session =>
                    session.QueryAsync<Shown>(
                        "select delivery as Delivery, state as State, coalesce(hold, '') as Hold, coalesce(detail, '') as Detail from delivery order by turn, seq, change"
                    ),
                Cancelled
            )
        );

    public static string Key(string part, string channel = "C1") => DeliveryKey.Post(Week, Channel(channel), part, 1);

    public async ValueTask DisposeAsync()
    {
        if (_outbox is not null)
        {
            await StopAsync();
        }

        await _store.DisposeAsync();
    }
}
