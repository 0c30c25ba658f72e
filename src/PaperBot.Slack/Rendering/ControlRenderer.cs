using System.Globalization;
using System.Text.Json.Nodes;
using PaperBot.Chat;

namespace PaperBot.Slack.Rendering;

/// <summary>Buttons and selects as elements of an <c>actions</c> block.</summary>
internal static class ControlRenderer
{
    /// <summary>Starts the action id of a button that only opens an address; Slack reports its presses all the same.</summary>
    public const string LinkPrefix = "link:";

    /// <summary>The element, or null where nothing of it can be shown.</summary>
    /// <param name="room">UTF-16 units left for labels; lowered by what this control takes.</param>
    public static JsonObject? Render(ChatControl control, int ordinal, ref int room)
    {
        switch (control)
        {
            case ChatControl.Button button when Label(button.Label, SlackLimits.ButtonLabel, ref room) is { } label:
                var pressed = Element("button", button.Id);
                pressed["text"] = label;
                if (button.Style is not ButtonStyle.Plain)
                {
                    pressed["style"] = button.Style is ButtonStyle.Primary ? "primary" : "danger";
                }

                if (button.Confirm is null)
                {
                    return pressed;
                }

                // A button that wants a second thought is not shown without it.
                pressed["confirm"] = Confirm(button.Confirm, ref room);
                return pressed["confirm"] is null ? null : pressed;
            case ChatControl.LinkButton link
                when RichTextRenderer.Address(link.Target) is { } address
                    && Label(link.Label, SlackLimits.ButtonLabel, ref room) is { } label:
                var opened = Element("button", LinkPrefix + ordinal.ToString(CultureInfo.InvariantCulture));
                opened["text"] = label;
                opened["url"] = address;
                return opened;
            case ChatControl.Select select when Options(select.Options, ref room) is { Count: > 0 } options:
                var chosen = Element("static_select", select.Id);
                AddPlaceholder(chosen, select.Placeholder, ref room);
                chosen["options"] = options;
                return chosen;
            case ChatControl.SearchSelect search:
                var searched = Element("external_select", search.Id);
                AddPlaceholder(searched, search.Placeholder, ref room);
                // The default of three would ask for three kana or kanji before anything is suggested.
                searched["min_query_length"] = 1;
                return searched;
            default:
                return null;
        }
    }

    /// <summary>Entries of a select as Slack takes them: none without a label, none with a value it would refuse.</summary>
    public static JsonArray Options(IReadOnlyList<ChatOption> options, ref int room)
    {
        var rendered = new JsonArray();
        foreach (var option in options)
        {
            if (rendered.Count == SlackLimits.Options)
            {
                break;
            }

            if (option.Value is not { Length: > 0 and <= SlackLimits.OptionValue })
            {
                continue;
            }

            if (Label(option.Label, SlackLimits.OptionText, ref room) is not { } label)
            {
                continue;
            }

            var entry = new JsonObject { ["text"] = label, ["value"] = option.Value };
            if (option.Description is { } description && Label(description, SlackLimits.OptionText, ref room) is { } second)
            {
                entry["description"] = second;
            }

            rendered.Add((JsonNode)entry);
        }

        return rendered;
    }

    private static JsonObject Element(string type, string id) => new() { ["type"] = type, ["action_id"] = id };

    private static void AddPlaceholder(JsonObject element, string placeholder, ref int room)
    {
        if (Label(placeholder, SlackLimits.Placeholder, ref room) is { } text)
        {
            element["placeholder"] = text;
        }
    }

    /// <summary>All of a label, cut only at its own limit; null where it is empty or there is no room for it.</summary>
    private static JsonObject? Label(string text, int limit, ref int room)
    {
        var label = SlackText.Fit(text.Trim(), limit);
        var weight = SlackText.WeighCalm(label);
        if (string.IsNullOrWhiteSpace(label) || weight > room)
        {
            return null;
        }

        room -= weight;
        return BlockRenderer.Plain(label);
    }

    /// <summary>A dialog with an empty line would be refused, so a missing word is replaced by a dash.</summary>
    private static JsonObject? Confirm(ConfirmDialog dialog, ref int room)
    {
        var title = Label(Words(dialog.Title), SlackLimits.ConfirmTitle, ref room);
        var text = Label(Words(dialog.Text), SlackLimits.ConfirmText, ref room);
        var confirm = Label(Words(dialog.Confirm), SlackLimits.ConfirmAnswer, ref room);
        var deny = Label(Words(dialog.Deny), SlackLimits.ConfirmAnswer, ref room);
        return title is null || text is null || confirm is null || deny is null
            ? null
            : new JsonObject
            {
                ["title"] = title,
                ["text"] = text,
                ["confirm"] = confirm,
                ["deny"] = deny,
            };

        static string Words(string text) => string.IsNullOrWhiteSpace(SlackText.Calm(text)) ? "–" : text;
    }
}
