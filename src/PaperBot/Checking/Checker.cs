using PaperBot.Papers;

namespace PaperBot.Checking;

/// <summary>
/// Checks the citations of answers against the pages of their paper: structure first, then quotes, then what of the claim can be looked up. It
/// is about pages, not about truth: the right words in the opposite sense pass. Pure.
/// </summary>
public sealed class Checker(BilingualTerms terms)
{
    /// <summary>Another version may judge otherwise, so that what was checked by this one is checked again.</summary>
    public const string Version = "1";

    /// <summary>Names the glossary that it works with.</summary>
    public string Terms => terms.Fingerprint;

    /// <param name="pages">The paper's text; null where none could be had, and then nothing is verified.</param>
    public AnswerCheck Check(QuestionAnswer answer, PageIndex? pages)
    {
        if (answer.Flags.Contains(NoteFlags.TellsReader, StringComparer.Ordinal))
        {
            return new AnswerCheck(Verdict.Failed, CheckFinding.TellsReader, [], []);
        }

        if (pages is null)
        {
            return new AnswerCheck(Verdict.Unchecked, CheckFinding.NoText, [], []);
        }

        if (answer.Citations.Count == 0)
        {
            return new AnswerCheck(Verdict.Unchecked, CheckFinding.NoCitation, [], []);
        }

        var claims = CitationClaims.Of(answer.Answer, answer.Citations);
        var checks = answer
            .Citations.Select(
                (citation, i) =>
                    Check(
                        citation,
                        claims[i].Text,
                        // Pages that are cited side by side carry a claim together.
                        [
                            .. answer
                                .Citations.Where((_, other) => claims[other].Group == claims[i].Group)
                                .SelectMany(other => Pages(other))
                                .Distinct(),
                        ],
                        answer,
                        pages
                    )
            )
            .ToList();
        var verdict = Together(checks);
        if (verdict == Verdict.Verified && answer.Flags.Any(IsDoubtful))
        {
            verdict = Verdict.Weak;
        }

        return new AnswerCheck(
            verdict,
            (checks.Find(check => check.Verdict == verdict) ?? checks[0]).Finding,
            checks,
            Flags(checks)
        );
    }

    private CitationCheck Check(
        Citation citation,
        string claim,
        IReadOnlyList<int> together,
        QuestionAnswer answer,
        PageIndex pages
    )
    {
        var cited = Pages(citation).ToList();
        if (cited.Count == 0)
        {
            return Unchecked(CheckFinding.MalformedPage);
        }

        if (cited.Exists(page => page > pages.Last))
        {
            return new CitationCheck
            {
                Verdict = Verdict.Failed,
                Finding = CheckFinding.PageOutOfRange,
                Claim = claim,
            };
        }

        if (!cited.Exists(page => pages.Find(page) is { HasText: true }))
        {
            return Unchecked(CheckFinding.NoText);
        }

        var anchors = AnchorCheck.Compare(claim, together, pages, terms);
        var quotes = answer.Quotes.Where(quote => cited.Contains(quote.Page)).ToList();
        var check = quotes.Count > 0 ? OfQuotes(quotes, cited, claim, anchors, pages) : OfAnchors(claim, anchors);
        return Restrain(check, citation, answer, cited, pages);

        CitationCheck Unchecked(CheckFinding finding) =>
            new()
            {
                Verdict = Verdict.Unchecked,
                Finding = finding,
                Claim = claim,
            };
    }

    private static CitationCheck OfAnchors(string claim, AnchorFinding anchors)
    {
        var (verdict, finding) = anchors.Outcome switch
        {
            AnchorOutcome.Ok => (Verdict.Verified, CheckFinding.Carried),
            AnchorOutcome.Wrong => (Verdict.Failed, CheckFinding.OtherPage),
            AnchorOutcome.Weak => (Verdict.Weak, anchors.LacksFact ? CheckFinding.FactMissing : CheckFinding.InPart),
            _ => (Verdict.Unchecked, CheckFinding.TooLittle),
        };
        return Describe(claim, anchors, verdict, finding);
    }

    private static CitationCheck OfQuotes(
        List<CitedQuote> quotes,
        List<int> cited,
        string claim,
        AnchorFinding anchors,
        PageIndex pages
    )
    {
        var outcomes = quotes.ConvertAll(quote => QuoteSearch.Find(quote.Text, cited, pages));
        if (outcomes.OfType<QuoteOutcome.Elsewhere>().FirstOrDefault() is { } moved)
        {
            return Describe(claim, anchors, Verdict.Failed, CheckFinding.QuoteElsewhere) with
            {
                BetterPage = moved.Page,
                BetterEvidence = moved.Evidence,
            };
        }

        if (outcomes.Exists(outcome => outcome is not QuoteOutcome.Found and not QuoteOutcome.TooShort))
        {
            return Describe(claim, anchors, Verdict.Failed, CheckFinding.QuoteNowhere);
        }

        if (outcomes.OfType<QuoteOutcome.Found>().FirstOrDefault() is not { } found)
        {
            return OfAnchors(claim, anchors);
        }

        // The passage is there; that the answer follows from it is another matter.
        var (verdict, finding) =
            anchors.Outcome == AnchorOutcome.Wrong ? (Verdict.Failed, CheckFinding.OtherPage)
            : anchors.LacksFact ? (Verdict.Weak, CheckFinding.FactMissing)
            : (Verdict.Verified, CheckFinding.QuoteFound);
        return Describe(claim, anchors, verdict, finding) with { Page = found.Page, Evidence = found.Evidence };
    }

    /// <summary>What carries a claim may still be cited carelessly.</summary>
    private static CitationCheck Restrain(
        CitationCheck check,
        Citation citation,
        QuestionAnswer answer,
        List<int> cited,
        PageIndex pages
    )
    {
        if (check.Verdict != Verdict.Verified)
        {
            return check;
        }

        var elsewhere = citation
            .References.Select(IndexedPage.ReferenceKey)
            .Where(key => key.Length > 0)
            .Any(key =>
                pages.Pages.Any(page => page.HasCaption(key)) && !cited.Exists(page => pages.Find(page)?.HasCaption(key) == true)
            );
        return elsewhere ? check with { Verdict = Verdict.Weak, Finding = CheckFinding.ReferenceElsewhere }
            : citation.Flags.Contains(NoteFlags.MalformedPage, StringComparer.Ordinal)
                ? check with
                {
                    Verdict = Verdict.Weak,
                    Finding = CheckFinding.MalformedPage,
                }
            : IsCareless(citation, answer) ? check with { Verdict = Verdict.Weak, Finding = CheckFinding.CarelessPages }
            : check;
    }

    private static bool IsCareless(Citation citation, QuestionAnswer answer) =>
        citation.Pages.Any(range => range.Count >= NoteOddities.WidePages)
        || (citation.Pages.Count > 1 && answer.Flags.Contains(NoteFlags.LeakedTemplate, StringComparer.Ordinal));

    private static CitationCheck Describe(string claim, AnchorFinding anchors, Verdict verdict, CheckFinding finding)
    {
        var isBetter = verdict != Verdict.Verified && anchors.BestPage != anchors.Page && verdict != Verdict.Unchecked;
        return new CitationCheck
        {
            Verdict = verdict,
            Finding = finding,
            Claim = claim,
            Page = anchors.Page,
            Evidence = anchors.Evidence,
            BetterPage = isBetter ? anchors.BestPage : null,
            BetterEvidence = isBetter ? anchors.BestEvidence : null,
            Ratio = Math.Round(anchors.Ratio, 3),
            Found = [.. anchors.Found.Select(anchor => anchor.Text)],
            Missing = [.. anchors.Missing.Select(anchor => anchor.Text)],
        };
    }

    /// <summary>One failed citation fails the answer; it is verified only where every citation is, and in part where some are.</summary>
    private static Verdict Together(List<CitationCheck> checks) =>
        checks.Exists(check => check.Verdict == Verdict.Failed) ? Verdict.Failed
        : checks.TrueForAll(check => check.Verdict == Verdict.Verified) ? Verdict.Verified
        : checks.TrueForAll(check => check.Verdict == Verdict.Unchecked) ? Verdict.Unchecked
        : Verdict.Weak;

    /// <summary>Part of the answer was not looked up, or it may be about something else.</summary>
    private static bool IsDoubtful(string flag) => flag is NoteFlags.UncitedParagraph or NoteFlags.SubjectDrift;

    private static IReadOnlyList<string> Flags(List<CitationCheck> checks) =>
        [
            .. checks
                .Select(check =>
                    check.Finding switch
                    {
                        CheckFinding.PageOutOfRange => NoteFlags.PageOutOfRange,
                        CheckFinding.ReferenceElsewhere => NoteFlags.ReferenceElsewhere,
                        _ => null,
                    }
                )
                .OfType<string>()
                .Distinct(StringComparer.Ordinal),
        ];

    private static IEnumerable<int> Pages(Citation citation) =>
        citation.Pages.SelectMany(range => Enumerable.Range(range.First, Math.Min(range.Count, MostPages))).Distinct();

    // Nothing longer is a range of pages that anyone looked at.
    private const int MostPages = 300;
}

/// <summary>What the check of an answer found.</summary>
/// <param name="Finding">What decided.</param>
/// <param name="Citations">One for each citation, in their order.</param>
/// <param name="Flags">What only the pages could tell, as <see cref="NoteFlags"/> names it.</param>
public sealed record AnswerCheck(
    Verdict Verdict,
    CheckFinding Finding,
    IReadOnlyList<CitationCheck> Citations,
    IReadOnlyList<string> Flags
);
