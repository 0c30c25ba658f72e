using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Slack;

/// <summary>
/// What Slack checks of blocks, as strictly as its documentation has it, and the two tighter limits that it does not document: a
/// section's text near 2,958 and all text of a message near 12,000 characters. Lengths are counted in UTF-16 units.
/// See https://docs.slack.dev/reference/block-kit.
/// </summary>
public static class BlockKitValidator
{
    private const int LargestMessage = 11_340;
    private const int LargestSection = 2_950;

    private static readonly string[] MessageBlocks = ["actions", "context", "divider", "header", "image", "rich_text", "section"];

    private static readonly string[] RichTextLeaves =
    [
        "text",
        "link",
        "user",
        "usergroup",
        "channel",
        "emoji",
        "broadcast",
        "date",
        "color",
    ];

    /// <summary>What is wrong with a message's blocks; each line ends in the place, <c>[json-pointer:/blocks/3/text]</c>.</summary>
    public static IReadOnlyList<string> CheckMessage(JsonArray blocks)
    {
        var check = new Check();
        check.Blocks(blocks, 50, MessageBlocks, "/blocks");
        return check.Problems;
    }

    /// <summary>All text of a message's blocks is more than Slack takes in <c>chat.postMessage</c>.</summary>
    public static bool IsTooLong(JsonArray blocks) => TextOf(blocks).Sum(text => text.Length) > LargestMessage;

    public static IReadOnlyList<string> CheckView(JsonObject view)
    {
        var check = new Check();
        check.View(view);
        return check.Problems;
    }

    /// <summary>
    /// Everything in a message that Slack would turn into a mention: resolved tokens in <c>text</c> and in mrkdwn, and mention elements
    /// of rich text.
    /// </summary>
    public static IReadOnlyList<string> MentionsIn(JsonNode message)
    {
        var found = new List<string>();
        Walk(message, "");
        return found;

        void Walk(JsonNode? node, string name)
        {
            switch (node)
            {
                case JsonObject entry:
                    var type = (string?)entry["type"];
                    if (type is "user" or "usergroup" or "broadcast" or "channel")
                    {
                        found.Add(entry.ToJsonString());
                    }

                    foreach (var (key, value) in entry)
                    {
                        // Only mrkdwn text and a message's own text are parsed; the text of a plain_text or a rich text leaf is not.
                        if (key == "text" && value is JsonValue text && (type is "mrkdwn" or null))
                        {
                            found.AddRange(Tokens((string)text!));
                        }
                        else
                        {
                            Walk(value, key);
                        }
                    }

                    break;
                case JsonArray list:
                    foreach (var item in list)
                    {
                        Walk(item, name);
                    }

                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>All words that a person reads in a message, as they are sent.</summary>
    public static IEnumerable<string> TextOf(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject entry:
                foreach (var (key, value) in entry)
                {
                    if (key is "text" or "alt_text" && value is JsonValue text)
                    {
                        yield return (string)text!;
                    }
                    else
                    {
                        foreach (var inner in TextOf(value))
                        {
                            yield return inner;
                        }
                    }
                }

                break;
            case JsonArray list:
                foreach (var item in list)
                {
                    foreach (var inner in TextOf(item))
                    {
                        yield return inner;
                    }
                }

                break;
            default:
                break;
        }
    }

    private static IEnumerable<string> Tokens(string text)
    {
        for (var start = text.IndexOf('<', StringComparison.Ordinal); start >= 0; start = text.IndexOf('<', start + 1))
        {
            var end = text.IndexOf('>', start);
            if (end > start && text[start + 1] is '@' or '#' or '!')
            {
                yield return text[start..(end + 1)];
            }
        }
    }

    private sealed class Check
    {
        private readonly HashSet<string> _blockIds = new(StringComparer.Ordinal);
        private readonly List<string> _problems = [];

        public IReadOnlyList<string> Problems => _problems;

        public void View(JsonObject view)
        {
            var type = (string?)view["type"];
            if (type is not ("modal" or "home"))
            {
                Report("unsupported view type", "/view/type");
                return;
            }

            Unknown(
                view,
                "/view",
                "type",
                "title",
                "submit",
                "close",
                "blocks",
                "private_metadata",
                "callback_id",
                "clear_on_close",
                "notify_on_close",
                "external_id"
            );
            if (type == "modal")
            {
                PlainText(view["title"], 24, "/view/title", required: true);
                PlainText(view["submit"], 24, "/view/submit");
                PlainText(view["close"], 24, "/view/close");
            }

            Length(view["private_metadata"], 3000, "/view/private_metadata");
            Length(view["callback_id"], 255, "/view/callback_id");
            var blocks = view["blocks"] as JsonArray ?? [];
            Blocks(blocks, 100, type == "modal" ? [.. MessageBlocks, "input"] : MessageBlocks, "/view/blocks");
            if (type == "modal" && view["submit"] is null && blocks.Any(block => (string?)block?["type"] == "input"))
            {
                Report("a modal with an input needs submit", "/view/submit");
            }
        }

        public void Blocks(JsonArray blocks, int most, string[] allowed, string path)
        {
            if (blocks.Count > most)
            {
                Report($"no more than {most} items allowed", path);
            }

            for (var i = 0; i < blocks.Count; i++)
            {
                var at = $"{path}/{i}";
                if (blocks[i] is not JsonObject block || (string?)block["type"] is not { } type || !allowed.Contains(type))
                {
                    Report("unsupported type: " + blocks[i]?["type"], at);
                    continue;
                }

                Length(block["block_id"], 255, at + "/block_id");
                if ((string?)block["block_id"] is { } id && !_blockIds.Add(id))
                {
                    Report("block_id already exists", at + "/block_id");
                }

                Block(type, block, at);
            }
        }

        private void Block(string type, JsonObject block, string at)
        {
            switch (type)
            {
                case "divider":
                    Unknown(block, at, "type", "block_id");
                    break;
                case "header":
                    Unknown(block, at, "type", "block_id", "text", "level");
                    PlainText(block["text"], 150, at + "/text", required: true);
                    break;
                case "section":
                    Unknown(block, at, "type", "block_id", "text", "fields", "accessory", "expand");
                    AnyText(block["text"], LargestSection, at + "/text");
                    if (block["accessory"] is JsonObject accessory)
                    {
                        Element(accessory, at + "/accessory", new HashSet<string>(StringComparer.Ordinal));
                    }

                    break;
                case "context":
                    Unknown(block, at, "type", "block_id", "elements");
                    Each(block, "elements", 1, 10, at, (element, place) => AnyText(element, 3000, place));
                    break;
                case "image":
                    Unknown(block, at, "type", "block_id", "image_url", "alt_text", "title", "slack_file");
                    Required(block["alt_text"], 2000, at + "/alt_text");
                    Required(block["image_url"], 3000, at + "/image_url");
                    HttpAddress(block["image_url"], at + "/image_url");
                    break;
                case "actions":
                    Unknown(block, at, "type", "block_id", "elements");
                    var ids = new HashSet<string>(StringComparer.Ordinal);
                    Each(block, "elements", 1, 25, at, (element, place) => Element(element, place, ids));
                    break;
                case "rich_text":
                    Unknown(block, at, "type", "block_id", "elements");
                    Each(block, "elements", 1, int.MaxValue, at, RichTextElement);
                    break;
                case "input":
                    Unknown(block, at, "type", "block_id", "label", "element", "hint", "optional", "dispatch_action");
                    PlainText(block["label"], 2000, at + "/label", required: true);
                    if (block["element"] is JsonObject input)
                    {
                        Element(input, at + "/element", new HashSet<string>(StringComparer.Ordinal));
                    }
                    else
                    {
                        Report("missing required field: element", at);
                    }

                    break;
                default:
                    Report("unsupported type: " + type, at);
                    break;
            }
        }

        private void RichTextElement(JsonObject element, string at)
        {
            switch ((string?)element["type"])
            {
                case "rich_text_section":
                    Unknown(element, at, "type", "elements");
                    Each(element, "elements", 1, int.MaxValue, at, Leaf);
                    break;
                case "rich_text_quote" or "rich_text_preformatted":
                    Unknown(element, at, "type", "elements", "border");
                    Each(element, "elements", 1, int.MaxValue, at, Leaf);
                    break;
                case "rich_text_list":
                    Unknown(element, at, "type", "elements", "style", "indent", "offset", "border");
                    if ((string?)element["style"] is not ("bullet" or "ordered"))
                    {
                        Report("must be bullet or ordered", at + "/style");
                    }

                    Each(
                        element,
                        "elements",
                        1,
                        int.MaxValue,
                        at,
                        (item, place) =>
                        {
                            if ((string?)item["type"] != "rich_text_section")
                            {
                                Report("unsupported type in a list", place);
                            }
                            else
                            {
                                RichTextElement(item, place);
                            }
                        }
                    );
                    break;
                default:
                    Report("unsupported type: " + element["type"], at);
                    break;
            }
        }

        private void Leaf(JsonObject leaf, string at)
        {
            if ((string?)leaf["type"] is not { } type || !RichTextLeaves.Contains(type))
            {
                Report("unsupported type: " + leaf["type"], at);
                return;
            }

            if (type == "text")
            {
                Unknown(leaf, at, "type", "text", "style");
                Required(leaf["text"], int.MaxValue, at + "/text");
            }
            else if (type == "link")
            {
                Unknown(leaf, at, "type", "url", "text", "style", "unsafe");
                Required(leaf["url"], 3000, at + "/url");
            }

            if (leaf["style"] is JsonObject style)
            {
                Unknown(style, at + "/style", "bold", "italic", "strike", "code", "underline");
            }
        }

        private void Element(JsonObject element, string at, HashSet<string> ids)
        {
            if ((string?)element["action_id"] is not { Length: > 0 and <= 255 } id)
            {
                Report("action_id must be 1 to 255 characters", at + "/action_id");
            }
            else if (!ids.Add(id))
            {
                Report("action_id already exists in this block", at + "/action_id");
            }

            switch ((string?)element["type"])
            {
                case "button":
                    Unknown(element, at, "type", "action_id", "text", "url", "value", "style", "confirm", "accessibility_label");
                    PlainText(element["text"], 75, at + "/text", required: true);
                    Length(element["value"], 2000, at + "/value");
                    Length(element["url"], 3000, at + "/url");
                    if (element["style"] is { } style && (string?)style is not ("primary" or "danger"))
                    {
                        Report("must be primary or danger", at + "/style");
                    }

                    Confirm(element["confirm"], at + "/confirm");
                    break;
                case "static_select":
                    Unknown(
                        element,
                        at,
                        "type",
                        "action_id",
                        "placeholder",
                        "options",
                        "initial_option",
                        "confirm",
                        "focus_on_load"
                    );
                    PlainText(element["placeholder"], 150, at + "/placeholder");
                    Each(element, "options", 1, 100, at, Option);
                    break;
                case "external_select":
                    Unknown(
                        element,
                        at,
                        "type",
                        "action_id",
                        "placeholder",
                        "min_query_length",
                        "initial_option",
                        "confirm",
                        "focus_on_load"
                    );
                    PlainText(element["placeholder"], 150, at + "/placeholder");
                    break;
                case "plain_text_input":
                    Unknown(
                        element,
                        at,
                        "type",
                        "action_id",
                        "initial_value",
                        "multiline",
                        "min_length",
                        "max_length",
                        "placeholder",
                        "focus_on_load",
                        "dispatch_action_config"
                    );
                    PlainText(element["placeholder"], 150, at + "/placeholder");
                    var most = (int?)element["max_length"] ?? 3000;
                    if (most is < 1 or > 3000)
                    {
                        Report("must be 1 to 3000", at + "/max_length");
                    }

                    Length(element["initial_value"], most, at + "/initial_value");
                    break;
                default:
                    Report("unsupported type: " + element["type"], at);
                    break;
            }
        }

        private void Option(JsonObject option, string at)
        {
            Unknown(option, at, "text", "value", "description", "url");
            PlainText(option["text"], 75, at + "/text", required: true);
            PlainText(option["description"], 75, at + "/description");
            Required(option["value"], 75, at + "/value");
        }

        private void Confirm(JsonNode? confirm, string at)
        {
            if (confirm is not JsonObject dialog)
            {
                return;
            }

            Unknown(dialog, at, "title", "text", "confirm", "deny", "style");
            PlainText(dialog["title"], 100, at + "/title", required: true);
            PlainText(dialog["text"], 300, at + "/text", required: true);
            PlainText(dialog["confirm"], 30, at + "/confirm", required: true);
            PlainText(dialog["deny"], 30, at + "/deny", required: true);
        }

        private void AnyText(JsonNode? text, int most, string at)
        {
            if ((string?)text?["type"] == "mrkdwn")
            {
                Unknown(text.AsObject(), at, "type", "text", "verbatim");
                Required(text["text"], most, at + "/text");
            }
            else
            {
                PlainText(text, most, at, required: true);
            }
        }

        private void PlainText(JsonNode? text, int most, string at, bool required = false)
        {
            if (text is null)
            {
                if (required)
                {
                    Report("missing required field", at);
                }

                return;
            }

            if (text is not JsonObject entry || (string?)entry["type"] != "plain_text")
            {
                Report("must be plain_text", at);
                return;
            }

            Unknown(entry, at, "type", "text", "emoji");
            Required(entry["text"], most, at + "/text");
        }

        private void Required(JsonNode? value, int most, string at)
        {
            if ((value as JsonValue)?.GetValueKind() is not System.Text.Json.JsonValueKind.String || ((string)value!).Length == 0)
            {
                Report("must be more than 0 characters", at);
            }

            Length(value, most, at);
        }

        private void Length(JsonNode? value, int most, string at)
        {
            if ((string?)value is { } text && text.Length > most)
            {
                Report($"must be no more than {most} characters", at);
            }
        }

        private void HttpAddress(JsonNode? value, string at)
        {
            if (!Uri.TryCreate((string?)value, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                Report("invalid url", at);
            }
        }

        private void Each(JsonObject parent, string name, int least, int most, string at, Action<JsonObject, string> check)
        {
            if (parent[name] is not JsonArray items || items.Count < least || items.Count > most)
            {
                Report($"must hold {least} to {most} items", $"{at}/{name}");
                return;
            }

            for (var i = 0; i < items.Count; i++)
            {
                if (items[i] is JsonObject item)
                {
                    check(item, $"{at}/{name}/{i}");
                }
                else
                {
                    Report("must be an object", $"{at}/{name}/{i}");
                }
            }
        }

        private void Unknown(JsonObject entry, string at, params string[] known)
        {
            foreach (var (name, _) in entry)
            {
                if (!known.Contains(name))
                {
                    Report("invalid additional property: " + name, at);
                }
            }
        }

        private void Report(string problem, string at) => _problems.Add($"[ERROR] {problem} [json-pointer:{at}]");
    }
}
