using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaperBot.Chat;

namespace PaperBot.Slack.Rendering;

/// <summary>Everything that Slack is shown, as the JSON it takes. Pure: the same input gives the same characters.</summary>
internal static class SlackRenderer
{
    /// <summary>Names the metadata of our posts; history gives it back.</summary>
    public const string EventType = "paperbot_delivery";

    public const string MarkerField = "delivery";

    /// <summary>Under this block and action id a form's field comes back.</summary>
    public const string FieldAction = "value";

    // Japanese stays readable in the store and costs one byte less per kana on the wire; the result is never put into HTML.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a post: <c>text</c>, <c>blocks</c> and the marker by which history gives it back.</summary>
    public static string Post(ChatMessage message, string deliveryKey)
    {
        var body = Message(message);
        body["metadata"] = new JsonObject
        {
            ["event_type"] = EventType,
            ["event_payload"] = new JsonObject { [MarkerField] = DeliveryMarker.For(deliveryKey) },
        };
        return Write(body);
    }

    /// <summary>What every message of ours has, whatever way it goes: <c>text</c> and <c>blocks</c>, and nothing in it resolved or linked by itself.</summary>
    public static JsonObject Message(ChatMessage message)
    {
        var fallback = Fallback(message.Fallback);
        var blocks = BlockRenderer.Render(message.Blocks, SlackLimits.MessageBlocks);
        if (blocks.Count == 0)
        {
            blocks = BlockRenderer.Render([new ChatBlock.Paragraph(message.Fallback)], SlackLimits.MessageBlocks);
        }

        return new JsonObject
        {
            ["text"] = fallback,
            ["blocks"] = blocks,
            ["parse"] = "none",
            ["link_names"] = false,
        };
    }

    /// <summary>A form, as a modal.</summary>
    /// <param name="context">Comes back with the submission; see <see cref="Conversing.ViewContext"/>.</param>
    public static JsonObject Form(ChatForm form, string context) =>
        new()
        {
            ["type"] = "modal",
            ["callback_id"] = form.Id,
            ["title"] = ViewLine(form.Title),
            ["submit"] = ViewLine(form.Submit),
            ["close"] = ViewLine(form.Cancel),
            ["private_metadata"] = context,
            ["blocks"] = new JsonArray([.. form.Fields.Select(Input)]),
        };

    /// <summary>A message in a modal, for people who act where no message can answer them: in App Home or in another modal.</summary>
    public static JsonObject Sheet(ChatMessage message, string title, string close, string context) =>
        new()
        {
            ["type"] = "modal",
            ["title"] = ViewLine(title),
            ["close"] = ViewLine(close),
            ["private_metadata"] = context,
            ["blocks"] = ViewBlocks(message),
        };

    /// <summary>A person's start page.</summary>
    public static JsonObject Home(ChatMessage message) => new() { ["type"] = "home", ["blocks"] = ViewBlocks(message) };

    public static string Write(JsonNode node) => node.ToJsonString(Readable);

    private static string Fallback(string text)
    {
        var words = SlackText.Escape(SlackText.Fit(text.Trim(), SlackLimits.Fallback));
        return words.Length > 0 ? words : "…";
    }

    private static JsonArray ViewBlocks(ChatMessage message)
    {
        var blocks = BlockRenderer.Render(message.Blocks, SlackLimits.ViewBlocks);
        return blocks.Count > 0
            ? blocks
            : BlockRenderer.Render([new ChatBlock.Paragraph(message.Fallback)], SlackLimits.ViewBlocks);
    }

    private static JsonObject ViewLine(string text) =>
        BlockRenderer.Plain(SlackText.Fit(text.Trim(), SlackLimits.ViewTitle) is { Length: > 0 } words ? words : "PaperBot");

    private static JsonNode Input(FormField field)
    {
        var maxLength = Math.Clamp(field.MaxLength, 1, SlackLimits.InputLength);
        var element = new JsonObject
        {
            ["type"] = "plain_text_input",
            ["action_id"] = FieldAction,
            ["multiline"] = field.Multiline,
            ["max_length"] = maxLength,
        };
        if (field.Placeholder is { } hint && SlackText.Fit(hint.Trim(), SlackLimits.Placeholder) is { Length: > 0 } placeholder)
        {
            element["placeholder"] = BlockRenderer.Plain(placeholder);
        }

        if (field.Value is { } value && SlackText.Fit(value, maxLength) is { Length: > 0 } initial)
        {
            element["initial_value"] = initial;
        }

        return new JsonObject
        {
            ["type"] = "input",
            ["block_id"] = field.Id,
            ["optional"] = !field.Required,
            ["label"] = BlockRenderer.Plain(
                SlackText.Fit(field.Label.Trim(), SlackLimits.InputLabel) is { Length: > 0 } label ? label : "–"
            ),
            ["element"] = element,
        };
    }
}
