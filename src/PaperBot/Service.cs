using PaperBot.Asking;
using PaperBot.Observing;
using PaperBot.Runs;
using PaperBot.Settings;
using PaperBot.Storage;
using PaperBot.Web;

namespace PaperBot;

/// <summary>The service: one web application with everything hosted in it.</summary>
public static class Service
{
    /// <summary>SIGTERM ends the service within ten seconds; what is under way gets nearly all of them.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(9);

    /// <summary>Monitors often ask with HEAD.</summary>
    private static readonly string[] Looks = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Migrates the store, starts everything, and returns when the web server listens and the sample week, where it is wanted, is stored.</summary>
    public static async Task<WebApplication> StartAsync(
        PaperBotSettings settings,
        PlatformWiring platforms,
        CancellationToken cancellationToken
    )
    {
        var app = Build(settings, platforms);
        try
        {
            // On SQLite one service works on a store; a second one is told so.
            app.Lifetime.ApplicationStopped.Register(StoreLock.Take(app.Services.GetRequiredService<Store>().Dialect).Dispose);
            await app.Services.GetRequiredService<StoreMigrator>().MigrateAsync(cancellationToken);
            await app.WorkAsync(() => app.StartWithContentAsync(cancellationToken));
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Does what a service is started for. Where that ends early (told to end while it starts), everything hosted is stopped in order
    /// first: it holds leases and works on connections that disposing would take from under it.
    /// </summary>
    public static async Task WorkAsync(this WebApplication app, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception)
        {
            var told = app.Lifetime.ApplicationStopping.IsCancellationRequested;
            using var limit = new CancellationTokenSource(ShutdownTime);
            await app.StopAsync(limit.Token);
            if (told && exception is not OperationCanceledException)
            {
                // Being told to end breaks what is starting in as many ways as there are libraries; none of them is a fault.
                throw new OperationCanceledException("Told to end while it was starting.", exception);
            }

            throw;
        }
    }

    /// <summary>
    /// Listens first and loads the sample week afterwards, so that the health check answers as soon on the first start as on any other;
    /// <c>/health/ready</c> waits for the sample.
    /// </summary>
    private static async Task StartWithContentAsync(this WebApplication app, CancellationToken cancellationToken)
    {
        var sample = app.Services.GetRequiredService<SampleWeek>();
        // Asked before anything hosted may store a week of its own.
        var isWanted = await sample.IsWantedAsync(cancellationToken);
        await app.StartAsync(cancellationToken);
        if (isWanted)
        {
            await sample.LoadAsync(cancellationToken);
            await app.Services.GetRequiredService<PaperIndex>().LoadAsync(cancellationToken);
        }

        app.Services.GetRequiredService<Readiness>().Complete();
    }

    private static WebApplication Build(PaperBotSettings settings, PlatformWiring platforms)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // Settings come from PaperBotConfiguration alone; the framework's own sources would be a second, silent way in.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.WebHost.UseUrls([.. settings.Web.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        ConfigureLogging(builder.Logging, settings.Observing);
        // Tells systemd when it is ready and when it stops, where systemd started it.
        builder.Services.AddSystemd();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTime);
        builder.Services.AddPaperBot(settings).AddPaperBotService(settings);
        platforms.Register(builder.Services, settings);
        var app = builder.Build();
        app.MapMetrics(settings.Observing);
        app.MapHealth();
        platforms.Map(app, settings);
        if (settings.HasReadingPages)
        {
            app.MapReadingPages(atRoot: !settings.IsLocal);
        }

        return app;
    }

    private static void ConfigureLogging(ILoggingBuilder logging, ObservingSettings settings)
    {
        logging.AddLogLines(settings);
        logging.SetMinimumLevel(settings.LogLevel);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        logging.AddFilter("System.Net.Http.HttpClient", LogLevel.Warning);
        logging.AddFilter("Quartz", LogLevel.Warning);
    }

    private static void MapHealth(this WebApplication app)
    {
        app.MapMethods("/health/live", Looks, () => Results.Text("live"));
        app.MapMethods(
            "/health/ready",
            Looks,
            async (Readiness readiness, CancellationToken cancellationToken) =>
            {
                var report = await readiness.CheckAsync(cancellationToken);
                return Results.Json(
                    report,
                    statusCode: report.Ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable
                );
            }
        );
    }
}
