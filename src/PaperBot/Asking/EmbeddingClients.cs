using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;

namespace PaperBot.Asking;

/// <summary>Makes the client of the embedding model: any server that speaks OpenAI's <c>/embeddings</c>.</summary>
internal static class EmbeddingClients
{
    private const int Retries = 2;

    // Servers on this machine ignore the key but the client insists on one.
    private const string NoKey = "none";

    public static IEmbeddingGenerator<string, Embedding<float>> Create(AskingSettings settings)
    {
        var options = new OpenAIClientOptions
        {
            RetryPolicy = new ClientRetryPolicy(Retries),
            UserAgentApplicationId = "PaperBot",
        };
        if (settings.EmbeddingEndpoint is { } endpoint)
        {
            options.Endpoint = endpoint;
        }

        return new OpenAIClient(new ApiKeyCredential(settings.EmbeddingApiKey ?? NoKey), options)
            .GetEmbeddingClient(settings.EmbeddingModel)
            .AsIEmbeddingGenerator();
    }
}
