using System.Globalization;
using System.Text.RegularExpressions;

namespace PaperBot.Checking;

/// <summary>One page, cut into words, numbers and sentences.</summary>
internal sealed partial class IndexedPage
{
    private const double EntriesOfReferences = 0.38;
    private const int LongerLine = 20;

    private readonly Dictionary<string, List<int>> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<decimal, List<int>> _numbers = [];
    private readonly Dictionary<decimal, List<int>> _percents = [];
    private readonly List<Word> _words;
    private readonly HashSet<string> _captions;
    private readonly Lazy<List<(string Key, int Place)>> _references;
    private readonly Lazy<List<(int Number, int Place)>> _entries;

    /// <param name="lines">As read, after NFKC.</param>
    /// <param name="text">The same as running text.</param>
    public IndexedPage(int number, string lines, string text)
    {
        Number = number;
        Text = text;
        Key = QuoteKey.Of(text);
        _words = Words.Cut(text);
        for (var i = 0; i < _words.Count; i++)
        {
            Add(_places, _words[i].Stem, i);
        }

        foreach (var name in Names().EnumerateMatches(text))
        {
            Add(_names, QuoteKey.Of(text.AsSpan(name.Index, name.Length)), name.Index);
        }

        foreach (var found in NumberReader.Read(text))
        {
            Add(_numbers, found.Value, found.Start);
            if (found.IsPercent)
            {
                Add(_percents, found.Value, found.Start);
            }

            if (found.Plain != found.Value)
            {
                Add(_numbers, found.Plain, found.Start);
            }
        }

        _captions = Captions().Matches(lines).Select(match => ReferenceKey(match.Value)).ToHashSet(StringComparer.Ordinal);
        IsReferences = LooksLikeReferences(lines);
        Sentences = PageSentences.Cut(text);
        _references = new(() => [.. References().Matches(text).Select(match => (ReferenceKey(match.Value), match.Index))]);
        _entries = new(() =>
            [
                .. ClaimAnchors
                    .Entries()
                    .Matches(text)
                    .SelectMany(match =>
                        match
                            .Groups["number"]
                            .Captures.Select(number => (int.Parse(number.Value, CultureInfo.InvariantCulture), match.Index))
                    ),
            ]
        );
    }

    public int Number { get; }

    public string Text { get; }

    /// <summary>Its text as quotes are compared: small letters and digits alone.</summary>
    public string Key { get; }

    public bool IsReferences { get; }

    public bool HasText => _words.Count > 0;

    public IReadOnlyList<TextSpan> Sentences { get; }

    /// <summary>The running text behind a stretch of <see cref="Key"/>.</summary>
    public string Stretch(int start, int length)
    {
        var (from, to, at) = (0, Text.Length, 0);
        for (var i = 0; i < Text.Length && at < start + length; i++)
        {
            if (!char.IsAsciiLetterOrDigit(Text[i]))
            {
                continue;
            }

            from = at == start ? i : from;
            to = i + 1;
            at++;
        }

        // Punctuation that closes it belongs to it.
        while (to < Text.Length && Text[to] is '.' or ')' or '%' or '!' or '?' or '”')
        {
            to++;
        }

        return Text[from..to];
    }

    /// <summary>Where the stems stand side by side, as offsets into the text.</summary>
    public IEnumerable<int> Find(IReadOnlyList<string> stems)
    {
        if (stems.Count == 0 || !_places.TryGetValue(stems[0], out var first))
        {
            yield break;
        }

        foreach (var place in first)
        {
            if (place + stems.Count <= _words.Count && Follow(stems, place))
            {
                yield return _words[place].Start;
            }
        }
    }

    /// <summary>Where a name stands, however its hyphens and capitals are set.</summary>
    public IEnumerable<int> FindName(string key) => _names.GetValueOrDefault(key) ?? [];

    public IEnumerable<int> Find(decimal number) => _numbers.GetValueOrDefault(number) ?? [];

    public IEnumerable<int> FindPercent(decimal number) => _percents.GetValueOrDefault(number) ?? [];

    /// <summary>Where a figure or table is named, its caption included.</summary>
    public IEnumerable<int> FindReference(string key) =>
        _references.Value.Where(reference => reference.Key == key).Select(reference => reference.Place);

    /// <summary>Where a numbered entry of the bibliography is named: in brackets, alone or among others.</summary>
    public IEnumerable<int> FindEntry(int number) =>
        _entries.Value.Where(entry => entry.Number == number).Select(entry => entry.Place);

    public bool HasCaption(string key) => _captions.Contains(key);

    /// <summary><c>figure2</c> for Figure 2, Fig. 2 and 図2.</summary>
    public static string ReferenceKey(string reference) =>
        References().Match(reference) is { Success: true } match
            ? match.Groups["kind"].Value.ToLowerInvariant() switch
            {
                "fig" or "figure" or "図" => "figure",
                "tab" or "table" or "表" => "table",
                _ => "algorithm",
            } + match.Groups["number"].Value
            : "";

    private bool Follow(IReadOnlyList<string> stems, int place)
    {
        for (var i = 1; i < stems.Count; i++)
        {
            if (_words[place + i].Stem != stems[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool LooksLikeReferences(string lines)
    {
        var longer = lines.Split('\n').Where(line => line.Length > LongerLine).ToList();
        return longer.Count > 0 && longer.Count(line => Entry().IsMatch(line)) > EntriesOfReferences * longer.Count;
    }

    private static void Add<TKey>(Dictionary<TKey, List<int>> places, TKey key, int place)
        where TKey : notnull
    {
        if (!places.TryGetValue(key, out var list))
        {
            places.Add(key, list = []);
        }

        list.Add(place);
    }

    [GeneratedRegex(@"[A-Za-z0-9]+(?:[-.+/][A-Za-z0-9]+)*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Names();

    [GeneratedRegex(
        @"^[ \t]*(?:Figure|Fig\.?|Table|Algorithm)[ \t]*[0-9]+[ \t]*[:.|]",
        RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Captions();

    [GeneratedRegex(
        @"(?<kind>figure|fig|table|tab|algorithm|alg|図|表|アルゴリズム)s?\.?[ \t]*(?<number>[0-9]{1,3})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    public static partial Regex References();

    [GeneratedRegex(
        @"\b(?:19|20)[0-9]{2}[a-z]?[.,]|[Aa]r[Xx]iv|[Pp]ro-?ceedings|\bpages? [0-9]|\bpp\. ?[0-9]|doi\.org|doi:|Transactions of|Journal of|Conference on|^\[[0-9]+\] [A-Z]|^(?:and )?(?:\p{Lu}[\p{L}'’.-]*[ ,]+){2,}(?:and )?(?:\p{Lu}[\p{L}'’.-]*,?)?$",
        RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Entry();
}
