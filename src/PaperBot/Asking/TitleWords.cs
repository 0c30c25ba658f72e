namespace PaperBot.Asking;

/// <summary>Papers by the words of their titles, in a row or scattered, misspelt ones too.</summary>
internal sealed class TitleWords
{
    private const double InTitle = 0.6;
    private const double WholeInTitle = 0.8;
    private const int LongestWord = 48;

    private readonly Dictionary<ulong, List<int>> _papers = [];
    private readonly Dictionary<(char First, int Length), List<(string Word, ulong Code)>> _near = [];
    private readonly List<ulong[]> _titles = [];
    private readonly HashSet<string> _words = new(StringComparer.Ordinal);

    /// <summary>Papers in the order of their numbers.</summary>
    /// <returns>The title's longer words, in lower case.</returns>
    public List<string> Add(int paper, string title)
    {
        var symbols = new List<Symbol>();
        Symbols.Cut(title, symbols);
        var longer = new List<string>();
        var words = symbols.Where(symbol => symbol.Kind == SymbolKind.Latin).ToList();
        _titles.Add([.. words.Select(word => word.Code)]);
        for (var i = 0; i + 1 < words.Count; i++)
        {
            // Fine-tuning is also finetuning.
            if (words[i + 1].Start == words[i].End + 1 && title[words[i].End] == '-')
            {
                _papers.Grow(
                    Codes.Word(title[words[i].Start..words[i].End] + title[words[i + 1].Start..words[i + 1].End]),
                    paper
                );
            }
        }

        foreach (var word in words)
        {
            _papers.Grow(word.Code, paper);
            if (word.End - word.Start > 3)
            {
                var lower = title[word.Start..word.End].ToLowerInvariant();
                if (_words.Add(lower))
                {
                    _near.Grow((lower[0], lower.Length), (lower, word.Code));
                }

                longer.Add(lower);
            }
        }

        return longer;
    }

    /// <summary>How many titles hold a word.</summary>
    public int Count(string word) => _papers.GetValueOrDefault(Codes.Word(word))?.Count ?? 0;

    /// <summary>Words of the question that stand in a title, in a row or scattered; common ones say little.</summary>
    public void Find(string text, List<Symbol> symbols, NameVocabulary vocabulary, List<NameHit> hits)
    {
        var words = symbols
            .Where(symbol => symbol.Kind == SymbolKind.Latin)
            .Select(symbol => vocabulary.IsKnown(symbol) ? symbol : symbol with { Code = NearWord(text, symbol) })
            .ToList();
        var shared = symbols.Any(symbol => symbol.Kind is SymbolKind.Kanji or SymbolKind.Katakana);
        var total = 0.0;
        var found = new Dictionary<int, double>();
        foreach (var word in words.Where(word => !vocabulary.IsStopWord(word)))
        {
            var papers = _papers.GetValueOrDefault(word.Code);
            var weight = papers is null ? 1 : Math.Log(1 + ((double)_titles.Count / papers.Count)) / Math.Log(1 + _titles.Count);
            total += weight;
            foreach (var paper in papers ?? [])
            {
                found[paper] = found.GetValueOrDefault(paper) + weight;
            }
        }

        var inRow =
            shared || words.Count < 2
                ? []
                : found.Where(pair => pair.Value > 0.99 * total && StandsInRow(words, _titles[pair.Key])).ToDictionary();
        foreach (var (paper, weight) in found)
        {
            var whole = inRow.ContainsKey(paper);
            hits.Add(
                new NameHit(
                    paper,
                    // "language models" stands in a hundred titles and means none of them.
                    (InTitle * weight / total * (shared ? 0.5 : 1)) + (whole ? WholeInTitle / Math.Sqrt(inRow.Count) : 0),
                    whole ? symbols.FindIndex(symbol => symbol.Kind == SymbolKind.Latin) : 0,
                    whole ? words.Count : 0
                )
                {
                    IsTitle = true,
                }
            );
        }
    }

    /// <summary>The word of a title that an unknown word is a slip of; its own code where there is none.</summary>
    private ulong NearWord(string text, Symbol symbol)
    {
        Span<char> typed = stackalloc char[LongestWord];
        var length = text.AsSpan(symbol.Start, Math.Min(LongestWord, symbol.End - symbol.Start)).ToLowerInvariant(typed);
        if (length < 5)
        {
            return symbol.Code;
        }

        var best = (Distance: length < 8 ? 2 : 3, symbol.Code);
        for (var other = length - 2; other <= length + 2; other++)
        {
            foreach (var (word, code) in _near.GetValueOrDefault((typed[0], other)) ?? [])
            {
                var distance = EditDistance.Between(typed[..length], word, best.Distance);
                if (distance < best.Distance)
                {
                    best = (distance, code);
                }
            }
        }

        return best.Code;
    }

    private static bool StandsInRow(List<Symbol> words, ulong[] title)
    {
        for (var start = 0; start + words.Count <= title.Length; start++)
        {
            var i = 0;
            while (i < words.Count && title[start + i] == words[i].Code)
            {
                i++;
            }

            if (i == words.Count)
            {
                return true;
            }
        }

        return false;
    }
}
