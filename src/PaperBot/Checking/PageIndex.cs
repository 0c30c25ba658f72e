using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Checking;

/// <summary>The pages of a paper, prepared so that claims and quotes are looked up quickly. Immutable.</summary>
public sealed partial class PageIndex
{
    private readonly Dictionary<int, IndexedPage> _pages;

    private PageIndex(IReadOnlyList<IndexedPage> pages)
    {
        Pages = pages;
        _pages = pages.ToDictionary(page => page.Number);
        Last = pages.Count == 0 ? 0 : pages.Max(page => page.Number);
    }

    /// <summary>The number of the last page.</summary>
    public int Last { get; }

    internal IReadOnlyList<IndexedPage> Pages { get; }

    public static PageIndex Of(IEnumerable<PageText> pages)
    {
        var normal = pages.Select(page => (page.Number, Text: Words.Normal(page.Text))).ToList();
        var vocabulary = normal
            .SelectMany(page => WholeWord().Matches(page.Text).Select(match => match.Value))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new PageIndex([.. normal.Select(page => new IndexedPage(page.Number, page.Text, Flow(page.Text, vocabulary)))]);
    }

    internal IndexedPage? Find(int number) => _pages.GetValueOrDefault(number);

    /// <summary>
    /// Lines as one text. A hyphen at a line's end goes where the paper has the joined word elsewhere, stays where it has the word with its hyphen,
    /// and else goes between small letters only.
    /// </summary>
    private static string Flow(string text, HashSet<string> vocabulary)
    {
        var flow = new StringBuilder(text.Length);
        var start = 0;
        foreach (Match broken in BrokenWord().Matches(text))
        {
            var (left, right) = (broken.Groups["left"].Value, broken.Groups["right"].Value);
            var joins =
                vocabulary.Contains(left + right)
                || (
                    !vocabulary.Contains($"{left}-{right}")
                    && char.IsAsciiLetterLower(left[^1])
                    && char.IsAsciiLetterLower(right[0])
                );
            var hyphen = broken.Groups["hyphen"];
            flow.Append(text, start, hyphen.Index - start).Append(joins ? "" : "-");
            start = hyphen.Index + hyphen.Length;
        }

        flow.Append(text, start, text.Length - start);
        return flow.Replace("\n\n", "\u2029").Replace('\n', ' ').Replace('\u2029', '\n').ToString();
    }

    [GeneratedRegex(@"[A-Za-z]+(?:-[A-Za-z0-9]+)*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WholeWord();

    [GeneratedRegex(
        @"(?<left>[A-Za-z0-9]+)(?<hyphen>[-\u00AD\u2010]\s*\n\s*)(?<right>[A-Za-z0-9]+)",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex BrokenWord();
}
