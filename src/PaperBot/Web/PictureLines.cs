using System.Globalization;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>Puts text into lines where nobody else does: a drawing has no line breaks of its own. Pure.</summary>
internal static class PictureLines
{
    private const string Ellipsis = "…";

    /// <summary>A text in lines of at most so many em; what does not fit ends in an ellipsis. At least one line.</summary>
    /// <param name="em">How wide a text is, in em. Null: as wide as it is in most fonts.</param>
    public static IReadOnlyList<string> Of(string text, double width, int most, Func<string, double>? em = null)
    {
        em ??= Usual;
        var lines = new List<string>();
        var (line, used) = (new StringBuilder(), 0.0);
        foreach (var word in Pieces(NormalText.Line(text), width, em))
        {
            var wide = em(word);
            if (used + wide > width && line.Length > 0 && !IsBoundToLast(word))
            {
                if (lines.Count == most - 1)
                {
                    return [.. lines, Cut(line.ToString(), width, em)];
                }

                lines.Add(line.ToString().TrimEnd());
                line.Clear();
                used = 0;
                if (word == " ")
                {
                    continue;
                }
            }

            line.Append(word);
            used += wide;
        }

        var last = line.ToString().TrimEnd();
        // A mark that must not begin a line may stand a little out of it.
        return [.. lines, em(last) > width + 1 ? Cut(last, width, em) : last];
    }

    /// <summary>How wide a text is in most fonts, in em: full width is 1, and Latin letters are a little more than half of it on average.</summary>
    public static double Usual(string text) => text.Sum(Usual);

    private static string Cut(string line, double width, Func<string, double> em)
    {
        var kept = new StringBuilder();
        var used = em(Ellipsis);
        foreach (var element in Elements(line))
        {
            used += em(element);
            if (used > width)
            {
                break;
            }

            kept.Append(element);
        }

        // Rather a word less than a piece of one, unless the word is most of the line.
        var (words, blank) = (kept.ToString(), kept.ToString().TrimEnd().LastIndexOf(' '));
        var inWord =
            words.Length > 0
            && kept.Length < line.Length
            && char.IsAsciiLetter(line[kept.Length])
            && char.IsAsciiLetter(words[^1]);
        return (inWord && blank > words.Length / 2 ? words[..blank] : words).TrimEnd() + Ellipsis;
    }

    /// <summary>Where a line may end: behind any Japanese character, behind a blank, and anywhere in a word that is longer than a line.</summary>
    private static IEnumerable<string> Pieces(string text, double width, Func<string, double> em)
    {
        var word = new StringBuilder();
        foreach (var element in Elements(text))
        {
            if (word.Length > 0 && em(word + element) > width)
            {
                yield return word.ToString();
                word.Clear();
            }

            word.Append(element);
            if (element[0] == ' ' || Usual(element[0]) >= 1)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }

    private static IEnumerable<string> Elements(string text)
    {
        var elements = StringInfo.GetTextElementEnumerator(text);
        while (elements.MoveNext())
        {
            yield return elements.GetTextElement();
        }
    }

    private static bool IsBoundToLast(string word) =>
        "、。，．・：；」』）】〉》〕！？ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ".Contains(word[0], StringComparison.Ordinal);

    private static double Usual(char character) =>
        character switch
        {
            < '\u2E80' => char.IsUpper(character) ? 0.66
            : character is ' ' or '.' or ',' or 'i' or 'l' or ':' ? 0.28
            : 0.54,
            >= '\uD800' and <= '\uDFFF' => 0.5,
            >= '\uFF61' and <= '\uFFDC' => 0.5,
            _ => 1,
        };
}
