using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PaperBot.Papers;

namespace PaperBot.Writing;

/// <summary>Makes the note of one language out of a draft: marks become page citations, citations without a mark stand at the end.</summary>
internal static partial class NoteBuilder
{
    public static PaperNote Build(
        PaperId paper,
        Language language,
        DraftSummary summary,
        IEnumerable<QuestionAnswer> answers,
        NoteOrigin origin
    ) =>
        new()
        {
            Paper = paper,
            Language = language,
            Summary = DraftRules.Clean(Marks().Replace(summary.Summary[language], "")),
            QuestionAnswers = [.. answers],
            Origin = origin,
        };

    /// <summary>The answer as it is stored, unchecked.</summary>
    public static QuestionAnswer Answer(DraftAnswer draft, Language language)
    {
        var text = WithPages(DraftRules.Clean(draft.Answer[language]), draft.Citations);
        return new QuestionAnswer
        {
            Question = NormalText.Line(DraftRules.Clean(Marks().Replace(draft.Question[language], ""))),
            Answer = text,
            Citations = CitationReader.Read(text),
            Quotes = [.. draft.Citations.Select(citation => new CitedQuote(citation.Page, citation.Quote))],
        };
    }

    private static string WithPages(string text, IReadOnlyList<DraftCitation> citations)
    {
        var shown = new HashSet<int>();
        var marked = Marks()
            .Replace(
                text,
                match =>
                {
                    var numbers = Number()
                        .Matches(match.Value)
                        .Select(number => int.Parse(number.Value, CultureInfo.InvariantCulture))
                        .Where(number => number >= 1 && number <= citations.Count)
                        .ToList();
                    shown.UnionWith(numbers);
                    return numbers.Count == 0 ? "" : " " + Pages(numbers.Select(number => citations[number - 1].Page));
                }
            );
        var rest = Enumerable.Range(1, citations.Count).Where(number => !shown.Contains(number)).ToList();
        return rest.Count == 0 ? marked.Trim() : $"{marked.Trim()} {Pages(rest.Select(number => citations[number - 1].Page))}";
    }

    private static string Pages(IEnumerable<int> pages)
    {
        var text = new StringBuilder("(p.");
        text.AppendJoin(',', pages.Distinct().Order());
        return text.Append(')').ToString();
    }

    [GeneratedRegex(@"(?:\s*\[\[\d{1,3}\]\])+", RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\d+", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
