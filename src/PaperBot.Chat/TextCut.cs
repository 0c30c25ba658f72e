using System.Globalization;

namespace PaperBot.Chat;

/// <summary>How long a piece of text may be: UTF-16 units once the platform has escaped it, and UTF-8 bytes.</summary>
public sealed record TextBounds(int Length, int Bytes, Func<string, int> Weigh)
{
    /// <summary>Below this a single character with its escapes might not fit.</summary>
    public const int Least = 32;
}

/// <summary>
/// Cuts text where a reader would: between paragraphs, sentences, words, and at last between characters as people see them, never
/// inside a surrogate pair, an emoji made of several, or a letter with its combining marks, and never inside code or a link's label.
/// Only what is longer than a whole piece by itself is cut further.
/// </summary>
public static class TextCut
{
    private const string Ellipsis = "…";

    /// <summary>Pieces that give the text back when put together, each within the bounds. Stretches between backticks are code.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are below <see cref="TextBounds.Least"/>.</exception>
    public static IReadOnlyList<string> Split(string text, TextBounds bounds) =>
        [.. Cut(RichText.Plain(text), CodeSpans(text), bounds).Select(piece => piece.ToString())];

    /// <summary>
    /// As <see cref="Split(string, TextBounds)"/>; weights include marks and addresses, and a part that is cut keeps its marks in both
    /// pieces. A link whose address alone takes half of a piece becomes its label.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are below <see cref="TextBounds.Least"/>.</exception>
    public static IReadOnlyList<RichText> Split(RichText text, TextBounds bounds)
    {
        var fitting = new RichText([.. text.Parts.Select(part => Fitting(part, bounds))]);
        return Cut(fitting, Wholes(fitting), bounds);
    }

    /// <summary>As <see cref="Split(string, TextBounds)"/> for preformatted text: lines come before sentences, and backticks mean nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bounds are below <see cref="TextBounds.Least"/>.</exception>
    public static IReadOnlyList<string> SplitCode(string text, TextBounds bounds) =>
        [.. Cut(RichText.Plain(text), [(0, text.Length)], bounds).Select(piece => piece.ToString())];

    /// <summary>
    /// One line of at most <paramref name="length"/>: blanks and line breaks become one blank, and what is cut off becomes an ellipsis.
    /// </summary>
    /// <param name="weigh">How long a text becomes on the platform; UTF-16 units where it is left out.</param>
    public static string Shorten(string text, int length, Func<string, int>? weigh = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        weigh ??= static text => text.Length;
        var line = OneLine(text);
        if (weigh(line) <= length)
        {
            return line;
        }

        var places = StringInfo.ParseCombiningCharacters(line[..Math.Min(line.Length, length + 1)]);
        var (fits, over) = (0, places.Length);
        while (over - fits > 1)
        {
            var middle = (fits + over) / 2;
            (fits, over) = weigh(line[..places[middle]] + Ellipsis) <= length ? (middle, over) : (fits, middle);
        }

        var end = fits < places.Length ? places[fits] : 0;
        var blank = line.LastIndexOf(' ', Math.Max(end - 1, 0));
        var cutsWord =
            end > 0 && end < line.Length && char.IsAsciiLetterOrDigit(line[end - 1]) && char.IsAsciiLetterOrDigit(line[end]);
        if (cutsWord && blank > end / 2)
        {
            end = blank;
        }

        return line[..end].TrimEnd(' ', '、', ',', '・', ':', ';') + Ellipsis;
    }

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static List<RichText> Cut(RichText text, IReadOnlyList<(int Start, int End)> wholes, TextBounds bounds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bounds.Length, TextBounds.Least, nameof(bounds));
        ArgumentOutOfRangeException.ThrowIfLessThan(bounds.Bytes, TextBounds.Least, nameof(bounds));
        var pieces = new List<RichText>();
        var cutter = new TextCutter(text, wholes, bounds);
        for (var at = 0; at < cutter.Length; )
        {
            var end = cutter.EndOfPiece(at);
            pieces.Add(text.Slice(at, end));
            at = end;
        }

        return pieces;
    }

    private static Inline Fitting(Inline part, TextBounds bounds) =>
        part is Inline.Link link && !MessageWeight.Around(link, bounds.Weigh).FitsIn(bounds.Length / 2, bounds.Bytes / 2)
            ? new Inline.Text(link.Label, link.Marks)
            : part;

    private static List<(int Start, int End)> Wholes(RichText text)
    {
        var wholes = new List<(int, int)>();
        var at = 0;
        foreach (var part in text.Parts)
        {
            var end = at + part.Words.Length;
            if (part is not Inline.Text)
            {
                wholes.Add((at, end));
            }

            at = end;
        }

        return wholes;
    }

    // From a run of backticks to the next run of the same length.
    private static List<(int Start, int End)> CodeSpans(string text)
    {
        var spans = new List<(int, int)>();
        var neverClosed = new HashSet<int>();
        for (var at = text.IndexOf('`', StringComparison.Ordinal); at >= 0; at = Next(at))
        {
            var run = Run(at);
            var close = neverClosed.Contains(run) ? -1 : Next(at + run);
            while (close >= 0 && Run(close) is var other && other != run)
            {
                close = Next(close + other);
            }

            if (close < 0)
            {
                neverClosed.Add(run);
                at += run;
            }
            else
            {
                spans.Add((at, close + run));
                at = close + run;
            }
        }

        return spans;

        int Next(int from) => from < text.Length ? text.IndexOf('`', from) : -1;

        int Run(int from)
        {
            var rest = text.AsSpan(from);
            var other = rest.IndexOfAnyExcept('`');
            return other < 0 ? rest.Length : other;
        }
    }
}
