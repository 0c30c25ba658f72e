using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Papers;
using PaperBot.Reading;
using PaperBot.Tests.Checking;

namespace PaperBot.Tests.Reading;

/// <summary>How far two readers of a PDF agree, word for word and page by page.</summary>
internal static partial class WordF1
{
    /// <returns>The harmonic mean of precision and recall over all words of all pages; 1 is the same words on the same pages.</returns>
    public static async Task<double> OfAsync(string path, PdfReading.Read read, CancellationToken cancellationToken)
    {
        var (common, ours, theirs) = (0, 0, 0);
        foreach (var page in read.Pages)
        {
            var mine = Words(page.Text);
            var other = Words(await Poppler.PageAsync(path, page.Number, raw: true, cancellationToken));
            common += mine.Sum(word => Math.Min(word.Value, other.GetValueOrDefault(word.Key)));
            ours += mine.Values.Sum();
            theirs += other.Values.Sum();
        }

        return 2.0 * common / (ours + theirs);
    }

    // Poppler joins words at line ends and the reader leaves them as they stand, so both are joined here.
    private static Dictionary<string, int> Words(string text) =>
        Word()
            .Matches(Broken().Replace(text.Normalize(NormalizationForm.FormKC), ""))
            .CountBy(match => match.Value.ToLowerInvariant())
            .ToDictionary(StringComparer.Ordinal);

    [GeneratedRegex(@"(?<=[A-Za-z])[-\u00AD]\s*\n\s*(?=[a-z])", RegexOptions.None, 1000)]
    private static partial Regex Broken();

    [GeneratedRegex(@"[\p{L}\p{N}]+", RegexOptions.None, 1000)]
    private static partial Regex Word();
}
