using System.Text;

namespace PaperBot.Chat;

/// <summary>How much of a message's room something takes: UTF-16 units as sent, and UTF-8 bytes.</summary>
public readonly record struct MessageWeight(int Length, int Bytes)
{
    // What platforms put around words, at its longest: **bold**, _italic_ with blanks around it, [label](<address>), a bullet or a number, a fence.
    private const int Mark = 4;
    private const int CodeMarks = 4;
    private const int LinkMarks = 6;
    private const int LineMarks = 3;
    private const int ItemMarks = 8;
    private const int FenceMarks = 8;
    private const int Separator = 2;

    // A link to something that does not stand yet is drawn as its label; room is kept for the address that it will get.
    private const int AddressToCome = 160;

    public bool FitsIn(int length, int bytes) => Length <= length && Bytes <= bytes;

    public static MessageWeight operator +(MessageWeight left, MessageWeight right) =>
        new(left.Length + right.Length, left.Bytes + right.Bytes);

    /// <summary>A plain text once the platform has escaped it.</summary>
    public static MessageWeight Of(string text, Func<string, int> weigh)
    {
        var length = weigh(text);
        // Escapes are ASCII on every platform.
        return new MessageWeight(length, Encoding.UTF8.GetByteCount(text) + Math.Max(0, length - text.Length));
    }

    /// <summary>A text with its marks and addresses.</summary>
    public static MessageWeight Of(RichText text, Func<string, int> weigh)
    {
        var weight = default(MessageWeight);
        foreach (var part in text.Parts)
        {
            weight += Of(part, weigh);
        }

        return weight;
    }

    /// <summary>A part of a line with its marks.</summary>
    public static MessageWeight Of(Inline part, Func<string, int> weigh) => Of(part.Words, weigh) + Around(part, weigh);

    /// <summary>What stands around a part's words.</summary>
    public static MessageWeight Around(Inline part, Func<string, int> weigh) =>
        part switch
        {
            Inline.Text text => Ascii(MarksOf(text.Marks)),
            Inline.Code => Ascii(CodeMarks),
            Inline.Link link when link.Target.Scheme is not ("http" or "https") => Ascii(
                AddressToCome + LinkMarks + MarksOf(link.Marks)
            ),
            Inline.Link link => Of(link.Target.AbsoluteUri, weigh) + Ascii(LinkMarks + MarksOf(link.Marks)),
            _ => throw new ArgumentOutOfRangeException(nameof(part)),
        };

    /// <summary>A block by itself.</summary>
    public static MessageWeight Of(ChatBlock block, Func<string, int> weigh) =>
        block switch
        {
            ChatBlock.Heading heading => Of(heading.Text, weigh) + Ascii(Mark),
            ChatBlock.Paragraph paragraph => Of(paragraph.Text, weigh),
            ChatBlock.Items items => items.Lines.Aggregate(default(MessageWeight), (sum, line) => sum + OfItem(line, weigh)),
            ChatBlock.Quote quote => OfLines(quote.Text, weigh),
            ChatBlock.Context context => OfLines(context.Text, weigh),
            ChatBlock.Code code => Of(code.Text, weigh) + Ascii(FenceMarks),
            ChatBlock.Image image => Of(image.AlternativeText, weigh),
            // Lines and controls are no text to any platform.
            ChatBlock.Divider or ChatBlock.Actions => default,
            _ => throw new ArgumentOutOfRangeException(nameof(block)),
        };

    /// <summary>An item of a list with its mark.</summary>
    public static MessageWeight OfItem(RichText line, Func<string, int> weigh) => Of(line, weigh) + Ascii(ItemMarks);

    /// <summary>What a block takes of its message: itself and its distance from the next.</summary>
    public static MessageWeight InMessage(ChatBlock block, Func<string, int> weigh) => Of(block, weigh) + Ascii(Separator);

    /// <summary>What is left for an item's text.</summary>
    internal static TextBounds ForItem(TextBounds bounds) => Less(bounds, ItemMarks);

    /// <summary>What is left for code's text.</summary>
    internal static TextBounds ForCode(TextBounds bounds) => Less(bounds, FenceMarks);

    /// <summary>What is left for the text of a block that marks every line.</summary>
    internal static TextBounds ForLines(TextBounds bounds) =>
        Less(bounds, LineMarks) with
        {
            Weigh = text => bounds.Weigh(text) + (LineMarks * text.AsSpan().Count('\n')),
        };

    private static TextBounds Less(TextBounds bounds, int length) =>
        bounds with
        {
            Length = bounds.Length - length,
            Bytes = bounds.Bytes - length,
        };

    private static MessageWeight OfLines(RichText text, Func<string, int> weigh) =>
        Of(text, weigh) + Ascii(LineMarks * (1 + text.Parts.Sum(part => part.Words.AsSpan().Count('\n'))));

    private static MessageWeight Ascii(int length) => new(length, length);

    private static int MarksOf(TextMarks marks) => Mark * int.PopCount((int)marks);
}
