using PaperBot.Chat;

namespace PaperBot.Papers;

/// <summary>
/// The Markdown that notes are written in, as neutral blocks: paragraphs, headings (as bold lines), bullet and numbered lists, fenced code;
/// within a line bold, italic, code, links and bare addresses. Everything else means itself, so no text is lost to a syntax that
/// nobody intended. Line breaks stay: notes are written line by line, and Japanese has no blank to put in their place.
/// </summary>
public static class NoteText
{
    /// <summary>A note's text as blocks.</summary>
    /// <param name="paper">Where citations lead to; null leaves them as they are.</param>
    /// <param name="citations">The citations that stand in the text; their text stays as the label of a link to their first page.</param>
    public static IReadOnlyList<ChatBlock> Blocks(string markdown, Paper? paper = null, IReadOnlyList<Citation>? citations = null)
    {
        var inlines = new NoteInlines(markdown, paper, citations ?? []);
        var lines = NoteLine.Split(markdown);
        var blocks = new List<ChatBlock>();
        var at = 0;
        while (at < lines.Count)
        {
            at = lines[at].Kind switch
            {
                NoteLineKind.Blank => at + 1,
                NoteLineKind.Fence => ReadCode(markdown, lines, at, blocks),
                NoteLineKind.Heading => ReadHeading(lines[at], at, inlines, blocks),
                NoteLineKind.Bullet or NoteLineKind.Number => ReadItems(lines, at, inlines, blocks),
                _ => ReadParagraph(lines, at, inlines, blocks),
            };
        }

        return blocks;
    }

    /// <summary>A text that stands in one line, such as a question.</summary>
    /// <param name="marks">Marks on all of it.</param>
    public static RichText Line(string markdown, TextMarks marks = TextMarks.None) =>
        new NoteInlines(markdown, null, []).Read(0, markdown.Length, marks);

    /// <summary>The words without any mark, as a reader sees them.</summary>
    public static string Plain(string markdown) =>
        string.Join(
            "\n\n",
            Blocks(markdown)
                .Select(block =>
                    block switch
                    {
                        ChatBlock.Paragraph paragraph => paragraph.Text.ToString(),
                        ChatBlock.Items items => string.Join('\n', items.Lines),
                        ChatBlock.Code code => code.Text,
                        _ => "",
                    }
                )
        );

    private static int ReadParagraph(List<NoteLine> lines, int at, NoteInlines inlines, List<ChatBlock> blocks)
    {
        var end = at + 1;
        while (end < lines.Count && lines[end].Kind == NoteLineKind.Text)
        {
            end++;
        }

        Add(inlines.Read(lines[at].Content, lines[end - 1].End), blocks);
        return end;
    }

    private static int ReadHeading(NoteLine line, int at, NoteInlines inlines, List<ChatBlock> blocks)
    {
        Add(inlines.Read(line.Content, line.End, TextMarks.Bold), blocks);
        return at + 1;
    }

    // A list goes on while its marks do; a number that does not follow its predecessor begins a new list, so that every item keeps its number.
    private static int ReadItems(List<NoteLine> lines, int at, NoteInlines inlines, List<ChatBlock> blocks)
    {
        var first = lines[at];
        var items = new List<RichText>();
        while (at < lines.Count && lines[at].Kind == first.Kind && lines[at].Number == NumberOf(items.Count))
        {
            var start = at++;
            while (at < lines.Count && lines[at].Indent > 0 && lines[at].Kind is NoteLineKind.Text)
            {
                at++;
            }

            items.Add(inlines.Read(lines[start].Content, lines[at - 1].End));
            at = SkipBlankBefore(lines, at, first.Kind);
        }

        blocks.Add(new ChatBlock.Items(items, first.Number is not null, first.Number ?? 1));
        return at;

        int? NumberOf(int item) => first.Number + item;
    }

    // Items may stand apart.
    private static int SkipBlankBefore(List<NoteLine> lines, int at, NoteLineKind kind)
    {
        var next = at;
        while (next < lines.Count && lines[next].Kind == NoteLineKind.Blank)
        {
            next++;
        }

        return next < lines.Count && lines[next].Kind == kind ? next : at;
    }

    private static int ReadCode(string markdown, List<NoteLine> lines, int at, List<ChatBlock> blocks)
    {
        var fence = lines[at];
        var end = at + 1;
        while (end < lines.Count && !fence.IsClosedBy(markdown, lines[end]))
        {
            end++;
        }

        var code = end == at + 1 ? "" : markdown[lines[at + 1].Start..lines[end - 1].End];
        if (!string.IsNullOrWhiteSpace(code))
        {
            blocks.Add(new ChatBlock.Code(code.ReplaceLineEndings("\n")));
        }

        return Math.Min(end + 1, lines.Count);
    }

    private static void Add(RichText text, List<ChatBlock> blocks)
    {
        if (text.Parts.Count > 0)
        {
            blocks.Add(new ChatBlock.Paragraph(text));
        }
    }
}
