using System.Text.RegularExpressions;

namespace PaperBot.Papers;

/// <summary>
/// Answers that mistake another work for the paper: one says that the proposed model <em>is</em> some name which neither the paper's title nor
/// its summary knows, and others go on about that name. Only a plain statement counts, so that comparisons with other work never do.
/// </summary>
internal static partial class SubjectDrift
{
    /// <summary>The Q&amp;As, from 0, with the foreign name.</summary>
    public static IReadOnlyDictionary<int, string> Find(Paper paper, PaperNote note)
    {
        var own = NormalText.Key(string.Join(' ', [paper.Title, paper.Abstract, note.Summary, .. paper.Aliases]));
        var found = new Dictionary<int, string>();
        foreach (var (answer, i) in note.QuestionAnswers.Select((answer, i) => (answer.Answer, i)))
        {
            var name = Japanese()
                .Matches(answer)
                .Concat(English().Matches(answer))
                .Select(match => match.Groups["name"].Value)
                .FirstOrDefault(name => IsName(name) && !own.Contains(NormalText.Key(name), StringComparison.Ordinal));
            if (name is not null)
            {
                found.TryAdd(i, name);
            }
        }

        foreach (var name in found.Values.Distinct(StringComparer.Ordinal).ToList())
        {
            for (var i = 0; i < note.QuestionAnswers.Count; i++)
            {
                if (IsAbout(note.QuestionAnswers[i], name))
                {
                    found.TryAdd(i, name);
                }
            }
        }

        return found;
    }

    private static bool IsName(string name) => name.Count(char.IsAsciiLetterUpper) >= 2;

    private static bool IsAbout(QuestionAnswer answer, string name) =>
        answer.Question.Contains(name, StringComparison.Ordinal)
        && (
            answer.Answer.StartsWith(name + "は", StringComparison.Ordinal)
            || answer.Answer.StartsWith(name + " is ", StringComparison.Ordinal)
            || answer.Answer.StartsWith(name + " was ", StringComparison.Ordinal)
        );

    [GeneratedRegex(
        @"提案(?:された|する|した)?[^。．、\n]{0,24}?(?:モデル|手法|方法|アルゴリズム|フレームワーク|アーキテクチャ|ライブラリ|システム|ツール)(?:の(?:名前|名称|名))?は、?「?(?<name>[A-Za-z][A-Za-z0-9+.-]*[A-Za-z0-9+])」?(?:であり|である|です|だ|という|と(?:呼ばれ|いい|名付け))",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex Japanese();

    [GeneratedRegex(
        @"\bproposed (?:[a-z-]+ ){0,3}(?:model|method|algorithm|framework|architecture|library|system|tool)(?: is|'s name is| is (?:called|named)|, (?:called|named)) (?<name>[A-Z][A-Za-z0-9+.-]*[A-Za-z0-9+])(?:[,.;]|\s+(?:which|that|and)\b|$)",
        RegexOptions.NonBacktracking
    )]
    private static partial Regex English();
}
