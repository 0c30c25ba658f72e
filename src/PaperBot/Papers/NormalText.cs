using System.Text;

namespace PaperBot.Papers;

/// <summary>The normal forms that texts of a note have once they were read, and that an export brings them into.</summary>
internal static class NormalText
{
    /// <summary>Of several lines: line ends are <c>\n</c>, nothing blank before and behind; between them every character stays.</summary>
    public static string Block(string text) => WellFormed(text.Replace("\r\n", "\n").Replace('\r', '\n').Trim());

    /// <summary>Of one line: line ends, with the blanks around them, are one blank.</summary>
    public static string Line(string text)
    {
        var block = Block(text);
        return block.Contains('\n')
            ? string.Join(' ', block.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            : block;
    }

    /// <summary>A short piece of a text for a message, cut between text elements.</summary>
    public static string Excerpt(string text, int longest = 60)
    {
        var line = Line(text.Length > 40 * longest ? text[..(40 * longest)] : text);
        var elements = new System.Globalization.StringInfo(line);
        return elements.LengthInTextElements <= longest ? line : elements.SubstringByTextElements(0, longest - 1) + "…";
    }

    /// <summary>Compares names as a reader does: without width, case, blanks and punctuation.</summary>
    public static string Key(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var character in WellFormed(text).Normalize(NormalizationForm.FormKC))
        {
            if (char.IsLetterOrDigit(character) || char.IsSurrogate(character))
            {
                key.Append(char.ToLowerInvariant(character));
            }
        }

        return key.ToString();
    }

    /// <summary>A half of a surrogate pair has no UTF-8 form: it becomes U+FFFD here rather than somewhere on the way.</summary>
    public static string WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                continue;
            }

            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else
            {
                return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            }
        }

        return text;
    }
}
