using PaperBot.Papers;

namespace PaperBot.Checking;

public static class CheckingSetup
{
    public static IServiceCollection AddChecking(this IServiceCollection services, BilingualTerms terms) =>
        services.AddSingleton(new Checker(terms));
}
