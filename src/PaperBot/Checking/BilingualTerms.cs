using System.Security.Cryptography;
using System.Text;

namespace PaperBot.Checking;

/// <summary>
/// Terms of the field in both languages: what a Japanese claim says and how an English page may say it. Made from groups of spellings
/// that mean the same. Immutable.
/// </summary>
public sealed class BilingualTerms
{
    // 差, 表 and the like are parts of other words too often.
    private const int ShortestTerm = 2;
    private const int ShortestKana = 3;

    private readonly Dictionary<char, List<Term>> _byFirst = [];

    private sealed record Term(string Japanese, IReadOnlyList<IReadOnlyList<string>> English);

    /// <param name="groups">Each a concept with all its spellings in both languages, in any order.</param>
    public BilingualTerms(IEnumerable<IReadOnlyList<string>> groups)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var group in groups)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(string.Join('|', group) + "\n"));
            var spellings = group.Select(spelling => Words.Normal(spelling).ToLowerInvariant()).ToList();
            IReadOnlyList<IReadOnlyList<string>> english =
            [
                .. spellings.Where(IsLatin).Select(Words.Stems).Where(stems => stems.Length > 0),
            ];
            if (english.Count == 0)
            {
                continue;
            }

            foreach (var japanese in spellings.Where(spelling => !IsLatin(spelling) && IsLongEnough(spelling)))
            {
                if (!_byFirst.TryGetValue(japanese[0], out var terms))
                {
                    _byFirst.Add(japanese[0], terms = []);
                }

                terms.Add(new Term(japanese, english));
            }
        }

        foreach (var terms in _byFirst.Values)
        {
            terms.Sort((left, right) => right.Japanese.Length - left.Japanese.Length);
        }

        Fingerprint = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }

    /// <summary>Other terms, another name.</summary>
    public string Fingerprint { get; }

    public static BilingualTerms None { get; } = new([]);

    /// <summary>The terms of a text, the longest at each place, none within another.</summary>
    /// <param name="text">After NFKC.</param>
    internal IEnumerable<(string Japanese, IReadOnlyList<IReadOnlyList<string>> English)> Find(string text)
    {
        var lower = text.ToLowerInvariant();
        for (var at = 0; at < lower.Length; )
        {
            var term = _byFirst
                .GetValueOrDefault(lower[at])
                ?.Find(term =>
                    lower.AsSpan(at).StartsWith(term.Japanese, StringComparison.Ordinal)
                    && StandsAlone(lower, at, term.Japanese.Length)
                );
            if (term is not null)
            {
                yield return (term.Japanese, term.English);
            }

            at += term?.Japanese.Length ?? 1;
        }
    }

    private static bool IsLatin(string spelling) => spelling.All(character => character < '\u0250');

    private static bool IsLongEnough(string spelling) =>
        spelling.Length >= (spelling.All(IsHiragana) ? ShortestKana : ShortestTerm);

    // モデ is no word in モデル.
    private static bool StandsAlone(string text, int start, int length) =>
        !(IsKatakana(text[start]) && start > 0 && IsKatakana(text[start - 1]))
        && !(IsKatakana(text[start + length - 1]) && start + length < text.Length && IsKatakana(text[start + length]));

    private static bool IsHiragana(char character) => character is >= '\u3041' and <= '\u309F';

    private static bool IsKatakana(char character) => character is >= '\u30A1' and <= '\u30FA' or 'ー';
}
