using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using PaperBot.Chat;

namespace PaperBot.Local;

/// <summary>
/// A message as the workspace keeps it and as its page draws it: JSON in which every part names its kind. Text stays text; the
/// page makes text nodes of it.
/// </summary>
/// <param name="Marker">Of a delivery; null for what people type and for answers.</param>
public sealed record LocalBody(ChatMessage Message, string? Marker = null)
{
    public string Write() => JsonSerializer.Serialize(this, LocalJson.Options);

    /// <summary>A body out of the store, where only <see cref="Write"/> has put it.</summary>
    public static LocalBody Read(string body) => JsonSerializer.Deserialize<LocalBody>(body, LocalJson.Options)!;

    /// <returns>Null where the text is no body of ours.</returns>
    public static LocalBody? TryRead(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<LocalBody>(body, LocalJson.Options);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return null;
        }
    }
}

/// <summary>How the workspace writes JSON, in the store and to its page.</summary>
internal static class LocalJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            // It goes into the store, event streams and fetches, never into a page's source.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        };
}
