using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>One step of a text: a whole Latin word or number, or one Japanese character.</summary>
/// <param name="Code">A Latin word's stem or a number as a hash, a Japanese character as itself: equal codes mean the same.</param>
/// <param name="Start">Its place in the normalised text; <paramref name="End"/> is behind its last character.</param>
/// <param name="Touches">Nothing stands between it and the symbol before it.</param>
internal readonly record struct Symbol(ulong Code, int Start, int End, SymbolKind Kind, bool Touches)
{
    public bool IsJapanese => Kind is SymbolKind.Katakana or SymbolKind.Kanji or SymbolKind.Hiragana;
}

/// <summary>Cuts normalised text into symbols. Japanese has no spaces, so what is a word in it is decided later, by whoever reads the symbols.</summary>
internal static class Symbols
{
    public static void Cut(ReadOnlySpan<char> text, List<Symbol> symbols)
    {
        symbols.Clear();
        var lastEnd = -1;
        for (var i = 0; i < text.Length; )
        {
            var kind = SearchText.KindOf(text[i]);
            switch (kind)
            {
                case SymbolKind.Latin:
                case SymbolKind.Number:
                    var end = WordEnd(text, i, out var word);
                    var isNumber = word == SymbolKind.Number;
                    var code = isNumber ? Codes.Number(text[i..end]) : Codes.Word(text[i..end]);
                    // The s of "let's" is no word.
                    if (!(end == i + 1 && i > 0 && text[i - 1] == '\''))
                    {
                        symbols.Add(new Symbol(code, i, end, word, i == lastEnd));
                    }

                    lastEnd = i = end;
                    break;
                case SymbolKind.Katakana:
                    symbols.Add(new Symbol(FoldKatakana(text, i, out var length), i, i + length, kind, i == lastEnd));
                    lastEnd = i += length;
                    break;
                case SymbolKind.Kanji:
                case SymbolKind.Hiragana:
                    symbols.Add(new Symbol(text[i], i, i + 1, kind, i == lastEnd));
                    lastEnd = ++i;
                    break;
                case SymbolKind.Mark:
                    // Belongs to the symbol before it, so that コード and コド touch in the same way.
                    lastEnd = lastEnd == i ? i + 1 : lastEnd;
                    i++;
                    break;
                default:
                    i++;
                    break;
            }
        }
    }

    private static int WordEnd(ReadOnlySpan<char> text, int start, out SymbolKind kind)
    {
        kind = SymbolKind.Number;
        var i = start;
        while (i < text.Length)
        {
            var next = SearchText.KindOf(text[i]);
            if (next == SymbolKind.Latin)
            {
                kind = SymbolKind.Latin;
            }
            else if (next != SymbolKind.Number && !IsInsideNumber(text, i, kind))
            {
                break;
            }

            i++;
        }

        return i;
    }

    private static bool IsInsideNumber(ReadOnlySpan<char> text, int i, SymbolKind soFar) =>
        soFar == SymbolKind.Number
        && text[i] is '.' or ','
        && i + 1 < text.Length
        && char.IsAsciiDigit(text[i + 1])
        && char.IsAsciiDigit(text[i - 1]);

    /// <summary>Katakana that people mix up becomes one: ヴァ is バ, ヂ is ジ.</summary>
    private static ulong FoldKatakana(ReadOnlySpan<char> text, int i, out int length)
    {
        length = 1;
        switch (text[i])
        {
            case 'ヴ':
                var next = i + 1 < text.Length ? text[i + 1] : ' ';
                length = next is 'ァ' or 'ィ' or 'ェ' or 'ォ' ? 2 : 1;
                return next switch
                {
                    'ァ' => 'バ',
                    'ィ' => 'ビ',
                    'ェ' => 'ベ',
                    'ォ' => 'ボ',
                    _ => 'ブ',
                };
            case 'ヂ':
                return 'ジ';
            case 'ヅ':
                return 'ズ';
            default:
                return text[i];
        }
    }
}

/// <summary>What words and keys are compared by: numbers instead of strings, so that an index of many notes stays small.</summary>
internal static class Codes
{
    private const int ChannelShift = 60;
    private const ulong Mask = (1UL << ChannelShift) - 1;

    /// <summary>The stem of a Latin word.</summary>
    public static ulong Word(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Stemmer.LongestWord];
        var length = Lower(word, lower);
        return Hash(lower[..Stemmer.StemLength(lower, length)]);
    }

    /// <summary>Two words with a hyphen between them as one.</summary>
    public static ulong Joined(string text, Symbol first, Symbol second) =>
        Word(
            string.Concat(text.AsSpan(first.Start, first.End - first.Start), text.AsSpan(second.Start, second.End - second.Start))
        );

    /// <summary>A Latin word as it stands, in lower case.</summary>
    public static ulong Exact(ReadOnlySpan<char> word)
    {
        Span<char> lower = stackalloc char[Stemmer.LongestWord];
        return Hash(lower[..Lower(word, lower)]);
    }

    /// <summary>1,085,590 and 1085590 are one number.</summary>
    public static ulong Number(ReadOnlySpan<char> digits)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var digit in digits)
        {
            if (digit != ',')
            {
                hash = (hash ^ digit) * 0x100000001B3UL;
            }
        }

        return Finish(hash);
    }

    /// <summary>The key of a code in a channel: equal codes of different channels have nothing to do with each other.</summary>
    public static ulong Key(Channel channel, ulong code) => ((ulong)channel << ChannelShift) | (code & Mask);

    public static Channel ChannelOf(ulong key) => (Channel)(key >> ChannelShift);

    public static ulong Pair(ulong first, ulong second) => (first << 16) | second;

    public static ulong Hash(ReadOnlySpan<char> text)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 0x100000001B3UL;
        }

        return Finish(hash);
    }

    private static ulong Finish(ulong hash)
    {
        // FNV leaves the high bits of short words alike; Key keeps the low 60, Dictionary folds all of them.
        hash ^= hash >> 29;
        // Never a character's own code: those are below 2^32 even as a pair.
        return (hash | (1UL << 59)) & Mask;
    }

    private static int Lower(ReadOnlySpan<char> word, Span<char> lower)
    {
        var length = Math.Min(word.Length, lower.Length);
        for (var i = 0; i < length; i++)
        {
            lower[i] = char.ToLowerInvariant(word[i]);
        }

        return length;
    }
}

/// <summary>By what a question and a stored text can meet.</summary>
internal enum Channel : byte
{
    /// <summary>Stems, numbers, pairs of Japanese characters, initials.</summary>
    Words = 1,

    /// <summary>Lines of the glossary.</summary>
    Concepts = 2,

    /// <summary>The sound of a katakana word.</summary>
    KatakanaSound = 3,

    /// <summary>The sound of a Latin word, met by katakana only: Latin spelling has its own channel.</summary>
    LatinSound = 4,
}
