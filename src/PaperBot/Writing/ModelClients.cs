using System.ClientModel;
using System.ClientModel.Primitives;
using Anthropic;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>Makes the vendors' clients; nothing else knows which vendor it is.</summary>
internal static class ModelClients
{
    public const string HttpClientName = "writer";

    // Servers on this machine ignore the key but the clients insist on one.
    private const string NoKey = "none";

    public static IChatClient Create(WriterSettings settings, HttpClient http) =>
        settings.Provider == WriterProvider.Anthropic ? Anthropic(settings, http) : OpenAi(settings, http);

    /// <summary>Fields that the common options do not have.</summary>
    public static ChatOptions WithVendorFields(ChatOptions options, WriterSettings settings, PaperId? paper)
    {
        if (settings.Provider != WriterProvider.OpenAi)
        {
            return options;
        }

        options.RawRepresentationFactory = _ =>
        {
            var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // The library's way to send a field that it has no property for is marked experimental.
            if (paper is not null)
            {
                // Calls about one paper meet the same cache (https://platform.openai.com/docs/guides/prompt-caching).
                raw.Patch.Set("$.prompt_cache_key"u8, "paperbot-" + paper.Value);
            }

            if (settings.Endpoint is not null)
            {
                // Compatible servers know the older name alone; OpenAI itself refuses both together.
                raw.Patch.Set("$.max_tokens"u8, settings.MaxOutputTokens);
            }
#pragma warning restore SCME0001
            return raw;
        };
        return options;
    }

    private static IChatClient OpenAi(WriterSettings settings, HttpClient http)
    {
        var options = new OpenAIClientOptions
        {
            NetworkTimeout = settings.CallTimeout,
            RetryPolicy = new ClientRetryPolicy(settings.Retries),
            UserAgentApplicationId = "PaperBot",
            Transport = new HttpClientPipelineTransport(http),
        };
        if (settings.Endpoint is { } endpoint)
        {
            options.Endpoint = endpoint;
        }

        return new OpenAIClient(new ApiKeyCredential(settings.ApiKey ?? NoKey), options)
            .GetChatClient(settings.Model)
            .AsIChatClient();
    }

    private static IChatClient Anthropic(WriterSettings settings, HttpClient http)
    {
        var client = new AnthropicClient
        {
            ApiKey = settings.ApiKey ?? NoKey,
            MaxRetries = settings.Retries,
            Timeout = settings.CallTimeout,
            HttpClient = http,
        };
        if (settings.Endpoint is { } endpoint)
        {
            client = new AnthropicClient
            {
                ApiKey = settings.ApiKey ?? NoKey,
                MaxRetries = settings.Retries,
                Timeout = settings.CallTimeout,
                HttpClient = http,
                BaseUrl = endpoint.AbsoluteUri.TrimEnd('/'),
            };
        }

        return client.AsIChatClient(settings.Model, settings.MaxOutputTokens);
    }
}
