using System.Buffers;
using System.Numerics;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>A paper that a question may name.</summary>
/// <param name="Value">How sure that is: 3 for a stored id, 1.2 for a name, 0.5 and up for an author.</param>
/// <param name="First">The symbols of the question that name it; none where it was recognised by its title's words.</param>
internal readonly record struct NameHit(int Paper, double Value, int First, int Count);

/// <summary>What papers are called: names, acronyms, title parts, authors, each by spelling, nearly so, and by sound.</summary>
internal sealed class PaperNames
{
    private const double ByName = 1.2;
    private const double BySound = 1.0;
    private const double ByLearntWord = 0.7;
    private const double BySurname = 0.6;
    private const double NearSurname = 0.5;
    private const int LongestName = 48;

    private readonly Dictionary<ulong, List<Entry>> _exact = [];
    private readonly Dictionary<ulong, List<Entry>> _sounds = [];
    private readonly Dictionary<(char First, int Length), List<Near>> _near = [];
    private readonly Dictionary<ulong, List<(int Paper, int Position)>> _titleWords = [];
    private readonly List<(string Beginning, int Paper)> _beginnings = [];
    private int _papers;

    private readonly record struct Entry(int Paper, double Value);

    private readonly record struct Near(string Name, uint Letters, int Paper, double Value);

    public void Add(IndexedPaper paper, IEnumerable<string> summaries, IEnumerable<string> learnt)
    {
        _papers = Math.Max(_papers, paper.Number + 1);
        var title = SearchText.Normalize(paper.Paper.Title);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var colon = title.IndexOf(':', StringComparison.Ordinal);
        var head = colon > 0 ? title[..colon] : title;
        var headWords = Words(head);
        if (colon > 0 && headWords.Count <= 3)
        {
            names.Add(head);
        }

        if (headWords.Count >= 3)
        {
            names.Add(
                string.Concat(headWords.Where(word => char.IsAsciiLetter(word[0])).Select(word => char.ToUpperInvariant(word[0])))
            );
        }

        names.UnionWith(Words(title).Where(IsCoined));
        foreach (var text in summaries.Append(title))
        {
            names.UnionWith(Parenthesised(text).Where(acronym => IsInitialsOf(acronym, title)));
        }

        if (Words(SearchText.Normalize(paper.Stored.ListName)).Count is > 0 and <= 4)
        {
            names.Add(SearchText.Normalize(paper.Stored.ListName));
        }

        names.UnionWith(paper.Paper.Aliases.Select(SearchText.Normalize));
        foreach (var name in names)
        {
            AddName(paper.Number, name, ByName);
        }

        foreach (var word in learnt.Where(word => !names.Contains(word)))
        {
            AddExact(Joined(word), paper.Number, ByLearntWord);
        }

        foreach (var author in paper.Paper.Authors)
        {
            AddAuthor(paper.Number, SearchText.Normalize(author));
        }

        foreach (var word in Words(title).Where(word => word.Length > 3))
        {
            _beginnings.Add((Lowered(word), paper.Number));
        }

        _beginnings.Add((Lowered(title), paper.Number));
        var position = 0;
        foreach (var word in Words(title).SelectMany(word => word.Split('-', StringSplitOptions.RemoveEmptyEntries)))
        {
            Grow(_titleWords, Codes.Word(word), (paper.Number, position++));
        }
    }

    /// <summary>To be called once when every paper was added.</summary>
    public void Close()
    {
        _beginnings.Sort((left, right) => (left.Beginning, left.Paper).CompareTo((right.Beginning, right.Paper)));
        _beginnings.TrimExcess();
    }

    /// <summary>Papers with a name, a title word or an author that begins with what was typed, in stored order of the names.</summary>
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

    /// <summary>Every paper that the question may mean, with the best value it got, best first.</summary>
    public List<NameHit> Find(string text, List<Symbol> symbols, Func<ulong, bool> isKnownWord, Func<ulong, bool> isStopWord)
    {
        var hits = new Dictionary<int, NameHit>();
        for (var i = 0; i < symbols.Count; i++)
        {
            FindSpelled(text, symbols, i, isKnownWord, hits);
            FindHeard(text, symbols, i, isKnownWord, hits);
        }

        FindInTitles(symbols, isStopWord, hits);
        return [.. hits.Values.OrderByDescending(hit => hit.Value).ThenBy(hit => hit.Paper)];
    }

    private void FindSpelled(
        string text,
        List<Symbol> symbols,
        int i,
        Func<ulong, bool> isKnownWord,
        Dictionary<int, NameHit> hits
    )
    {
        Span<char> joined = stackalloc char[LongestName];
        var length = 0;
        var unknown = false;
        for (var count = 1; count <= 5 && i + count <= symbols.Count; count++)
        {
            var symbol = symbols[i + count - 1];
            if (
                symbol.Kind is not (SymbolKind.Latin or SymbolKind.Number)
                || (count > 1 && !IsNext(text, symbols[i + count - 2], symbol))
            )
            {
                return;
            }

            unknown |= !isKnownWord(symbol.Code);
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
                foreach (var entry in entries)
                {
                    Keep(hits, new NameHit(entry.Paper, entry.Value, i, count));
                }
            }
            else if (unknown && count <= 3 && length > 4)
            {
                FindNear(joined[..length], i, count, hits);
            }
        }
    }

    private void FindNear(ReadOnlySpan<char> typed, int first, int count, Dictionary<int, NameHit> hits)
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
                if (BitOperations.PopCount(letters ^ name.Letters) > 2 * most)
                {
                    continue;
                }

                var distance = EditDistance.Between(typed, name.Name, most);
                if (distance <= most)
                {
                    var value = name.Value >= 1 ? 1 - (0.1 * distance) : NearSurname;
                    Keep(hits, new NameHit(name.Paper, value, first, count));
                }
            }
        }
    }

    private void FindHeard(string text, List<Symbol> symbols, int i, Func<ulong, bool> isKnownWord, Dictionary<int, NameHit> hits)
    {
        if (
            symbols[i].Kind is not (SymbolKind.Katakana or SymbolKind.Latin)
            || (i > 0 && symbols[i].Touches && symbols[i - 1].Kind == symbols[i].Kind)
        )
        {
            return;
        }

        Span<char> romaji = stackalloc char[96];
        Span<ulong> keys = stackalloc ulong[4];
        var length = 0;
        var katakana = 0;
        for (var end = i; end < symbols.Count && length < 80; end++)
        {
            var symbol = symbols[end];
            if (end > i && !symbol.Touches && !IsNext(text, symbols[end - 1], symbol))
            {
                return;
            }

            if (symbol.Kind == SymbolKind.Katakana)
            {
                katakana++;
                // A small vowel changes the one before it, so the run is read as a whole.
                length = AppendKana(symbols, i, end, text, romaji);
            }
            else if (symbol.Kind == SymbolKind.Latin)
            {
                length = AppendKana(symbols, i, end, text, romaji);
            }
            else
            {
                return;
            }

            var ends = end + 1 == symbols.Count || symbols[end + 1].Kind != symbol.Kind || !symbols[end + 1].Touches;
            if (!ends || katakana < 2)
            {
                continue;
            }

            var found = HeardKeys(romaji[..length], keys);
            foreach (var key in keys[..found])
            {
                if (_sounds.TryGetValue(key, out var entries))
                {
                    foreach (var entry in entries)
                    {
                        if (entry.Value >= 1 || !isKnownWord(KatakanaRunKey(symbols, i)))
                        {
                            Keep(hits, new NameHit(entry.Paper, entry.Value, i, end + 1 - i));
                        }
                    }
                }
            }
        }
    }

    private static int AppendKana(List<Symbol> symbols, int first, int last, string text, Span<char> romaji)
    {
        Span<char> run = stackalloc char[64];
        var length = 0;
        var count = 0;
        for (var i = first; i <= last; i++)
        {
            if (symbols[i].Kind == SymbolKind.Katakana)
            {
                if (count < run.Length)
                {
                    run[count++] = (char)symbols[i].Code;
                }

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

    private static ulong KatakanaRunKey(List<Symbol> symbols, int i) =>
        i + 1 < symbols.Count ? Codes.Pair(symbols[i].Code, symbols[i + 1].Code) : symbols[i].Code;

    /// <summary>Words of the question that stand in a title, in a row or scattered; common ones say little.</summary>
    private void FindInTitles(List<Symbol> symbols, Func<ulong, bool> isStopWord, Dictionary<int, NameHit> hits)
    {
        var words = symbols.Where(symbol => symbol.Kind == SymbolKind.Latin).ToList();
        var total = 0.0;
        var rest = symbols.Count(symbol => symbol.Kind is SymbolKind.Kanji or SymbolKind.Katakana) > 1;
        var found = new Dictionary<int, (double Weight, int Run, int Longest, int Last)>();
        foreach (var word in words)
        {
            var counts = !isStopWord(word.Code);
            if (!_titleWords.TryGetValue(word.Code, out var places))
            {
                total += counts ? 1 : 0;
                continue;
            }

            var weight = counts ? Math.Log(1 + ((double)_papers / places.Count)) / Math.Log(1 + _papers) : 0;
            total += weight;
            foreach (var (paper, position) in places)
            {
                var before = found.GetValueOrDefault(paper, (0, 0, 0, -2));
                var run = before.Last + 1 == position ? before.Run + 1 : 1;
                found[paper] = (before.Weight + weight, run, Math.Max(before.Longest, run), position);
            }
        }

        if (total <= 0)
        {
            return;
        }

        foreach (var (paper, (weight, _, longest, _)) in found)
        {
            var share = weight / total;
            var inRow = longest == words.Count && longest >= 2 && !rest ? 0.8 : 0;
            Raise(hits, paper, (0.6 * share * (rest ? 0.5 : 1)) + inRow);
        }
    }

    private void AddName(int paper, string name, double value)
    {
        var joined = Joined(name);
        if (joined.Length < 2)
        {
            return;
        }

        AddExact(joined, paper, value);
        AddNear(joined, paper, value);
        _beginnings.Add((Lowered(name), paper));
        foreach (var reading in Readings(name))
        {
            AddSound(reading, paper, BySound);
        }
    }

    private void AddAuthor(int paper, string author)
    {
        var parts = Words(author).Where(part => part.Length > 1 && part[^1] != '.').ToList();
        if (parts.Count == 0)
        {
            return;
        }

        var surname = parts[^1];
        var given = string.Concat(parts.Take(parts.Count - 1));
        if (given.Length > 0)
        {
            AddExact(Joined(given + surname), paper, ByName);
            AddExact(Joined(surname + given), paper, ByName);
            AddExact(Joined(parts[0] + surname), paper, ByName);
            AddNear(Joined(parts[0] + surname), paper, ByName);
            foreach (var reading in Spoken(parts[0]).SelectMany(first => Spoken(surname).Select(last => first + last)))
            {
                AddSound(reading, paper, BySound);
            }
        }

        _beginnings.Add((Lowered(surname), paper));
        _beginnings.Add((Lowered(author), paper));
        AddExact(Joined(surname), paper, BySurname);
        AddNear(Joined(surname), paper, BySurname);
        foreach (var reading in Spoken(surname))
        {
            AddSound(reading, paper, NearSurname);
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
        if (joined.Length is > 4 and <= LongestName)
        {
            Grow(_near, (joined[0], joined.Length), new Near(joined, LetterSet(joined), paper, value));
        }
    }

    private void AddSound(string reading, int paper, double value)
    {
        Span<ulong> keys = stackalloc ulong[4];
        var count = HeardKeys(reading, keys);
        foreach (var key in keys[..count])
        {
            Grow(_sounds, key, new Entry(paper, value));
        }
    }

    /// <summary>The skeletons of a reading, and the reading itself, for names too short to have one.</summary>
    private static int HeardKeys(ReadOnlySpan<char> reading, Span<ulong> keys)
    {
        var count = Sound.Keys(reading, keys);
        if (reading.Length >= 3)
        {
            keys[count++] = Codes.Hash(reading) ^ 0x5555;
        }

        return count;
    }

    /// <summary>Ways to say a name: each part as a word, or letter by letter where it may be an acronym.</summary>
    private static IEnumerable<string> Readings(string name)
    {
        IEnumerable<string> readings = [""];
        foreach (var part in Parts(name).Take(4))
        {
            var word = part.ToLowerInvariant();
            string[] ways =
                part.Length <= 6 && part.All(char.IsAsciiLetterUpper) ? [word, Sound.ReadOut(part)]
                : part.Length <= 3 ? [word, Sound.ReadOut(part)]
                : [word];
            readings = readings.SelectMany(reading => ways.Select(way => reading + way));
        }

        return readings.Where(reading => reading.Length >= 3);
    }

    /// <summary>CodeTF is Code and TF; SQL-PaLM is SQL and PaLM.</summary>
    private static IEnumerable<string> Parts(string name)
    {
        foreach (var word in Words(name).SelectMany(word => word.Split('-', StringSplitOptions.RemoveEmptyEntries)))
        {
            var start = 0;
            for (var i = 1; i <= word.Length; i++)
            {
                if (
                    i == word.Length
                    || (
                        char.IsAsciiLetterUpper(word[i])
                        && char.IsAsciiLetterLower(word[i - 1])
                        && i + 1 < word.Length
                        && char.IsAsciiLetterUpper(word[i + 1])
                    )
                )
                {
                    yield return word[start..i];
                    start = i;
                }
            }
        }
    }

    /// <summary>How a person's name may be said: as it is spelled in English, and as other languages spell the sounds.</summary>
    private static IEnumerable<string> Spoken(string name)
    {
        var lower = Joined(name);
        var ways = new HashSet<string>(StringComparer.Ordinal) { lower };
        (string Spelled, string Said)[] rules =
        [
            ("ch", "k"),
            ("x", "sh"),
            ("zh", "j"),
            ("q", "ch"),
            ("j", "y"),
            ("th", "t"),
            ("c", "s"),
            ("w", "v"),
            ("h", ""),
        ];
        foreach (var (spelled, said) in rules)
        {
            ways.Add(lower.Replace(spelled, said, StringComparison.Ordinal));
        }

        if (lower.EndsWith('v'))
        {
            ways.Add(lower[..^1] + "f");
        }

        return ways.Where(way => way.Length >= 3);
    }

    /// <summary>A word that somebody made up as a name: with two capitals, or capitals behind a hyphen.</summary>
    private static bool IsCoined(string word) =>
        word.Length >= 2 && word.Count(char.IsAsciiLetterUpper) >= 2 && !IsTitleCased(word);

    private static bool IsTitleCased(string word) =>
        word.Split('-', StringSplitOptions.RemoveEmptyEntries)
            .All(part => char.IsAsciiLetterUpper(part[0]) && part.Skip(1).All(char.IsAsciiLetterLower));

    private static IEnumerable<string> Parenthesised(string text)
    {
        for (var open = text.IndexOf('('); open >= 0; open = text.IndexOf('(', open + 1))
        {
            var close = text.IndexOf(')', open);
            if (close > open + 2 && close - open <= 14)
            {
                var inside = text[(open + 1)..close];
                if (
                    inside.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
                    && inside.Count(char.IsAsciiLetterUpper) >= 2
                )
                {
                    yield return inside;
                }
            }
        }
    }

    private static bool IsInitialsOf(string acronym, string title)
    {
        var at = 0;
        foreach (var letter in acronym.Where(char.IsAsciiLetterUpper))
        {
            while (
                at < title.Length
                && !(
                    char.ToUpperInvariant(title[at]) == letter
                    && (at == 0 || !char.IsAsciiLetter(title[at - 1]) || char.IsAsciiLetterUpper(title[at]))
                )
            )
            {
                at++;
            }

            if (at++ >= title.Length)
            {
                return false;
            }
        }

        return true;
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        foreach (var piece in text.Split([' ', '\t', '\n', '/', '_', '&'], StringSplitOptions.RemoveEmptyEntries))
        {
            var word = piece.Trim('"', '\'', '(', ')', ',', '.', ':', ';', '!', '?', '[', ']', '{', '}', '$', '-');
            if (word.Any(char.IsLetterOrDigit))
            {
                words.Add(word);
            }
        }

        return words;
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

    private static void Keep(Dictionary<int, NameHit> hits, NameHit hit)
    {
        if (
            !hits.TryGetValue(hit.Paper, out var before)
            || hit.Value > before.Value
            || (hit.Value == before.Value && hit.Count > before.Count)
        )
        {
            hits[hit.Paper] = hit;
        }
    }

    private static void Raise(Dictionary<int, NameHit> hits, int paper, double value)
    {
        var before = hits.GetValueOrDefault(paper, new NameHit(paper, 0, 0, 0));
        hits[paper] = before with { Value = before.Value + value };
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
