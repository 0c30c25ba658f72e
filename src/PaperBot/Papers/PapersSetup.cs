namespace PaperBot.Papers;

public static class PapersSetup
{
    public static IServiceCollection AddPapers(this IServiceCollection services) =>
        services.AddSingleton<PaperStore>().AddSingleton<NoteImport>().AddSingleton<LinkRulings>();
}
