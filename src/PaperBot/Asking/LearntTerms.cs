using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Terms and names that stored notes explain by themselves, so that a new week needs no new line in the glossary.</summary>
internal static class LearntTerms
{
    /// <summary>Pairs such as 位置エンコーディング and PE, from "位置エンコーディング(PE)" in questions, answers and summaries.</summary>
    public static List<IReadOnlyList<string>> Find(IReadOnlyList<IndexedPaper> papers)
    {
        var pairs = new HashSet<(string, string)>();
        var found = new List<IReadOnlyList<string>>();
        foreach (var paper in papers)
        {
            foreach (var text in Texts(paper))
            {
                foreach (var (term, acronym) in Explained(SearchText.Normalize(text)))
                {
                    if (pairs.Add((term, acronym)))
                    {
                        found.Add([term, acronym]);
                    }
                }
            }
        }

        return found;
    }

    /// <summary>
    /// Words that somebody coined (mixed case, letters and digits) and that two or more Q&amp;As of one paper hold and no other paper, with the
    /// share of its Q&amp;As that do.
    /// </summary>
    public static ILookup<IndexedPaper, (string Word, double Share)> NamesByPaper(IReadOnlyList<IndexedPaper> papers)
    {
        var owners = new Dictionary<string, (IndexedPaper Paper, int Count, bool Shared)>(StringComparer.Ordinal);
        foreach (var paper in papers)
        {
            foreach (var answer in paper.Answers)
            {
                var words = CoinedWords(
                    SearchText.Normalize(answer.QuestionAnswer.Question + " " + answer.QuestionAnswer.Answer)
                );
                foreach (var word in words.Distinct(StringComparer.Ordinal))
                {
                    (IndexedPaper Paper, int Count, bool Shared) known = owners.GetValueOrDefault(word, (paper, 0, false));
                    owners[word] = (known.Paper, known.Count + 1, known.Shared || known.Paper != paper);
                }
            }
        }

        return owners
            .Where(pair => pair.Value is { Shared: false, Count: >= 2 })
            .ToLookup(pair => pair.Value.Paper, pair => (pair.Key, (double)pair.Value.Count / pair.Value.Paper.Answers.Count));
    }

    private static IEnumerable<string> Texts(IndexedPaper paper)
    {
        foreach (var note in paper.Stored.Notes.Values.OrderBy(note => note.Language))
        {
            yield return note.Summary;
        }

        foreach (var answer in paper.Answers)
        {
            yield return answer.QuestionAnswer.Question;
            yield return answer.QuestionAnswer.Answer;
        }
    }

    private static IEnumerable<(string Term, string Acronym)> Explained(string text)
    {
        for (var open = text.IndexOf('('); open > 0; open = text.IndexOf('(', open + 1))
        {
            var close = text.IndexOf(')', open);
            if (close <= open + 2 || close - open > 10)
            {
                continue;
            }

            var acronym = text[(open + 1)..close];
            if (
                acronym.Count(char.IsAsciiLetterUpper) >= 2
                && acronym.All(letter => char.IsAsciiLetter(letter) || letter == '-')
                && TermBefore(text, open, acronym) is { } term
            )
            {
                yield return (term, acronym);
            }
        }
    }

    /// <summary>The run of kanji and katakana before a bracket, or the words whose initials the bracket holds.</summary>
    private static string? TermBefore(string text, int end, string acronym)
    {
        while (end > 0 && text[end - 1] == ' ')
        {
            end--;
        }

        var start = end;
        while (start > 0 && SearchText.KindOf(text[start - 1]) is SymbolKind.Kanji or SymbolKind.Katakana or SymbolKind.Mark)
        {
            start--;
        }

        if (end - start >= 4)
        {
            // In 人間からの強化学習(RLHF) the acronym is for more than the run before it.
            return start > 0 && text[start - 1] == 'の' ? null : text[start..end];
        }

        var capitals = acronym.Where(char.IsAsciiLetterUpper).ToList();
        start = end;
        for (var i = capitals.Count - 1; i >= 0; i--)
        {
            var word = start;
            while (word > 0 && char.IsAsciiLetter(text[word - 1]))
            {
                word--;
            }

            if (word == start || char.ToUpperInvariant(text[word]) != capitals[i])
            {
                return null;
            }

            start = i > 0 && word > 0 && text[word - 1] is ' ' or '-' ? word - 1 : word;
        }

        return text[start..end].Trim();
    }

    private static IEnumerable<string> CoinedWords(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(text[i]) || (i > 0 && IsPartOfName(text[i - 1])))
            {
                continue;
            }

            var end = i;
            while (end < text.Length && IsPartOfName(text[end]))
            {
                end++;
            }

            var word = text[i..end].Trim('-');
            if (word.Length is >= 3 and <= 30 && char.IsAsciiLetter(word[0]) && IsCoined(word))
            {
                yield return word;
            }
        }
    }

    private static bool IsPartOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '-';

    private static bool IsCoined(string word)
    {
        var inside = word.AsSpan(1);
        return (inside.ContainsAnyInRange('A', 'Z') || inside.ContainsAnyInRange('0', '9'))
            && (word.Any(char.IsAsciiLetterLower) || word.Any(char.IsAsciiDigit))
            && word.Split('-')
                .Any(part =>
                    part.Length > 1
                    && (
                        part.AsSpan(1).ContainsAnyInRange('A', 'Z')
                        || part.Any(char.IsAsciiDigit)
                        || part.All(char.IsAsciiLetterUpper)
                    )
                );
    }
}
