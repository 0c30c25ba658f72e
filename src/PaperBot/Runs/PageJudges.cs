using PaperBot.Checking;
using PaperBot.Papers;
using PaperBot.Writing;

namespace PaperBot.Runs;

/// <summary>Lends the writer the checker's eyes: the two steps do not know each other.</summary>
public static class PageJudges
{
    public static JudgeByPages By(Checker checker) =>
        pages =>
        {
            var index = PageIndex.Of(pages);
            return new PageJudge(quote => Locate(quote, index), answer => Judge(answer, checker, index));
        };

    private static int? Locate(CitedQuote quote, PageIndex index) =>
        QuoteSearch.Find(quote.Text, [quote.Page], index) switch
        {
            QuoteOutcome.Found found => found.Page,
            QuoteOutcome.Elsewhere elsewhere => elsewhere.Page,
            _ => null,
        };

    private static (Verdict, string) Judge(QuestionAnswer answer, Checker checker, PageIndex index)
    {
        // An answer of a model stands on its quotes or not at all.
        if (
            answer.Quotes.FirstOrDefault(quote => QuoteSearch.Find(quote.Text, [quote.Page], index) is not QuoteOutcome.Found) is
            { } lost
        )
        {
            return (Verdict.Failed, $"this quote does not stand on page {lost.Page}, to the letter: {lost.Text}");
        }

        var check = checker.Check(answer, index);
        return (check.Verdict, Reason(check));
    }

    private static string Reason(AnswerCheck check)
    {
        var citation = check.Citations.FirstOrDefault(one => one.Verdict == check.Verdict);
        var missing = citation?.Missing.Count > 0 ? $"; not on the cited pages: {string.Join(", ", citation.Missing)}" : "";
        var better = citation?.BetterPage is { } page ? $"; page {page} fits better" : "";
        return $"{check.Finding}{missing}{better}";
    }
}
