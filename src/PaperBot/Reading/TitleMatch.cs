using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Reading;

/// <summary>Whether a PDF is the paper that it is said to be: a wrong file under a right name would make checks of nothing.</summary>
internal static partial class TitleMatch
{
    private const int FirstPages = 2;

    /// <summary>At least half of the title's longer words stand on the first pages. A title without Latin words is not judged.</summary>
    public static bool Fits(string title, IReadOnlyList<PageText> pages)
    {
        var words = Word().Matches(title).Select(word => NormalText.Key(word.Value)).Distinct(StringComparer.Ordinal).ToList();
        var start = NormalText.Key(string.Join(' ', pages.Take(FirstPages).Select(page => page.Text)));
        return words.Count(word => start.Contains(word, StringComparison.Ordinal)) * 2 >= words.Count;
    }

    [GeneratedRegex("[A-Za-z]{4,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
