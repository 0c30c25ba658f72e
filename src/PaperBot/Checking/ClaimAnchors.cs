using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Checking;

/// <summary>Finds the anchors of a claim.</summary>
internal static partial class ClaimAnchors
{
    // English words that stand on every page.
    private static readonly HashSet<string> Empty = new(
        "a an the of in on at by for from to into with as is are was were be been being it its this that these those and or but if then than so such also not no can could will would shall should may might must do does did has have had we they he she i you our their his her there here which who what when where how why all any some each both only more most other same very via per et al e g i.e eg ie vs using use used uses paper work show shows shown".Split(
            ' '
        ),
        StringComparer.Ordinal
    );

    /// <summary>Each once, in the order of the claim.</summary>
    /// <param name="claim">After NFKC, without its citations.</param>
    public static IReadOnlyList<Anchor> Find(string claim, BilingualTerms terms)
    {
        var anchors = new List<Anchor>();
        var taken = new bool[claim.Length];
        foreach (Match work in Works().Matches(claim))
        {
            anchors.Add(new Anchor.Work(work.Value, Words.Stems(work.Groups["name"].Value), work.Groups["year"].Value));
            Take(work, taken);
        }

        foreach (Match reference in IndexedPage.References().Matches(claim))
        {
            anchors.Add(new Anchor.Reference(reference.Value, IndexedPage.ReferenceKey(reference.Value)));
            Take(reference, taken);
        }

        foreach (Match entries in Entries().Matches(claim))
        {
            Take(entries, taken);
            anchors.AddRange(
                entries
                    .Groups["number"]
                    .Captures.Select(number => new Anchor.Entry(
                        $"[{number.Value}]",
                        int.Parse(number.Value, CultureInfo.InvariantCulture)
                    ))
            );
        }

        anchors.AddRange(
            NumberReader
                .Read(claim)
                .Where(number => number.IsTelling && !taken[number.Start])
                .Select(number => new Anchor.Number(
                    claim.Substring(number.Start, number.Length).Trim(),
                    number.Value,
                    number.NeedsPercent
                ))
        );
        AddLatin(claim, taken, anchors);
        anchors.AddRange(terms.Find(claim).Select(term => new Anchor.Phrase(term.Japanese, term.English, null, Anchor.OfTerm)));
        return [.. anchors.DistinctBy(anchor => (anchor.GetType(), anchor.Text.ToLowerInvariant()))];
    }

    private static void AddLatin(string claim, bool[] taken, List<Anchor> anchors)
    {
        Match? before = null;
        foreach (Match word in LatinWords().Matches(claim))
        {
            if (taken[word.Index] || !word.Value.Any(char.IsAsciiLetter))
            {
                before = null;
                continue;
            }

            var stems = Words.Stems(word.Value);
            var telling = word.Length > 1 && !(stems.Length == 1 && Empty.Contains(word.Value.ToLowerInvariant()));
            if (telling)
            {
                anchors.Add(new Anchor.Phrase(word.Value, [stems], QuoteKey.Of(word.ValueSpan), Anchor.OfLatin));
            }

            if (
                telling
                && before is not null
                && claim.AsSpan(before.Index + before.Length, word.Index - before.Index - before.Length) is " "
            )
            {
                var pair = claim[before.Index..(word.Index + word.Length)];
                anchors.Add(new Anchor.Phrase(pair, [Words.Stems(pair)], null, Anchor.OfPair));
            }

            before = telling ? word : null;
        }
    }

    private static void Take(Match match, bool[] taken) => Array.Fill(taken, true, match.Index, match.Length);

    [GeneratedRegex(
        @"(?<name>[\p{Lu}][\p{L}'’-]+)(?:[ ]+et[ ]+al\.?|[ ]*(?:and|&|と)[ ]*[\p{Lu}][\p{L}'’-]+|ら|[ ]Jr\.?)?(?:[,、]?[ ]*|[ ]*\(|[ ]*の)(?<year>(?:19|20)[0-9]{2})(?![0-9])年?",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Works();

    [GeneratedRegex(
        @"\[(?<number>[0-9]{1,3})(?:[ ]*[,;][ ]*(?<number>[0-9]{1,3}))*\]",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    public static partial Regex Entries();

    [GeneratedRegex(
        @"[A-Za-z0-9\u00C0-\u024F]+(?:[-.+/'’][A-Za-z0-9\u00C0-\u024F]+)*",
        RegexOptions.None,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex LatinWords();
}
