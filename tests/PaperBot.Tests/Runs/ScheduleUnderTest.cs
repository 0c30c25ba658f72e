using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PaperBot.Arxiv;
using PaperBot.Chat;
using PaperBot.Checking;
using PaperBot.Downloads;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Fakes.Loopback;
using PaperBot.Fakes.Weeks;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Reading;
using PaperBot.Runs;
using PaperBot.Storage;
using PaperBot.Tests.Publishing;
using PaperBot.Weeks;
using PaperBot.Writing;

namespace PaperBot.Tests.Runs;

/// <summary>
/// The schedule over a list host and an arXiv on loopback, posting to a board, on a clock that stands until it is moved. Installed on a
/// Sunday, so that the first scheduled time is the Monday after it.
/// </summary>
internal sealed class ScheduleUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan OneStep = TimeSpan.FromMilliseconds(500);

    private const int LongestWinding = 3000;

    private readonly TemporaryStore _store;
    private readonly SafeDownload _download;
    private readonly OutboxSignal _signal;
    private PdfStore? _pdfs;
    private ScheduledRuns? _runs;

    private ScheduleUnderTest(TemporaryStore store, FakeTimeProvider time, ListHost lists, ArxivHost arxiv)
    {
        (_store, Time, Lists, Arxiv) = (store, time, lists, arxiv);
        Board = new ChatBoard(time);
        Platform = new BoardPlatform(Board, time);
        _signal = new OutboxSignal(time);
        Channels =
        [
            new ChannelSettings
            {
                Platform = "board",
                Id = "C1",
                Language = Language.English,
            },
        ];
        Weeks = new WeeksSettings { BaseUrl = lists.BaseUrl };
        _download = new SafeDownload(new DownloadRules { Configured = [lists.Root, arxiv.ApiBase] }, TimeProvider.System);
    }

    /// <summary>Monday 29 June 2026, 09:00 in Japan: the scheduled time.</summary>
    public static DateTimeOffset Due { get; } = new(2026, 6, 29, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The week that has ended then.</summary>
    public static DateOnly Newest { get; } = new(2026, 6, 22);

    public FakeTimeProvider Time { get; }

    public ListHost Lists { get; }

    public ArxivHost Arxiv { get; }

    public ChatBoard Board { get; }

    public BoardPlatform Platform { get; }

    public IReadOnlyList<ChannelSettings> Channels { get; set; }

    public WeeksSettings Weeks { get; set; }

    public ScheduleSettings Schedule { get; set; } = new();

    public Store Store => _store.Store;

    public ScheduledRuns Runs => _runs ??= NewRuns();

    public NoteFiles Notes => field ??= new NoteFiles(Store, Weeks, NullLogger<NoteFiles>.Instance);

    public static async Task<ScheduleUnderTest> StartAsync(CancellationToken cancellationToken, params string[] weeks)
    {
        var time = new FakeTimeProvider(Due.AddHours(-20));
        var test = new ScheduleUnderTest(
            await TemporaryStore.CreateAsync(time, cancellationToken),
            time,
            await ListHost.StartAsync(cancellationToken, (2026, WeekListText.YearFile(2026, weeks))),
            await ArxivHost.StartAsync(cancellationToken)
        );
        time.SetUtcNow(Due.AddSeconds(1));
        return test;
    }

    public void Publish(IEnumerable<(DateOnly Monday, string Text)> weeks) => Lists.Publish(weeks);

    public void Publish(params string[] weeks) => Lists.Put("years/2026.md", WeekListText.YearFile(2026, weeks));

    /// <summary>Puts a week's ten papers on arXiv, under the names that the list gives them.</summary>
    public void PutOnArxiv(DateOnly monday, int firstId = 1)
    {
        for (var id = firstId; id < firstId + 10; id++)
        {
            Arxiv.Put(
                new HostedPaper(WeekListText.Id(monday, id), $"{WeekListText.Name(id)}: A Made-Up Paper", ["cs.LG"])
                {
                    Published = monday.AddDays(-(id % 5)),
                }
            );
        }
    }

    /// <summary>The program ends and starts again: what it knows from now on is what the store knows.</summary>
    public void Restart()
    {
        _runs?.Dispose();
        _pdfs?.Dispose();
        (_runs, _pdfs) = (null, null);
    }

    public Task RunDueAsync(CancellationToken cancellationToken) => WindAsync(Runs.RunDueAsync(cancellationToken));

    /// <summary>Moves the clock on until the task is done: what it waits for passes in no time.</summary>
    /// <param name="step">Small for what must be renewed in time, such as a lease.</param>
    public async Task WindAsync(Task task, TimeSpan? step = null)
    {
        for (var turn = 0; !task.IsCompleted; turn++)
        {
            if (turn > LongestWinding)
            {
                throw new TimeoutException("It does not come to rest:\n" + await ShowAsync());
            }

            await Task.WhenAny(task, Task.Delay(5, CancellationToken.None));
            if (!task.IsCompleted)
            {
                Time.Advance(step ?? TimeSpan.FromSeconds(15));
            }
        }

        await task;
    }

    /// <summary>Moves the clock to an instant, or leaves it where it is past that already.</summary>
    public void MoveTo(DateTimeOffset instant)
    {
        if (instant > Time.GetUtcNow())
        {
            Time.SetUtcNow(instant);
        }
    }

    /// <summary>Sends everything that is planned.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        using var outbox = new Outbox(
            Store,
            new StoreChanges(Store, Time),
            _signal,
            new OutboxSettings(),
            [Platform],
            Time,
            NullLogger<Outbox>.Instance
        );
        await outbox.StartAsync(cancellationToken);
        try
        {
            await WindAsync(RestAsync(cancellationToken), OneStep);
        }
        finally
        {
            await WindAsync(outbox.StopAsync(cancellationToken), OneStep);
        }
    }

    /// <summary>The starters that stand, in the order of their posting.</summary>
    public IReadOnlyList<BoardPost> Starters(string channel = "C1") =>
        [.. Board.Standing(channel).Where(post => post.Kind == PostKind.Starter)];

    public Task<IReadOnlyList<Notice>> NoticesAsync(CancellationToken cancellationToken) =>
        new NoticeBoard(Store).LatestAsync(20, cancellationToken);

    public Task<StoredWeek?> FindWeekAsync(DateOnly monday, CancellationToken cancellationToken) =>
        new PaperStore(Store).FindWeekAsync(WeekId.Of(monday), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _pdfs?.Dispose();
        _download.Dispose();
        await Lists.DisposeAsync();
        await Arxiv.DisposeAsync();
        await _store.DisposeAsync();
    }

    private sealed record Shown(string Delivery, string State, string Detail);

    private async Task<string> ShowAsync() =>
        string.Join(
            '\n',
            await Store.ReadAsync(
                session =>
                    session.QueryAsync<Shown>(
                        "select delivery as Delivery, state as State, coalesce(detail, '') as Detail from delivery where state <> 'SENT' order by turn, seq"
                    ),
                CancellationToken.None
            )
        );

    private async Task RestAsync(CancellationToken cancellationToken)
    {
        while (
            await Store.ReadAsync(
                session =>
                    session.ScalarAsync<long>("select count(*) from delivery where state in ('PENDING', 'SENDING', 'UNKNOWN')"),
                cancellationToken
            ) > 0
        )
        {
            await Task.Delay(10, cancellationToken);
        }
    }

    private ScheduledRuns NewRuns()
    {
        var arxiv = new ArxivSettings { ApiBase = Arxiv.ApiBase, RequestInterval = TimeSpan.Zero };
        var channels = new DigestChannels(Channels, [Platform], new Subscriptions(Store), Time);
        var listing = new Listing(Store, new WeekListClient(_download), Weeks, Time, NullLogger<Listing>.Instance);
        var client = new ArxivClient(Store, _download, arxiv, Time, NullLogger<ArxivClient>.Instance);
        var runs = new WeekRun(
            new PaperStore(Store),
            listing,
            new ArxivStage(Store, client),
            NewChecks(arxiv, client),
            new PaperWriting(Store, new PaperStore(Store), new StageLog(Store), new CallLedger(Store), new WriterSettings()),
            new Publisher(Store, channels, _signal, ReadingLinks.None),
            new StageLog(Store),
            NullLogger<WeekRun>.Instance
        );
        return new ScheduledRuns(
            Store,
            listing,
            Notes,
            runs,
            channels,
            new DigestLedger(Store),
            new NoticeBoard(Store),
            Schedule,
            Weeks,
            Time,
            NullLogger<ScheduledRuns>.Instance
        );
    }

    /// <summary>No paper here has a note, so nothing is read or checked.</summary>
    private PaperChecks NewChecks(ArxivSettings arxiv, ArxivClient client)
    {
        var checking = new CheckingSettings { Download = false };
        _pdfs = new PdfStore(Store, _download, client, arxiv, Time, NullLogger<PdfStore>.Instance);
        return new PaperChecks(
            Store,
            new PaperStore(Store),
            _pdfs,
            new ReadingStage(Store, new PdfChild(new PdfLimits(), Time)),
            new CheckingStage(Store, new Checker(BilingualTerms.None), checking),
            new CheckQuality(Store),
            checking,
            arxiv,
            new WriterSettings(),
            new StageLog(Store)
        );
    }
}
