using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Finds what two papers both have a stored answer to.</summary>
internal static class AnswerPairs
{
    private const double Enough = 0.34;
    private const int Most = 4;

    /// <summary>Pairs of questions that ask alike, each question once, the most alike first.</summary>
    public static IReadOnlyList<AnswerPair> Find(IndexedPaper left, IndexedPaper right, Language language, Glossary glossary)
    {
        var candidates =
            from first in InLanguage(left, language)
            from second in InLanguage(right, language)
            let likeness = Likeness.BetweenTopics(first.QuestionAnswer.Question, second.QuestionAnswer.Question, glossary)
            where likeness >= Enough
            orderby likeness descending, first.Index, second.Index
            select new AnswerPair(first, second);
        var pairs = new List<AnswerPair>();
        foreach (var pair in candidates)
        {
            if (pairs.Count < Most && pairs.All(known => known.Left != pair.Left && known.Right != pair.Right))
            {
                pairs.Add(pair);
            }
        }

        return pairs;
    }

    private static IEnumerable<IndexedAnswer> InLanguage(IndexedPaper paper, Language language) =>
        paper.Answers.Any(answer => answer.Language == language)
            ? paper.Answers.Where(answer => answer.Language == language)
            : paper.Answers;
}
