namespace PaperBot.Checking;

/// <summary>
/// Compares a claim with the pages by what can be found in both whatever their languages: numbers, names, works, references, terms. Something
/// that stands on few pages says more than what stands on all.
/// </summary>
internal static class AnchorCheck
{
    private const double LeastOfAll = 1.2;
    private const double LeastOfBest = 1.0;
    private const double Carries = 0.72;
    private const double CarriesNot = 0.55;
    private const double SureOfBest = 1.6;
    private const double OnReferences = 0.6;

    public static AnchorFinding Compare(string claim, IReadOnlyCollection<int> cited, PageIndex pages, BilingualTerms terms)
    {
        var anchors = ClaimAnchors.Find(Words.Normal(claim), terms);
        var placed = anchors
            .Select(anchor =>
                (
                    Anchor: anchor,
                    Pages: pages.Pages.Where(page => anchor.PlacesOn(page).Any()).Select(page => page.Number).ToHashSet()
                )
            )
            .ToList();
        var scores = pages.Pages.ToDictionary(page => page.Number, page => Score(page));
        var best = scores.MaxBy(score => score.Value);
        var bestCited = cited
            .Where(scores.ContainsKey)
            .Select(number => (Number: number, Score: scores[number]))
            .DefaultIfEmpty()
            .MaxBy(page => page.Score);
        var all = placed.Sum(anchor => anchor.Anchor.Weight * Rarity(anchor.Pages.Count));
        var ratio = best.Value > 0 ? bestCited.Score / best.Value : 0;
        var there = placed.Where(anchor => anchor.Pages.Overlaps(cited)).Select(anchor => anchor.Anchor).ToList();
        var missing = anchors.Except(there).ToList();
        var finding = new AnchorFinding
        {
            Ratio = ratio,
            Page = bestCited.Score > 0 ? bestCited.Number : null,
            BestPage = best.Value > 0 ? best.Key : null,
            Found = there,
            Missing = missing,
            Evidence = bestCited.Score > 0 ? Evidence(pages.Find(bestCited.Number)!) : null,
            BestEvidence = best.Value > 0 ? Evidence(pages.Find(best.Key)!) : null,
            Outcome =
                all < LeastOfAll || best.Value < LeastOfBest ? AnchorOutcome.Unknown
                : ratio < CarriesNot && best.Value >= SureOfBest ? AnchorOutcome.Wrong
                : ratio >= Carries ? AnchorOutcome.Ok
                : AnchorOutcome.Weak,
        };
        // A number, a figure or another work that the cited pages do not have is nothing that they carry.
        return finding is { Outcome: AnchorOutcome.Ok, LacksFact: true }
            ? finding with
            {
                Outcome = AnchorOutcome.Weak,
            }
            : finding;

        double Score(IndexedPage page) =>
            placed
                .Where(anchor => anchor.Pages.Contains(page.Number))
                .Sum(anchor => anchor.Anchor.Weight * Rarity(anchor.Pages.Count)) * (page.IsReferences ? OnReferences : 1);

        double Rarity(int count) =>
            count == 0 ? 0 : Math.Max(0, Math.Log((pages.Pages.Count + 1) / (count + 0.5)) / Math.Log(pages.Pages.Count + 1));

        // The sentence with most of what the claim says.
        string? Evidence(IndexedPage page)
        {
            var places = placed
                .SelectMany(anchor =>
                    anchor
                        .Anchor.PlacesOn(page)
                        .Select(place => (Place: place, anchor.Anchor, Rarity: Rarity(anchor.Pages.Count)))
                )
                .ToList();
            return page.Sentences.Count == 0 ? null
                : page
                    .Sentences.Select(sentence =>
                        (
                            sentence,
                            Score: places
                                .Where(place => place.Place >= sentence.Start && place.Place < sentence.End)
                                .DistinctBy(place => place.Anchor)
                                .Sum(place => place.Anchor.Weight * (0.2 + place.Rarity))
                        )
                    )
                    .MaxBy(sentence => sentence.Score)
                    is { Score: > 0 } found
                    ? page.Text.Substring(found.sentence.Start, found.sentence.Length)
                : null;
        }
    }
}

internal enum AnchorOutcome
{
    /// <summary>Too little to decide by.</summary>
    Unknown,
    Ok,
    Weak,
    Wrong,
}

/// <summary>What comparing a claim with the pages gave.</summary>
internal sealed record AnchorFinding
{
    public required AnchorOutcome Outcome { get; init; }

    /// <summary>The best cited page's score in parts of the best page's.</summary>
    public required double Ratio { get; init; }

    /// <summary>The cited page that has most of the claim; null where none has anything of it.</summary>
    public required int? Page { get; init; }

    public required int? BestPage { get; init; }

    public required IReadOnlyList<Anchor> Found { get; init; }

    public required IReadOnlyList<Anchor> Missing { get; init; }

    /// <summary>A number, a figure or another work of the claim stands on no cited page.</summary>
    public bool LacksFact => Missing.Any(anchor => anchor is Anchor.Number or Anchor.Work or Anchor.Reference);

    public required string? Evidence { get; init; }

    public required string? BestEvidence { get; init; }
}
