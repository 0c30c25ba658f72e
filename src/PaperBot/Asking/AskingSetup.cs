using Microsoft.Extensions.AI;

namespace PaperBot.Asking;

public static class AskingSetup
{
    /// <summary>The index and what answers from it. <see cref="FindThreadPaper"/> and <see cref="FindNewestDigest"/> come from whoever knows what was posted.</summary>
    public static IServiceCollection AddAsking(this IServiceCollection services, AskingSettings settings)
    {
        if (settings.EmbeddingModel.Length > 0)
        {
            services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(_ => EmbeddingClients.Create(settings));
        }

        return services
            .AddSingleton(settings)
            .AddSingleton<HumanAnswers>()
            .AddSingleton<UnansweredQuestions>()
            .AddSingleton<AnswerRatings>()
            .AddSingleton<SavedPapers>()
            .AddSingleton<KeptQuestions>()
            .AddSingleton<AnswerEmbeddings>()
            .AddSingleton<PaperIndex>()
            .AddSingleton<PaperCommands>();
    }
}
