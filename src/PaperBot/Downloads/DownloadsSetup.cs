namespace PaperBot.Downloads;

public static class DownloadsSetup
{
    /// <param name="configured">The addresses that the settings name.</param>
    public static IServiceCollection AddDownloads(this IServiceCollection services, params Uri[] configured) =>
        services.AddSingleton(provider => new SafeDownload(
            new DownloadRules { Configured = configured },
            provider.GetRequiredService<TimeProvider>()
        ));
}
