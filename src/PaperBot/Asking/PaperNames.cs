using System.Buffers;
using System.Numerics;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>A paper that a part of a question names.</summary>
/// <param name="Value">How sure that is: 3 for a stored id, 1.2 for a name, 0.5 and up for an author.</param>
/// <param name="First">The symbols of the question that name it; none where it was recognised by its title's words.</param>
internal readonly record struct NameHit(int Paper, double Value, int First, int Count)
{
    /// <summary>It was recognised by words of its title, which adds to what its names say.</summary>
    public bool IsTitle { get; init; }
}

/// <summary>What papers are called: names, acronyms, title parts, authors, each by spelling, nearly so, and by sound.</summary>
internal sealed class PaperNames
{
    private const double ByName = 1.2;
    private const double ByHeard = 1.0;
    private const double NearHeard = 0.9;
    private const double ByLearntWord = 0.7;
    private const double ByHeardLearntWord = 0.6;
    private const double BySurname = 0.6;
    private const double NearSurname = 0.5;
    private const double InTitle = 0.6;
    private const double WholeInTitle = 0.8;
    private const int LongestName = 48;
    private const int LongestWindow = 5;

    // A sound this long may differ in one place and still be the same name.
    private const int LongSound = 7;

    private readonly Dictionary<ulong, List<Entry>> _exact = [];
    private readonly Dictionary<ulong, List<Entry>> _sounds = [];
    private readonly Dictionary<(char First, int Length), List<Near>> _near = [];
    private readonly Dictionary<(char First, int Length), List<(string Sound, int Paper)>> _nearSounds = [];
    private readonly Dictionary<ulong, List<int>> _titleWords = [];
    private readonly Dictionary<(char First, int Length), List<(string Word, ulong Code)>> _nearTitleWords = [];
    private readonly List<ulong[]> _titles = [];
    private readonly List<(string Beginning, int Paper)> _beginnings = [];

    private readonly record struct Entry(int Paper, double Value);

    private readonly record struct Near(string Name, uint Letters, int Paper, double Value);

    /// <summary>Papers in the order of their numbers.</summary>
    /// <param name="learnt">Words that somebody coined and only this paper's Q&amp;As hold, with the share of them that do.</param>
    public void Add(IndexedPaper paper, IEnumerable<string> summaries, IEnumerable<(string Word, double Share)> learnt)
    {
        var title = SearchText.Normalize(paper.Paper.Title);
        var names = TitleNames.Of(title, SearchText.Normalize(paper.Stored.ListName), summaries);
        names.UnionWith(paper.Paper.Aliases.Select(SearchText.Normalize));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            AddName(paper.Number, name, ByName, ByHeard);
        }

        foreach (var (word, share) in learnt.Where(word => !names.Contains(word.Word)))
        {
            // What half of its Q&As speak of is what the paper is called, whatever its title says.
            var isName = share >= 0.4;
            AddName(paper.Number, word, isName ? ByName : ByLearntWord, isName ? ByHeard : ByHeardLearntWord);
        }

        foreach (var author in paper.Paper.Authors)
        {
            AddAuthor(paper.Number, SearchText.Normalize(author));
        }

        AddTitle(paper.Number, title);
    }

    /// <summary>To be called once when every paper was added.</summary>
    public void Close()
    {
        _beginnings.Sort((left, right) => (left.Beginning, left.Paper).CompareTo((right.Beginning, right.Paper)));
        _beginnings.TrimExcess();
    }

    /// <summary>Papers with a name, a title word or an author that begins with what was typed, in the order of the alphabet.</summary>
    public IEnumerable<int> Complete(string typed, int most)
    {
        var beginning = Lowered(typed);
        if (beginning.Length == 0)
        {
            return [];
        }

        var first = _beginnings.BinarySearch((beginning, -1));
        var papers = new List<int>();
        for (var i = first < 0 ? ~first : first; i < _beginnings.Count && papers.Count < most; i++)
        {
            if (!_beginnings[i].Beginning.StartsWith(beginning, StringComparison.Ordinal))
            {
                break;
            }

            if (!papers.Contains(_beginnings[i].Paper))
            {
                papers.Add(_beginnings[i].Paper);
            }
        }

        return papers;
    }

    /// <summary>Everything in the question that may name a paper.</summary>
    /// <param name="vocabulary">Tells words that the store knows from those that may be a misspelt name.</param>
    public List<NameHit> Find(string text, List<Symbol> symbols, NameVocabulary vocabulary)
    {
        var hits = new List<NameHit>();
        for (var i = 0; i < symbols.Count; i++)
        {
            FindSpelled(text, symbols, i, vocabulary, hits);
            FindHeard(text, symbols, i, vocabulary, hits);
        }

        FindInTitles(text, symbols, vocabulary, hits);
        return hits;
    }

    private void FindSpelled(string text, List<Symbol> symbols, int i, NameVocabulary vocabulary, List<NameHit> hits)
    {
        Span<char> joined = stackalloc char[LongestName];
        var length = 0;
        var unknown = false;
        for (var count = 1; count <= LongestWindow && i + count <= symbols.Count; count++)
        {
            var symbol = symbols[i + count - 1];
            if (
                symbol.Kind is not (SymbolKind.Latin or SymbolKind.Number)
                || (count > 1 && !IsNext(text, symbols[i + count - 2], symbol))
            )
            {
                return;
            }

            unknown |= !vocabulary.IsKnown(symbol);
            foreach (var letter in text.AsSpan(symbol.Start, symbol.End - symbol.Start))
            {
                if (length == joined.Length)
                {
                    return;
                }

                joined[length++] = char.ToLowerInvariant(letter);
            }

            if (_exact.TryGetValue(Codes.Hash(joined[..length]), out var entries))
            {
                hits.AddRange(entries.Select(entry => new NameHit(entry.Paper, entry.Value, i, count)));
            }
            else if (unknown && count <= 3 && length > 4)
            {
                FindNear(joined[..length], i, count, hits);
            }
        }
    }

    private void FindNear(ReadOnlySpan<char> typed, int first, int count, List<NameHit> hits)
    {
        var allowed = typed.Length < 6 ? 1 : 2;
        var letters = LetterSet(typed);
        for (var length = typed.Length - allowed; length <= typed.Length + allowed; length++)
        {
            if (!_near.TryGetValue((typed[0], length), out var names))
            {
                continue;
            }

            foreach (var name in names)
            {
                var most = Math.Min(allowed, name.Name.Length < 6 || name.Value < 1 ? 1 : 2);
                // Of a short name only a letter too many is a slip; another letter is another name.
                if (name.Name.Length < 5 && typed.Length <= name.Name.Length)
                {
                    continue;
                }

                if (BitOperations.PopCount(letters ^ name.Letters) > 2 * most)
                {
                    continue;
                }

                var distance = EditDistance.Between(typed, name.Name, most);
                if (distance <= most)
                {
                    hits.Add(new NameHit(name.Paper, name.Value >= 1 ? 1 - (0.1 * distance) : NearSurname, first, count));
                }
            }
        }
    }

    /// <summary>Katakana, alone or with capitals read out beside it.</summary>
    private void FindHeard(string text, List<Symbol> symbols, int i, NameVocabulary vocabulary, List<NameHit> hits)
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

    /// <summary>Words of the question that stand in a title, in a row or scattered; common ones say little.</summary>
    private void FindInTitles(string text, List<Symbol> symbols, NameVocabulary vocabulary, List<NameHit> hits)
    {
        var words = symbols
            .Where(symbol => symbol.Kind == SymbolKind.Latin)
            .Select(symbol => vocabulary.IsKnown(symbol) ? symbol : symbol with { Code = NearTitleWord(text, symbol) })
            .ToList();
        var shared = symbols.Any(symbol => symbol.Kind is SymbolKind.Kanji or SymbolKind.Katakana);
        var total = 0.0;
        var found = new Dictionary<int, double>();
        foreach (var word in words.Where(word => !vocabulary.IsStopWord(word)))
        {
            var papers = _titleWords.GetValueOrDefault(word.Code);
            var weight = papers is null ? 1 : Math.Log(1 + ((double)_titles.Count / papers.Count)) / Math.Log(1 + _titles.Count);
            total += weight;
            foreach (var paper in papers ?? [])
            {
                found[paper] = found.GetValueOrDefault(paper) + weight;
            }
        }

        foreach (var (paper, weight) in found)
        {
            var whole = !shared && words.Count >= 2 && weight > 0.99 * total && StandsInRow(words, _titles[paper]);
            hits.Add(
                new NameHit(
                    paper,
                    (InTitle * weight / total * (shared ? 0.5 : 1)) + (whole ? WholeInTitle : 0),
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
    private ulong NearTitleWord(string text, Symbol symbol)
    {
        Span<char> typed = stackalloc char[LongestName];
        var length = text.AsSpan(symbol.Start, Math.Min(LongestName, symbol.End - symbol.Start)).ToLowerInvariant(typed);
        if (length < 5)
        {
            return symbol.Code;
        }

        var best = (Distance: length < 8 ? 2 : 3, symbol.Code);
        for (var other = length - 2; other <= length + 2; other++)
        {
            foreach (var (word, code) in _nearTitleWords.GetValueOrDefault((typed[0], other)) ?? [])
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

    private void AddName(int paper, string name, double value, double heard)
    {
        var joined = Joined(name);
        AddExact(joined, paper, value);
        AddNear(joined, paper, value);
        _beginnings.Add((Lowered(name), paper));
        foreach (var reading in Readings.OfName(name))
        {
            AddSound(reading, paper, heard);
        }
    }

    private void AddAuthor(int paper, string author)
    {
        var parts = TitleNames.Words(author).Where(part => part.Length > 1 && part[^1] != '.').ToList();
        if (parts.Count == 0)
        {
            return;
        }

        var surname = parts[^1];
        _beginnings.Add((Lowered(surname), paper));
        _beginnings.Add((Lowered(author), paper));
        if (parts.Count > 1)
        {
            AddExact(Joined(string.Concat(parts)), paper, ByName);
            AddExact(Joined(surname + string.Concat(parts.SkipLast(1))), paper, ByName);
            AddExact(Joined(parts[0] + surname), paper, ByName);
            AddNear(Joined(parts[0] + surname), paper, ByName);
            foreach (var first in Readings.OfPerson(Joined(parts[0])))
            {
                foreach (var last in Readings.OfPerson(Joined(surname)))
                {
                    AddSound(first + last, paper, ByHeard);
                }
            }
        }

        AddExact(Joined(surname), paper, BySurname);
        AddNear(Joined(surname), paper, BySurname);
        foreach (var reading in Readings.OfPerson(Joined(surname)))
        {
            AddSound(reading, paper, NearSurname);
        }
    }

    private void AddTitle(int paper, string title)
    {
        _beginnings.Add((Lowered(title), paper));
        var symbols = new List<Symbol>();
        Symbols.Cut(title, symbols);
        var words = symbols.Where(symbol => symbol.Kind == SymbolKind.Latin).ToList();
        _titles.Add([.. words.Select(word => word.Code)]);
        foreach (var word in words)
        {
            Grow(_titleWords, word.Code, paper);
            if (word.End - word.Start > 3)
            {
                var lower = Lowered(title[word.Start..word.End]);
                Grow(_nearTitleWords, (lower[0], lower.Length), (lower, word.Code));
                _beginnings.Add((Lowered(title[word.Start..word.End]), paper));
            }
        }
    }

    private void AddExact(string joined, int paper, double value)
    {
        if (joined.Length >= 2)
        {
            Grow(_exact, Codes.Hash(joined), new Entry(paper, value));
        }
    }

    private void AddNear(string joined, int paper, double value)
    {
        if (joined.Length is >= 4 and <= LongestName)
        {
            Grow(_near, (joined[0], joined.Length), new Near(joined, LetterSet(joined), paper, value));
        }
    }

    private void AddSound(string reading, int paper, double value)
    {
        Span<char> sound = stackalloc char[64];
        var length = Sound.Full(reading, true, sound);
        if (length >= LongSound && value >= 1)
        {
            Grow(_nearSounds, (sound[0], length), (new string(sound[..length]), paper));
        }

        Span<ulong> keys = stackalloc ulong[4];
        var count = HeardKeys(reading, true, keys);
        foreach (var key in keys[..count])
        {
            Grow(_sounds, key, new Entry(paper, value));
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

    private static string Lowered(string text) => text.Trim().ToLowerInvariant();

    private static string Joined(string name)
    {
        Span<char> joined = stackalloc char[LongestName];
        var length = 0;
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter) && length < joined.Length)
            {
                joined[length++] = char.ToLowerInvariant(letter);
            }
        }

        return new string(joined[..length]);
    }

    private static bool IsNext(string text, Symbol before, Symbol symbol) =>
        symbol.Start == before.End
        || (
            symbol.Start - before.End <= 2
            && text.AsSpan(before.End, symbol.Start - before.End).IndexOfAnyExcept(BetweenWords) < 0
        );

    private static readonly SearchValues<char> BetweenWords = SearchValues.Create(" -'._/");

    private static uint LetterSet(ReadOnlySpan<char> name)
    {
        uint set = 0;
        foreach (var letter in name)
        {
            set |= letter is >= 'a' and <= 'z' ? 1u << (letter - 'a') : 1u << 26;
        }

        return set;
    }

    private static void Grow<TKey, TValue>(Dictionary<TKey, List<TValue>> lists, TKey key, TValue value)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists.Add(key, list = new List<TValue>(1));
        }

        if (!list.Contains(value))
        {
            list.Add(value);
        }
    }
}

/// <summary>Which words of a question are known to the store or the glossary, and so hardly a misspelt name.</summary>
internal sealed class NameVocabulary(Postings postings, Glossary glossary)
{
    private readonly List<ConceptMatch> _matches = [];

    public bool IsStopWord(Symbol symbol) => glossary.IsStopWord(symbol.Code);

    public bool IsKnown(Symbol symbol) =>
        postings.Count(Codes.Key(Channel.Words, symbol.Code)) > 0 || glossary.IsStopWord(symbol.Code);

    /// <summary>Whether a run of katakana is a concept or stands as it is in the store.</summary>
    public bool IsKnownRun(List<Symbol> symbols, int start, int end)
    {
        glossary.Match(symbols, start, _matches);
        if (_matches.Count > 0 && _matches[^1].End >= end)
        {
            return true;
        }

        Span<char> run = stackalloc char[Stemmer.LongestWord];
        var length = 0;
        for (var i = start; i < end && length < run.Length; i++)
        {
            run[length++] = (char)symbols[i].Code;
        }

        return length > 1 && postings.Count(Codes.Key(Channel.Words, Codes.Hash(run[..length]))) > 0;
    }
}
