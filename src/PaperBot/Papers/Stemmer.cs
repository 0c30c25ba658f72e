using System.Buffers;

namespace PaperBot.Papers;

/// <summary>Takes endings off English words, lightly: what it makes need not be a word, it must only be the same for the forms of one word.</summary>
internal static class Stemmer
{
    public const int LongestWord = 40;

    /// <summary>Works in place on lower-case letters; letters may change.</summary>
    /// <returns>The length of the stem.</returns>
    public static int StemLength(Span<char> word, int length)
    {
        if (length < 4 || !char.IsAsciiLetterLower(word[0]))
        {
            return length;
        }

        foreach (var ending in Izing)
        {
            if (Ends(word, length, ending) && length - ending.Length >= 3)
            {
                var stem = length - ending.Length;
                word[stem] = 'i';
                word[stem + 1] = 'z';
                return stem + 2;
            }
        }

        length = Plural(word, length);
        if (Ends(word, length, "ing") && Keeps(word, length, 3))
        {
            length = Undouble(word, length - 3);
        }
        else if (Ends(word, length, "ed") && Keeps(word, length, 2))
        {
            length = Undouble(word, length - 2);
        }
        else if (Ends(word, length, "ly") && length >= 6)
        {
            length -= 2;
        }
        else if (Ends(word, length, "ment") && length >= 8)
        {
            length -= 4;
        }

        if (Ends(word, length, "ion") && length >= 8 && word[length - 4] is 't' or 's')
        {
            length -= 3;
        }

        return length > 3 && word[length - 1] == 'e' ? length - 1 : length;
    }

    private static readonly string[] Izing =
    [
        "isations",
        "izations",
        "isation",
        "ization",
        "ising",
        "izing",
        "ised",
        "ized",
        "ises",
        "izes",
        "ise",
        "ize",
    ];

    private static int Plural(Span<char> word, int length)
    {
        if (Ends(word, length, "ies") && length > 4)
        {
            word[length - 3] = 'y';
            return length - 2;
        }

        if (Ends(word, length, "es") && length > 4 && word[length - 3] is 's' or 'x' or 'z' or 'h')
        {
            return length - 2;
        }

        return length > 3 && word[length - 1] == 's' && word[length - 2] is not ('s' or 'u' or 'i') ? length - 1 : length;
    }

    private static readonly SearchValues<char> Vowels = SearchValues.Create("aeiouy");

    // "string" and "bed" keep their endings: a stem has a vowel and three letters.
    private static bool Keeps(ReadOnlySpan<char> word, int length, int ending) =>
        length - ending >= 3 && word[..(length - ending)].ContainsAny(Vowels);

    private static int Undouble(ReadOnlySpan<char> word, int length) =>
        length > 3 && word[length - 1] == word[length - 2] && word[length - 1] is not ('l' or 's' or 'z' or 'e')
            ? length - 1
            : length;

    private static bool Ends(ReadOnlySpan<char> word, int length, string ending) => word[..length].EndsWith(ending);
}
