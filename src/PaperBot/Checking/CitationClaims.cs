using PaperBot.Papers;

namespace PaperBot.Checking;

/// <summary>
/// What each citation of an answer vouches for: the text since the citation before it in its paragraph; one in mid-sentence also owns the
/// rest of its sentence. Citations side by side vouch for the same together.
/// </summary>
internal static class CitationClaims
{
    private const int ShortestClaim = 4;

    /// <returns>One claim for each citation, in their order; empty where a citation has nothing to vouch for.</returns>
    public static IReadOnlyList<CitedClaim> Of(string answer, IReadOnlyList<Citation> citations)
    {
        var claims = new List<CitedClaim>();
        var from = 0;
        for (var i = 0; i < citations.Count; i++)
        {
            var citation = citations[i];
            from = Math.Max(from, ParagraphStart(answer, citation.Start));
            var text = from < citation.Start ? answer[from..citation.Start] : "";
            var end = citation.Start + citation.Text.Length;
            var next = i + 1 < citations.Count ? citations[i + 1].Start : answer.Length;
            var rest = RestOfSentence(answer, citation.Start, end, next);
            var isAlone = text.Count(char.IsLetterOrDigit) >= ShortestClaim;
            if (
                !isAlone
                && claims.Count > 0
                && ParagraphStart(answer, citation.Start) == ParagraphStart(answer, citations[i - 1].Start)
            )
            {
                // The one before and this one vouch for the same; what is left of the sentence is added to it.
                claims.Add(claims[^1] with { Text = Trimmed(claims[^1].Text + " " + answer[end..rest]) });
            }
            else
            {
                claims.Add(new CitedClaim(Trimmed(text + " " + answer[end..rest]), claims.Count == 0 ? 0 : claims[^1].Group + 1));
            }

            from = rest;
        }

        return claims;
    }

    // The end of the sentence before belongs to that one.
    private static string Trimmed(string claim) => claim.Trim().TrimStart('。', '．', '.', '、', ',', '，', ' ', '\n');

    private static int ParagraphStart(string answer, int at)
    {
        var blank = answer.LastIndexOf("\n\n", Math.Max(0, at - 1), StringComparison.Ordinal);
        return blank < 0 ? 0 : blank + 2;
    }

    private static int RestOfSentence(string answer, int start, int end, int next)
    {
        var before = start - 1;
        while (before >= 0 && answer[before] is ' ' or '\u3000' or '\n')
        {
            before--;
        }

        if (before >= 0 && IsEnd(answer[before]))
        {
            return end;
        }

        for (var at = end; at < next; at++)
        {
            if (answer[at] == '\n' || IsEnd(answer[at]) && !IsWithinNumber(answer, at))
            {
                return at;
            }
        }

        return next;
    }

    private static bool IsEnd(char character) => character is '.' or '。' or '．' or '!' or '?' or '！' or '？';

    private static bool IsWithinNumber(string text, int at) =>
        text[at] == '.' && at + 1 < text.Length && (char.IsAsciiLetterOrDigit(text[at + 1]) || text[at + 1] == ',');
}

/// <param name="Group">Citations with the same number stand side by side.</param>
internal sealed record CitedClaim(string Text, int Group);
