using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Model;

/// <summary>Anthropic's messages (https://docs.claude.com/en/api/messages).</summary>
internal static class AnthropicForm
{
    public static ModelAsk? Read(int number, HttpRequest request, string body)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        var messages = new List<ModelMessage>();
        if (json["system"] is { } system)
        {
            messages.AddRange(ModelMessages.Of("system", system));
        }

        messages.AddRange(
            json["messages"]!.AsArray().SelectMany(message => ModelMessages.Of((string)message!["role"]!, message["content"]!))
        );
        return new ModelAsk(
            number,
            request.Path.Value!,
            (string?)json["model"] ?? "",
            (bool?)json["stream"] ?? false,
            (int?)json["max_tokens"] ?? 0,
            messages,
            json["output_config"]?["format"]?["schema"]?.DeepClone(),
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

    private static string Event(string name, JsonObject data) => $"event: {name}\ndata: {data.ToJsonString()}\n\n";
}
