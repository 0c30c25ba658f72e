using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Checking;
using PaperBot.Fakes;
using PaperBot.Papers;

namespace PaperBot.Tests.Checking;

/// <summary>A passage that another program read from a page.</summary>
internal sealed record Passage(int Page, string Text);

/// <summary>True pairs of passage and page, and what becomes of the check when one side of them is changed. Seeds are fixed; nobody labels anything.</summary>
internal sealed partial class Mutations(string paper)
{
    private const int Seed = 20261128;
    private readonly PageIndex _pages = SamplePapers.Index(paper);

    public async Task<IReadOnlyList<Passage>> PassagesAsync(
        string path,
        int shortest,
        int longest,
        CancellationToken cancellationToken
    )
    {
        var passages = new List<Passage>();
        foreach (var page in SamplePapers.Reading(paper).Pages)
        {
            var text = await Poppler.PageAsync(path, page.Number, raw: true, cancellationToken);
            passages.AddRange(
                Sentence()
                    .Matches(LineEnd().Replace(text, " "))
                    .Select(match => match.Value.Trim())
                    .Where(sentence => sentence.Split(' ').Length is var words && words >= shortest && words <= longest)
                    .Select(sentence => new Passage(page.Number, sentence))
            );
        }

        return passages;
    }

    /// <returns>Of the passages, those that are accepted on their own page.</returns>
    public int Accepted(IReadOnlyList<Passage> passages) => passages.Count(passage => IsFound(passage.Text, passage.Page));

    /// <summary>Each passage cited to another page.</summary>
    /// <param name="neighbour">The page before or behind it.</param>
    public (int Detected, int Count) Moved(IReadOnlyList<Passage> passages, bool neighbour)
    {
        var random = new Random(Seed);
        var (detected, count) = (0, 0);
        foreach (var passage in passages)
        {
            var others = Enumerable
                .Range(1, _pages.Last)
                .Where(page => page != passage.Page && (!neighbour || Math.Abs(page - passage.Page) == 1))
                .ToList();
            count++;
            detected += IsFound(passage.Text, others[random.Next(others.Count)]) ? 0 : 1;
        }

        return (detected, count);
    }

    /// <summary>Each number of the passages with one digit changed, quoted.</summary>
    public (int Detected, int Count) MisquotedDigits(IReadOnlyList<Passage> passages)
    {
        var random = new Random(Seed);
        var mutants = passages.SelectMany(passage => Digits(passage, random)).ToList();
        return (mutants.Count(mutant => !IsFound(mutant.Text, mutant.Page)), mutants.Count);
    }

    /// <summary>The same, claimed without a quote: detected where it is not verified and the number is named.</summary>
    public (int Detected, int Count, int Alarms, int Truly) ClaimedDigits(IReadOnlyList<Passage> passages)
    {
        var random = new Random(Seed);
        var telling = passages.Where(passage => NumberReader.Read(Normal(passage)).Any(number => number.IsTelling)).ToList();
        var mutants = telling.SelectMany(passage => Digits(passage, random, onlyTelling: true)).ToList();
        return (mutants.Count(NamesMissing), mutants.Count, telling.Count(NamesMissing), telling.Count);
    }

    /// <summary>Labelled claims that hold, each cited to every page that does not carry it and is no list of references.</summary>
    public (int Failed, int NotVerified, int Count) Displaced(IEnumerable<LabelledClaim> claims, bool neighbour)
    {
        var (failed, not, count) = (0, 0, 0);
        foreach (var claim in claims.Where(claim => claim.Paper == paper && claim.Holds))
        {
            foreach (
                var page in _pages.Pages.Where(page =>
                    !page.IsReferences
                    && !claim.Carried.Contains(page.Number)
                    && (!neighbour || claim.Carried.Any(carried => Math.Abs(carried - page.Number) == 1))
                )
            )
            {
                var verdict = SamplePapers.Checker.Check(LabelledClaim.Of($"{claim.Claim}(p.{page.Number})"), _pages).Verdict;
                count++;
                failed += verdict == Verdict.Failed ? 1 : 0;
                not += verdict != Verdict.Verified ? 1 : 0;
            }
        }

        return (failed, not, count);
    }

    private bool IsFound(string quote, int page) => QuoteSearch.Find(quote, [page], _pages) is QuoteOutcome.Found;

    private bool NamesMissing(Passage passage)
    {
        var check = SamplePapers.Checker.Check(LabelledClaim.Of($"{Normal(passage).TrimEnd('.')} (p.{passage.Page})."), _pages);
        return check.Verdict != Verdict.Verified
            && check.Citations[0].Missing.Any(missing => NumberReader.Read(missing).Any(number => number.IsTelling));
    }

    private static string Normal(Passage passage) =>
        passage.Text.Normalize(NormalizationForm.FormKC).Replace('(', ' ').Replace(')', ' ');

    private static IEnumerable<Passage> Digits(Passage passage, Random random, bool onlyTelling = false)
    {
        var text = onlyTelling ? Normal(passage) : passage.Text.Normalize(NormalizationForm.FormKC);
        foreach (var number in NumberReader.Read(text).Where(number => number.IsTelling))
        {
            var digits = Enumerable.Range(number.Start, number.Length).Where(at => char.IsAsciiDigit(text[at])).ToList();
            var at = digits[random.Next(digits.Count)];
            var least = at == digits[0] ? 1 : 0;
            var changed = Enumerable
                .Range(least, 10 - least)
                .Select(digit => (char)('0' + digit))
                .Where(digit => digit != text[at])
                .ToList();
            yield return passage with
            {
                Text = string.Concat(text.AsSpan(0, at), [changed[random.Next(changed.Count)]], text.AsSpan(at + 1)),
            };
        }
    }

    [GeneratedRegex(@"\s*\n\s*", RegexOptions.None, 1000)]
    private static partial Regex LineEnd();

    [GeneratedRegex(@"(?<=[.!?] )[A-Z][^.!?]*(?:[.!?](?! [A-Z])[^.!?]*)*[.!?](?= |$)", RegexOptions.None, 1000)]
    private static partial Regex Sentence();
}
