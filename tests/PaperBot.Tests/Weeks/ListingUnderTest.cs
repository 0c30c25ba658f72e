using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using PaperBot.Downloads;
using PaperBot.Fakes;
using PaperBot.Fakes.Weeks;
using PaperBot.Papers;
using PaperBot.Storage;
using PaperBot.Weeks;

namespace PaperBot.Tests.Weeks;

/// <summary>The listing stage on a real store and a list host on loopback, on a clock that stands until it is moved.</summary>
internal sealed class ListingUnderTest : IAsyncDisposable
{
    private readonly TemporaryStore _store;
    private readonly SafeDownload _download;

    private ListingUnderTest(TemporaryStore store, ListHost host, FakeTimeProvider time)
    {
        (_store, Host, Time) = (store, host, time);
        // Downloads have time limits of their own and run on the real clock.
        _download = new SafeDownload(new DownloadRules { Configured = [host.Root] }, TimeProvider.System);
        Settings = new WeeksSettings { BaseUrl = host.BaseUrl };
        Listing = new Listing(store.Store, new WeekListClient(_download), Settings, time, NullLogger<Listing>.Instance);
    }

    public ListHost Host { get; }

    public FakeTimeProvider Time { get; }

    public WeeksSettings Settings { get; }

    public Listing Listing { get; }

    public Store Store => _store.Store;

    /// <summary>The Monday after the newest week of <see cref="WithWeeksAsync"/>.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 6, 29, 0, 0, 0, TimeSpan.Zero);

    public static DateOnly Newest { get; } = new(2026, 6, 22);

    public static async Task<ListingUnderTest> WithWeeksAsync(CancellationToken cancellationToken, params string[] weeks)
    {
        var time = new FakeTimeProvider(Start);
        return new ListingUnderTest(
            await TemporaryStore.CreateAsync(time, cancellationToken),
            await ListHost.StartAsync(cancellationToken, (2026, WeekListText.YearFile(2026, weeks))),
            time
        );
    }

    public void Publish(params string[] weeks) => Host.Put("years/2026.md", WeekListText.YearFile(2026, weeks));

    public Task<StoredWeek?> FindWeekAsync(DateOnly monday, CancellationToken cancellationToken) =>
        new PaperStore(Store).FindWeekAsync(WeekId.Of(monday), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _download.Dispose();
        await Host.DisposeAsync();
        await _store.DisposeAsync();
    }
}
