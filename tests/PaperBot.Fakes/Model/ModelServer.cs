using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>How long every answer takes.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Every request that was understood, oldest first.</summary>
    public IReadOnlyList<ModelAsk> Asks => [.. _asks];

    /// <summary>What each answered request counted.</summary>
    public IReadOnlyList<ModelCount> Counts => [.. _counts];

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
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private string? Verify(ModelAsk ask, bool isAnthropic)
    {
        var key = ask.Headers.GetValueOrDefault("Authorization") == "Bearer " + ApiKey || ask.Headers.GetValueOrDefault("x-api-key") == ApiKey;
        return !key ? "the key is not ours"
            : ask.Model.Length == 0 ? "no model is named"
            : ask.Messages.Count == 0 || ask.Messages[^1].Role != "user" ? "the last message is not the user's"
            : ask.Messages.Any(message => message.Text.Length == 0) ? "a message is empty"
            : ask.MaxOutputTokens <= 0 ? "no output limit is set"
            : isAnthropic && !ask.Headers.ContainsKey("anthropic-version") ? "anthropic-version is missing"
            : !ask.Headers.TryGetValue("User-Agent", out var agent) || agent.Length == 0 ? "no User-Agent"
            : null;
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

/// <summary>OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat).</summary>
internal static class OpenAiForm
{
    public static ModelAsk? Read(int number, HttpRequest request, string body)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        var messages = json["messages"]!
            .AsArray()
            .Select(message => new ModelMessage((string)message!["role"]!, Text(message["content"]!), IsBreakpoint: false))
            .ToList();
        return new ModelAsk(
            number,
            request.Path.Value!,
            (string?)json["model"] ?? "",
            (bool?)json["stream"] ?? false,
            (int?)json["max_completion_tokens"] ?? (int?)json["max_tokens"] ?? 0,
            messages,
            json["response_format"]?["json_schema"]?["schema"]?.DeepClone(),
            body,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)
        );
    }

    public static string Whole(ModelAsk ask, ModelAct.Say say, ModelCount count)
    {
        var reply = new JsonObject
        {
            ["id"] = $"chatcmpl-{ask.Number}",
            ["object"] = "chat.completion",
            ["created"] = 1_790_000_000,
            ["model"] = ask.Model,
            ["choices"] = new JsonArray(
                new JsonObject
                {
                    ["index"] = 0,
                    ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = say.Text },
                    ["finish_reason"] = say.CutOff ? "length" : "stop",
                }
            ),
        };
        if (!say.WithoutUsage)
        {
            reply["usage"] = Usage(count);
        }

        return reply.ToJsonString();
    }

    public static string Stream(ModelAsk ask, ModelAct.Say say, ModelCount count)
    {
        var text = new StringBuilder(Begin(ask, say.Text));
        text.Append(Event(Chunk(ask, [], say.CutOff ? "length" : "stop")));
        if (!say.WithoutUsage)
        {
            var usage = Chunk(ask, null, null);
            usage["usage"] = Usage(count);
            text.Append(Event(usage));
        }

        return text.Append("data: [DONE]\n\n").ToString();
    }

    public static string Begin(ModelAsk ask, string said)
    {
        var text = new StringBuilder(Event(Chunk(ask, new JsonObject { ["role"] = "assistant", ["content"] = "" }, null)));
        foreach (var piece in Pieces.Of(said))
        {
            text.Append(Event(Chunk(ask, new JsonObject { ["content"] = piece }, null)));
        }

        return text.ToString();
    }

    private static JsonObject Chunk(ModelAsk ask, JsonObject? delta, string? finish) =>
        new()
        {
            ["id"] = $"chatcmpl-{ask.Number}",
            ["object"] = "chat.completion.chunk",
            ["created"] = 1_790_000_000,
            ["model"] = ask.Model,
            ["choices"] = delta is null
                ? []
                : new JsonArray(
                    new JsonObject
                    {
                        ["index"] = 0,
                        ["delta"] = delta,
                        ["finish_reason"] = finish,
                    }
                ),
        };

    private static JsonObject Usage(ModelCount count) =>
        new()
        {
            ["prompt_tokens"] = count.Input,
            ["completion_tokens"] = count.Output,
            ["total_tokens"] = count.Input + count.Output,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = count.Cached },
            ["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        };

    private static string Event(JsonObject chunk) => $"data: {chunk.ToJsonString()}\n\n";

    private static string Text(JsonNode content) =>
        content is JsonArray parts ? string.Concat(parts.Select(part => (string?)part!["text"])) : (string)content!;
}

/// <summary>Anthropic's messages (https://docs.claude.com/en/api/messages).</summary>
internal static class AnthropicForm
{
    public static ModelAsk? Read(int number, HttpRequest request, string body)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        var messages = new List<ModelMessage>();
        if (json["system"] is { } system)
        {
            messages.AddRange(Blocks("system", system));
        }

        messages.AddRange(json["messages"]!.AsArray().SelectMany(message => Blocks((string)message!["role"]!, message["content"]!)));
        return new ModelAsk(
            number,
            request.Path.Value!,
            (string?)json["model"] ?? "",
            (bool?)json["stream"] ?? false,
            (int?)json["max_tokens"] ?? 0,
            messages,
            json["output_config"]?["format"]?["schema"]?.DeepClone(),
            body,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)
        );
    }

    public static string Whole(ModelAsk ask, ModelAct.Say say, ModelCount count)
    {
        var message = Message(ask, count);
        message["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = say.Text });
        message["stop_reason"] = say.CutOff ? "max_tokens" : "end_turn";
        message["usage"]!["output_tokens"] = count.Output;
        return message.ToJsonString();
    }

    public static string Stream(ModelAsk ask, ModelAct.Say say, ModelCount count)
    {
        var text = new StringBuilder(Begin(ask, say.Text, count));
        text.Append(Event("content_block_stop", new JsonObject { ["type"] = "content_block_stop", ["index"] = 0 }));
        text.Append(
            Event(
                "message_delta",
                new JsonObject
                {
                    ["type"] = "message_delta",
                    ["delta"] = new JsonObject
                    {
                        ["stop_reason"] = say.CutOff ? "max_tokens" : "end_turn",
                        ["stop_sequence"] = null,
                    },
                    ["usage"] = new JsonObject { ["output_tokens"] = count.Output },
                }
            )
        );
        return text.Append(Event("message_stop", new JsonObject { ["type"] = "message_stop" })).ToString();
    }

    public static string Begin(ModelAsk ask, string said) => Begin(ask, said, new ModelCount(0, 0, 0, 0));

    private static string Begin(ModelAsk ask, string said, ModelCount count)
    {
        var text = new StringBuilder(
            Event("message_start", new JsonObject { ["type"] = "message_start", ["message"] = Message(ask, count) })
        );
        text.Append(
            Event(
                "content_block_start",
                new JsonObject
                {
                    ["type"] = "content_block_start",
                    ["index"] = 0,
                    ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" },
                }
            )
        );
        foreach (var piece in Pieces.Of(said))
        {
            text.Append(
                Event(
                    "content_block_delta",
                    new JsonObject
                    {
                        ["type"] = "content_block_delta",
                        ["index"] = 0,
                        ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = piece },
                    }
                )
            );
        }

        return text.ToString();
    }

    private static JsonObject Message(ModelAsk ask, ModelCount count) =>
        new()
        {
            ["id"] = string.Create(CultureInfo.InvariantCulture, $"msg_{ask.Number:D6}"),
            ["type"] = "message",
            ["role"] = "assistant",
            ["model"] = ask.Model,
            ["content"] = new JsonArray(),
            ["stop_reason"] = null,
            ["stop_sequence"] = null,
            ["usage"] = new JsonObject
            {
                ["input_tokens"] = count.Input - count.Cached - count.CacheWrite,
                ["cache_creation_input_tokens"] = count.CacheWrite,
                ["cache_read_input_tokens"] = count.Cached,
                ["output_tokens"] = 0,
            },
        };

    private static IEnumerable<ModelMessage> Blocks(string role, JsonNode content) =>
        content is JsonArray blocks
            ? blocks.Select(block => new ModelMessage(role, (string)block!["text"]!, block["cache_control"] is not null))
            : [new ModelMessage(role, (string)content!, IsBreakpoint: false)];

    private static string Event(string name, JsonObject data) => $"event: {name}\ndata: {data.ToJsonString()}\n\n";
}

internal static class Pieces
{
    private const int Length = 400;

    /// <summary>A text as a stream brings it.</summary>
    public static IEnumerable<string> Of(string text)
    {
        for (var start = 0; start < text.Length; start += Length)
        {
            yield return text.Substring(start, Math.Min(Length, text.Length - start));
        }
    }
}
