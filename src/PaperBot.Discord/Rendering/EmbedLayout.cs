using System.Text;
using PaperBot.Chat;

namespace PaperBot.Discord.Rendering;

/// <summary>One embed as it will be written.</summary>
internal sealed record Embed(string? Title, string Description, EmbedImage? Image)
{
    /// <summary>An address that draws nowhere, for the marker.</summary>
    public string? Url { get; init; }
}

/// <param name="Words">What is on it, for those who do not see it: Discord's <c>description</c>; null where there was no room.</param>
internal sealed record EmbedImage(string Url, string? Words);

/// <summary>
/// Puts a message's blocks one under the other into embeds. What fits is never left out; what does not fit a single message at all
/// ends in an ellipsis, since a message that is refused would help nobody. Composing keeps within <see cref="DiscordRenderer.Limits"/>, so
/// that this does not happen.
/// </summary>
internal sealed class EmbedLayout(int units, TextSize room, bool titled)
{
    public const int MaxEmbeds = 10;
    public const int MaxTitle = 256;
    public const int MaxDescription = 4096;

    /// <summary>Discord takes 4096, and reads out none so long.</summary>
    private const int MaxImageWords = 2000;

    /// <summary>Below this no piece of a text is worth showing, nor certain to be found.</summary>
    private const int LeastPiece = 2 * TextBounds.Least;

    /// <summary>Kept back for what stands around the words of a block.</summary>
    private const int Marks = 96;

    private const string Ellipsis = "…";

    private readonly List<Embed> _done = [];
    private readonly StringBuilder _description = new();
    private int _units = units;
    private TextSize _room = room;
    private string? _title;
    private EmbedImage? _image;
    private ChatBlock? _last;
    private bool _full;

    /// <param name="titled">Whether the first heading may become an embed's title; an address under a title would be drawn as a link.</param>
    public static IReadOnlyList<Embed> Of(IEnumerable<ChatBlock> blocks, int units, TextSize room, bool titled)
    {
        var layout = new EmbedLayout(units, room, titled);
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
            case ChatBlock.Heading heading when titled && _done.Count == 0 && _title is null && _description.Length == 0:
                AddTitle(heading);
                return;
            default:
                AddText(block);
                return;
        }
    }

    private void AddTitle(ChatBlock.Heading heading)
    {
        var words = TextCut.Shorten(heading.Text, MaxTitle, static text => DiscordMarkdown.Escape(text).Length);
        var title = DiscordMarkdown.Escape(words).Trim();
        if (title.Length > 0 && Take(title))
        {
            _title = title;
        }
    }

    private void AddImage(ChatBlock.Image image)
    {
        if (!DiscordMarkdown.TryAddress(image.Source, out var address) || !TextSize.Of(address).FitsIn(_room))
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

        _room -= TextSize.Of(address);
        var words = TextCut.Shorten(DiscordMarkdown.Plain(image.AlternativeText), MaxImageWords);
        // It is no text of the embed, but it stands in the body that may not grow too large.
        _image = new EmbedImage(address, words.Length > 0 && TextSize.Of(words).FitsIn(_room) ? words : null);
        _room -= TextSize.Of(_image.Words);
    }

    private void AddText(ChatBlock block)
    {
        var waiting = new Stack<ChatBlock>([block]);
        while (!_full && waiting.TryPop(out var next))
        {
            var text = Draw(next);
            if (text.Length == 0)
            {
                continue;
            }

            var gap = Gap(next);
            if (Fits(gap + text))
            {
                Append(gap + text, next);
                continue;
            }

            if (!HasLeft(text) || _done.Count + 1 >= MaxEmbeds)
            {
                AddLast(next);
                continue;
            }

            // A whole block goes to the next embed rather than being divided.
            if (_description.Length > 0)
            {
                Close();
                waiting.Push(next);
                continue;
            }

            var pieces = Pieces(next, MaxDescription - Marks, DiscordRenderer.MaxBytes);
            if (pieces is [var whole] && Draw(whole).Length >= text.Length)
            {
                AddLast(next);
                continue;
            }

            foreach (var piece in pieces.Reverse())
            {
                waiting.Push(piece);
            }
        }
    }

    /// <summary>The message ends within this block: as much of it as there is room for, and an ellipsis.</summary>
    private void AddLast(ChatBlock block)
    {
        _full = true;
        if (_description.Length > 0 && _done.Count + 1 < MaxEmbeds && MaxDescription - _description.Length < _units)
        {
            Close();
        }

        var gap = Gap(block);
        var length = Math.Min(MaxDescription - _description.Length, _units);
        for (var bytes = _room.Text; Math.Min(length, bytes) >= LeastPiece; (length, bytes) = (length * 7 / 8, bytes * 7 / 8))
        {
            var beginning = Draw(Pieces(block, length, bytes)[0]);
            if (beginning.Length > 0 && Fits(gap + beginning + Ellipsis))
            {
                Append(gap + beginning + Ellipsis, block);
                return;
            }
        }
    }

    /// <summary>A block cut between sentences, each piece within the lengths as far as can be told before it is drawn.</summary>
    private static IReadOnlyList<ChatBlock> Pieces(ChatBlock block, int length, int bytes)
    {
        while (true)
        {
            var pieces = MessagePacking.Split(
                [block],
                DiscordRenderer.Limits with
                {
                    BlockLength = length,
                    HeadingLength = length,
                    MessageBytes = bytes,
                }
            );
            if (pieces.Count == 0)
            {
                return [block];
            }

            if (length / 2 < LeastPiece || pieces.All(piece => Draw(piece).Length <= MaxDescription))
            {
                return pieces;
            }

            length /= 2;
        }
    }

    private bool Fits(string text) => _description.Length + text.Length <= MaxDescription && HasLeft(text);

    private bool HasLeft(string text) => text.Length <= _units && TextSize.Of(text).FitsIn(_room);

    private void Append(string text, ChatBlock block)
    {
        _description.Append(text);
        _units -= text.Length;
        _room -= TextSize.Of(text);
        _last = block;
    }

    private bool Take(string text)
    {
        if (!HasLeft(text))
        {
            return false;
        }

        _units -= text.Length;
        _room -= TextSize.Of(text);
        return true;
    }

    private void Close()
    {
        if (_title is not null || _description.Length > 0 || _image is not null)
        {
            _done.Add(new Embed(_title, _description.ToString(), _image));
        }

        (_title, _image) = (null, null);
        _last = null;
        _description.Clear();
    }

    /// <summary>What stands between this block and the one above it: lists, marks and quotes sit close to what they belong to.</summary>
    private string Gap(ChatBlock block) =>
        _description.Length == 0 ? ""
        : block is ChatBlock.Context || IsTitle(_last) || (block is ChatBlock.Items && _last is ChatBlock.Paragraph) ? "\n"
        // Discord draws a quote on until a line without its mark, so a blank line ends it.
        : "\n\n";

    /// <summary>A heading, or a line all in bold: what follows belongs to it.</summary>
    private static bool IsTitle(ChatBlock? block) =>
        block is ChatBlock.Heading or ChatBlock.Paragraph { Text.Parts: [Inline.Text { Marks: TextMarks.Bold }] };

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
}
