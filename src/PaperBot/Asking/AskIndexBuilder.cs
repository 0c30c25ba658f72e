using System.Collections.Frozen;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Reads the stored weeks once and makes an index of them.</summary>
internal sealed class AskIndexBuilder(
    IReadOnlyList<StoredWeek> weeks,
    IReadOnlyList<HumanAnswer> human,
    Glossary glossary,
    AskTuning tuning
)
{
    private const double LengthWeight = 0.5;

    private readonly List<IndexedPaper> _papers = [];
    private readonly List<IndexedAnswer> _answers = [];
    private readonly Dictionary<PaperId, IndexedPaper> _byId = [];
    private readonly Dictionary<WeekId, IReadOnlySet<int>> _byWeek = [];

    public AskIndex Build()
    {
        CollectPapers();
        var words = tuning.Glossary ? glossary : Glossary.Empty;
        words = words.With(LearntTerms.Find(_papers));
        var keys = new TextKeys(words);
        var postings = new Postings.Builder();
        var (first, second) = (new List<ulong>(), new List<ulong>());
        var firstLengths = new float[_answers.Count + _papers.Count];
        var secondLengths = new float[firstLengths.Length];
        for (var document = 0; document < firstLengths.Length; document++)
        {
            first.Clear();
            second.Clear();
            if (document < _answers.Count)
            {
                var stored = _answers[document].QuestionAnswer;
                keys.Collect(StoredText.Of(stored.Question), first);
                keys.Collect(StoredText.Of(stored), second);
            }
            else
            {
                CollectPaper(_papers[document - _answers.Count], keys, first, second);
            }

            firstLengths[document] = first.Count;
            secondLengths[document] = second.Count;
            postings.Add(document, first, second);
        }

        return new AskIndex(
            new IndexData
            {
                Tuning = tuning,
                Glossary = words,
                Papers = _papers,
                Answers = _answers,
                ById = _byId,
                ByWeek = _byWeek,
                ByKey = _papers.ToDictionary(paper => PaperKey.Of(paper.Id)),
                Postings = postings.Build(),
                Names = BuildNames(),
                FirstNorms = Norms(firstLengths),
                SecondNorms = Norms(secondLengths),
                PaperOf = [.. _answers.Select(answer => answer.Paper.Number)],
                Twins = FindTwins(),
            }
        );
    }

    private void CollectPapers()
    {
        var written = human.ToLookup(answer => answer.Paper);
        foreach (var week in weeks)
        {
            foreach (var stored in week.Papers.Where(stored => !_byId.ContainsKey(stored.Paper.Id)))
            {
                CollectPaper(week.Week, stored, written[stored.Paper.Id]);
            }

            _byWeek[week.Week] = week.Papers.Select(stored => _byId[stored.Paper.Id].Number).ToFrozenSet();
        }
    }

    private void CollectPaper(WeekId week, StoredPaper stored, IEnumerable<HumanAnswer> written)
    {
        var paper = new IndexedPaper(_papers.Count, week, stored);
        _papers.Add(paper);
        _byId.Add(paper.Id, paper);
        var from = _answers.Count;
        foreach (var language in Languages.All)
        {
            CollectAnswers(paper, language, written);
        }

        paper.Answers = _answers[from..];
    }

    private void CollectAnswers(IndexedPaper paper, Language language, IEnumerable<HumanAnswer> written)
    {
        var noted = paper.Stored.Notes.GetValueOrDefault(language)?.QuestionAnswers ?? [];
        for (var i = 0; i < noted.Count; i++)
        {
            if (!noted[i].IsHeld)
            {
                _answers.Add(new IndexedAnswer(paper, language, i, noted[i]));
            }
        }

        var next = noted.Count;
        foreach (var answer in written.Where(answer => answer.Language == language))
        {
            var stored = new QuestionAnswer { Question = answer.Question, Answer = answer.Answer };
            _answers.Add(new IndexedAnswer(paper, language, next++, stored) { IsHuman = true });
        }
    }

    private static void CollectPaper(IndexedPaper paper, TextKeys keys, List<ulong> first, List<ulong> second)
    {
        keys.Collect(SearchText.Normalize(paper.Paper.Title), first);
        keys.Collect(SearchText.Normalize(paper.Stored.ListName), first);
        foreach (var alias in paper.Paper.Aliases)
        {
            keys.Collect(SearchText.Normalize(alias), first);
        }

        foreach (var note in paper.Stored.Notes.Values.OrderBy(note => note.Language))
        {
            keys.Collect(StoredText.Of(note.Summary), second);
        }

        if (paper.Stored.Notes.Count == 0)
        {
            keys.Collect(StoredText.Of(paper.Paper.Abstract), second);
        }

        foreach (var category in paper.Paper.Categories)
        {
            keys.Collect(SearchText.Normalize(category), second);
        }
    }

    private PaperNames BuildNames()
    {
        var names = new PaperNames();
        var learnt = LearntTerms.NamesByPaper(_papers);
        foreach (var paper in _papers)
        {
            names.AddTitle(paper);
        }

        foreach (var paper in _papers)
        {
            names.Add(
                paper,
                paper.Stored.Notes.Values.OrderBy(note => note.Language).Select(note => SearchText.Normalize(note.Summary)),
                learnt[paper],
                glossary
            );
        }

        names.Close();
        return names;
    }

    /// <summary>Notes in two languages with as many Q&amp;As that cite the same pages one by one are translations of each other.</summary>
    private int[] FindTwins()
    {
        var twins = new int[_answers.Count];
        Array.Fill(twins, -1);
        var document = 0;
        foreach (var paper in _papers)
        {
            var half = paper.Answers.Count / 2;
            if (
                half > 0
                && paper.Stored.Notes.Count == 2
                && paper.Answers[half].Language != paper.Answers[half - 1].Language
                && paper.Answers.Count % 2 == 0
                && Enumerable.Range(0, half).All(i => CiteAlike(paper.Answers[i], paper.Answers[half + i]))
            )
            {
                for (var i = 0; i < half; i++)
                {
                    twins[document + i] = document + half + i;
                    twins[document + half + i] = document + i;
                }
            }

            document += paper.Answers.Count;
        }

        return twins;
    }

    private static bool CiteAlike(IndexedAnswer left, IndexedAnswer right) =>
        left.Index == right.Index
        && left.QuestionAnswer.Citations.SelectMany(citation => citation.Pages)
            .SequenceEqual(right.QuestionAnswer.Citations.SelectMany(citation => citation.Pages));

    private static float[] Norms(float[] lengths)
    {
        var mean = lengths.Length == 0 ? 1 : Math.Max(1, lengths.Average());
        return [.. lengths.Select(length => (float)(1 / (1 - LengthWeight + (LengthWeight * length / mean))))];
    }
}
