namespace PaperBot.Arxiv;

public static class ArxivSetup
{
    public static IServiceCollection AddArxiv(this IServiceCollection services, ArxivSettings settings) =>
        services.AddSingleton(settings).AddSingleton<ArxivClient>().AddSingleton<PdfStore>().AddSingleton<ArxivStage>();
}
