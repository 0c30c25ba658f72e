using System.Globalization;
using PaperBot.Chat;

namespace PaperBot.Discord.Rendering;

/// <summary>Cuts text where a reader would: between text elements, never inside one.</summary>
internal static class TextCutter
{
    public const string Ellipsis = "…";

    /// <summary>At most so many UTF-16 units, an ellipsis in place of what is left out.</summary>
    public static string Shorten(string text, int units)
    {
        if (text.Length <= units)
        {
            return text;
        }

        var end = 0;
        while (end < text.Length)
        {
            var length = StringInfo.GetNextTextElementLength(text.AsSpan(end));
            if (end + length > units - Ellipsis.Length)
            {
                break;
            }

            end += length;
        }

        return text[..end].TrimEnd() + Ellipsis;
    }

    /// <summary>How many text elements a block has that can be divided.</summary>
    public static int Elements(ChatBlock block) =>
        block switch
        {
            ChatBlock.Heading heading => Elements(heading.Text),
            ChatBlock.Paragraph paragraph => Elements(paragraph.Text),
            ChatBlock.Quote quote => Elements(quote.Text),
            ChatBlock.Context context => Elements(context.Text),
            ChatBlock.Code code => Elements(code.Text),
            ChatBlock.Items items => items.Lines.Sum(Elements),
            _ => 0,
        };

    /// <summary>A block's first text elements, and the rest of it.</summary>
    public static (ChatBlock Head, ChatBlock Tail) Divide(ChatBlock block, int elements)
    {
        switch (block)
        {
            case ChatBlock.Heading heading:
                var (title, restOfTitle) = Divide(heading.Text, elements);
                return (new ChatBlock.Heading(title), new ChatBlock.Heading(restOfTitle));
            case ChatBlock.Paragraph paragraph:
                var (text, restOfText) = Divide(paragraph.Text, elements);
                return (new ChatBlock.Paragraph(text), new ChatBlock.Paragraph(restOfText));
            case ChatBlock.Quote quote:
                var (quoted, restOfQuote) = Divide(quote.Text, elements);
                return (new ChatBlock.Quote(quoted), new ChatBlock.Quote(restOfQuote));
            case ChatBlock.Context context:
                var (small, restOfSmall) = Divide(context.Text, elements);
                return (new ChatBlock.Context(small), new ChatBlock.Context(restOfSmall));
            case ChatBlock.Code code:
                var (letters, restOfCode) = Divide(code.Text, elements);
                return (new ChatBlock.Code(letters), new ChatBlock.Code(restOfCode));
            case ChatBlock.Items items:
                return Divide(items, elements);
            default:
                throw new ArgumentException($"A {block.GetType().Name} has no text to divide.", nameof(block));
        }
    }

    public static RichText WithEllipsis(RichText text) => new([.. text.Parts, new Inline.Text(Ellipsis)]);

    private static (ChatBlock, ChatBlock) Divide(ChatBlock.Items items, int elements)
    {
        var head = new List<RichText>();
        for (var i = 0; i < items.Lines.Count; i++)
        {
            var size = Elements(items.Lines[i]);
            if (size <= elements)
            {
                head.Add(items.Lines[i]);
                elements -= size;
                continue;
            }

            var (start, rest) = Divide(items.Lines[i], elements);
            IReadOnlyList<RichText> tail = [rest, .. items.Lines.Skip(i + 1)];
            if (elements > 0)
            {
                head.Add(start);
            }

            return (items with { Lines = head }, items with { Lines = tail, First = items.First + i });
        }

        return (items, items with { Lines = [] });
    }

    private static (RichText Head, RichText Tail) Divide(RichText text, int elements)
    {
        var head = new List<Inline>();
        var tail = new List<Inline>();
        foreach (var part in text.Parts)
        {
            var size = Elements(part.Words);
            if (size <= elements)
            {
                head.Add(part);
                elements -= size;
                continue;
            }

            var (start, rest) = Divide(part.Words, elements);
            elements = 0;
            head.Add(WithWords(part, start));
            tail.Add(WithWords(part, rest));
        }

        return (new RichText(head), new RichText(tail));
    }

    private static Inline WithWords(Inline part, string words) =>
        part switch
        {
            Inline.Text text => text with { Value = words },
            Inline.Code code => code with { Value = words },
            Inline.Link link => words.Length == 0 ? new Inline.Text("") : link with { Label = words },
            _ => throw new ArgumentException($"There are no words in {part.GetType().Name}.", nameof(part)),
        };

    private static (string Head, string Tail) Divide(string text, int elements)
    {
        var end = 0;
        while (elements-- > 0 && end < text.Length)
        {
            end += StringInfo.GetNextTextElementLength(text.AsSpan(end));
        }

        return (text[..end], text[end..]);
    }

    private static int Elements(RichText text) => text.Parts.Sum(part => Elements(part.Words));

    private static int Elements(string text)
    {
        var count = 0;
        for (var at = 0; at < text.Length; count++)
        {
            at += StringInfo.GetNextTextElementLength(text.AsSpan(at));
        }

        return count;
    }
}
