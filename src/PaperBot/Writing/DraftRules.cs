using System.Globalization;
using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>
/// What a model's texts must be before the pages are even looked at, and what is taken out of them. The texts are input from outside, written after
/// reading a paper that may have told the model what to say.
/// </summary>
internal static partial class DraftRules
{
    public const int LeastQuoteWords = 8;
    public const int MostQuoteWords = 25;
    public const int MostCitations = 4;
    public const int LeastAnswers = 8;
    public const int MostAnswers = 15;

    // Models count words a little differently; the check of the quote itself is what matters.
    private const int QuoteSlack = 2;
    private const int LongestQuestion = 400;
    private const int LongestAnswer = 3_000;
    private const int LongestSummary = 3_000;
    private const int LongestTheme = 200;
    private const double SameQuestion = 0.8;

    /// <summary>What is wrong with the form of an answer, in English for the model; empty where nothing is.</summary>
    public static IEnumerable<string> Problems(DraftAnswer answer, int pages)
    {
        foreach (var (language, text) in answer.Question.ByLanguage)
        {
            if (text.Length > LongestQuestion)
            {
                yield return $"a question in {language} is longer than {LongestQuestion} characters";
            }
        }

        foreach (var problem in Problems(answer.Answer, "an answer", LongestAnswer).Concat(Problems(answer.Citations, pages)))
        {
            yield return problem;
        }
    }

    public static IEnumerable<string> Problems(DraftSummary summary, int pages) =>
        Problems(summary.Summary, "the summary", LongestSummary).Concat(Problems(summary.Citations, pages));

    public static IEnumerable<string> Problems(DraftText theme) => Problems(theme, "the theme", LongestTheme);

    /// <summary>Japanese in the other style than the settings ask for.</summary>
    public static bool HasOtherStyle(DraftText text, JapaneseForm style) =>
        text.ByLanguage.TryGetValue(Language.Japanese, out var japanese)
        && JapaneseStyle.IsMostly(japanese, polite: style == JapaneseForm.Plain);

    /// <summary>The sentence of an answer or of its quotes that tells readers or models what to do; null where there is none.</summary>
    public static string? FindInstruction(DraftAnswer answer) =>
        answer
            .Answer.ByLanguage.Values.Concat(answer.Question.ByLanguage.Values)
            .Concat(answer.Citations.Select(citation => citation.Quote))
            .FirstOrDefault(HiddenInstructions.IsSuspicious);

    public static bool IsRepeated(DraftAnswer answer, IEnumerable<DraftAnswer> earlier) =>
        earlier.Any(before =>
            answer.Question.ByLanguage.All(text =>
                CharacterBigrams.Of(text.Value).Dice(CharacterBigrams.Of(before.Question[text.Key])) >= SameQuestion
            )
        );

    /// <summary>
    /// The text without links, images, HTML and addresses: a model that was talked into showing some shows none. Formulas and code stay as they are.
    /// </summary>
    public static string Clean(string text) =>
        Blanks().Replace(Address().Replace(Html().Replace(Link().Replace(text, "${label}"), ""), ""), " ").Trim();

    private static IEnumerable<string> Problems(DraftText text, string name, int longest)
    {
        foreach (var (language, words) in text.ByLanguage)
        {
            if (words.Length > longest)
            {
                yield return $"{name} in {language} is longer than {longest} characters";
            }
            else if (WrittenLanguage.IsNot(language, words))
            {
                yield return $"{name} that should be {language} is in another language: {NormalText.Excerpt(words)}";
            }
        }
    }

    private static IEnumerable<string> Problems(IReadOnlyList<DraftCitation> citations, int pages)
    {
        if (citations.Count is 0 or > MostCitations)
        {
            yield return $"there are {citations.Count} citations, 1 to {MostCitations} are asked for";
        }

        foreach (var citation in citations)
        {
            if (citation.Page < 1 || citation.Page > pages)
            {
                yield return $"page {citation.Page} does not exist, the paper has pages 1 to {pages}";
            }

            var words = citation.Quote.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Length;
            if (words < LeastQuoteWords - QuoteSlack || words > MostQuoteWords + QuoteSlack)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"a quote has {words} words, {LeastQuoteWords} to {MostQuoteWords} are asked for: {NormalText.Excerpt(citation.Quote)}"
                );
            }
        }
    }

    [GeneratedRegex(@"!?\[(?<label>[^\[\]]{0,300})\]\([^()\s]{0,2000}\)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"</?[A-Za-z][^<>]{0,500}>|<!--[\s\S]*?-->", RegexOptions.NonBacktracking)]
    private static partial Regex Html();

    [GeneratedRegex(
        @"\b(?:https?|ftp|data|javascript|mailto):[!-~]+|\bwww\.[!-~]+",
        RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Address();

    [GeneratedRegex(@"[ \t]{2,}", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
