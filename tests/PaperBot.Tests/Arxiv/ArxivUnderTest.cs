using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Arxiv;
using PaperBot.Downloads;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Tests.Arxiv;

/// <summary>arXiv's client and stage on a real store and a stand-in on loopback; waits of minutes pass in milliseconds.</summary>
internal sealed class ArxivUnderTest : IAsyncDisposable
{
    private readonly TemporaryStore _store;
    private readonly SafeDownload _download;

    private ArxivUnderTest(TemporaryStore store, ArxivHost host, TimeProvider time, ArxivSettings settings)
    {
        (_store, Host, Time, Settings) = (store, host, time, settings);
        _download = new SafeDownload(
            new DownloadRules { Configured = [settings.ApiBase, settings.PdfBase] },
            TimeProvider.System
        );
        Client = NewClient();
        Stage = new ArxivStage(store.Store, Client);
        Pdfs = NewPdfStore(settings);
    }

    public ArxivHost Host { get; }

    public TimeProvider Time { get; }

    public ArxivSettings Settings { get; }

    public ArxivClient Client { get; }

    public ArxivStage Stage { get; }

    public PdfStore Pdfs { get; }

    public Store Store => _store.Store;

    public SafeDownload Download => _download;

    public static async Task<ArxivUnderTest> StartAsync(CancellationToken cancellationToken, TimeProvider? time = null)
    {
        var clock = time ?? new AcceleratedTime(1000);
        var host = await ArxivHost.StartAsync(clock, cancellationToken);
        return new ArxivUnderTest(
            await TemporaryStore.CreateAsync(clock, cancellationToken),
            host,
            clock,
            new ArxivSettings
            {
                ApiBase = host.ApiBase,
                PdfBase = host.PdfBase,
                PdfCache = Path.Combine(Path.GetTempPath(), "paperbot-pdf-" + Guid.NewGuid().ToString("n")),
            }
        );
    }

    /// <summary>A client as another node would have it, on the same store.</summary>
    public ArxivClient NewClient() => new(Store, _download, Settings, Time, NullLogger<ArxivClient>.Instance);

    /// <summary>With other settings, as after a restart.</summary>
    public PdfStore NewPdfStore(ArxivSettings settings) =>
        new(Store, _download, Client, settings, Time, NullLogger<PdfStore>.Instance);

    public Task<ArxivReading> ReadAsync(params string[] ids) =>
        Client.ReadAsync([.. ids.Select(ArxivId.Parse)], again: false, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _download.Dispose();
        await Host.DisposeAsync();
        await _store.DisposeAsync();
        Pdfs.Dispose();
        if (Directory.Exists(Settings.PdfCache))
        {
            Directory.Delete(Settings.PdfCache, recursive: true);
        }
    }
}
