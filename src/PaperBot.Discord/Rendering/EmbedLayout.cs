using System.Text;
using PaperBot.Chat;

namespace PaperBot.Discord.Rendering;

/// <summary>One embed as it will be written.</summary>
internal sealed record Embed(string? Title, string Description, string? Image)
{
    /// <summary>An address that draws nowhere, for the marker.</summary>
    public string? Url { get; init; }

    public string? Footer { get; init; }
}

/// <summary>
/// Puts a message's blocks one under the other into embeds. What fits is never left out; what does not fit a single message at all
/// ends in an ellipsis, since a message that is refused would help nobody. Composing keeps within <see cref="DiscordRenderer.Limits"/>, so
/// that this does not happen.
/// </summary>
internal sealed class EmbedLayout(int units, int bytes)
{
    public const int MaxEmbeds = 10;
    public const int MaxTitle = 256;
    public const int MaxDescription = 4096;

    private readonly List<Embed> _done = [];
    private readonly StringBuilder _description = new();
    private int _units = units;
    private int _bytes = bytes;
    private string? _title;
    private string? _image;
    private ChatBlock? _last;
    private bool _full;

    public static IReadOnlyList<Embed> Of(IEnumerable<ChatBlock> blocks, int units, int bytes)
    {
        var layout = new EmbedLayout(units, bytes);
        foreach (var block in blocks)
        {
            layout.Add(block);
        }

        layout.Close();
        return layout._done;
    }

    private void Add(ChatBlock block)
    {
        if (_full)
        {
            return;
        }

        switch (block)
        {
            case ChatBlock.Actions:
                return;
            case ChatBlock.Divider:
                if (_done.Count + 1 < MaxEmbeds)
                {
                    Close();
                }

                return;
            case ChatBlock.Image image:
                AddImage(image);
                return;
            case ChatBlock.Heading heading when _done.Count == 0 && _title is null && _description.Length == 0:
                AddTitle(heading);
                return;
            default:
                AddText(block);
                return;
        }
    }

    private void AddTitle(ChatBlock.Heading heading)
    {
        var title = DiscordMarkdown.Escape(heading.Text.ReplaceLineEndings(" ")).Trim();
        if (title.Length > MaxTitle)
        {
            var head = Longest(heading, head => Title(head).Length <= MaxTitle);
            title = Title(head);
        }

        if (title.Length > 0 && Take(title))
        {
            _title = title;
        }

        static string Title(ChatBlock head) =>
            (DiscordMarkdown.Escape(((ChatBlock.Heading)head).Text.ReplaceLineEndings(" ")).Trim() + TextCutter.Ellipsis);
    }

    private void AddImage(ChatBlock.Image image)
    {
        if (!DiscordMarkdown.TryAddress(image.Source, out var address) || address.Length > _bytes)
        {
            AddText(new ChatBlock.Paragraph(image.AlternativeText));
            return;
        }

        if (_image is not null)
        {
            if (_done.Count + 1 >= MaxEmbeds)
            {
                return;
            }

            Close();
        }

        _image = address;
        _bytes -= address.Length;
    }

    private void AddText(ChatBlock block)
    {
        while (true)
        {
            var text = Draw(block);
            if (text.Length == 0)
            {
                return;
            }

            var gap = Gap(block);
            if (Fits(gap + text))
            {
                Append(gap + text, block);
                return;
            }

            // A whole block goes to the next embed rather than being divided.
            var room = _done.Count + 1 < MaxEmbeds;
            if (_description.Length > 0 && room && text.Length <= MaxDescription && HasLeft(text))
            {
                Close();
                continue;
            }

            if (TextCutter.Elements(block) == 0)
            {
                _full = true;
                return;
            }

            if (!room || !HasLeft(text))
            {
                var cut = Longest(block, head => Fits(gap + Draw(head) + TextCutter.Ellipsis));
                var drawn = Draw(cut);
                if (drawn.Length > 0 && Fits(gap + drawn + TextCutter.Ellipsis))
                {
                    Append(gap + drawn + TextCutter.Ellipsis, block);
                }

                _full = true;
                return;
            }

            if (_description.Length > 0)
            {
                Close();
                continue;
            }

            var head = Longest(block, head => Fits(Draw(head)));
            var (_, tail) = TextCutter.Divide(block, TextCutter.Elements(head));
            if (Draw(head).Length == 0)
            {
                _full = true;
                return;
            }

            Append(Draw(head), block);
            Close();
            block = tail;
        }
    }

    private bool Fits(string text) => _description.Length + text.Length <= MaxDescription && HasLeft(text);

    private bool HasLeft(string text) => text.Length <= _units && JsonSize.Of(text) <= _bytes;

    private void Append(string text, ChatBlock block)
    {
        _description.Append(text);
        _units -= text.Length;
        _bytes -= JsonSize.Of(text);
        _last = block;
    }

    private bool Take(string text)
    {
        if (!HasLeft(text))
        {
            return false;
        }

        _units -= text.Length;
        _bytes -= JsonSize.Of(text);
        return true;
    }

    private void Close()
    {
        if (_title is not null || _description.Length > 0 || _image is not null)
        {
            _done.Add(new Embed(_title, _description.ToString(), _image));
        }

        _title = _image = null;
        _last = null;
        _description.Clear();
    }

    /// <summary>What stands between this block and the one above it: lists, marks and quotes sit close to what they belong to.</summary>
    private string Gap(ChatBlock block) =>
        _description.Length == 0 ? ""
        : block is ChatBlock.Context || _last is ChatBlock.Heading || (block is ChatBlock.Items && _last is ChatBlock.Paragraph)
            ? "\n"
        // Discord draws a quote on until a line without its mark, so a blank line ends it.
        : "\n\n";

    private static string Draw(ChatBlock block) =>
        block switch
        {
            ChatBlock.Heading heading => Prefixed("### ", DiscordMarkdown.Escape(heading.Text.ReplaceLineEndings(" ")).Trim()),
            ChatBlock.Paragraph paragraph => DiscordMarkdown.Write(paragraph.Text).Trim(),
            ChatBlock.Quote quote => Lines("> ", DiscordMarkdown.Write(quote.Text).Trim()),
            ChatBlock.Context context => SmallLines(DiscordMarkdown.Write(context.Text)),
            ChatBlock.Code code => code.Text.Length == 0 ? "" : DiscordMarkdown.CodeBlock(code.Text),
            ChatBlock.Items items => Draw(items),
            _ => throw new ArgumentException($"A {block.GetType().Name} is not text.", nameof(block)),
        };

    private static string Draw(ChatBlock.Items items)
    {
        var output = new StringBuilder();
        for (var i = 0; i < items.Lines.Count; i++)
        {
            var mark = items.Numbered
                ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{items.First + i}. ")
                : "- ";
            var text = DiscordMarkdown.Write(items.Lines[i]).Trim();
            output.Append(i == 0 ? "" : "\n").Append(mark).Append(text.Replace("\n", "\n  ", StringComparison.Ordinal));
        }

        return output.ToString();
    }

    private static string Prefixed(string prefix, string text) => text.Length == 0 ? "" : prefix + text;

    private static string Lines(string prefix, string text) =>
        text.Length == 0 ? "" : prefix + text.Replace("\n", "\n" + prefix, StringComparison.Ordinal);

    /// <summary>A mark for small print with nothing behind it would be drawn as it stands, so blank lines go.</summary>
    private static string SmallLines(string text) =>
        Lines("-# ", string.Join('\n', text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));

    /// <summary>The longest beginning of a block that a rule allows.</summary>
    private static ChatBlock Longest(ChatBlock block, Func<ChatBlock, bool> allowed)
    {
        // An element is at least one unit, so more of them than units fit nowhere.
        block = TextCutter.Divide(block, MaxDescription).Head;
        var (low, high) = (0, TextCutter.Elements(block));
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (allowed(TextCutter.Divide(block, middle).Head))
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return TextCutter.Divide(block, low).Head;
    }
}
