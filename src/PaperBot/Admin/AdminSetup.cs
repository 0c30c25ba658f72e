namespace PaperBot.Admin;

public static class AdminSetup
{
    public static IServiceCollection AddAdmin(this IServiceCollection services, AdminSettings settings) =>
        services
            .AddSingleton(settings)
            .AddSingleton<AdminPlans>()
            .AddSingleton<ChannelAdmin>()
            .AddSingleton<HeldAnswers>()
            .AddSingleton<HeldAnswerDesk>()
            .AddSingleton<AdminCommands>();
}
