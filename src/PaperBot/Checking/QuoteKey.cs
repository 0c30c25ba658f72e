using System.Text;

namespace PaperBot.Checking;

/// <summary>What of a text counts when quotes are compared: letters and digits, small. Blanks, hyphens at line ends, ligatures and punctuation do not.</summary>
internal static class QuoteKey
{
    public static string Of(string text) => Of(Words.Normal(text).AsSpan());

    /// <param name="text">After <see cref="Words.Normal"/>.</param>
    public static string Of(ReadOnlySpan<char> text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                key.Append(char.ToLowerInvariant(character));
            }
        }

        return key.ToString();
    }
}
