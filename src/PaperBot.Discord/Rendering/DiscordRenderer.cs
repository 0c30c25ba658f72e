using System.Text.Json;
using PaperBot.Chat;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Rendering;

/// <summary>
/// Says a <see cref="ChatMessage"/> in Discord's words: embeds and rows of controls, within every limit of
/// https://discord.com/developers/docs/resources/message and the undocumented one on UTF-8 bytes, mentioning nobody.
/// Pure: the same message gives the same bytes.
/// </summary>
internal static class DiscordRenderer
{
    /// <summary>All embeds of a message together.</summary>
    public const int MaxEmbedUnits = 6000;

    /// <summary>Discord answers 500 to somewhat more than 10,000 UTF-8 bytes of text (discord-api-docs#8554, #7310, #7628).</summary>
    public const int MaxBytes = 9000;

    /// <summary>And it does to a body of some 17,000 bytes (#6965); what stands around texts and controls takes up to a thousand.</summary>
    private const int MaxJsonBytes = 15_000;

    public const int MaxThreadName = 100;

    /// <summary>How long a thread stays in the channel's list without a post: a week, until the next digest. One of 60, 1440, 4320, 10080 minutes.</summary>
    public const int AutoArchiveMinutes = 10080;

    private const int Accent = 0x3B6EA5;

    /// <summary>What composing may count on. Some units are kept back for marks, link addresses and the delivery's marker.</summary>
    public static MessageLimits Limits { get; } =
        new()
        {
            MessageLength = 5200,
            MessageBytes = 7800,
            Blocks = 60,
            BlockLength = 3500,
            HeadingLength = 250,
            // Longer labels are allowed but cut on the screen.
            ButtonLabelLength = 38,
            SelectOptions = ControlLayout.MaxOptions,
            OptionLength = ControlLayout.MaxOptionText,
            Controls = ControlLayout.MaxRows * ControlLayout.MaxButtons,
            ThreadTitleLength = MaxThreadName,
            // What is not drawn weighs too: it stands in the text while that is cut.
            Weigh = static text => Math.Max(text.Length, DiscordMarkdown.Escape(text).Length),
        };

    /// <summary>The body of a delivery; see <see cref="DiscordBody"/>.</summary>
    public static string Post(ChatMessage message, PostKind kind, string deliveryKey) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            if (kind is not PostKind.Reply)
            {
                writer.WriteStartObject(DiscordBody.Thread);
                writer.WriteString("name", ThreadName(message));
                writer.WriteNumber("auto_archive_duration", AutoArchiveMinutes);
                writer.WriteEndObject();
            }

            if (kind is not PostKind.Thread)
            {
                writer.WritePropertyName(DiscordBody.Message);
                writer.WriteStartObject();
                WriteMessage(writer, message, DeliveryMarker.For(deliveryKey));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });

    /// <summary>The fields of a message without a marker, into an object that the caller has opened.</summary>
    public static void WriteMessage(Utf8JsonWriter writer, ChatMessage message) => WriteMessage(writer, message, marker: null);

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message, string? marker)
    {
        var controls = ControlLayout.Of(message.Blocks, marker);
        var textMarker = controls.CarriesMarker ? null : marker;
        writer.WriteStartArray("embeds");
        foreach (var embed in Embeds(message, controls, textMarker))
        {
            WriteEmbed(writer, embed);
        }

        writer.WriteEndArray();
        WriteRows(writer, controls.Rows);
        WriteNoMentions(writer);
    }

    /// <summary>Without it an edit parses mentions again with the defaults, and a new message pings whoever it names.</summary>
    public static void WriteNoMentions(Utf8JsonWriter writer)
    {
        writer.WriteStartObject("allowed_mentions");
        writer.WriteStartArray("parse");
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static IReadOnlyList<Embed> Embeds(ChatMessage message, ControlRows controls, string? marker)
    {
        var kept = marker is null ? "" : DiscordMarker.Address(marker);
        var room = new TextSize(MaxBytes, MaxJsonBytes) - controls.Size - TextSize.Of(kept);
        // A marker that no control carries stands in the address of an embed without a title.
        var embeds = EmbedLayout.Of(message.Blocks, MaxEmbedUnits - kept.Length, room, titled: marker is null);
        if (embeds.Count == 0)
        {
            var line = DiscordMarkdown.Escape(TextCut.Shorten(message.Fallback, 400)).Trim();
            embeds = [new Embed(Title: null, ControlLayout.NotBlank(line), Image: null)];
        }

        return marker is null ? embeds : [embeds[0] with { Url = DiscordMarker.Address(marker) }, .. embeds.Skip(1)];
    }

    private static string ThreadName(ChatMessage message) =>
        ControlLayout.Label(message.ThreadTitle ?? message.Fallback, MaxThreadName);

    private static void WriteEmbed(Utf8JsonWriter writer, Embed embed)
    {
        writer.WriteStartObject();
        if (embed.Title is not null)
        {
            writer.WriteString("title", embed.Title);
        }

        if (embed.Description.Length > 0)
        {
            writer.WriteString("description", embed.Description);
        }

        if (embed.Url is not null)
        {
            writer.WriteString("url", embed.Url);
        }

        writer.WriteNumber("color", Accent);
        if (embed.Image is not null)
        {
            writer.WriteStartObject("image");
            writer.WriteString("url", embed.Image.Url);
            if (embed.Image.Words is not null)
            {
                writer.WriteString("description", embed.Image.Words);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteRows(Utf8JsonWriter writer, IReadOnlyList<IReadOnlyList<Control>> rows)
    {
        writer.WriteStartArray("components");
        foreach (var row in rows)
        {
            writer.WriteStartObject();
            writer.WriteNumber("type", ComponentTypes.Row);
            writer.WriteStartArray("components");
            foreach (var control in row)
            {
                WriteControl(writer, control);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteControl(Utf8JsonWriter writer, Control control)
    {
        writer.WriteStartObject();
        if (control.Options is null)
        {
            writer.WriteNumber("type", ComponentTypes.Button);
            writer.WriteNumber("style", control.Style);
            writer.WriteString("label", control.Label);
        }
        else
        {
            writer.WriteNumber("type", ComponentTypes.StringSelect);
            writer.WriteString("placeholder", control.Label);
            WriteOptions(writer, control.Options);
        }

        if (control.CustomId is not null)
        {
            writer.WriteString("custom_id", control.CustomId);
        }

        if (control.Url is not null)
        {
            writer.WriteString("url", control.Url);
        }

        writer.WriteEndObject();
    }

    private static void WriteOptions(Utf8JsonWriter writer, IReadOnlyList<ChatOption> options)
    {
        writer.WriteStartArray("options");
        foreach (var option in options)
        {
            writer.WriteStartObject();
            writer.WriteString("label", option.Label);
            writer.WriteString("value", option.Value);
            if (option.Description is not null)
            {
                writer.WriteString("description", option.Description);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
