using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Makes the keys by which a stored text is found. Holds buffers: one text at a time, one thread.</summary>
internal sealed class TextKeys(Glossary glossary)
{
    /// <summary>Whether Latin words are collected by sound as well: half of the work, and only katakana asks for it.</summary>
    public bool LatinSounds { get; set; } = true;

    private readonly List<Symbol> _symbols = [];
    private readonly List<ConceptMatch> _matches = [];

    /// <summary>The symbols of the last text.</summary>
    public List<Symbol> LastSymbols => _symbols;

    /// <param name="text">Normalised.</param>
    /// <param name="keys">Gets every key as often as it stands there.</param>
    public void Collect(string text, List<ulong> keys)
    {
        Symbols.Cut(text, _symbols);
        for (var i = 0; i < _symbols.Count; i++)
        {
            glossary.Match(_symbols, i, _matches);
            foreach (var match in _matches)
            {
                keys.Add(Codes.Key(Channel.Concepts, (ulong)match.Concept));
            }

            switch (_symbols[i].Kind)
            {
                case SymbolKind.Latin:
                    AddLatin(text, i, keys);
                    break;
                case SymbolKind.Number:
                    keys.Add(Codes.Key(Channel.Words, _symbols[i].Code));
                    AddJoined(text, i, keys);
                    break;
                case SymbolKind.Kanji:
                    AddKanji(i, keys);
                    break;
                case SymbolKind.Katakana when !Continues(i):
                    AddKatakana(i, keys);
                    break;
            }
        }
    }

    private bool Continues(int i) => i > 0 && _symbols[i].Touches && _symbols[i - 1].Kind == _symbols[i].Kind;

    private void AddLatin(string text, int i, List<ulong> keys)
    {
        var symbol = _symbols[i];
        AddJoined(text, i, keys);
        AddInitials(text, i, keys);
        if (glossary.IsStopWord(symbol.Code))
        {
            return;
        }

        keys.Add(Codes.Key(Channel.Words, symbol.Code));
        var word = text.AsSpan(symbol.Start, symbol.End - symbol.Start);
        Span<ulong> sounds = stackalloc ulong[3];
        var count = LatinSounds && word.Length >= 3 ? Sound.Keys(word, true, sounds) : 0;
        foreach (var sound in sounds[..count])
        {
            keys.Add(Codes.Key(Channel.LatinSound, sound));
        }

        AddParts(word, keys);
    }

    /// <summary>few-shot is also fewshot, GPT-4 also gpt4.</summary>
    private void AddJoined(string text, int i, List<ulong> keys)
    {
        if (
            i + 1 < _symbols.Count
            && _symbols[i + 1].Kind is SymbolKind.Latin or SymbolKind.Number
            && _symbols[i + 1].Start == _symbols[i].End + 1
            && text[_symbols[i].End] == '-'
        )
        {
            keys.Add(Codes.Key(Channel.Words, Codes.Joined(text, _symbols[i], _symbols[i + 1])));
        }
    }

    /// <summary>"Behavioral Cloning" is also BC: people ask by initials that no note spells out.</summary>
    private void AddInitials(string text, int i, List<ulong> keys)
    {
        Span<char> initials = stackalloc char[4];
        var count = 0;
        for (var j = i; j < _symbols.Count && count < 4 && IsCapitalised(text, _symbols[j]); j++)
        {
            if (j > i && (_symbols[j].Start != _symbols[j - 1].End + 1 || text[_symbols[j - 1].End] is not (' ' or '-')))
            {
                break;
            }

            initials[count++] = char.ToLowerInvariant(text[_symbols[j].Start]);
            if (count >= 2)
            {
                keys.Add(Codes.Key(Channel.Words, Codes.Word(initials[..count])));
            }
        }
    }

    private static bool IsCapitalised(string text, Symbol symbol) =>
        symbol.Kind == SymbolKind.Latin
        && symbol.End - symbol.Start > 1
        && char.IsAsciiLetterUpper(text[symbol.Start])
        && char.IsAsciiLetterLower(text[symbol.Start + 1]);

    /// <summary>ByteFormer is also byte and former, and so is a blank lost between two words.</summary>
    private void AddParts(ReadOnlySpan<char> word, List<ulong> keys)
    {
        var start = 0;
        for (var i = 1; i <= word.Length; i++)
        {
            if (i == word.Length || (char.IsAsciiLetterUpper(word[i]) && char.IsAsciiLetterLower(word[i - 1])))
            {
                if (i - start >= 3 && i - start < word.Length && !glossary.IsStopWord(Codes.Word(word[start..i])))
                {
                    keys.Add(Codes.Key(Channel.Words, Codes.Word(word[start..i])));
                }

                start = i;
            }
        }
    }

    private void AddKanji(int i, List<ulong> keys)
    {
        var follows = Continues(i);
        var goesOn = i + 1 < _symbols.Count && _symbols[i + 1].Touches && _symbols[i + 1].Kind == SymbolKind.Kanji;
        if (goesOn)
        {
            keys.Add(Codes.Key(Channel.Words, Codes.Pair(_symbols[i].Code, _symbols[i + 1].Code)));
        }
        else if (!follows)
        {
            // A kanji alone is the stem of a word whose ending changes: 使う, 使って.
            keys.Add(Codes.Key(Channel.Words, _symbols[i].Code));
        }
    }

    private void AddKatakana(int i, List<ulong> keys)
    {
        Span<char> run = stackalloc char[Stemmer.LongestWord];
        var length = 0;
        do
        {
            if (length > 0)
            {
                keys.Add(Codes.Key(Channel.Words, Codes.Pair(_symbols[i - 1].Code, _symbols[i].Code)));
            }

            run[length++] = (char)_symbols[i].Code;
            i++;
        } while (i < _symbols.Count && length < run.Length && Continues(i));

        if (length == 1)
        {
            keys.Add(Codes.Key(Channel.Words, run[0]));
            return;
        }

        // The run as a whole tells a word that the store knows from a name that is only made of the same syllables.
        keys.Add(Codes.Key(Channel.Words, Codes.Hash(run[..length])));
        if (length >= 3)
        {
            Span<char> romaji = stackalloc char[64];
            Span<ulong> sounds = stackalloc ulong[3];
            var count = Sound.Keys(romaji[..Sound.Romaji(run[..length], romaji)], false, sounds);
            foreach (var sound in sounds[..count])
            {
                keys.Add(Codes.Key(Channel.KatakanaSound, sound));
            }
        }
    }
}
