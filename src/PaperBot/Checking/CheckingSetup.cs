namespace PaperBot.Checking;

public static class CheckingSetup
{
    public static IServiceCollection AddChecking(
        this IServiceCollection services,
        CheckingSettings settings,
        BilingualTerms terms
    ) =>
        services
            .AddSingleton(settings)
            .AddSingleton(new Checker(terms))
            .AddSingleton<CheckingStage>()
            .AddSingleton<CheckQuality>();
}
