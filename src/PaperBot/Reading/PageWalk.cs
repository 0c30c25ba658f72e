using System.Globalization;
using System.Text;
using UglyToad.PdfPig.Content;

namespace PaperBot.Reading;

/// <summary>
/// Turns the letters of a page into text by walking them in the order in which the file draws them, which is reading order in
/// everything that TeX and its kin write. Columns then need no segmentation.
/// </summary>
public static class PageWalk
{
    private const double LineJump = 0.75;
    private const double BlockDrop = 2.2;
    private const double BackStep = 2;
    private const double WordGap = 0.13;
    private const double RotatedLineGap = 3;

    /// <summary>Fonts of size zero and the like still have gaps between their words.</summary>
    private const double LeastSize = 1;

    public static string ToText(IReadOnlyList<Letter> letters)
    {
        var text = new StringBuilder();
        Letter? last = null;
        foreach (var letter in letters)
        {
            if (string.IsNullOrEmpty(letter.Value))
            {
                continue;
            }

            if (last is not null)
            {
                text.Append(Between(last, letter));
            }

            text.Append(letter.Value);
            last = letter;
        }

        return Clean(text.ToString());
    }

    private static string Between(Letter last, Letter next)
    {
        var size = Math.Max(LeastSize, Math.Max(last.PointSize, next.PointSize));
        if (last.TextOrientation != next.TextOrientation)
        {
            return "\n\n";
        }

        if (next.TextOrientation != TextOrientation.Horizontal)
        {
            var distance = Math.Sqrt(
                Square(next.StartBaseLine.X - last.EndBaseLine.X) + Square(next.StartBaseLine.Y - last.EndBaseLine.Y)
            );
            return distance > RotatedLineGap * size ? "\n"
                : distance > WordGap * size && !IsBlank(last) && !IsBlank(next) ? " "
                : "";
        }

        var rise = next.StartBaseLine.Y - last.StartBaseLine.Y;
        var gap = next.StartBaseLine.X - last.EndBaseLine.X;
        if (Math.Abs(rise) > LineJump * size || gap < -BackStep * size)
        {
            return rise > LineJump * size || -rise > BlockDrop * size ? "\n\n" : "\n";
        }

        return gap > WordGap * size && !IsBlank(last) && !IsBlank(next) ? " " : "";
    }

    /// <summary>
    /// Line ends become line feeds; control characters, which mathematical fonts leave behind and databases refuse, lone surrogates and
    /// private-use glyphs go.
    /// </summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when rune.Value == '\n':
                    clean.Append('\n');
                    break;
                case UnicodeCategory.Control when rune.Value == '\t':
                    clean.Append(' ');
                    break;
                case UnicodeCategory.Control or UnicodeCategory.PrivateUse:
                    break;
                default:
                    if (rune != Rune.ReplacementChar)
                    {
                        clean.Append(rune.ToString());
                    }

                    break;
            }
        }

        return clean.ToString().Trim();
    }

    private static bool IsBlank(Letter letter) => string.IsNullOrWhiteSpace(letter.Value);

    private static double Square(double value) => value * value;
}
