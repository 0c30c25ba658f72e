using System.Text.RegularExpressions;

namespace PaperBot.Checking;

/// <summary>
/// Looks a verbatim quote up. Blanks, hyphens, ligatures and capitals do not matter and a few misread letters are forgiven, but numbers are
/// not: a quote with another number is another quote.
/// </summary>
public static partial class QuoteSearch
{
    private const int Piece = 12;
    private const double MostPieces = 0.8;
    private const int ShortestKey = 20;

    /// <param name="cited">The pages that it is said to stand on, from 1.</param>
    public static QuoteOutcome Find(string quote, IReadOnlyCollection<int> cited, PageIndex pages)
    {
        var key = QuoteKey.Of(quote);
        if (key.Length < ShortestKey)
        {
            return new QuoteOutcome.TooShort();
        }

        foreach (var page in cited.Select(pages.Find).OfType<IndexedPage>())
        {
            if (Stands(quote, key, page) is { } evidence)
            {
                return new QuoteOutcome.Found(page.Number, evidence);
            }
        }

        // The neighbours first: they are the likelier slips.
        var others = pages
            .Pages.Where(page => !cited.Contains(page.Number))
            .OrderBy(page => cited.Count == 0 ? 0 : cited.Min(number => Math.Abs(number - page.Number)))
            .Select(page => (page.Number, Evidence: Stands(quote, key, page)))
            .Where(found => found.Evidence is not null)
            .ToList();
        return others switch
        {
            [] => new QuoteOutcome.Nowhere(),
            [var (number, evidence)] => new QuoteOutcome.Elsewhere(number, evidence!),
            _ => new QuoteOutcome.Ambiguous([.. others.Select(found => found.Number)]),
        };
    }

    /// <summary>The page's own sentence that holds it; null where it does not stand there.</summary>
    private static string? Stands(string quote, string key, IndexedPage page)
    {
        if (page.Key.IndexOf(key, StringComparison.Ordinal) is var at and >= 0)
        {
            return page.Stretch(at, key.Length);
        }

        if (key.Length < 2 * Piece)
        {
            return null;
        }

        var (found, count, first, last) = (0, 0, int.MaxValue, 0);
        var from = 0;
        for (var piece = 0; piece + Piece <= key.Length; piece += Piece / 2, count++)
        {
            // Pieces stand in the page in the quote's order and near each other.
            var place = page.Key.IndexOf(key.AsSpan(piece, Piece).ToString(), from, StringComparison.Ordinal);
            if (place < 0 || (found > 0 && place - last > key.Length + Piece))
            {
                continue;
            }

            found++;
            first = Math.Min(first, place);
            last = place + Piece;
            from = place + 1;
        }

        if (found < MostPieces * count)
        {
            return null;
        }

        var stretch = page.Stretch(first, last - first);
        return HasNumbersOf(quote, stretch) ? stretch : null;
    }

    // GPT-3.5 and GPT-4.5 differ too: every run of digits counts, names or not.
    private static bool HasNumbersOf(string quote, string stretch)
    {
        var there = Digits().Matches(Words.Normal(stretch)).Select(run => run.Value).ToHashSet(StringComparer.Ordinal);
        return Digits().Matches(Words.Normal(quote)).All(run => there.Contains(run.Value));
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Digits();
}

/// <summary>What came of looking for a quote.</summary>
public abstract record QuoteOutcome
{
    private QuoteOutcome() { }

    /// <param name="Evidence">The page's own words.</param>
    public sealed record Found(int Page, string Evidence) : QuoteOutcome;

    /// <summary>On no cited page, but on exactly one other: the page number can be repaired, and must say that it was.</summary>
    public sealed record Elsewhere(int Page, string Evidence) : QuoteOutcome;

    /// <summary>On no cited page, but on several others.</summary>
    public sealed record Ambiguous(IReadOnlyList<int> Pages) : QuoteOutcome;

    public sealed record Nowhere : QuoteOutcome;

    /// <summary>Of fewer than twenty letters and digits: it would be found anywhere.</summary>
    public sealed record TooShort : QuoteOutcome;
}
