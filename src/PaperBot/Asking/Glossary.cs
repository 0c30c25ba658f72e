using System.Reflection;
using System.Text;

namespace PaperBot.Asking;

/// <summary>
/// The field's concepts in both languages, read from a file that people edit: one concept a line, its spellings between <c>|</c>. What
/// matches a spelling means the concept, whatever the language. Immutable.
/// </summary>
/// <remarks>
/// Lines that begin with <c>#</c> are comments, with <c>!</c> English words that say nothing, with <c>?</c> concepts that only frame a
/// question (why, how), with <c>%</c> concepts that say nothing in it (paper, please tell me), with <c>~</c> concepts (named by any spelling)
/// that are related but not the same. <c>@ everyday</c> and <c>@ field</c> say what the lines below them are.
/// </remarks>
public sealed class Glossary
{
    private readonly ConceptTrie _trie;
    private readonly HashSet<ulong> _stopWords;
    private readonly IReadOnlyList<IReadOnlyList<int>> _related;

    private Glossary(
        IReadOnlyList<Concept> concepts,
        ConceptTrie trie,
        HashSet<ulong> stopWords,
        IReadOnlyList<IReadOnlyList<int>> related
    )
    {
        Concepts = concepts;
        _trie = trie;
        _stopWords = stopWords;
        _related = related;
    }

    /// <summary>The one that comes with the program, <c>config/glossary.txt</c>.</summary>
    public static Glossary Shipped { get; } = Parse(ReadShipped());

    /// <summary>Without any line: for comparisons.</summary>
    public static Glossary Empty { get; } = Parse("");

    public IReadOnlyList<Concept> Concepts { get; }

    /// <summary>The spellings of what can be asked about, a group for each concept; without what only frames a question.</summary>
    public IEnumerable<IReadOnlyList<string>> Terms =>
        Concepts.Where(concept => !concept.Frames && !concept.IsEmpty).Select(concept => concept.Spellings);

    /// <exception cref="FormatException">Names every line that is not right.</exception>
    public static Glossary Parse(string text)
    {
        var concepts = new List<Concept>();
        var stopWords = new HashSet<ulong>();
        var relations = new List<(int Line, string[] Names)>();
        var problems = new List<string>();
        var number = 0;
        var isEveryday = false;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] == '!')
            {
                foreach (var word in line[1..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    stopWords.Add(Codes.Word(word));
                }
            }
            else if (line[0] == '@')
            {
                if (line[1..].Trim() is not ("everyday" or "field"))
                {
                    problems.Add($"line {number}: '{line}' is neither '@ everyday' nor '@ field'");
                }

                isEveryday = line.EndsWith("everyday", StringComparison.Ordinal);
            }
            else if (line[0] == '~')
            {
                relations.Add((number, Spellings(line[1..])));
            }
            else
            {
                var (frames, empty) = (line[0] == '?', line[0] == '%');
                concepts.Add(
                    new Concept(concepts.Count, number, frames, Spellings(frames || empty ? line[1..] : line))
                    {
                        IsEmpty = empty,
                        IsEveryday = isEveryday,
                    }
                );
            }
        }

        var trie = new ConceptTrie();
        var byName = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var concept in concepts)
        {
            foreach (var spelling in concept.Spellings)
            {
                // The same line may hold two forms of one word: to a reader it is clearer so.
                if (!trie.Add(spelling, concept.Id, out var other) && other != concept.Id)
                {
                    problems.Add(
                        other is { } id
                            ? $"line {concept.Line}: '{spelling}' stands in line {concepts[id].Line} already"
                            : $"line {concept.Line}: '{spelling}' holds nothing to search for"
                    );
                }

                byName.TryAdd(spelling, concept.Id);
            }
        }

        var related = Relate(concepts.Count, relations, byName, problems);
        return problems.Count == 0
            ? new Glossary(concepts, trie, stopWords, related)
            : throw new FormatException("The glossary is not right:\n" + string.Join('\n', problems));
    }

    /// <summary>This glossary with further spellings: those of a group mean the concept that one of them has, or a new one together.</summary>
    public Glossary With(IEnumerable<IReadOnlyList<string>> groups)
    {
        var concepts = Concepts.ToList();
        var trie = _trie.Copy();
        var related = _related.ToList();
        foreach (var group in groups)
        {
            var known = group.Select(trie.Find).FirstOrDefault(id => id is not null);
            var id = known ?? concepts.Count;
            if (known is null)
            {
                concepts.Add(new Concept(id, 0, false, group));
                related.Add([]);
            }

            foreach (var spelling in group)
            {
                trie.Add(spelling, id, out _);
            }
        }

        return new Glossary(concepts, trie, _stopWords, related);
    }

    /// <summary>Whether a line has this spelling.</summary>
    public bool Holds(string spelling) => _trie.Find(spelling) is not null;

    internal IReadOnlyList<int> Related(int concept) => _related[concept];

    internal bool IsStopWord(ulong word) => _stopWords.Contains(word);

    /// <summary>Every concept whose spelling begins at a symbol, shortest first.</summary>
    internal void Match(List<Symbol> symbols, int start, List<ConceptMatch> matches) => _trie.Match(symbols, start, matches);

    private static string[] Spellings(string line) =>
        [.. line.Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    private static List<IReadOnlyList<int>> Relate(
        int count,
        List<(int Line, string[] Names)> relations,
        Dictionary<string, int> byName,
        List<string> problems
    )
    {
        var related = Enumerable.Range(0, count).Select(_ => new SortedSet<int>()).ToList();
        foreach (var (line, names) in relations)
        {
            var ids = new List<int>();
            foreach (var name in names)
            {
                if (byName.TryGetValue(name, out var id))
                {
                    ids.Add(id);
                }
                else
                {
                    problems.Add($"line {line}: no concept has the spelling '{name}'");
                }
            }

            foreach (var id in ids)
            {
                related[id].UnionWith(ids.Where(other => other != id));
            }
        }

        return [.. related.Select(set => (IReadOnlyList<int>)[.. set])];
    }

    private static string ReadShipped()
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream("PaperBot.glossary.txt")!,
            Encoding.UTF8
        );
        return reader.ReadToEnd();
    }
}

/// <summary>One concept of the glossary.</summary>
/// <param name="Line">Where it stands in the file; 0 for one learnt from the notes.</param>
/// <param name="Frames">It says how something is asked rather than what about, and so weighs little.</param>
public sealed record Concept(int Id, int Line, bool Frames, IReadOnlyList<string> Spellings)
{
    /// <summary>It says nothing in a question.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>A word of every day and every field: alone it is sure of nothing.</summary>
    public bool IsEveryday { get; init; }
}
