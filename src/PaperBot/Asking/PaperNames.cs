using System.Numerics;

namespace PaperBot.Asking;

/// <summary>What papers are called: names, acronyms, title parts, authors, each by spelling, nearly so, and by sound.</summary>
internal sealed class PaperNames
{
    private const double ByName = 1.2;
    private const double ByHeard = 1.0;
    private const double ByLearntWord = 0.7;
    private const double ByHeardLearntWord = 0.6;
    private const double BySurname = 0.6;
    private const double NearSurname = 0.5;
    private const int LongestName = 48;
    private const int LongestWindow = 5;

    // What four papers are called by is a word of the field.
    private const int MostBearers = 3;

    private readonly Dictionary<ulong, List<NamedPaper>> _names = [];
    private readonly Dictionary<ulong, List<NamedPaper>> _authors = [];
    private readonly Dictionary<(char First, int Length), List<Near>> _near = [];
    private readonly HeardNames _heard = new();
    private readonly TitleWords _titles = new();
    private readonly List<(string Beginning, int Paper)> _beginnings = [];

    private readonly record struct Near(string Name, uint Letters, int Paper, double Value);

    /// <summary>To be called for every paper, in the order of their numbers, before the first <see cref="Add"/>.</summary>
    public void AddTitle(IndexedPaper paper)
    {
        var title = SearchText.Normalize(paper.Paper.Title);
        _beginnings.Add((Lowered(title), paper.Number));
        _beginnings.AddRange(_titles.Add(paper.Number, title).Select(word => (word, paper.Number)));
    }

    /// <param name="learnt">Words that somebody coined and only this paper's Q&amp;As hold, with the share of them that do.</param>
    /// <param name="glossary">As it is written, without what the notes add: its concepts are words of the field and no names.</param>
    public void Add(
        IndexedPaper paper,
        IEnumerable<string> summaries,
        IEnumerable<(string Word, double Share)> learnt,
        Glossary glossary
    )
    {
        var title = SearchText.Normalize(paper.Paper.Title);
        var names = TitleNames.Of(
            title,
            SearchText.Normalize(paper.Stored.ListName),
            summaries,
            word => glossary.Holds(word) || _titles.Count(word) > MostBearers
        );
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
            _heard.Find(text, symbols, i, vocabulary, hits);
        }

        // In "biomed-gpt" nobody asks for the paper that is called GPT.
        hits.RemoveAll(hit => hits.Exists(other => IsInside(hit, other)));
        _titles.Find(text, symbols, vocabulary, hits);
        return hits;
    }

    private static bool IsInside(NameHit inner, NameHit outer) =>
        outer.Value >= 1
        && inner.Count < outer.Count
        && inner.First >= outer.First
        && inner.First + inner.Count <= outer.First + outer.Count
        && inner.Paper != outer.Paper;

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
                || (count > 1 && !HeardNames.IsNext(text, symbols[i + count - 2], symbol))
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

            // Somebody who asks about a method called IT writes it so.
            if (count == 1 && vocabulary.IsStopWord(symbol) && !char.IsAsciiLetterUpper(text[symbol.End - 1]))
            {
                continue;
            }

            var (first, spelled) = (hits.Count, Codes.Hash(joined[..length]));
            if (_names.TryGetValue(spelled, out var named) && named.Count <= MostBearers)
            {
                hits.AddRange(named.Select(entry => new NameHit(entry.Paper, entry.Value, i, count)));
            }

            if (_authors.TryGetValue(spelled, out var authors))
            {
                hits.AddRange(authors.Select(entry => new NameHit(entry.Paper, entry.Value, i, count)));
            }

            if (hits.Count == first && named is null && unknown && count <= 3 && length > 4)
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

    private void AddName(int paper, string name, double value, double heard)
    {
        var joined = Joined(name);
        AddExact(_names, joined, paper, value);
        AddNear(joined, paper, value);
        _beginnings.Add((Lowered(name), paper));
        foreach (var reading in Readings.OfName(name))
        {
            _heard.Add(reading, paper, heard);
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
            AddExact(_authors, Joined(string.Concat(parts)), paper, ByName);
            AddExact(_authors, Joined(surname + string.Concat(parts.SkipLast(1))), paper, ByName);
            AddExact(_authors, Joined(parts[0] + surname), paper, ByName);
            AddNear(Joined(parts[0] + surname), paper, ByName);
            foreach (var first in Readings.OfPerson(Joined(parts[0])))
            {
                foreach (var last in Readings.OfPerson(Joined(surname)))
                {
                    _heard.Add(first + last, paper, ByHeard);
                }
            }
        }

        AddExact(_authors, Joined(surname), paper, BySurname);
        AddNear(Joined(surname), paper, BySurname);
        foreach (var reading in Readings.OfPerson(Joined(surname)))
        {
            _heard.Add(reading, paper, NearSurname);
        }
    }

    private static void AddExact(Dictionary<ulong, List<NamedPaper>> names, string joined, int paper, double value)
    {
        if (joined.Length >= 2)
        {
            names.Grow(Codes.Hash(joined), new NamedPaper(paper, value));
        }
    }

    private void AddNear(string joined, int paper, double value)
    {
        if (joined.Length is >= 4 and <= LongestName)
        {
            _near.Grow((joined[0], joined.Length), new Near(joined, LetterSet(joined), paper, value));
        }
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

    private static uint LetterSet(ReadOnlySpan<char> name)
    {
        uint set = 0;
        foreach (var letter in name)
        {
            set |= letter is >= 'a' and <= 'z' ? 1u << (letter - 'a') : 1u << 26;
        }

        return set;
    }
}
