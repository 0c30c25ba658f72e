using System.Buffers;
using System.Globalization;

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
internal readonly record struct NoteLine(int Start, int Indent, int Content, int End, NoteLineKind Kind, int? Number)
{
    private const string Blanks = " \t\u3000";
    private const int LongestLanguage = 20;

    private static readonly SearchValues<char> LanguageCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+#.-"
    );

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
        var opening = text.AsSpan(Start, Content - Start).TrimStart(Blanks);
        var closing = text.AsSpan(line.Start, line.End - line.Start).Trim(Blanks);
        return closing.Length >= opening.Length && closing.IndexOfAnyExcept(opening[0]) < 0;
    }

    private static NoteLine Read(string text, int start, int end)
    {
        var line = text.AsSpan(start, end - start);
        var words = line.TrimStart(Blanks);
        var blanks = line.Length - words.Length;
        var (kind, mark, number) = words.IsWhiteSpace() ? (NoteLineKind.Blank, 0, null) : Mark(words);
        return new NoteLine(start, blanks + (3 * line[..blanks].Count('\t')), start + blanks + mark, end, kind, number);
    }

    // What a line begins with, and how long it is. A mark needs a blank and words behind it: "1.5" and "#tag" are words.
    private static (NoteLineKind Kind, int Length, int? Number) Mark(ReadOnlySpan<char> words)
    {
        var digits = Math.Max(0, words.IndexOfAnyExceptInRange('0', '9'));
        var repeats = words.IndexOfAnyExcept(words[0]) is var other && other < 0 ? words.Length : other;
        return words[0] switch
        {
            '`' or '~' when repeats >= 3 && IsLanguage(words[repeats..]) => (NoteLineKind.Fence, repeats, null),
            '#' when repeats <= 6 && Behind(words, repeats) is { } length => (NoteLineKind.Heading, length, null),
            '-' or '*' or '+' or '•' when Behind(words, 1) is { } length => (NoteLineKind.Bullet, length, null),
            _ when digits is > 0 and <= 9 && words[digits] is ('.' or ')') && Behind(words, digits + 1) is { } length => (
                NoteLineKind.Number,
                length,
                int.Parse(words[..digits], CultureInfo.InvariantCulture)
            ),
            _ => (NoteLineKind.Text, 0, null),
        };
    }

    // Where the words behind a mark begin; null where a blank or words are missing.
    private static int? Behind(ReadOnlySpan<char> words, int mark)
    {
        var rest = words[mark..];
        var content = rest.TrimStart(Blanks);
        return content.Length < rest.Length && !content.IsWhiteSpace() ? words.Length - content.Length : null;
    }

    // What a fence may have behind it, so that a sentence about backticks opens none.
    private static bool IsLanguage(ReadOnlySpan<char> rest)
    {
        var name = rest.Trim(Blanks);
        return name.Length <= LongestLanguage && name.IndexOfAnyExcept(LanguageCharacters) < 0;
    }
}
