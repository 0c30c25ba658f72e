using System.Collections.Concurrent;
using System.Collections.Frozen;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>
/// Everything stored, ready to be asked: immutable, so that any number of readers use it while the next one is built. What it answers
/// depends on nothing but the store, the glossary and the question.
/// </summary>
public sealed class AskIndex
{
    /// <summary>Of each kind that the search treats in its own way: names, katakana, slips of the finger, kanji, English, marks.</summary>
    private static readonly string[] Warming =
    [
        "DPOはなぜ報酬モデルが要らないの?",
        "ディーピーオーの学習率は3.5倍?",
        "What does the papper \u201CAttention-Is All You Need\u201D say about trainning cost, and who wrote it?",
        "ﬁne-tuning ｶﾞ ２０２３ \uFDFA",
    ];

    private readonly ConcurrentBag<AskSearch> _searches = [];

    internal AskIndex(IndexData data) => Data = data;

    public static AskIndex Empty { get; } = Build([], Glossary.Shipped);

    /// <summary>Newest week first, then the week's order.</summary>
    public IReadOnlyList<IndexedPaper> Papers => Data.Papers;

    /// <summary>In stored order: by paper, Japanese before English, then the note's order.</summary>
    public IReadOnlyList<IndexedAnswer> Answers => Data.Answers;

    internal IndexData Data { get; }

    /// <summary>Memory of the index itself, in bytes, without the stored text.</summary>
    public long IndexBytes => Data.Postings.Bytes + (16L * Data.FirstNorms.Length);

    /// <param name="weeks">Newest first, as <see cref="PaperStore.LoadAllAsync"/> gives them.</param>
    /// <param name="human">Answers that people wrote beside the notes.</param>
    public static AskIndex Build(
        IReadOnlyList<StoredWeek> weeks,
        Glossary glossary,
        IReadOnlyList<HumanAnswer>? human = null,
        AskTuning? tuning = null
    ) => new AskIndexBuilder(weeks, human ?? [], glossary, tuning ?? AskTuning.Default).Build();

    /// <summary>The same with a vector for each of <see cref="Answers"/>, where there is one.</summary>
    public AskIndex With(IReadOnlyList<float[]?> vectors) => new(Data with { Vectors = vectors });

    public IndexedPaper? Find(PaperId id) => Data.ById.GetValueOrDefault(id);

    public IndexedPaper? Find(PaperKey key) => Data.ByKey.GetValueOrDefault(key);

    public IndexedAnswer? Find(PaperKey key, Language language, int index) =>
        Find(key)?.Answers.FirstOrDefault(answer => answer.Language == language && answer.Index == index);

    /// <summary>The answer to a question, or an honest no.</summary>
    public AskOutcome Ask(AskQuery query)
    {
        var search = Rent();
        try
        {
            return search.Ask(query);
        }
        finally
        {
            _searches.Add(search);
        }
    }

    /// <summary>The papers that a text may name, best first, with 1 or more for a name that leaves little doubt.</summary>
    public IReadOnlyList<(IndexedPaper Paper, double Value)> FindPapers(string text)
    {
        var search = Rent();
        try
        {
            return search.FindPapers(text);
        }
        finally
        {
            _searches.Add(search);
        }
    }

    /// <summary>How a question is understood, in one line, for whoever improves the glossary.</summary>
    public string Explain(string query)
    {
        var search = Rent();
        try
        {
            return search.Explain(query);
        }
        finally
        {
            _searches.Add(search);
        }
    }

    /// <summary>The papers of an author, by any part of the name as it is written, misspelt or heard.</summary>
    public IReadOnlyList<IndexedPaper> FindByAuthor(string name)
    {
        var wanted = SearchText.Normalize(name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var written = Papers
            .Where(paper =>
                paper.Paper.Authors.Any(author =>
                    SearchText.Normalize(author).Split(' ', '-') is var parts
                    && wanted.All(part => parts.Contains(part, StringComparer.OrdinalIgnoreCase))
                )
            )
            .ToList();
        return written.Count > 0 || wanted.Length == 0 ? written : [.. FindPapers(name).Select(found => found.Paper)];
    }

    /// <summary>Questions that both papers answer, with what each of them says.</summary>
    internal IReadOnlyList<AnswerPair> Pair(IndexedPaper left, IndexedPaper right, Language language) =>
        AnswerPairs.Find(left, right, language, Data.Glossary);

    /// <summary>Papers and stored questions for a text that is being typed, best first.</summary>
    internal IReadOnlyList<Suggested> Suggest(AskQuery typed, int most)
    {
        var search = Rent();
        try
        {
            return search.Suggest(typed, most);
        }
        finally
        {
            _searches.Add(search);
        }
    }

    /// <summary>Asks a few things, so that nobody who asks waits for the program to be compiled.</summary>
    public void Warm()
    {
        foreach (var text in Warming)
        {
            var query = new AskQuery(text) { Preferred = Language.Japanese };
            Ask(query);
            Suggest(query, 25);
        }
    }

    // A search holds buffers as long as the store; they are kept for the next one.
    private AskSearch Rent() => _searches.TryTake(out var search) ? search : new AskSearch(Data);
}

/// <summary>What an index is made of. Documents are the answers in stored order and behind them the papers.</summary>
internal sealed record IndexData
{
    public required AskTuning Tuning { get; init; }

    /// <summary>The shipped one with what the notes explain by themselves.</summary>
    public required Glossary Glossary { get; init; }

    public required IReadOnlyList<IndexedPaper> Papers { get; init; }

    public required IReadOnlyList<IndexedAnswer> Answers { get; init; }

    public required IReadOnlyDictionary<PaperId, IndexedPaper> ById { get; init; }

    /// <summary>The numbers of each week's papers; a paper of several weeks is in each of them.</summary>
    public required IReadOnlyDictionary<WeekId, IReadOnlySet<int>> ByWeek { get; init; }

    public required IReadOnlyDictionary<PaperKey, IndexedPaper> ByKey { get; init; }

    public required Postings Postings { get; init; }

    public required PaperNames Names { get; init; }

    /// <summary>1 / (1 - b + b x length / mean length) of each document's first side.</summary>
    public required float[] FirstNorms { get; init; }

    public required float[] SecondNorms { get; init; }

    /// <summary>The paper's number of each answer.</summary>
    public required int[] PaperOf { get; init; }

    /// <summary>Of length 1, by answer; empty where no model is set.</summary>
    public IReadOnlyList<float[]?> Vectors { get; init; } = [];

    /// <summary>The papers of a channel's newest digest, or of the newest week of all where none is stored under that name.</summary>
    public IReadOnlySet<int> Newest(WeekId? digest) =>
        digest is { } week && ByWeek.TryGetValue(week, out var papers) ? papers
        : Papers.Count > 0 ? ByWeek[Papers[0].Week]
        : FrozenSet<int>.Empty;

    /// <summary>What a word weighs that nothing stored holds.</summary>
    public double LargestIdf => Math.Log(1 + ((FirstNorms.Length + 0.5) / 0.5));

    public double Idf(ulong key)
    {
        var holders = Postings.Count(key);
        return Math.Log(1 + ((FirstNorms.Length - holders + 0.5) / (holders + 0.5)));
    }

    /// <summary>Gives each unit of a question its weight: rare words and concepts count more than those that half of the store holds.</summary>
    public void Weigh(List<QueryUnit> units)
    {
        foreach (var unit in units)
        {
            var words = unit.Keys.Where(key => key.Shares).ToList();
            var mean = words.Count > 0 ? words.Average(key => Idf(key.Key)) : 0;
            unit.IsUnknown = !unit.Keys.Any(key => Postings.Count(key.Key) > 0);
            unit.Weight = unit.Kind switch
            {
                UnitKind.Concept => ConceptWeight(unit, words, mean) * (unit.Frames ? Tuning.FrameWeight : 1),
                UnitKind.SingleKanji => Tuning.SingleKanji,
                UnitKind.Latin when unit.IsUnknown && !unit.LooksLikeName => Tuning.UnknownPlain * LargestIdf,
                _ when unit.IsUnknown => Tuning.UnknownWeight * LargestIdf,
                UnitKind.Number => Tuning.NumberWeight * mean,
                _ => mean,
            };
        }
    }

    private double ConceptWeight(QueryUnit unit, List<UnitKey> words, double mean)
    {
        var concept = Idf(unit.Keys[0].Key);
        return words.Count > 0 && words.All(key => Postings.Count(key.Key) > 0)
            ? Math.Max(concept, Tuning.ConceptFloor * mean)
            : concept;
    }

    /// <summary>The answer that says the same in the other language; -1 where there is none.</summary>
    public required int[] Twins { get; init; }
}
