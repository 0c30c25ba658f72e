using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>
/// The names by which people will ask for a paper besides its title, as its note gives them away: what stands before the title's colon
/// (MERT), initials of the title (DPO), the name that the summary begins with (ByteFormer), and where there is none of these, the one name that
/// the note keeps using and no other paper's note of the week does (NoPE).
/// </summary>
public static partial class ShortNames
{
    private const int LongestPrefix = 40;
    private const int FewestUses = 3;

    /// <summary>What a paper is called in a line of several: what stands before its title's colon, or what its list calls it where that is short.</summary>
    /// <param name="listName">Empty where no list names it.</param>
    /// <returns>Null where only the whole title says which paper is meant.</returns>
    public static string? Of(Paper paper, string listName)
    {
        var colon = paper.Title.IndexOf(": ", StringComparison.Ordinal);
        return colon is > 1 and <= LongestPrefix ? paper.Title[..colon].Trim()
            : listName.Trim() is { Length: > 1 and <= LongestPrefix } named ? named
            : null;
    }

    /// <summary>For each paper of the note, in its order.</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Find(WeeklyNote note)
    {
        var words = note.Papers.Select(paper => Words(paper.Note)).ToList();
        return [.. note.Papers.Select((paper, i) => Find(paper.Paper, i, words))];
    }

    private static IReadOnlyList<string> Find(Paper paper, int at, List<NamesInNote> notes)
    {
        var names = new List<string>();
        var colon = paper.Title.IndexOf(": ", StringComparison.Ordinal);
        if (colon is > 1 and <= LongestPrefix)
        {
            names.Add(paper.Title[..colon].Trim());
        }

        names.AddRange(notes[at].Uses.Keys.Where(name => IsOfInitials(name, paper.Title)));
        if (notes[at].First is { } first)
        {
            names.Add(first);
        }

        if (!names.Exists(IsCoined) && FindCoined(at, notes) is { } coined)
        {
            names.Add(coined);
        }

        return [.. names.Distinct(StringComparer.OrdinalIgnoreCase).Where(name => name != paper.Title)];
    }

    /// <summary>DPO of Direct Preference Optimization: three initials or more, in a row, from the title's first word on.</summary>
    private static bool IsOfInitials(string name, string title)
    {
        var initials = string.Concat(
            title
                .Split([' ', '-', ':'], StringSplitOptions.RemoveEmptyEntries)
                .Select(word => word[0])
                .Where(char.IsAsciiLetterUpper)
        );
        return name.Length >= 3 && initials.StartsWith(name, StringComparison.Ordinal);
    }

    /// <summary>The name in the summary that stands in the most Q&amp;As, at least three and a third of them, and in no other paper's note.</summary>
    private static string? FindCoined(int at, List<NamesInNote> notes)
    {
        var own = notes[at];
        return own
            .InSummary.Where(name =>
                own.Uses.GetValueOrDefault(name) >= Math.Max(FewestUses, own.Answers / 3.0)
                && !notes.Where((other, i) => i != at && other.Uses.ContainsKey(name)).Any()
            )
            .OrderByDescending(name => own.Uses[name])
            .ThenBy(name => name, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    private static NamesInNote Words(PaperNote? note)
    {
        var uses = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var answer in note?.QuestionAnswers ?? [])
        {
            foreach (var name in Coined($"{answer.Question} {answer.Answer}"))
            {
                uses[name] = uses.GetValueOrDefault(name) + 1;
            }
        }

        var summary = note?.Summary ?? "";
        var inSummary = Coined(summary);
        foreach (var name in inSummary)
        {
            uses.TryAdd(name, 0);
        }

        var first = LatinWord().Match(summary) is { Success: true, Index: 0 } word && IsCoined(word.Value) ? word.Value : null;
        return new NamesInNote(first, inSummary, uses, note?.QuestionAnswers.Count ?? 0);
    }

    private static HashSet<string> Coined(string text) =>
        LatinWord().Matches(text).Select(match => match.Value).Where(IsCoined).ToHashSet(StringComparer.Ordinal);

    /// <summary>A word with two capitals or more, as names of models have.</summary>
    private static bool IsCoined(string word) =>
        word.Length is >= 3 and <= 20
        && !word.Contains(' ', StringComparison.Ordinal)
        && word.Count(char.IsAsciiLetterUpper) >= 2;

    private sealed record NamesInNote(string? First, HashSet<string> InSummary, Dictionary<string, int> Uses, int Answers);

    [GeneratedRegex("[A-Z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*", RegexOptions.NonBacktracking)]
    private static partial Regex LatinWord();
}
