using System.Buffers;

namespace PaperBot.Asking;

/// <summary>Names by how they sound: what people hear in English and write in katakana.</summary>
internal sealed class HeardNames
{
    private const double NearHeard = 0.9;

    // A sound this long may differ in one place and still be the same name.
    private const int LongSound = 7;

    private static readonly SearchValues<char> BetweenWords = SearchValues.Create(" -'._/");

    private readonly Dictionary<ulong, List<NamedPaper>> _sounds = [];
    private readonly Dictionary<(char First, int Length), List<(string Sound, int Paper)>> _nearSounds = [];

    public void Add(string reading, int paper, double value)
    {
        Span<char> sound = stackalloc char[64];
        var length = Sound.Full(reading, true, sound);
        if (length >= LongSound && value >= 1)
        {
            _nearSounds.Grow((sound[0], length), (new string(sound[..length]), paper));
        }

        Span<ulong> keys = stackalloc ulong[4];
        var count = HeardKeys(reading, true, keys);
        foreach (var key in keys[..count])
        {
            _sounds.Grow(key, new NamedPaper(paper, value));
        }
    }

    /// <summary>A reading's consonants, and its whole sound, by which short names are told apart; the latter with and without a silent e.</summary>
    private static int HeardKeys(ReadOnlySpan<char> reading, bool isLatin, Span<ulong> keys)
    {
        var count = Sound.Keys(reading, isLatin, keys);
        Span<char> sound = stackalloc char[64];
        var length = Sound.Full(reading, isLatin, sound);
        if (length >= 3)
        {
            keys[count++] = Codes.Hash(sound[..length]) ^ 1;
        }

        if (isLatin && length >= 4 && sound[length - 1] == 'e')
        {
            keys[count++] = Codes.Hash(sound[..(length - 1)]) ^ 1;
        }

        return count;
    }

    /// <summary>Katakana, alone or with capitals read out beside it.</summary>
    public void Find(string text, List<Symbol> symbols, int i, NameVocabulary vocabulary, List<NameHit> hits)
    {
        if (
            symbols[i].Kind is not (SymbolKind.Katakana or SymbolKind.Latin)
            || (i > 0 && symbols[i].Touches && symbols[i - 1].Kind == symbols[i].Kind)
        )
        {
            return;
        }

        Span<char> romaji = stackalloc char[96];
        var katakana = 0;
        var known = true;
        var start = i;
        for (var end = i; end < symbols.Count && end - i < 24; end++)
        {
            var symbol = symbols[end];
            if (
                symbol.Kind is not (SymbolKind.Katakana or SymbolKind.Latin)
                || (end > i && !symbol.Touches && !IsNext(text, symbols[end - 1], symbol))
            )
            {
                return;
            }

            katakana += symbol.Kind == SymbolKind.Katakana ? 1 : 0;
            var runGoesOn = end + 1 < symbols.Count && symbols[end + 1].Kind == symbol.Kind && symbols[end + 1].Touches;
            if (runGoesOn)
            {
                continue;
            }

            // A word that the store or the glossary knows is meant as itself, however much it sounds like a name.
            known &=
                symbol.Kind == SymbolKind.Katakana ? vocabulary.IsKnownRun(symbols, start, end + 1) : vocabulary.IsKnown(symbol);
            start = end + 1;
            if (katakana < 2)
            {
                continue;
            }

            var length = Say(symbols, i, end, text, romaji);
            if (!known)
            {
                AddHeard(romaji[..length], i, end + 1 - i, hits);
            }
        }
    }

    private void AddHeard(ReadOnlySpan<char> romaji, int first, int count, List<NameHit> hits)
    {
        Span<ulong> keys = stackalloc ulong[4];
        foreach (var key in keys[..HeardKeys(romaji, false, keys)])
        {
            foreach (var entry in _sounds.GetValueOrDefault(key) ?? [])
            {
                hits.Add(new NameHit(entry.Paper, entry.Value, first, count));
            }
        }

        Span<char> sound = stackalloc char[64];
        var length = Sound.Full(romaji, false, sound);
        for (var near = length - 1; near <= length + 1 && length >= LongSound; near++)
        {
            foreach (var (said, paper) in _nearSounds.GetValueOrDefault((sound[0], near)) ?? [])
            {
                if (EditDistance.Between(sound[..length], said, 1) <= 1)
                {
                    hits.Add(new NameHit(paper, NearHeard, first, count));
                }
            }
        }
    }

    private static int Say(List<Symbol> symbols, int first, int last, string text, Span<char> romaji)
    {
        Span<char> run = stackalloc char[32];
        var length = 0;
        var count = 0;
        for (var i = first; i <= last; i++)
        {
            if (symbols[i].Kind == SymbolKind.Katakana)
            {
                // A small vowel changes the one before it, so a run is read as a whole.
                run[count++] = (char)symbols[i].Code;
                if (i < last && symbols[i + 1].Kind == SymbolKind.Katakana)
                {
                    continue;
                }

                length += Sound.Romaji(run[..count], romaji[length..]);
                count = 0;
            }
            else
            {
                var letters = Sound.ReadOut(text.AsSpan(symbols[i].Start, Math.Min(8, symbols[i].End - symbols[i].Start)));
                var kept = Math.Min(letters.Length, romaji.Length - length);
                letters.AsSpan(0, kept).CopyTo(romaji[length..]);
                length += kept;
            }
        }

        return length;
    }

    /// <summary>Nothing but a blank or a hyphen stands between them.</summary>
    public static bool IsNext(string text, Symbol before, Symbol symbol) =>
        symbol.Start == before.End
        || (
            symbol.Start - before.End <= 2
            && text.AsSpan(before.End, symbol.Start - before.End).IndexOfAnyExcept(BetweenWords) < 0
        );
}
