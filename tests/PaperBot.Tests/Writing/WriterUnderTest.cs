using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Asking;
using PaperBot.Checking;
using PaperBot.Fakes;
using PaperBot.Fakes.Model;
using PaperBot.Papers;
using PaperBot.Runs;
using PaperBot.Storage;
using PaperBot.Writing;

namespace PaperBot.Tests.Writing;

/// <summary>The writer on a real store, with the real check of pages, against the stand-in model on loopback.</summary>
internal sealed class WriterUnderTest : IAsyncDisposable
{
    private readonly TemporaryStore _store;
    private readonly HttpClient _http;
    private readonly ModelClient _client;
    private readonly CallGate _gate;
    private readonly bool _isFirst;

    private WriterUnderTest(TemporaryStore store, ModelServer server, WriterSettings settings, bool isFirst)
    {
        _isFirst = isFirst;
        (_store, Server, Settings) = (store, server, settings);
        _http = Http();
        _client = new ModelClient(ModelClients.Create(settings, _http), settings);
        _gate = new CallGate(settings.Parallel, settings.CallsPerMinute, TimeProvider.System);
        Ledger = new CallLedger(store.Store);
        Writer = new ModelNoteWriter(
            _client,
            new ModelCaller(_client, settings, Ledger, _gate, NullLogger<ModelCaller>.Instance),
            settings,
            PageJudges.By(new Checker(new BilingualTerms(Glossary.Shipped.Terms)))
        );
    }

    public ModelServer Server { get; }

    public WriterSettings Settings { get; }

    public CallLedger Ledger { get; }

    public INoteWriter Writer { get; }

    public Store Store => _store.Store;

    public static WeekId Week { get; } = WeekId.Parse("2026-W23");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="change">From settings that write in both languages at OpenAI's address of the stand-in.</param>
    public static async Task<WriterUnderTest> StartAsync(
        Func<WriterSettings, WriterSettings>? change = null,
        StoreProvider provider = StoreProvider.Sqlite,
        bool anthropic = false
    )
    {
        var server = await ModelServer.StartAsync(Stop);
        var settings = new WriterSettings
        {
            Provider = anthropic ? WriterProvider.Anthropic : WriterProvider.OpenAi,
            Endpoint = anthropic ? server.Anthropic : server.OpenAi,
            Model = "stand-in-1",
            ApiKey = server.ApiKey,
            Prices = new ModelPrices
            {
                Input = 3,
                CachedInput = 0.3m,
                CacheWrite = 3.75m,
                Output = 15,
            },
            Retries = 2,
        };
        return new WriterUnderTest(
            await TemporaryStore.CreateAsync(provider, TimeProvider.System, Stop),
            server,
            change?.Invoke(settings) ?? settings,
            isFirst: true
        );
    }

    /// <summary>Another writer on the same store, as after a restart.</summary>
    public WriterUnderTest Again(Func<WriterSettings, WriterSettings>? change = null) =>
        new(_store, Server, change?.Invoke(Settings) ?? Settings, isFirst: false);

    public Task<WritingOutcome> WriteAsync(int number = 1) => Writer.WriteAsync(Week, Sample(number), Stop);

    public async Task<IReadOnlyList<PaperNote>> NotesAsync(int number = 1) =>
        (await WriteAsync(number)).Should().BeOfType<WritingOutcome.Written>().Subject.Notes;

    public static PagedPaper Sample(int number, string? hidden = null)
    {
        var pages = SamplePapers.Pages(number);
        return new PagedPaper(
            SamplePapers.Paper(number),
            hidden is null
                ? pages
                : [.. pages.Select(page => page.Number == 2 ? page with { Text = page.Text + "\n\n" + hidden } : page)]
        );
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _gate.Dispose();
        _http.Dispose();
        // Store and server are the first one's.
        if (_isFirst)
        {
            await Server.DisposeAsync();
            await _store.DisposeAsync();
        }
    }

#pragma warning disable RS0030 // The program takes its clients from the factory; here there is one.
    private static HttpClient Http() => new() { Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore RS0030
}
