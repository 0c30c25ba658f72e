using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

internal enum NoteLineKind
{
    Blank,
    Text,
    Heading,
    Bullet,
    Number,
    Fence,
}

/// <summary>A line of a note. Places are those of the whole text, so that what was found in the text is found again.</summary>
/// <param name="Indent">Blanks before it; a tab counts as four.</param>
/// <param name="Content">Behind the indent and the mark.</param>
/// <param name="End">Before the line break.</param>
/// <param name="Number">What a numbered item is numbered with.</param>
internal readonly partial record struct NoteLine(int Start, int Indent, int Content, int End, NoteLineKind Kind, int? Number)
{
    public static List<NoteLine> Split(string text)
    {
        var lines = new List<NoteLine>();
        for (var start = 0; start < text.Length; )
        {
            var feed = text.IndexOf('\n', start);
            var next = feed < 0 ? text.Length : feed + 1;
            var end = feed < 0 ? text.Length : feed;
            if (end > start && text[end - 1] == '\r')
            {
                end--;
            }

            lines.Add(Read(text, start, end));
            start = next;
        }

        return lines;
    }

    /// <summary>Whether a line closes the fence that this line opens: as many of the same marks, and nothing else.</summary>
    public bool IsClosedBy(string text, NoteLine line)
    {
        var opening = Mark().Match(text, Start, End - Start).Groups["fence"].ValueSpan;
        var closing = text.AsSpan(line.Start, line.End - line.Start).Trim();
        return closing.Length >= opening.Length && closing.IndexOfAnyExcept(opening[0]) < 0;
    }

    private static NoteLine Read(string text, int start, int end)
    {
        var match = Mark().Match(text, start, end - start);
        var indent = match.Groups["indent"].ValueSpan;
        var content = match.Index + match.Length;
        var kind =
            match.Groups["fence"].Success ? NoteLineKind.Fence
            : match.Groups["heading"].Success ? NoteLineKind.Heading
            : match.Groups["bullet"].Success ? NoteLineKind.Bullet
            : match.Groups["number"].Success ? NoteLineKind.Number
            : text.AsSpan(content, end - content).IsWhiteSpace() ? NoteLineKind.Blank
            : NoteLineKind.Text;
        return new NoteLine(
            start,
            indent.Length + (3 * indent.Count('\t')),
            content,
            end,
            kind,
            kind == NoteLineKind.Number ? int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture) : null
        );
    }

    // A mark needs something behind it; "1.5" and "#tag" are words.
    [GeneratedRegex(
        @"\G(?<indent>[ \t\u3000]*)(?:(?<fence>`{3,}|~{3,})(?=[^`]*$)|(?<heading>#{1,6})[ \t]+(?=\S)|(?<bullet>[-*+•])[ \t]+(?=\S)|(?<number>\d{1,9})[.)][ \t]+(?=\S))?",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Mark();
}
