using PaperBot.Arxiv;
using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Downloads;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Settings;
using PaperBot.Storage;
using PaperBot.Weeks;

namespace PaperBot;

/// <summary>The table of contents: every feature registers itself by one call here, for the service and for single calls alike.</summary>
public static class AppServices
{
    public static IServiceCollection AddPaperBot(this IServiceCollection services, PaperBotSettings settings) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(settings)
            .AddStore(settings.Store)
            .AddPapers()
            .AddAsking(settings.Asking)
            .AddPublishing(settings)
            .AddNotices()
            .AddDownloads(settings.Weeks.BaseUrl, settings.Arxiv.ApiBase, settings.Arxiv.PdfBase)
            .AddWeeks(settings.Weeks)
            .AddArxiv(settings.Arxiv);

    /// <summary>What the service alone needs: everything hosted, and who answers people.</summary>
    public static IServiceCollection AddPaperBotService(this IServiceCollection services) =>
        services
            .AddSingleton<ICommandHandler, CommandRouter>()
            .AddHostedService(provider => provider.GetRequiredService<PaperIndex>())
            .AddHostedService(provider => provider.GetRequiredService<Outbox>())
            .AddSingleton<PlatformRunner>()
            .AddHostedService(provider => provider.GetRequiredService<PlatformRunner>())
            .AddSingleton<Readiness>();

    /// <summary>The services of a single call of the command line, without any hosted work.</summary>
    public static ServiceProvider Build(PaperBotSettings settings) =>
        new ServiceCollection()
            .AddLogging(logging =>
                logging
                    .AddSimpleConsole(console => console.SingleLine = true)
                    .AddFilter(level => level >= LogLevel.Warning)
                    .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
                        console.LogToStandardErrorThreshold = LogLevel.Trace
                    )
            )
            .AddPaperBot(settings)
            .BuildServiceProvider();
}
