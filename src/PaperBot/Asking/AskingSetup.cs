namespace PaperBot.Asking;

public static class AskingSetup
{
    /// <summary>The index and what answers from it. <see cref="FindThreadPaper"/> comes from whoever knows the threads.</summary>
    public static IServiceCollection AddAsking(this IServiceCollection services, AskingSettings settings) =>
        services
            .AddSingleton(settings)
            .AddSingleton<HumanAnswers>()
            .AddSingleton<UnansweredQuestions>()
            .AddSingleton<AnswerRatings>()
            .AddSingleton<SavedPapers>()
            .AddSingleton<PaperIndex>()
            .AddSingleton<PaperCommands>();
}
