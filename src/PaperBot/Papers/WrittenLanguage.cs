using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>Which language a text is in, by its letters: Japanese sentences cannot do without kana, English ones hold next to none.</summary>
internal static partial class WrittenLanguage
{
    // Shorter texts may be a name, a number, a formula.
    private const int FewestLetters = 20;

    /// <summary>Whether the text is clearly in another language; short texts and those of names alone are not judged.</summary>
    public static bool IsNot(Language language, string text)
    {
        var (kana, han, latin) = (0, 0, 0);
        foreach (var character in NoWords().Replace(text, " "))
        {
            kana += character is >= '\u3041' and <= '\u30FA' or >= '\uFF66' and <= '\uFF9D' ? 1 : 0;
            han += character is >= '\u4E00' and <= '\u9FFF' or >= '\u3400' and <= '\u4DBF' ? 1 : 0;
            latin += char.IsAsciiLetter(character) ? 1 : 0;
        }

        return language == Language.Japanese
            ? kana == 0 && (han >= FewestLetters || (latin >= FewestLetters && IsSentence(text)))
            : kana + han >= FewestLetters && kana + han > latin;
    }

    // A list of names in Latin letters is not English; words of the language between them are.
    private static bool IsSentence(string text) => CommonWords().Count(text) >= 2;

    [GeneratedRegex(@"https?://[!-~]+|`[^`]*`|\\\(.*?\\\)|\\\[.*?\\\]", RegexOptions.NonBacktracking | RegexOptions.Singleline)]
    private static partial Regex NoWords();

    [GeneratedRegex(
        @"\b(?:the|a|an|of|to|in|is|are|was|were|and|that|this|it|for|with|by|on|as|from|which|what|how|does|do|be|can|not)\b",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex CommonWords();
}
