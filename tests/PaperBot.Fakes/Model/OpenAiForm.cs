using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Model;

/// <summary>OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat).</summary>
internal static class OpenAiForm
{
    public static ModelAsk? Read(int number, HttpRequest request, string body)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        var messages = json["messages"]!
            .AsArray()
            .SelectMany(message => ModelMessages.Of((string)message!["role"]!, message["content"]!))
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
            request.Headers.ToDictionary(
                header => header.Key,
                header => header.Value.ToString(),
                StringComparer.OrdinalIgnoreCase
            )
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
}
