using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Model;

internal static class ModelMessages
{
    /// <summary>The parts of a message, each with where it begins one.</summary>
    public static IEnumerable<ModelMessage> Of(string role, JsonNode content) =>
        content is JsonArray blocks
            ? blocks.Select(
                (block, i) => new ModelMessage(role, (string)block!["text"]!, block["cache_control"] is not null, i == 0)
            )
            : [new ModelMessage(role, (string)content!, IsBreakpoint: false, Begins: true)];
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
