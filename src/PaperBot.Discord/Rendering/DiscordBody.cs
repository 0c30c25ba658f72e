using System.Text.Json;
using PaperBot.Chat;
using PaperBot.Discord.Rest;

namespace PaperBot.Discord.Rendering;

/// <summary>
/// The body of a delivery as it is stored: <c>{"thread":{…},"message":{…}}</c>. A post in a text channel sends <c>message</c>, the
/// opening of a thread sends <c>thread</c>, a post in a forum sends both. What kind of channel it is, is not known when the body is made.
/// </summary>
internal sealed record DiscordBody(string? ThreadJson, string? MessageJson)
{
    public const string Thread = "thread";
    public const string Message = "message";

    /// <exception cref="FormatException">The body was not made by <see cref="DiscordRenderer.Post"/>.</exception>
    public static DiscordBody Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return new DiscordBody(Part(document, Thread), Part(document, Message));
        }
        catch (JsonException exception)
        {
            throw new FormatException("The body of a Discord delivery is not JSON.", exception);
        }

        static string? Part(JsonDocument document, string name) =>
            document.RootElement.TryGetProperty(name, out var part) ? part.GetRawText() : null;
    }

    /// <summary>The message as it stands, with the name under which Discord recognises a repetition.</summary>
    public string CreateMessage(string deliveryKey) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            Copy(writer, Required(MessageJson, Message));
            writer.WriteString("nonce", Nonce.For(deliveryKey));
            writer.WriteBoolean("enforce_nonce", true);
            writer.WriteEndObject();
        });

    public string EditMessage() => Required(MessageJson, Message);

    public string OpenThread() => Required(ThreadJson, Thread);

    /// <summary>There is no nonce here: a repetition would be a second thread.</summary>
    public string CreateForumPost() =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            Copy(writer, Required(ThreadJson, Thread));
            writer.WritePropertyName(Message);
            writer.WriteRawValue(Required(MessageJson, Message));
            writer.WriteEndObject();
        });

    public string ThreadName()
    {
        using var document = JsonDocument.Parse(Required(ThreadJson, Thread));
        return document.RootElement.GetProperty("name").GetString() ?? "";
    }

    private static void Copy(Utf8JsonWriter writer, string json)
    {
        using var document = JsonDocument.Parse(json);
        foreach (var property in document.RootElement.EnumerateObject())
        {
            property.WriteTo(writer);
        }
    }

    private static string Required(string? part, string name) =>
        part
        ?? throw new FormatException(
            $"The body of this Discord delivery has no '{name}'; it was rendered for another kind of post."
        );
}
