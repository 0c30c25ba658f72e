using System.Buffers;
using System.Globalization;
using System.Text;

namespace PaperBot.Papers;

/// <summary>
/// Characters that do something instead of showing something: control characters, and those that turn the direction of what follows. A
/// note may hold them, and its text is kept to the letter; on a terminal they could write over other lines or pass for them.
/// </summary>
public static class VisibleText
{
    private static readonly SearchValues<char> Acting = SearchValues.Create(
        string.Concat(
            Enumerable
                .Range(0, 0xA0)
                .Select(code => (char)code)
                .Where(letter => char.IsControl(letter) && letter is not ('\n' or '\t'))
                .Concat("\u061C\u200E\u200F\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069")
        )
    );

    /// <summary>The text as it may stand on a terminal: each such character as <c>\u001B</c>; line feeds and tabs stay.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Acting))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        foreach (var letter in text)
        {
            _ = Acting.Contains(letter)
                ? visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}")
                : visible.Append(letter);
        }

        return visible.ToString();
    }

    /// <summary>Those in the text, each once, as <c>U+001B, U+202E</c>; empty where there are none.</summary>
    public static string Names(string text) =>
        string.Join(
            ", ",
            text.Where(Acting.Contains)
                .Distinct()
                .Order()
                .Select(letter => $"U+{((int)letter).ToString("X4", CultureInfo.InvariantCulture)}")
        );
}
