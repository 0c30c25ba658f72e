using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PaperBot.Chat;

/// <summary>A neutral message as text, so that it can be kept and said again later. Not a wire format of any platform.</summary>
public static class ChatMessageJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        // Kept in the store and read by the program alone; Japanese stays readable there.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(ChatMessage message) => JsonSerializer.Serialize(message, Options);

    public static ChatMessage Read(string json) => JsonSerializer.Deserialize<ChatMessage>(json, Options)!;
}
