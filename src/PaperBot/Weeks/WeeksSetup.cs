namespace PaperBot.Weeks;

public static class WeeksSetup
{
    public static IServiceCollection AddWeeks(this IServiceCollection services, WeeksSettings settings) =>
        services.AddSingleton(settings).AddSingleton<WeekListClient>().AddSingleton<Listing>().AddSingleton<NoteFiles>();
}
