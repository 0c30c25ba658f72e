namespace PaperBot.Chat;

/// <summary>Cuts blocks that are longer than a block may be.</summary>
internal static class BlockCut
{
    /// <param name="bounds">What one block may weigh, at most the limits' own.</param>
    public static IReadOnlyList<ChatBlock> Split(IReadOnlyList<ChatBlock> blocks, MessageLimits limits, TextBounds bounds) =>
        [.. blocks.SelectMany(block => Split(block, limits, bounds))];

    private static IEnumerable<ChatBlock> Split(ChatBlock block, MessageLimits limits, TextBounds bounds)
    {
        switch (block)
        {
            case ChatBlock.Heading heading when limits.Weigh(heading.Text) > limits.HeadingLength:
                return Split(new ChatBlock.Paragraph(RichText.Of(new Inline.Text(heading.Text, TextMarks.Bold))), limits, bounds);
            case ChatBlock.Actions actions when actions.Controls.Count > limits.Controls:
                return actions.Controls.Chunk(limits.Controls).Select(controls => new ChatBlock.Actions(controls));
            case ChatBlock.Heading or ChatBlock.Actions or ChatBlock.Divider or ChatBlock.Image:
                return [block];
            case var text when MessageWeight.Of(text, bounds.Weigh).FitsIn(bounds.Length, bounds.Bytes):
                return [text];
            case ChatBlock.Paragraph paragraph:
                return Pieces(paragraph.Text, bounds, text => new ChatBlock.Paragraph(text));
            case ChatBlock.Quote quote:
                return Pieces(quote.Text, MessageWeight.ForLines(bounds), text => new ChatBlock.Quote(text));
            case ChatBlock.Context context:
                return Pieces(context.Text, MessageWeight.ForLines(bounds), text => new ChatBlock.Context(text));
            case ChatBlock.Items items:
                return SplitItems(items, bounds);
            case ChatBlock.Code code:
                return SplitCode(code, bounds);
            default:
                throw new ArgumentOutOfRangeException(nameof(block), block, "A kind of block that cannot be cut.");
        }
    }

    public static ChatBlock Shorten(ChatBlock block, TextBounds bounds)
    {
        if (MessageWeight.Of(block, bounds.Weigh).FitsIn(bounds.Length, bounds.Bytes))
        {
            return block;
        }

        return block switch
        {
            ChatBlock.Paragraph paragraph => new ChatBlock.Paragraph(Beginning(paragraph.Text, bounds)),
            ChatBlock.Context context => new ChatBlock.Context(Beginning(context.Text, MessageWeight.ForLines(bounds))),
            _ => block,
        };
    }

    private static RichText Beginning(RichText text, TextBounds bounds)
    {
        const string Ellipsis = "…";
        var room = bounds with { Length = bounds.Length - 1, Bytes = bounds.Bytes - 3 };
        var first = TextCut.Split(text, room)[0].Trim();
        return new RichText([.. first.Parts, new Inline.Text(Ellipsis)]);
    }

    private static IEnumerable<ChatBlock> Pieces(RichText text, TextBounds bounds, Func<RichText, ChatBlock> block) =>
        TextCut.Split(text, bounds).Select(piece => piece.Trim()).Where(piece => piece.Parts.Count > 0).Select(block);

    // Lines stay together as long as they fit; a line that is too long goes on below as a paragraph, and the list after it.
    private static IEnumerable<ChatBlock> SplitItems(ChatBlock.Items items, TextBounds bounds)
    {
        var lines = new List<RichText>();
        var weight = default(MessageWeight);
        for (var i = 0; i < items.Lines.Count; i++)
        {
            var line = items.Lines[i];
            var own = MessageWeight.OfItem(line, bounds.Weigh);
            if (lines.Count > 0 && !(weight + own).FitsIn(bounds.Length, bounds.Bytes))
            {
                yield return ListUpTo(i);
            }

            if (own.FitsIn(bounds.Length, bounds.Bytes))
            {
                lines.Add(line);
                weight += own;
                continue;
            }

            var pieces = Pieces(line, MessageWeight.ForItem(bounds), piece => new ChatBlock.Paragraph(piece)).ToList();
            if (pieces.Count == 0)
            {
                continue;
            }

            lines.Add(((ChatBlock.Paragraph)pieces[0]).Text);
            yield return ListUpTo(i + 1);
            foreach (var piece in pieces.Skip(1))
            {
                yield return piece;
            }
        }

        if (lines.Count > 0)
        {
            yield return ListUpTo(items.Lines.Count);
        }

        ChatBlock.Items ListUpTo(int end)
        {
            var list = items with { Lines = [.. lines], First = items.First + end - lines.Count };
            lines.Clear();
            weight = default;
            return list;
        }
    }

    private static IEnumerable<ChatBlock> SplitCode(ChatBlock.Code code, TextBounds bounds) =>
        TextCut
            .SplitCode(code.Text, MessageWeight.ForCode(bounds))
            .Select(piece => piece.TrimEnd('\n'))
            .Where(piece => piece.Length > 0)
            .Select(piece => new ChatBlock.Code(piece));
}
