using System.Text;
using PaperBot.Papers;

namespace PaperBot.Checking;

/// <summary>A word of a text, or the part of one between hyphens and the like, by its stem.</summary>
internal readonly record struct Word(string Stem, int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>Cuts Latin words out of a text of any language. Kana and kanji end a word.</summary>
internal static class Words
{
    public static List<Word> Cut(string text)
    {
        var words = new List<Word>();
        for (var at = 0; at < text.Length; )
        {
            if (!IsOfWord(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && IsOfWord(text[at]))
            {
                at++;
            }

            words.Add(new Word(Stem(text.AsSpan(start, at - start)), start, at - start));
        }

        return words;
    }

    public static string[] Stems(string text) => [.. Cut(Normal(text)).Select(word => word.Stem)];

    /// <summary>
    /// NFKC, and Latin letters without their accents: a PDF may have Rocktäschel with an accent of its own before or behind the letter.
    /// Kana keep their marks.
    /// </summary>
    public static string Normal(string text)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (!IsLooseAccent(character))
            {
                normal.Append(character);
            }
        }

        var composed = normal.ToString().Normalize(NormalizationForm.FormKC);
        return composed.AsSpan().ContainsAnyInRange('\u00C0', '\u024F')
            ? string.Concat(composed.Select(character => character is >= '\u00C0' and <= '\u024F' ? Base(character) : character))
            : composed;
    }

    private static bool IsLooseAccent(char character) =>
        character is '\u00A8' or '\u00AF' or '\u00B4' or '\u00B8' or (>= '\u02C6' and <= '\u02DD');

    private static char Base(char letter) => letter.ToString().Normalize(NormalizationForm.FormD)[0];

    public static bool IsOfWord(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is >= '\u00C0' and <= '\u024F' and not ('\u00D7' or '\u00F7');

    private static string Stem(ReadOnlySpan<char> word)
    {
        if (word.Length > Stemmer.LongestWord)
        {
            word = word[..Stemmer.LongestWord];
        }

        Span<char> lower = stackalloc char[Stemmer.LongestWord];
        for (var i = 0; i < word.Length; i++)
        {
            lower[i] = char.ToLowerInvariant(word[i]);
        }

        return lower[..Stemmer.StemLength(lower, word.Length)].ToString();
    }
}
