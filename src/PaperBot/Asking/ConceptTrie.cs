namespace PaperBot.Asking;

/// <summary>A concept found in a text: from symbol <paramref name="Start"/> on, <paramref name="Count"/> symbols long.</summary>
internal readonly record struct ConceptMatch(int Concept, int Start, int Count)
{
    public int End => Start + Count;
}

/// <summary>Spellings as paths of symbols, so that every concept at a place is found in one walk.</summary>
internal sealed class ConceptTrie
{
    private const int None = -1;
    private readonly List<int> _concepts;

    // Open addressing: every symbol of every text is looked up here, and a Dictionary takes five times as long.
    private Step[] _steps;
    private int _count;

    public ConceptTrie()
        : this(new Step[1024], 0, [None]) { }

    private ConceptTrie(Step[] steps, int count, List<int> concepts) => (_steps, _count, _concepts) = (steps, count, concepts);

    private readonly record struct Step(ulong Code, int From, int To);

    public ConceptTrie Copy() => new([.. _steps], _count, [.. _concepts]);

    /// <returns>Whether it was added; not where the spelling is empty or taken, by <paramref name="other"/>.</returns>
    public bool Add(string spelling, int concept, out int? other)
    {
        other = null;
        var symbols = new List<Symbol>();
        Symbols.Cut(SearchText.Normalize(spelling), symbols);
        if (symbols.Count == 0)
        {
            return false;
        }

        var node = 0;
        foreach (var symbol in symbols)
        {
            if (!TryStep(node, symbol.Code, out var next))
            {
                next = _concepts.Count;
                _concepts.Add(None);
                AddStep(new Step(symbol.Code, node, next));
            }

            node = next;
        }

        if (_concepts[node] != None)
        {
            other = _concepts[node];
            return false;
        }

        _concepts[node] = concept;
        return true;
    }

    /// <summary>The concept that a spelling has.</summary>
    public int? Find(string spelling)
    {
        var symbols = new List<Symbol>();
        Symbols.Cut(SearchText.Normalize(spelling), symbols);
        var node = 0;
        foreach (var symbol in symbols)
        {
            if (!TryStep(node, symbol.Code, out node))
            {
                return null;
            }
        }

        return node > 0 && _concepts[node] != None ? _concepts[node] : null;
    }

    public void Match(List<Symbol> symbols, int start, List<ConceptMatch> matches)
    {
        matches.Clear();
        var node = 0;
        for (var i = start; i < symbols.Count && TryStep(node, symbols[i].Code, out node); i++)
        {
            if (_concepts[node] != None && StandsAlone(symbols, start, i + 1))
            {
                matches.Add(new ConceptMatch(_concepts[node], start, i + 1 - start));
            }
        }
    }

    private bool TryStep(int node, ulong code, out int next)
    {
        var mask = _steps.Length - 1;
        for (var at = Slot(node, code) & mask; ; at = (at + 1) & mask)
        {
            ref readonly var step = ref _steps[at];
            next = step.To;
            if (next == 0 || (step.Code == code && step.From == node))
            {
                return next != 0;
            }
        }
    }

    private void AddStep(Step step)
    {
        if (2 * ++_count > _steps.Length)
        {
            var old = _steps;
            _steps = new Step[2 * old.Length];
            foreach (var kept in old.Where(kept => kept.To != 0))
            {
                Place(kept);
            }
        }

        Place(step);
    }

    private void Place(Step step)
    {
        var mask = _steps.Length - 1;
        var at = Slot(step.From, step.Code) & mask;
        while (_steps[at].To != 0)
        {
            at = (at + 1) & mask;
        }

        _steps[at] = step;
    }

    private static int Slot(int node, ulong code) =>
        (int)(((code + ((ulong)node * 0x9E3779B97F4A7C15UL)) * 0xD6E8FEB86659FD93UL) >> 33);

    // 層 is a layer but not in 高層, モデ is no word in モデル: what is that short must not touch its like.
    private static bool StandsAlone(List<Symbol> symbols, int start, int end)
    {
        var kind = symbols[start].Kind;
        var shortest = kind switch
        {
            SymbolKind.Kanji => 2,
            SymbolKind.Katakana => 4,
            SymbolKind.Hiragana => 3,
            _ => 0,
        };
        if (end - start >= shortest)
        {
            return true;
        }

        for (var i = start; i < end; i++)
        {
            if (symbols[i].Kind != kind)
            {
                return true;
            }
        }

        return !(symbols[start].Touches && start > 0 && symbols[start - 1].Kind == kind)
            && !(end < symbols.Count && symbols[end].Touches && symbols[end].Kind == kind);
    }
}
