using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PaperBot.Asking;
using PaperBot.Papers;
using PaperBot.Storage;
using PaperBot.Web;

namespace PaperBot.Fakes.Web;

/// <summary>The real reading pages on a real port, over a store of its own.</summary>
public sealed class ReadingSite : IAsyncDisposable
{
    private readonly TemporaryStore _store;
    private readonly WebApplication _app;

    private ReadingSite(TemporaryStore store, WebApplication app) => (_store, _app) = (store, app);

    /// <summary>Where it listens, ending in a slash.</summary>
    public Uri Address =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");

    public Store Store => _store.Store;

    /// <param name="web">Null: reached from outside as papers.example.com, not to be listed by search engines.</param>
    public static async Task<ReadingSite> StartAsync(
        IEnumerable<StoredWeek> weeks,
        CancellationToken cancellationToken,
        WebSettings? web = null
    )
    {
        var store = await TemporaryStore.CreateAsync(TimeProvider.System, cancellationToken);
        foreach (var week in weeks)
        {
            await StoredWeeks.SaveAsync(store.Store, week, cancellationToken);
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder
            .Services.AddSingleton(TimeProvider.System)
            .AddSingleton(store.Store)
            .AddSingleton<StoreChanges>()
            .AddPapers()
            .AddAsking(new AskingSettings())
            .AddHostedService(provider => provider.GetRequiredService<PaperIndex>())
            .AddReadingPages(web ?? new WebSettings { PublicUrl = new Uri("https://papers.example.com/") }, on: true);
        var app = builder.Build();
        app.MapReadingPages(atRoot: true);
        await app.StartAsync(cancellationToken);
        return new ReadingSite(store, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
    }
}
