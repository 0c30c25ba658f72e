using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>A key by which a unit can be met, and how well the meeting fits.</summary>
/// <param name="Strength">1 for the same word, less for the same concept, the same sound, a related concept.</param>
/// <param name="Shares">One of several keys that make up the word: what counts is the share of them that is met.</param>
internal readonly record struct UnitKey(ulong Key, float Strength, bool Shares);

/// <summary>One thing that a question says: a word, or a concept whatever it is called.</summary>
internal sealed class QueryUnit
{
    private readonly List<UnitKey> _keys = [];
    private int _shares;

    public required UnitKind Kind { get; init; }

    /// <summary>The first of its symbols.</summary>
    public required int First { get; init; }

    public required int Count { get; init; }

    /// <summary>To be added to by <see cref="Add"/> alone.</summary>
    public List<UnitKey> Keys => _keys;

    /// <summary>Only frames the question.</summary>
    public bool Frames { get; init; }

    /// <summary>A word of every day: alone it is sure of nothing.</summary>
    public bool IsEveryday { get; init; }

    /// <summary>Written with capitals or digits, as names are.</summary>
    public bool LooksLikeName { get; init; }

    /// <summary>How much it counts among the others; set by the index, which knows how rare it is.</summary>
    public double Weight { get; set; }

    /// <summary>Nothing stored holds it.</summary>
    public bool IsUnknown { get; set; }

    public void Add(UnitKey key)
    {
        _keys.Add(key);
        _shares += key.Shares ? 1 : 0;
    }

    /// <summary>How well the unit is met where so many of its sharing keys are.</summary>
    public double ShareMet(int met)
    {
        if (met == 0)
        {
            return 0;
        }

        if (met >= _shares)
        {
            return 1;
        }

        // Parts of a katakana word are noise, unless it is long and nearly all of it is there.
        var share = (double)met / _shares;
        return Kind == UnitKind.Katakana ? (_shares >= 4 && met == _shares - 1 ? 0.8 : 0) : share * share;
    }
}

internal enum UnitKind
{
    Concept,
    Latin,
    Number,
    Katakana,
    Kanji,
    SingleKanji,
}

/// <summary>Cuts a question into units. Holds buffers: one question at a time, one thread.</summary>
internal sealed class QueryUnits(Glossary glossary, AskTuning tuning)
{
    private const float Exact = 1f;
    public const float ByConcept = 0.9f;
    public const float BySound = 0.8f;
    private const float ByRelation = 0.5f;
    private const float ByPart = 0.45f;
    private const float ByFamily = 0.25f;
    private const string Suffixes =
        "的化性時後前中内外上下力率数量型式法者用別系間点側毎等版派品度目語文形論学面役部製感向編集先元";
    private const string Particles = "はがをにでとのもへやかなだ";

    private readonly List<ConceptMatch> _matches = [];
    private readonly List<ConceptMatch> _inner = [];

    public List<Symbol> Symbols { get; } = [];

    public List<QueryUnit> Cut(string text)
    {
        Asking.Symbols.Cut(text, Symbols);
        var units = new List<QueryUnit>();
        for (var i = 0; i < Symbols.Count; )
        {
            var unit = Concept(text, i) ?? Plain(text, i);
            i += unit?.Count ?? 1;
            if (unit is { Keys.Count: > 0 })
            {
                units.Add(unit);
            }
        }

        return units;
    }

    private QueryUnit? Concept(string text, int i)
    {
        glossary.Match(Symbols, i, _matches);
        if (_matches.Count == 0)
        {
            return null;
        }

        var match = _matches[^1];
        if (IsHeadOfCompound(match))
        {
            return Compound(i, match.Count + 1);
        }

        var concept = glossary.Concepts[match.Concept];
        var unit = new QueryUnit
        {
            Kind = UnitKind.Concept,
            First = i,
            Count = match.Count,
            Frames = concept.Frames,
            IsEveryday = concept.IsEveryday,
        };
        if (concept.IsEmpty)
        {
            return unit;
        }

        unit.Add(new UnitKey(Codes.Key(Channel.Concepts, (ulong)match.Concept), ByConcept, false));
        foreach (var related in glossary.Related(match.Concept))
        {
            unit.Add(new UnitKey(Codes.Key(Channel.Concepts, (ulong)related), ByRelation, false));
        }

        AddInner(match, unit);
        AddSurface(text, i, i + match.Count, unit);
        return unit;
    }

    /// <summary>The concepts inside a longer one: who asks for process supervision is half served by supervision.</summary>
    private void AddInner(ConceptMatch match, QueryUnit unit)
    {
        for (var j = match.Start; j < match.End; j++)
        {
            glossary.Match(Symbols, j, _inner);
            foreach (var inner in _inner)
            {
                if (
                    inner.Concept != match.Concept
                    && inner.End <= match.End
                    && glossary.Concepts[inner.Concept] is { Frames: false, IsEmpty: false }
                )
                {
                    unit.Add(new UnitKey(Codes.Key(Channel.Concepts, (ulong)inner.Concept), ByPart, false));
                }
            }
        }
    }

    /// <summary>学習率 is not 学習: one more kanji behind a concept makes another word, unless it is an ending that many words take.</summary>
    private bool IsHeadOfCompound(ConceptMatch match)
    {
        var end = match.End;
        for (var i = match.Start; i < end; i++)
        {
            if (Symbols[i].Kind != SymbolKind.Kanji)
            {
                return false;
            }
        }

        return IsKanjiAt(end)
            && !IsKanjiAt(end + 1)
            && !IsVerbAt(end)
            && !Suffixes.Contains((char)Symbols[end].Code, StringComparison.Ordinal);
    }

    /// <summary>A kanji with hiragana behind it that is no particle: 扱える after 両方.</summary>
    private bool IsVerbAt(int i) =>
        i + 1 < Symbols.Count
        && Symbols[i + 1] is { Touches: true, Kind: SymbolKind.Hiragana } next
        && !Particles.Contains((char)next.Code, StringComparison.Ordinal);

    private bool IsKanjiAt(int i) => i < Symbols.Count && Symbols[i].Touches && Symbols[i].Kind == SymbolKind.Kanji;

    private QueryUnit Compound(int first, int count)
    {
        var unit = new QueryUnit
        {
            Kind = UnitKind.Kanji,
            First = first,
            Count = count,
        };
        AddPairs(first, first + count, unit);
        return unit;
    }

    private QueryUnit? Plain(string text, int i)
    {
        var symbol = Symbols[i];
        switch (symbol.Kind)
        {
            case SymbolKind.Latin when IsNumbered(text, i):
                return Numbered(text, i);
            case SymbolKind.Latin when !glossary.IsStopWord(symbol.Code):
            case SymbolKind.Number:
                var word = new QueryUnit
                {
                    Kind = symbol.Kind == SymbolKind.Number ? UnitKind.Number : UnitKind.Latin,
                    First = i,
                    Count = 1,
                    LooksLikeName = text.AsSpan(symbol.Start, symbol.End - symbol.Start).ContainsAnyExceptInRange('a', 'z'),
                };
                AddSurface(text, i, i + 1, word);
                return word;
            case SymbolKind.Katakana:
                return Run(text, i, UnitKind.Katakana);
            case SymbolKind.Kanji:
                return Run(text, i, UnitKind.Kanji);
            default:
                return null;
        }
    }

    /// <summary>GPT-4, T5-11B: a name with the number of its version or size.</summary>
    private bool IsNumbered(string text, int i) =>
        i + 1 < Symbols.Count
        && Symbols[i + 1].Kind == SymbolKind.Number
        && Symbols[i + 1].Start == Symbols[i].End + 1
        && text[Symbols[i].End] == '-';

    /// <summary>One name, though it is stored in two words as well: what is told of GPT says little of GPT-4.</summary>
    private QueryUnit Numbered(string text, int i)
    {
        var unit = new QueryUnit
        {
            Kind = UnitKind.Latin,
            First = i,
            Count = 2,
            LooksLikeName = true,
        };
        unit.Add(new UnitKey(Codes.Key(Channel.Words, Codes.Joined(text, Symbols[i], Symbols[i + 1])), Exact, true));
        unit.Add(new UnitKey(Codes.Key(Channel.Words, Symbols[i].Code), ByFamily, false));
        return unit;
    }

    /// <summary>What is left of a run of one script up to where a concept begins.</summary>
    private QueryUnit Run(string text, int first, UnitKind kind)
    {
        var script = Symbols[first].Kind;
        var end = first + 1;
        while (end < Symbols.Count && Symbols[end].Touches && Symbols[end].Kind == script && !ConceptBegins(end))
        {
            end++;
        }

        var unit = new QueryUnit
        {
            Kind = kind == UnitKind.Kanji && end == first + 1 ? UnitKind.SingleKanji : kind,
            First = first,
            Count = end - first,
        };
        AddSurface(text, first, end, unit);
        return unit;
    }

    private bool ConceptBegins(int i)
    {
        glossary.Match(Symbols, i, _inner);
        return _inner.Count > 0;
    }

    /// <summary>The words of the unit themselves.</summary>
    private void AddSurface(string text, int first, int end, QueryUnit unit)
    {
        for (var i = first; i < end; )
        {
            var symbol = Symbols[i];
            switch (symbol.Kind)
            {
                case SymbolKind.Latin:
                case SymbolKind.Number:
                    if (!glossary.IsStopWord(symbol.Code) || end - first == 1)
                    {
                        unit.Add(new UnitKey(Codes.Key(Channel.Words, symbol.Code), Exact, true));
                    }

                    if (symbol.Kind == SymbolKind.Latin && end - first == 1 && tuning.Sound)
                    {
                        AddSound(text.AsSpan(symbol.Start, symbol.End - symbol.Start), true, Channel.KatakanaSound, unit);
                    }

                    i++;
                    break;
                case SymbolKind.Katakana:
                case SymbolKind.Kanji:
                    var runEnd = i + 1;
                    while (runEnd < end && Symbols[runEnd].Touches && Symbols[runEnd].Kind == symbol.Kind)
                    {
                        runEnd++;
                    }

                    AddPairs(i, runEnd, unit);
                    if (symbol.Kind == SymbolKind.Katakana && runEnd - i >= 3 && runEnd - i == end - first && tuning.Sound)
                    {
                        AddKatakanaSound(i, runEnd, unit);
                    }

                    i = runEnd;
                    break;
                default:
                    i++;
                    break;
            }
        }
    }

    private void AddPairs(int first, int end, QueryUnit unit)
    {
        if (end - first == 1)
        {
            // 良い is a concept with many spellings; every other word that begins with 良 is not one of them.
            if (unit.Kind == UnitKind.Concept)
            {
                return;
            }

            unit.Add(new UnitKey(Codes.Key(Channel.Words, Symbols[first].Code), Exact, true));
            return;
        }

        for (var i = first; i + 1 < end; i++)
        {
            unit.Add(new UnitKey(Codes.Key(Channel.Words, Codes.Pair(Symbols[i].Code, Symbols[i + 1].Code)), Exact, true));
        }
    }

    private void AddKatakanaSound(int first, int end, QueryUnit unit)
    {
        Span<char> run = stackalloc char[Stemmer.LongestWord];
        var length = 0;
        for (var i = first; i < end && length < run.Length; i++)
        {
            run[length++] = (char)Symbols[i].Code;
        }

        Span<char> romaji = stackalloc char[96];
        var heard = romaji[..Sound.Romaji(run[..length], romaji)];
        AddSound(heard, false, Channel.KatakanaSound, unit);
        AddSound(heard, false, Channel.LatinSound, unit);
    }

    private static void AddSound(ReadOnlySpan<char> word, bool isLatin, Channel channel, QueryUnit unit)
    {
        Span<ulong> keys = stackalloc ulong[3];
        var count = word.Length >= 3 ? Sound.Keys(word, isLatin, keys) : 0;
        foreach (var key in keys[..count])
        {
            unit.Add(new UnitKey(Codes.Key(channel, key), BySound, false));
        }
    }
}
