using Microsoft.Extensions.DependencyInjection;
using PaperBot.Asking;
using PaperBot.Checking;
using PaperBot.Papers;
using PaperBot.Runs;
using PaperBot.Storage;
using PaperBot.Writing;

namespace PaperBot.Fakes.Model;

/// <summary>The stage that writes, as the program puts it together, on a store whose week has been listed and read, against the stand-in model.</summary>
public sealed class WritingScene : IAsyncDisposable
{
    private readonly TemporaryStore _store;
    private readonly WriterSettings _settings;

    private WritingScene(TemporaryStore store, ModelServer server, WriterSettings settings) =>
        (_store, Server, _settings) = (store, server, settings);

    public static WeekId Week { get; } = WeekId.Parse("2026-06-01");

    public ModelServer Server { get; }

    public Store Store => _store.Store;

    public PaperStore Papers => new(Store);

    public CallLedger Ledger => new(Store);

    public static PaperId Id(int number) => SamplePapers.Paper(number).Id;

    /// <param name="papers">How many the week has, all with their pages.</param>
    /// <param name="pages">Of each.</param>
    /// <param name="change">From settings that write in both languages, with prices.</param>
    public static async Task<WritingScene> StartAsync(
        int papers,
        CancellationToken cancellationToken,
        int pages = 6,
        Func<WriterSettings, WriterSettings>? change = null
    )
    {
        var server = await ModelServer.StartAsync(cancellationToken);
        var settings = new WriterSettings
        {
            Provider = WriterProvider.OpenAi,
            Endpoint = server.OpenAi,
            Model = "stand-in-1",
            ApiKey = server.ApiKey,
            Prices = new ModelPrices
            {
                Input = 3,
                CachedInput = 0.3m,
                Output = 15,
            },
            Retries = 0,
        };
        var store = await TemporaryStore.CreateAsync(TimeProvider.System, cancellationToken);
        await store.Store.WriteAsync(
            async session =>
            {
                await PaperStore.SaveWeekAsync(session, new WeekLabel(new DateOnly(2026, 6, 1), new DateOnly(2026, 6, 7)));
                foreach (var number in Enumerable.Range(1, papers))
                {
                    await PaperStore.SavePaperAsync(session, SamplePapers.Paper(number));
                    await PageStore.SaveAsync(
                        session,
                        new PaperPages
                        {
                            Paper = Id(number),
                            State = PagesState.Read,
                            Hash = $"hash-{number}",
                            Reader = "1",
                            Pages = SamplePapers.Pages(number, pages),
                        }
                    );
                }

                await PaperStore.SavePlacesOfNoteAsync(session, Week, [.. Enumerable.Range(1, papers).Select(Id)]);
            },
            cancellationToken
        );
        return new WritingScene(store, server, change?.Invoke(settings) ?? settings);
    }

    /// <summary>One run of the stage by a program of its own.</summary>
    /// <param name="change">Settings that are other ones this time.</param>
    public async Task<StageReport> RunAsync(
        CancellationToken cancellationToken,
        bool again = false,
        Func<WriterSettings, WriterSettings>? change = null
    )
    {
        await using var services = Build(change?.Invoke(_settings) ?? _settings);
        return await services
            .GetRequiredService<PaperWriting>()
            .WriteAsync((await Papers.FindWeekAsync(Week, cancellationToken))!, again, cancellationToken);
    }

    public async Task<StageReport> EstimateAsync(CancellationToken cancellationToken)
    {
        await using var services = Build(_settings);
        return await services
            .GetRequiredService<PaperWriting>()
            .EstimateAsync(await Papers.FindWeekAsync(Week, cancellationToken), again: false, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _store.DisposeAsync();
    }

    private ServiceProvider Build(WriterSettings settings) =>
        new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(Store)
            .AddSingleton<PaperStore>()
            .AddSingleton<StageLog>()
            .AddSingleton(PageJudges.By(new Checker(new BilingualTerms(Glossary.Shipped.Terms))))
            .AddSingleton<PaperWriting>()
            .AddWriting(settings)
            .BuildServiceProvider();
}
