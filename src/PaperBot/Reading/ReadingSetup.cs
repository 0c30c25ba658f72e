namespace PaperBot.Reading;

public static class ReadingSetup
{
    public static IServiceCollection AddReading(this IServiceCollection services) =>
        services
            .AddSingleton(new PdfLimits())
            .AddSingleton(provider => new PdfChild(
                provider.GetRequiredService<PdfLimits>(),
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<ReadingStage>();
}
