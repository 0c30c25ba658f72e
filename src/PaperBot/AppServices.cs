using PaperBot.Admin;
using PaperBot.Arxiv;
using PaperBot.Asking;
using PaperBot.Backups;
using PaperBot.Chat;
using PaperBot.Checking;
using PaperBot.Diagnosing;
using PaperBot.Downloads;
using PaperBot.Notices;
using PaperBot.Observing;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Reading;
using PaperBot.Runs;
using PaperBot.Settings;
using PaperBot.Storage;
using PaperBot.Web;
using PaperBot.Weeks;
using PaperBot.Writing;

namespace PaperBot;

/// <summary>The table of contents: every feature registers itself by one call here, for the service and for single calls alike.</summary>
public static class AppServices
{
    public static IServiceCollection AddPaperBot(this IServiceCollection services, PaperBotSettings settings) =>
        services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(settings)
            .AddSingleton(Redactor.For(settings))
            .AddStore(settings.Store)
            .AddPapers()
            .AddReading()
            .AddWriting(settings.Writer)
            .AddChecking(settings.Checking, new BilingualTerms(Glossary.Shipped.Terms))
            .AddAsking(settings.Asking)
            .AddSingleton<FindThreadPaper>(provider => provider.GetRequiredService<ThreadPapers>().FindAsync)
            .AddSingleton<FindNewestDigest>(provider =>
                origin =>
                    provider
                        .GetRequiredService<NewestDigests>()
                        .Find(new ChannelKey(origin.Platform, origin.Workspace, origin.ChannelId))
            )
            .AddPublishing(settings)
            .AddNotices(settings.Notices)
            .AddDownloads(settings.Weeks.BaseUrl, settings.Arxiv.ApiBase, settings.Arxiv.PdfBase)
            .AddWeeks(settings.Weeks)
            .AddArxiv(settings.Arxiv)
            .AddRuns(settings.Schedule)
            .AddBackups(settings.Backup)
            .AddAdmin(settings.Admin)
            .AddReadingPages(settings.Web, settings.HasReadingPages)
            .AddDiagnosing();

    /// <summary>What the service alone needs: everything hosted, and who answers people.</summary>
    public static IServiceCollection AddPaperBotService(this IServiceCollection services, PaperBotSettings settings) =>
        services
            .AddSingleton(provider => new RequestClaims(
                provider.GetRequiredService<Store>(),
                settings.Store,
                provider.GetRequiredService<ILogger<RequestClaims>>()
            ))
            .AddSingleton<ICommandHandler, CommandRouter>()
            .AddHostedService(provider => provider.GetRequiredService<PaperIndex>())
            .AddHostedService(provider => provider.GetRequiredService<NewestDigests>())
            .AddHostedService(provider => provider.GetRequiredService<Outbox>())
            .AddHostedService(provider => provider.GetRequiredService<ScheduledRuns>())
            .AddHostedService(provider => provider.GetRequiredService<NotesWatch>())
            .AddHostedService<AdminChannel>()
            .AddHostedService<RequestedRuns>()
            .AddHostedService(provider => provider.GetRequiredService<Auditor>())
            .AddSingleton<PlatformRunner>()
            .AddHostedService(provider => provider.GetRequiredService<PlatformRunner>())
            .AddObserving(settings.Observing)
            .AddSchedule(settings.Schedule, settings.Store)
            .AddNightlyBackup(settings.Backup, settings.Schedule)
            .AddSingleton<Readiness>();

    /// <summary>The services of a single call of the command line, without any hosted work.</summary>
    /// <param name="platforms">Null for calls that speak to no platform.</param>
    public static ServiceProvider Build(PaperBotSettings settings, PlatformWiring? platforms)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddLogLines(settings.Observing).AddFilter(level => level >= LogLevel.Warning));
        services.AddPaperBot(settings);
        platforms?.Register(services, settings);
        return services.BuildServiceProvider();
    }
}
