using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Picks the best answers after a walk: by the numbers of the walk first, then a few of them by reading them again. Holds buffers.</summary>
internal sealed class Shortlist(IndexData index, AskWalk walk)
{
    private const int MostReread = 24;
    private const double OfRecentPaper = 0.3;
    private const double OtherLanguage = 0.2;
    private const double Unlike = 0.3;

    /// <summary>The walk counts in single precision.</summary>
    private const double Rounding = 0.001;

    private readonly Rereading _rereading = new(index);
    private readonly int _answers = index.Answers.Count;
    private readonly double[] _ofPaper = new double[index.Papers.Count];
    private readonly bool[] _isNamed = new bool[index.Papers.Count];

    private AskTuning Tuning => index.Tuning;

    /// <summary>The answers that fit best, best first, no two of them the same in two languages.</summary>
    /// <param name="text">The question as it is searched.</param>
    /// <param name="certain">The papers that it names clearly.</param>
    public List<Candidate> Rank(
        AskQuery query,
        string text,
        IndexedPaper? within,
        IReadOnlyList<int> certain,
        List<QueryUnit> units,
        List<QueryUnit> asked,
        int most
    )
    {
        var candidates = Best(query, within, certain, MostReread);
        return Tuning.Rereading ? Reread(candidates, text, units, asked, most) : WithoutTwins(candidates, most);
    }

    /// <summary>
    /// The best of the candidates once they were read again. Their questions are all read; an answer only for as long as it may still lift
    /// its candidate among the best, which the walk tells: no sentence covers more of what is asked than the whole.
    /// </summary>
    private List<Candidate> Reread(
        List<Candidate> candidates,
        string text,
        List<QueryUnit> units,
        List<QueryUnit> asked,
        int most
    )
    {
        _rereading.Ask(text, units, asked);
        var glanced = candidates
            .Select(candidate =>
            {
                var glance = _rereading.Glance(index.Answers[candidate.Document].QuestionAnswer, asked);
                var reread = glance.Reread;
                var score =
                    candidate.Score
                    + (Tuning.QuestionWeight * reread.ByQuestion)
                    + (Tuning.AskedWeight * reread.Asked)
                    + (Tuning.AlikeWeight * reread.Alike);
                var together = Math.Min(1, Math.Max(reread.ByQuestion, walk.Coverage[candidate.Document]) + Rounding);
                return (
                    Candidate: candidate with
                    {
                        Score = score,
                    },
                    Glance: glance,
                    AtMost: score + (Tuning.TogetherWeight * together)
                );
            })
            .OrderByDescending(glanced => glanced.AtMost)
            .ToList();
        var read = new List<Candidate>(candidates.Count);
        var best = read;
        foreach (var (candidate, glance, atMost) in glanced)
        {
            if (best.Count == most && best[^1].Score > atMost)
            {
                break;
            }

            var reread = _rereading.Read(index.Answers[candidate.Document].QuestionAnswer, asked, glance);
            read.Add(candidate with { Reread = reread, Score = candidate.Score + (Tuning.TogetherWeight * reread.Together) });
            read.Sort(
                (left, right) => right.Score != left.Score ? right.Score.CompareTo(left.Score) : left.Document - right.Document
            );
            best = WithoutTwins(read, most);
        }

        return best;
    }

    /// <summary>The best documents after one walk, best first.</summary>
    public List<Candidate> Best(AskQuery query, IndexedPaper? within, IReadOnlyList<int> certain, int most)
    {
        ScorePapers(query, within, certain);
        var shares = walk.Shares;
        var coverage = walk.Coverage;
        var coverageWeight = Tuning.Coverage ? Tuning.CoverageWeight : 0;
        var best = new List<Candidate>(most + 1);
        for (var document = 0; document < _answers; document++)
        {
            var fit = shares[document] + (coverageWeight * coverage[document]);
            if (query.Vector is not null)
            {
                fit += Tuning.MeaningWeight * Meaning(query.Vector, document);
            }

            var paper = index.PaperOf[document];
            if (within is not null ? paper != within.Number : fit <= 0 && !_isNamed[paper])
            {
                continue;
            }

            var score = fit + _ofPaper[paper];
            if (index.Twins[document] >= 0 && query.Preferred is { } language && index.Answers[document].Language != language)
            {
                score -= OtherLanguage;
            }

            // Of equals the one that is stored first.
            if (best.Count < most || score > best[^1].Score)
            {
                var place = best.Count;
                while (place > 0 && best[place - 1].Score < score)
                {
                    place--;
                }

                best.Insert(place, new Candidate(document, score, default));
                if (best.Count > most)
                {
                    best.RemoveAt(most);
                }
            }
        }

        return best;
    }

    /// <summary>What all answers of a paper gain or lose because they are its answers.</summary>
    private void ScorePapers(AskQuery query, IndexedPaper? within, IReadOnlyList<int> certain)
    {
        var newest = index.Newest(query.Newest);
        var ofAll = certain.Count > 0 ? -Tuning.OutOfScope : 0;
        Array.Clear(_isNamed);
        for (var paper = 0; paper < _ofPaper.Length; paper++)
        {
            _ofPaper[paper] = ofAll + (within is null ? Tuning.PaperWeight * walk.Coverage[_answers + paper] : 0);
        }

        foreach (var paper in newest)
        {
            _ofPaper[paper] += Tuning.NewestWeek;
        }

        foreach (var paper in certain.Where(paper => !_isNamed[paper]))
        {
            _isNamed[paper] = true;
            _ofPaper[paper] += Tuning.OutOfScope;
        }

        if (certain.Count == 0 && query.Recent is { } id && index.ById.GetValueOrDefault(id) is { } recent)
        {
            _ofPaper[recent.Number] += OfRecentPaper;
        }
    }

    /// <summary>Likeness of meaning, where a model tells it: vectors of unlike texts point in like directions; what is above that says something.</summary>
    public double Meaning(IReadOnlyList<float>? question, int document)
    {
        if (question is null || document >= index.Vectors.Count || index.Vectors[document] is not { } stored)
        {
            return 0;
        }

        var cosine = 0.0;
        for (var i = 0; i < Math.Min(stored.Length, question.Count); i++)
        {
            cosine += stored[i] * question[i];
        }

        return Math.Max(0, (cosine - Unlike) / (1 - Unlike));
    }

    public List<Candidate> WithoutTwins(List<Candidate> candidates, int most)
    {
        var kept = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            var twin = index.Twins[candidate.Document];
            if (kept.Count < most && (twin < 0 || kept.TrueForAll(other => other.Document != twin)))
            {
                kept.Add(candidate);
            }
        }

        return kept;
    }
}

/// <summary>An answer by its number in the index, with what speaks for it.</summary>
internal readonly record struct Candidate(int Document, double Score, Reread Reread)
{
    public RankedAnswer Shown(IndexData index) => new(index.Answers[Document], Math.Round(Score, 4));
}
