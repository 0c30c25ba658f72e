using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>Tells a text that ends from one that breaks off.</summary>
internal static partial class NoteEnding
{
    // Full stops, closing brackets and quotes, the ends of code, formulas and table rows, as they stand in either language.
    private const string Closing = "。．｡.!?！？…‥)）]］}｝」｣』】〕〉》”’\"'`$|♪♡★☆";

    private const string Emphasis = "*_~ \t\n\u3000";

    /// <summary>
    /// A closing mark stands at the end, behind emphasis at most. An address needs none, nor does the last item of a list whose other items
    /// have none either.
    /// </summary>
    public static bool IsClosed(string text) => EndsInMark(text) || Address().IsMatch(text) || EndsInOpenList(text);

    private static bool EndsInMark(string text) => text.AsSpan().TrimEnd(Emphasis) is [.., var last] && Closing.Contains(last);

    private static bool EndsInOpenList(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length > 1 && Item().IsMatch(lines[^1]) && Item().IsMatch(lines[^2]) && !EndsInMark(lines[^2]);
    }

    [GeneratedRegex(@"https?://[!-~]+\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex Address();

    [GeneratedRegex(@"^(?:[-*+•・]|[0-9]{1,3}[.)])\s*\S", RegexOptions.NonBacktracking)]
    private static partial Regex Item();
}
