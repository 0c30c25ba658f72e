using System.Text.Json;
using PaperBot.Chat;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Interactions;

/// <summary>
/// The bodies that answer an interaction.
/// https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-response-object
/// </summary>
internal static class ResponseWriter
{
    private const int MaxModalTitle = 45;
    private const int MaxFieldLabel = 45;
    private const int MaxFieldHint = 100;
    private const int MaxFieldText = 4000;
    private const int MaxFields = 5;
    private const int ShortStyle = 1;
    private const int ParagraphStyle = 2;

    public const string Pong = """{"type":1}""";
    public const string DeferredUpdate = """{"type":6}""";
    public const string DeferredMessage = """{"type":5,"data":{"flags":64}}""";

    public static string Message(ChatMessage message, Audience audience) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("type", 4);
            writer.WriteStartObject("data");
            WriteMessage(writer, message, audience);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    public static string Update(ChatMessage message) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("type", 7);
            writer.WriteStartObject("data");
            DiscordRenderer.WriteMessage(writer, message);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    /// <summary>For a follow-up, which decides for itself who sees it.</summary>
    public static string FollowUp(ChatMessage message, Audience audience) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            WriteMessage(writer, message, audience);
            writer.WriteEndObject();
        });

    /// <summary>For a change, which leaves it as it is who sees the message.</summary>
    public static string Edit(ChatMessage message) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            DiscordRenderer.WriteMessage(writer, message);
            writer.WriteEndObject();
        });

    public static string Suggestions(IReadOnlyList<ChatOption> options) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("type", 8);
            writer.WriteStartObject("data");
            writer.WriteStartArray("choices");
            foreach (
                var option in options
                    .Where(option => option.Value.Length is > 0 and <= ControlLayout.MaxOptionText)
                    .Take(ControlLayout.MaxOptions)
            )
            {
                writer.WriteStartObject();
                writer.WriteString("name", ControlLayout.Label(option.Label, ControlLayout.MaxOptionText));
                writer.WriteString("value", option.Value);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    public static string Form(ChatForm form) => Modal(new CustomId(CustomIdKind.Form, form.Id), form.Title, form.Fields);

    /// <summary>The form behind a control that Discord does not have: a list that fills while a person types.</summary>
    public static string SearchForm(string controlId, string title, string label) =>
        Modal(new CustomId(CustomIdKind.Search, controlId), title, [new FormField(SearchField, label, MaxLength: 200)]);

    public const string SearchField = "typed";

    private static string Modal(CustomId id, string title, IReadOnlyList<FormField> fields) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteNumber("type", 9);
            writer.WriteStartObject("data");
            writer.WriteString("custom_id", id.Write());
            writer.WriteString("title", ControlLayout.Label(title, MaxModalTitle));
            writer.WriteStartArray("components");
            foreach (var field in fields.Take(MaxFields))
            {
                WriteField(writer, field);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        });

    private static void WriteField(Utf8JsonWriter writer, FormField field)
    {
        var most = Math.Clamp(field.MaxLength, 1, MaxFieldText);
        writer.WriteStartObject();
        writer.WriteNumber("type", ComponentTypes.Label);
        writer.WriteString("label", ControlLayout.Label(field.Label, MaxFieldLabel));
        writer.WriteStartObject("component");
        writer.WriteNumber("type", ComponentTypes.TextInput);
        writer.WriteString("custom_id", field.Id);
        writer.WriteNumber("style", field.Multiline ? ParagraphStyle : ShortStyle);
        writer.WriteNumber("max_length", most);
        writer.WriteBoolean("required", field.Required);
        if (!string.IsNullOrWhiteSpace(field.Placeholder))
        {
            writer.WriteString("placeholder", ControlLayout.Label(field.Placeholder, MaxFieldHint));
        }

        if (!string.IsNullOrEmpty(field.Value))
        {
            writer.WriteString("value", Typed(field.Value, most));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>What stands in a field already, with its line breaks, as far as the field takes it.</summary>
    private static string Typed(string value, int most) =>
        value.Length <= most ? value
        : most < TextBounds.Least ? TextCut.Shorten(value, most)
        : TextCut.Split(value, new TextBounds(most, int.MaxValue, static text => text.Length))[0];

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message, Audience audience)
    {
        DiscordRenderer.WriteMessage(writer, message);
        if (audience == Audience.Asker)
        {
            writer.WriteNumber("flags", MessageFlags.Ephemeral);
        }
    }
}
