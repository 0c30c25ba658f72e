using System.Buffers;
using System.Text.Json.Nodes;
using PaperBot.Chat;

namespace PaperBot.Slack.Rendering;

/// <summary>
/// Block Kit from neutral blocks. The composer packs messages to <see cref="SlackLimits.Message"/>; what is longer all the same is
/// cut here and ends in an ellipsis, because a body that Slack refuses would hold up the whole thread.
/// See https://docs.slack.dev/reference/block-kit/blocks.
/// </summary>
internal static class BlockRenderer
{
    private static readonly SearchValues<char> Markup = SearchValues.Create("*_~`>|\n\r\u2028\u2029");

    /// <param name="maxBlocks">50 in a message, 100 in a view.</param>
    public static JsonArray Render(IReadOnlyList<ChatBlock> blocks, int maxBlocks)
    {
        var rendering = new Rendering();
        foreach (var block in blocks)
        {
            rendering.AddText(block);
        }

        return rendering.Finish(maxBlocks);
    }

    /// <summary>Text that Slack does not parse: no markup, and <c>:names:</c> stay letters.</summary>
    public static JsonObject Plain(string calm) =>
        new()
        {
            ["type"] = "plain_text",
            ["text"] = calm,
            ["emoji"] = false,
        };

    private sealed class Rendering
    {
        private readonly List<Func<JsonObject?>> _parts = [];
        private int _text = SlackLimits.MessageText;

        /// <summary>Room for what is no words: labels of controls, and addresses where they stand in the text itself.</summary>
        private int _spare = SlackLimits.MessageTotal - SlackLimits.MessageText;
        private int _controls;
        private bool _cut;

        /// <summary>Text takes its room first, in order; controls share what is left when all text is known.</summary>
        public void AddText(ChatBlock block)
        {
            switch (block)
            {
                case ChatBlock.Heading heading:
                    Add(Take(heading.Text.Trim(), SlackLimits.HeaderText) is { } title ? Header(title) : null);
                    break;
                case ChatBlock.Paragraph paragraph:
                    Add(Section("rich_text_section", paragraph.Text));
                    break;
                case ChatBlock.Quote quote:
                    Add(Section("rich_text_quote", quote.Text));
                    break;
                case ChatBlock.Code code:
                    Add(Section("rich_text_preformatted", code.Text));
                    break;
                case ChatBlock.Items items:
                    Add(List(items));
                    break;
                case ChatBlock.Context context:
                    Add(Context(context.Text));
                    break;
                case ChatBlock.Divider:
                    Add(new JsonObject { ["type"] = "divider" });
                    break;
                case ChatBlock.Image image:
                    Add(Image(image));
                    break;
                case ChatBlock.Actions actions:
                    foreach (var row in actions.Controls.Chunk(SlackLimits.ActionElements))
                    {
                        var first = _controls;
                        _controls += row.Length;
                        _parts.Add(() => Row(row, first));
                    }

                    break;
                default:
                    throw new InvalidOperationException($"No rendering for {block.GetType().Name}.");
            }
        }

        public JsonArray Finish(int maxBlocks)
        {
            _text += _spare;
            var rendered = _parts.Select(part => part()).OfType<JsonObject>().ToList();
            if (rendered.Count > maxBlocks || _cut)
            {
                rendered.RemoveRange(Math.Min(rendered.Count, maxBlocks - 1), Math.Max(0, rendered.Count - (maxBlocks - 1)));
                rendered.Add(ContextOf(Plain("…")));
            }

            return new JsonArray([.. rendered]);
        }

        private void Add(JsonObject? block)
        {
            if (block is not null)
            {
                _parts.Add(() => block);
            }
        }

        private JsonObject? Section(string type, RichText text)
        {
            var elements = Elements(text, SlackLimits.BlockText);
            return elements.Count == 0 ? null : RichTextBlock(new JsonObject { ["type"] = type, ["elements"] = elements });
        }

        private JsonObject? List(ChatBlock.Items items)
        {
            var lines = new JsonArray();
            var room = SlackLimits.BlockText;
            foreach (var item in items.Lines)
            {
                var before = _text;
                var elements = Elements(item, room);
                room -= before - _text;
                if (elements.Count > 0)
                {
                    lines.Add((JsonNode)new JsonObject { ["type"] = "rich_text_section", ["elements"] = elements });
                }
            }

            if (lines.Count == 0)
            {
                return null;
            }

            var list = new JsonObject { ["type"] = "rich_text_list", ["style"] = items.Numbered ? "ordered" : "bullet" };
            if (items.Numbered && items.First > 1)
            {
                list["offset"] = items.First - 1;
            }

            list["elements"] = lines;
            return RichTextBlock(list);
        }

        /// <summary>
        /// Small grey type. It knows only <c>plain_text</c> and <c>mrkdwn</c>: a line with links is written in the second where none of
        /// its words could be taken for markup, and in normal type otherwise, because mrkdwn has no escape for its marks.
        /// </summary>
        private JsonObject? Context(RichText text)
        {
            if (!text.Parts.Any(part => part is Inline.Link link && RichTextRenderer.Address(link.Target) is not null))
            {
                return Take(text.ToString().Trim(), SlackLimits.BlockText) is { } words ? ContextOf(Plain(words)) : null;
            }

            var line = string.Concat(text.Parts.Select(Markdown));
            var weight = SlackText.Weigh(text.ToString());
            var addresses = Math.Max(0, line.Length - weight);
            if (line.Length > SlackLimits.BlockText || weight > _text || addresses > _spare || !IsFreeOfMarkup(text.ToString()))
            {
                return Section("rich_text_section", text);
            }

            if (weight == 0)
            {
                return null;
            }

            _text -= weight;
            _spare -= addresses;
            return ContextOf(
                new JsonObject
                {
                    ["type"] = "mrkdwn",
                    ["text"] = line,
                    ["verbatim"] = true,
                }
            );
        }

        private JsonObject? Image(ChatBlock.Image image)
        {
            if (image.Source.Scheme != "https" || RichTextRenderer.Address(image.Source) is not { } address)
            {
                return Take(image.AlternativeText.Trim(), SlackLimits.AlternativeText) is { } words
                    ? ContextOf(Plain(words))
                    : null;
            }

            // Slack refuses a picture without a description.
            return new JsonObject
            {
                ["type"] = "image",
                ["image_url"] = address,
                ["alt_text"] = Take(image.AlternativeText.Trim(), SlackLimits.AlternativeText) ?? "image",
            };
        }

        private JsonObject? Row(ChatControl[] controls, int first)
        {
            var elements = new JsonArray();
            for (var i = 0; i < controls.Length; i++)
            {
                if (ControlRenderer.Render(controls[i], first + i, ref _text) is { } element)
                {
                    elements.Add((JsonNode)element);
                }
            }

            return elements.Count == 0 ? null : new JsonObject { ["type"] = "actions", ["elements"] = elements };
        }

        private JsonArray Elements(RichText text, int limit)
        {
            var elements = RichTextRenderer.Elements(text, Math.Min(limit, _text));
            var taken = elements.Sum(element => SlackText.WeighCalm(element!["text"]!.GetValue<string>()));
            NoteCut(taken == 0 && text.Parts.Any(part => part.Words.Length > 0));
            _text -= taken;
            return elements;
        }

        private string? Take(string text, int limit)
        {
            var words = SlackText.Fit(text, Math.Min(limit, _text));
            NoteCut(words.Length == 0 && text.Length > 0);
            _text -= SlackText.WeighCalm(words);
            return words.Length == 0 ? null : words;
        }

        /// <summary>Where a part vanished whole, no ellipsis of its own shows that something is missing.</summary>
        private void NoteCut(bool vanished) => _cut |= vanished && _text <= 1;
    }

    private static JsonObject Header(string title) => new() { ["type"] = "header", ["text"] = Plain(title) };

    private static JsonObject RichTextBlock(JsonObject element) =>
        new() { ["type"] = "rich_text", ["elements"] = new JsonArray(element) };

    private static JsonObject ContextOf(JsonObject element) =>
        new() { ["type"] = "context", ["elements"] = new JsonArray(element) };

    private static string Markdown(Inline part)
    {
        var words = SlackText.Escape(SlackText.Calm(part.Words));
        return part is Inline.Link link && words.Length > 0 && RichTextRenderer.Address(link.Target) is { } address
            ? $"<{SlackText.Escape(address)}|{words}>"
            : words;
    }

    /// <summary>No mark, no quote, no line break, no <c>:name:</c> that would become an emoji.</summary>
    private static bool IsFreeOfMarkup(string words)
    {
        if (words.AsSpan().ContainsAny(Markup))
        {
            return false;
        }

        for (var start = words.IndexOf(':', StringComparison.Ordinal); start >= 0; )
        {
            var end = words.IndexOf(':', start + 1);
            if (end > start + 1 && !words.AsSpan(start + 1, end - start - 1).ContainsAny(' ', '\t', '\u3000'))
            {
                return false;
            }

            start = end;
        }

        return true;
    }
}
