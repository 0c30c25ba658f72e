using System.Text;
using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>
/// How texts stand in the Markdown form so that each can be read back to the letter: names are escaped, and a line of a summary or an
/// answer that looks like a heading of the form gets one backslash more in front.
/// </summary>
internal static partial class NoteMarkdown
{
    /// <summary>What stands for a value that is not known.</summary>
    public const string None = "–";

    /// <summary>The last line of an export; a file without it may have been cut.</summary>
    public const string End = "<!-- end -->";

    private const string Special = "\\`*_[]<>#|&";

    /// <summary>Within a list of names the comma is special too.</summary>
    private const string SpecialInList = Special + ",";

    private const string Escaped = SpecialInList + None;

    /// <summary>A title, a name, a theme: text without formatting, on one line.</summary>
    public static string Escape(string text) => Escape(text, Special);

    private static string Escape(string text, string special)
    {
        var escaped = new StringBuilder(text.Length + 8);
        foreach (var character in NormalText.Line(text))
        {
            if (special.Contains(character))
            {
                escaped.Append('\\');
            }

            escaped.Append(character);
        }

        return escaped.ToString();
    }

    public static string Unescape(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length && Escaped.Contains(text[i + 1]))
            {
                i++;
            }

            plain.Append(text[i]);
        }

        return plain.ToString();
    }

    /// <summary>Names with commas between them; a comma within a name is escaped.</summary>
    public static string EscapeList(IReadOnlyList<string> names)
    {
        var written = names.Select(NormalText.Line).Where(name => name.Length > 0).Select(EscapeName).ToList();
        return written.Count == 0 ? None : string.Join(", ", written);
    }

    public static IReadOnlyList<string> UnescapeList(string text)
    {
        var names = new List<string>();
        var start = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] == ',')
            {
                names.Add(Unescape(text[start..i].Trim()));
                start = i + 1;
            }
            else if (text[i] == '\\')
            {
                i++;
            }
        }

        return [.. names.Where(name => name.Length > 0)];
    }

    /// <summary>A summary or an answer, which is Markdown already.</summary>
    public static string EscapeBlock(string text) => LooksLikeHeading().Replace(NormalText.Block(text), @"\$0");

    /// <summary>Undoes <see cref="EscapeBlock"/> for one line.</summary>
    public static string UnescapeLine(string line) =>
        line.StartsWith('\\') && LooksLikeHeading().IsMatch(line) ? line[1..] : line;

    // A name that is nothing but the sign for "not known" must not be read as that.
    private static string EscapeName(string name) => name == None ? "\\" + None : Escape(name, SpecialInList);

    [GeneratedRegex(@"^\\*#{2,4}[ \t]", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex LooksLikeHeading();
}
