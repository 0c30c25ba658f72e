using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Model;

/// <summary>
/// A language model on loopback that speaks OpenAI's chat completions (<c>/v1/chat/completions</c>) and Anthropic's messages
/// (<c>/v1/messages</c>), streamed and whole, and counts tokens as a vendor's prompt cache would. What it says is <see cref="Answer"/>'s to
/// decide; by default it reads the paper's block and writes a right note.
/// </summary>
public sealed class ModelServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<ModelAsk> _asks = new();
    private readonly ConcurrentQueue<ModelCount> _counts = new();
    private readonly ConcurrentQueue<string> _replies = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly PromptCache _openAiCache = new(needsBreakpoints: false);
    private readonly PromptCache _anthropicCache = new(needsBreakpoints: true);
    private readonly CancellationTokenSource _closing = new();
    private StandInServer? _server;
    private int _number;
    private int _open;
    private int _mostOpen;

    private ModelServer() { }

    /// <summary>Where <c>Writer:Endpoint</c> has to point for <c>openai</c>.</summary>
    public Uri OpenAi => new(_server!.Root, "v1");

    /// <summary>Where <c>Writer:Endpoint</c> has to point for <c>anthropic</c>.</summary>
    public Uri Anthropic => new(_server!.Root.GetLeftPart(UriPartial.Authority));

    public string ApiKey { get; } = "sk-stand-in-key";

    /// <summary>What becomes of each request; asked on whatever thread serves it.</summary>
    public Func<ModelAsk, ModelAct> Answer { get; set; } = new ModelAuthor().Answer;

    /// <summary>What <c>/v1/models</c> lists; null for a server that has no such list.</summary>
    public IReadOnlyList<string>? Models { get; set; } = ["stand-in-1", "stand-in-2"];

    /// <summary>Names that stand for a listed model and are found one by one alone.</summary>
    public IReadOnlyList<string> Aliases { get; set; } = [];

    /// <summary>How long every answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Every request that was understood, oldest first.</summary>
    public IReadOnlyList<ModelAsk> Asks => [.. _asks];

    /// <summary>What each answered request counted.</summary>
    public IReadOnlyList<ModelCount> Counts => [.. _counts];

    /// <summary>The bodies of the answers, to the letter.</summary>
    public IReadOnlyList<string> Replies => [.. _replies];

    /// <summary>What no vendor would have taken.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>The most requests that were open at one time.</summary>
    public int MostOpen => _mostOpen;

    public static async Task<ModelServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = new ModelServer();
        server._server = await StandInServer.StartAsync(server.ServeAsync, cancellationToken);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _server!.DisposeAsync();
        _closing.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/v1/models", StringComparison.Ordinal, out var name))
        {
            await ListAsync(context, name.Value?.TrimStart('/') ?? "");
            return;
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var ask = context.Request.Path.Value switch
        {
            "/v1/chat/completions" => OpenAiForm.Read(Interlocked.Increment(ref _number), context.Request, body),
            "/v1/messages" => AnthropicForm.Read(Interlocked.Increment(ref _number), context.Request, body),
            _ => null,
        };
        var isAnthropic = context.Request.Path.Value == "/v1/messages";
        if (ask is null || Verify(ask, isAnthropic) is { } violation && Violate(violation))
        {
            context.Response.StatusCode = ask is null ? 404 : 400;
            await context.Response.WriteAsync("""{"error":{"type":"invalid_request_error","message":"not understood"}}""");
            return;
        }

        _asks.Enqueue(ask);
        var open = Interlocked.Increment(ref _open);
        InterlockedMax(ref _mostOpen, open);
        try
        {
            await Task.Delay(Delay, context.RequestAborted);
            await ActAsync(context, ask, isAnthropic, Answer(ask));
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>Lists of models and single ones, as the two vendors write them; told apart by how the key is given.</summary>
    private async Task ListAsync(HttpContext context, string name)
    {
        var headers = context.Request.Headers;
        var isAnthropic = headers.ContainsKey("x-api-key");
        if (
            context.Request.Method != HttpMethods.Get
            || string.IsNullOrEmpty(headers.UserAgent)
            || (isAnthropic && headers["anthropic-version"] != "2023-06-01")
            || (isAnthropic && context.Request.Query["limit"] is { Count: > 0 } limit && limit != "1000")
        )
        {
            Violate($"not how models are listed: {context.Request.Method} {context.Request.Path}{context.Request.QueryString}");
        }

        var known = isAnthropic ? headers["x-api-key"] == ApiKey : headers.Authorization == "Bearer " + ApiKey;
        var (status, answer) = (known, Models) switch
        {
            (false, _) when isAnthropic => (
                401,
                """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}"""
            ),
            (false, _) => (
                401,
                """{"error":{"message":"Incorrect API key provided.","type":"invalid_request_error","code":"invalid_api_key"}}"""
            ),
            (_, null) => (404, "<html>not found</html>"),
            (_, { } models) when name.Length == 0 => (200, ModelLists.Of(models, isAnthropic).ToJsonString()),
            (_, { } models) when models.Concat(Aliases).Contains(name) => (
                200,
                ModelLists.Entry(models.Contains(name) ? name : models[0], isAnthropic).ToJsonString()
            ),
            _ => (404, """{"error":{"type":"not_found_error","message":"no such model"}}"""),
        };
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private async Task ActAsync(HttpContext context, ModelAsk ask, bool isAnthropic, ModelAct act)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _closing.Token);
        switch (act)
        {
            case ModelAct.Refuse refuse:
                context.Response.StatusCode = refuse.Status;
                if (refuse.RetryAfter is { } after)
                {
                    context.Response.Headers.RetryAfter = after;
                }

                await context.Response.WriteAsync(
                    isAnthropic
                        ? """{"type":"error","error":{"type":"api_error","message":"scripted"}}"""
                        : """{"error":{"message":"scripted","type":"scripted"}}""",
                    until.Token
                );
                return;
            case ModelAct.Hang:
                await Task.Delay(Timeout.Infinite, until.Token);
                return;
            case ModelAct.FallSilent:
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(": begun\n\n", until.Token);
                await context.Response.Body.FlushAsync(until.Token);
                await Task.Delay(Timeout.Infinite, until.Token);
                return;
            case ModelAct.Break broken:
                context.Response.ContentType = "text/event-stream";
                var half = isAnthropic ? AnthropicForm.Begin(ask, broken.Text) : OpenAiForm.Begin(ask, broken.Text);
                await context.Response.WriteAsync(half, until.Token);
                await context.Response.Body.FlushAsync(until.Token);
                context.Abort();
                return;
            case ModelAct.Recorded recorded:
                context.Response.ContentType = "text/event-stream";
                await context.Response.WriteAsync(recorded.Body, until.Token);
                return;
            case ModelAct.Say say:
                await SayAsync(context, ask, isAnthropic, say);
                return;
            default:
                throw new InvalidOperationException($"{act} is no act.");
        }
    }

    private async Task SayAsync(HttpContext context, ModelAsk ask, bool isAnthropic, ModelAct.Say say)
    {
        var (cached, written) = (isAnthropic ? _anthropicCache : _openAiCache).Take(ask);
        var input = ask.Messages.Sum(message => PromptCache.Tokens(message.Text));
        var count = new ModelCount(input, cached, written, PromptCache.Tokens(say.Text));
        _counts.Enqueue(count);
        context.Response.ContentType = ask.Streams ? "text/event-stream" : "application/json";
        var text = (isAnthropic, ask.Streams) switch
        {
            (true, true) => AnthropicForm.Stream(ask, say, count),
            (true, false) => AnthropicForm.Whole(ask, say, count),
            (false, true) => OpenAiForm.Stream(ask, say, count),
            (false, false) => OpenAiForm.Whole(ask, say, count),
        };
        _replies.Enqueue(text);
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private string? Verify(ModelAsk ask, bool isAnthropic)
    {
        var key =
            ask.Headers.GetValueOrDefault("Authorization") == "Bearer " + ApiKey
            || ask.Headers.GetValueOrDefault("x-api-key") == ApiKey;
        return !key ? "the key is not ours"
            : ask.Model.Length == 0 ? "no model is named"
            : ask.Messages.Count == 0 || ask.Messages[^1].Role != "user" ? "the last message is not the user's"
            : ask.Messages.Any(message => message.Text.Length == 0) ? "a message is empty"
            : Repeats(ask) ? "one role speaks twice in a row"
            : ask.MaxOutputTokens <= 0 ? "no output limit is set"
            : isAnthropic && !ask.Headers.ContainsKey("anthropic-version") ? "anthropic-version is missing"
            : !ask.Headers.TryGetValue("User-Agent", out var agent) || agent.Length == 0 ? "no User-Agent"
            : null;
    }

    /// <summary>Anthropic's server joins such messages; the chat templates of many open models refuse them.</summary>
    private static bool Repeats(ModelAsk ask)
    {
        var roles = ask.Messages.Where(message => message.Begins).Select(message => message.Role).ToList();
        return roles.Zip(roles.Skip(1)).Any(pair => pair.First == pair.Second);
    }

    private bool Violate(string violation)
    {
        _violations.Enqueue(violation);
        return true;
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = target; value > seen; seen = target)
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
