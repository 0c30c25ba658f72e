using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PaperBot.Writing;

/// <summary>
/// Tries the model's server and key without asking the model anything: the list of models costs nothing. OpenAI's shape has it at
/// <c>GET &lt;endpoint&gt;/models</c> (https://platform.openai.com/docs/api-reference/models), Anthropic's at <c>GET /v1/models</c>
/// (https://platform.claude.com/docs/en/api/models-list).
/// </summary>
public sealed class ModelProbe(WriterSettings settings, IHttpClientFactory http, TimeProvider time)
{
    private const string AnthropicVersion = "2023-06-01";
    private const int LargestAnswer = 4 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public bool IsOn => settings.IsOn;

    public string Model => settings.Model;

    /// <summary>Where the model is asked; without a slash at its end.</summary>
    public Uri Server =>
        settings.Endpoint
        ?? new Uri(settings.Provider == WriterProvider.Anthropic ? "https://api.anthropic.com" : "https://api.openai.com/v1");

    private bool IsAnthropic => settings.Provider == WriterProvider.Anthropic;

    public async Task<ModelProbeOutcome> TryAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var client = http.CreateClient(ModelClients.HttpClientName);
            client.MaxResponseContentBufferSize = LargestAnswer;
            var list = await GetAsync(client, IsAnthropic ? "v1/models?limit=1000" : "models", stop.Token);
            if (list.Refusal is { } refusal)
            {
                return refusal;
            }

            var names = NamesIn(list.Body);
            if (names is null)
            {
                return new ModelProbeOutcome.Untried(200);
            }

            if (names.Contains(settings.Model, StringComparer.Ordinal))
            {
                return new ModelProbeOutcome.Offered();
            }

            // A short name that stands for the newest of a kind is in no list, but can be looked up.
            var path = (IsAnthropic ? "v1/models/" : "models/") + Uri.EscapeDataString(settings.Model);
            var one = await GetAsync(client, path, stop.Token);
            return one.Refusal is null && one.Body.ValueKind == JsonValueKind.Object && one.Body.TryGetProperty("id", out _)
                ? new ModelProbeOutcome.Offered()
                : new ModelProbeOutcome.Unlisted(names);
        }
        catch (HttpRequestException)
        {
            return new ModelProbeOutcome.Unreachable();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ModelProbeOutcome.Unreachable();
        }
    }

    private async Task<(JsonElement Body, ModelProbeOutcome? Refusal)> GetAsync(
        HttpClient client,
        string path,
        CancellationToken cancellationToken
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{Server.AbsoluteUri.TrimEnd('/')}/{path}"));
        request.Headers.UserAgent.ParseAdd("PaperBot");
        if (IsAnthropic)
        {
            request.Headers.Add("anthropic-version", AnthropicVersion);
            request.Headers.Add("x-api-key", settings.ApiKey);
        }
        else if (settings.ApiKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.ApiKey);
        }

        using var response = await client.SendAsync(request, cancellationToken);
        var status = (int)response.StatusCode;
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return (default, new ModelProbeOutcome.KeyRefused(status));
        }

        if (!response.IsSuccessStatusCode)
        {
            return (default, new ModelProbeOutcome.Untried(status));
        }

        try
        {
            return (JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken)), null);
        }
        catch (JsonException)
        {
            return (default, new ModelProbeOutcome.Untried(status));
        }
    }

    /// <summary>The <c>id</c>s under <c>data</c>, as both vendors write them; null where the answer is no list.</summary>
    private static IReadOnlyList<string>? NamesIn(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object
        && body.TryGetProperty("data", out var data)
        && data.ValueKind == JsonValueKind.Array
            ?
            [
                .. data.EnumerateArray()
                    .Where(entry => entry.ValueKind == JsonValueKind.Object)
                    .Select(entry => entry.TryGetProperty("id", out var id) ? id : default)
                    .Where(id => id.ValueKind == JsonValueKind.String)
                    .Select(id => id.GetString()!),
            ]
            : null;
}

/// <summary>What a try of the model's key showed.</summary>
public abstract record ModelProbeOutcome
{
    private ModelProbeOutcome() { }

    /// <summary>The server takes the key and has the model.</summary>
    public sealed record Offered : ModelProbeOutcome;

    /// <summary>It takes the key and has others.</summary>
    public sealed record Unlisted(IReadOnlyList<string> Others) : ModelProbeOutcome;

    public sealed record KeyRefused(int Status) : ModelProbeOutcome;

    /// <summary>It gave no list (some servers have none, others are busy), so that nothing is known of key and model.</summary>
    public sealed record Untried(int Status) : ModelProbeOutcome;

    /// <summary>No answer in time, or no connection.</summary>
    public sealed record Unreachable : ModelProbeOutcome;
}
