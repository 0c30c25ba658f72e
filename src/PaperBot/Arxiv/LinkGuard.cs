using System.Globalization;
using System.Text;

namespace PaperBot.Arxiv;

/// <summary>
/// Whether a list's name for a paper can be the paper that it links to. The names are nicknames, so this asks only whether the two have
/// something to do with each other: words in common with title or abstract, or initials.
/// </summary>
public static class LinkGuard
{
    private static readonly HashSet<string> Empty = new(StringComparer.Ordinal)
    {
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "can",
        "do",
        "for",
        "from",
        "how",
        "in",
        "into",
        "is",
        "it",
        "its",
        "not",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "this",
        "to",
        "using",
        "via",
        "vs",
        "we",
        "what",
        "when",
        "with",
        "you",
        "your",
        // Words that stand in half of all titles of the field say nothing about one of them.
        "ai",
        "based",
        "data",
        "deep",
        "learning",
        "llm",
        "language",
        "large",
        "model",
        "models",
        "network",
        "neural",
        "new",
        "paper",
        "survey",
        "system",
        "training",
        "transformer",
    };

    /// <summary>0 where nothing fits, 1 where every word of the name stands in the title.</summary>
    public static double Fit(string listName, string title, string summary)
    {
        var name = Words(listName);
        var inTitle = Words(title).ToHashSet(StringComparer.Ordinal);
        if (Squeeze(title).Contains(Squeeze(listName), StringComparison.Ordinal))
        {
            return 1;
        }

        var telling = name.Where(word => !Empty.Contains(word)).ToList();
        if (telling.Count == 0)
        {
            // Nothing but common words: they must at least be the title's.
            return name.Count == 0 ? 0 : (double)name.Count(word => Has(inTitle, word)) / name.Count;
        }

        var text = Words(summary).ToHashSet(StringComparer.Ordinal);
        var initials = string.Concat(
            Words(title).Where(word => !Empty.Contains(word) || word.Length > 3).Select(word => word[0])
        );
        return telling.Average(word =>
            Has(inTitle, word) ? 1
            : Has(text, word) ? 0.7
            : word.Length is >= 2 and <= 8 && initials.Contains(word, StringComparison.Ordinal) ? 0.7
            : 0
        );
    }

    /// <summary>
    /// Whether an admin should look at it. A paper of a field that the lists are not about is more likely a slip of a digit than a find, so
    /// its name must fit well.
    /// </summary>
    public static bool IsSuspicious(string listName, ArxivRecord record) =>
        IsOfTheField(record)
            ? IsSuspicious(listName, record.Title, record.Abstract)
            : Fit(listName, record.Title, record.Abstract) < 0.6;

    /// <summary>The same for a paper of the field.</summary>
    public static bool IsSuspicious(string listName, string title, string summary) => Fit(listName, title, summary) < 0.2;

    /// <summary>Whether one of its categories is about computing, statistics, signals, or one of the sciences that the lists have visited.</summary>
    private static bool IsOfTheField(ArxivRecord record) =>
        record
            .Categories.Append(record.PrimaryCategory ?? "")
            .Any(category =>
                category.Split('.')[0] is "cs" or "stat" or "eess" or "q-bio"
                || category is "math.OC" or "math.ST" or "cond-mat.dis-nn" or "physics.comp-ph" or "physics.data-an"
            );

    // Plurals, other endings and slips of the keyboard: NL2QL for NL2SQL.
    private static bool Has(HashSet<string> words, string word) =>
        words.Contains(word) || (word.Length >= 5 && words.Any(other => other.Length >= 5 && IsNear(word, other)));

    private static bool IsNear(string word, string other) =>
        other.StartsWith(word[..^1], StringComparison.Ordinal)
        || word.StartsWith(other[..^1], StringComparison.Ordinal)
        || DiffersByOne(word, other);

    /// <summary>One letter more, less, or another one.</summary>
    private static bool DiffersByOne(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 1)
        {
            return false;
        }

        var start = left.AsSpan().CommonPrefixLength(right);
        var (leftEnd, rightEnd) = (left.Length, right.Length);
        while (leftEnd > start && rightEnd > start && left[leftEnd - 1] == right[rightEnd - 1])
        {
            leftEnd--;
            rightEnd--;
        }

        return leftEnd - start <= 1 && rightEnd - start <= 1;
    }

    private static string Squeeze(string text) => string.Concat(Words(text));

    /// <summary>Lower-cased words of letters and digits, without accents; a word in mixed case also counts as its parts.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var character in text.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(character))
            {
                word.Append(char.ToLowerInvariant(character));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
