using System.Text;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Answers one question at a time from an index; holds the buffers for that.</summary>
internal sealed class AskSearch
{
    private const int MostShown = 10;
    private const int MostUnits = 48;
    private const double EnoughSaid = 0.54;
    private const double MeantAlike = 0.6;

    private readonly IndexData _index;
    private readonly AskTuning _tuning;
    private readonly QueryUnits _cutter;
    private readonly NameVocabulary _vocabulary;
    private readonly AskWalk _walk;
    private readonly Shortlist _shortlist;
    private readonly int _answers;

    public AskSearch(IndexData index)
    {
        _index = index;
        _tuning = index.Tuning;
        _cutter = new QueryUnits(index.Glossary, index.Tuning);
        _vocabulary = new NameVocabulary(index.Postings, index.Glossary);
        _walk = new AskWalk(index);
        _shortlist = new Shortlist(index, _walk);
        _answers = index.Answers.Count;
    }

    public IReadOnlyList<(IndexedPaper Paper, double Value)> FindPapers(string text)
    {
        var normal = SearchText.Question(text);
        _cutter.Cut(normal);
        return
        [
            .. FindNames(normal)
                .All.Where(named => named.Value >= 0.5)
                .Select(named => (_index.Papers[named.Paper], named.Value)),
        ];
    }

    public AskOutcome Ask(AskQuery query)
    {
        var text = AskParser.WithoutEscapes(query.Text);
        var ids = AskParser.TakeIds(ref text);
        var byId = ids.Select(id => _index.ById.GetValueOrDefault(id)).OfType<IndexedPaper>().ToList();
        if (ids.Count > 0 && byId.Count == 0)
        {
            return new AskOutcome.None { Confidence = 0, Ranked = [] };
        }

        var normal = SearchText.Question(text);
        var units = _cutter.Cut(normal);
        _index.Weigh(units);
        var within = query.Within is { } thread && byId.Count == 0 ? _index.ById.GetValueOrDefault(thread) : null;
        var named =
            byId.Count > 0 ? new NamedPapers([.. byId.Select(paper => new NameHit(paper.Number, 3, 0, 0))]) : FindNames(normal);
        if (within is null && named.Certain.Count == 0 && named.Alone(units) is { } alone)
        {
            return Card(named, alone);
        }

        // 1=1 asks nothing, though some answer holds a 1.
        if (
            byId.Count == 0
            && named.Certain.Count == 0
            && !text.EnumerateRunes().Any(Rune.IsLetter)
            && !WeekId.TryParse(text.Trim(), out _)
        )
        {
            return new AskOutcome.None { Confidence = 0, Ranked = [] };
        }

        var certain = within is null ? named.Certain : [];
        var asked = units
            .Where(unit => within is not null || !named.IsName(unit))
            .OrderByDescending(unit => unit.Weight)
            .Take(MostUnits)
            .OrderBy(unit => unit.First)
            .ToList();
        _walk.Score(units, asked);
        var ranked = _shortlist.Rank(query, normal, within, certain, units, asked, MostShown);
        // 話 behind a name asks nothing.
        if (certain.Count > 0 && asked.TrueForAll(unit => unit is { Kind: UnitKind.SingleKanji, IsUnknown: true }))
        {
            return Card(named, certain[0], ranked);
        }

        var paper = within ?? FindPaper(named, certain, ranked);
        return Decide(
            query,
            Weigh(within is null && certain.Count == 0, within is not null, asked, ranked, paper),
            paper,
            ranked
        );
    }

    private AskOutcome.PaperCard Card(NamedPapers named, int paper, List<Candidate>? ranked = null)
    {
        var value = named.All.First(other => other.Paper == paper).Value;
        return new AskOutcome.PaperCard([
            .. named
                .All.Where(other => other.Paper != paper && other.Value >= value - 0.15)
                .Take(3)
                .Select(other => _index.Papers[other.Paper]),
        ])
        {
            Confidence = value >= 0.8 ? 1 : 0.5 + (value / 2),
            Paper = _index.Papers[paper],
            Ranked = [.. (ranked ?? []).Select(candidate => candidate.Shown(_index))],
        };
    }

    /// <summary>What a text that is still being typed may become.</summary>
    public IReadOnlyList<Suggested> Suggest(AskQuery typed, int most)
    {
        var normal = SearchText.Question(AskParser.WithoutEscapes(typed.Text));
        var paper = typed.Within is { } within ? _index.ById.GetValueOrDefault(within) : null;
        var found = new List<Suggested>();
        var units = _cutter.Cut(normal);
        if (paper is null)
        {
            var named = _index
                .Names.Complete(normal, most / 2)
                .Concat(FindNames(normal).All.Where(hit => hit.Value >= 0.5).Select(hit => hit.Paper));
            found.AddRange(named.Distinct().Take(most / 2).Select(number => new Suggested(_index.Papers[number], null)));
        }

        if (units.Count == 0)
        {
            return found.Count > 0 ? found
                : paper is not null ? [.. paper.Answers.Take(most).Select(answer => new Suggested(paper, answer))]
                : [.. NewestFirst(typed.Newest).Take(most).Select(any => new Suggested(any, null))];
        }

        _index.Weigh(units);
        _walk.Score(units, units);
        var candidates = _shortlist.Best(typed, paper, [], most);
        found.AddRange(
            _shortlist
                .WithoutTwins(candidates, most - found.Count)
                .Select(candidate => _index.Answers[candidate.Document])
                .Select(answer => new Suggested(answer.Paper, answer))
        );
        return found;
    }

    private IEnumerable<IndexedPaper> NewestFirst(WeekId? digest)
    {
        var newest = _index.Newest(digest);
        return _index.Papers.OrderByDescending(paper => newest.Contains(paper.Number));
    }

    /// <summary>How a question is understood: its units with their weights and the papers it may name.</summary>
    public string Explain(string query)
    {
        var text = AskParser.WithoutEscapes(query);
        _ = AskParser.TakeIds(ref text);
        var normal = SearchText.Question(text);
        var units = _cutter.Cut(normal);
        _index.Weigh(units);
        var said = units.Select(unit =>
            $"[{normal[_cutter.Symbols[unit.First].Start.._cutter.Symbols[unit.First + unit.Count - 1].End]} {unit.Kind}{(unit.Frames ? " frames" : "")}{(unit.IsUnknown ? " unknown" : "")} {unit.Weight:0.00}]"
        );
        var named = FindNames(normal).All.Take(4).Select(hit => $"{_index.Papers[hit.Paper].Id}={hit.Value:0.00}");
        return string.Join(' ', said.Concat(named));
    }

    private AskOutcome Decide(AskQuery query, AskEvidence evidence, IndexedPaper? paper, List<Candidate> candidates)
    {
        var confidence = candidates.Count > 0 ? evidence.Confidence() : 0;
        if (candidates.Count > 0 && _shortlist.Meaning(query.Vector, candidates[0].Document) >= MeantAlike)
        {
            // What means alike is offered as a choice; only words that say so make an answer of it.
            confidence = Math.Max(confidence, _tuning.RefusalLine);
        }

        IReadOnlyList<RankedAnswer> ranked = [.. candidates.Select(candidate => candidate.Shown(_index))];
        if (ranked.Count > 0 && confidence >= _tuning.AnswerLine)
        {
            return new AskOutcome.Answer
            {
                Confidence = confidence,
                Paper = paper,
                Ranked = ranked,
                Evidence = evidence,
            };
        }

        if (ranked.Count > 0 && confidence >= _tuning.RefusalLine)
        {
            return new AskOutcome.Closest([.. ranked.Take(3)])
            {
                Confidence = confidence,
                Paper = paper,
                Ranked = ranked,
                Evidence = evidence,
            };
        }

        return new AskOutcome.None
        {
            IsPaperKnown = !evidence.IsFree,
            Confidence = confidence,
            Paper = paper,
            Ranked = ranked,
            Evidence = evidence,
        };
    }

    private AskEvidence Weigh(bool isFree, bool isThread, List<QueryUnit> asked, List<Candidate> ranked, IndexedPaper? paper)
    {
        var total = asked.Sum(unit => unit.Weight);
        var said = asked.Sum(unit => unit.IsEveryday ? _tuning.EverydaySaid * unit.Weight : unit.Weight);
        var first = ranked.Count > 0 ? ranked[0].Reread : default;
        return new AskEvidence
        {
            Together = first.Together,
            ByQuestion = first.ByQuestion,
            Asked = first.Asked,
            Missed = first.Missed,
            Specific = first.Specific,
            SpecificMissed = first.SpecificMissed,
            HasSpecific = asked.Exists(unit => !unit.IsEveryday),
            IsThread = isThread,
            Unknown = total > 0 ? asked.Where(unit => unit.IsUnknown).Sum(unit => unit.Weight) / total : 0,
            About = paper is null ? 0 : _walk.Coverage[_answers + paper.Number],
            Said = Math.Min(1, said / (EnoughSaid * _index.LargestIdf)),
            IsFree = isFree,
        };
    }

    private NamedPapers FindNames(string normal) =>
        new(_tuning.Names ? _index.Names.Find(normal, _cutter.Symbols, _vocabulary) : []);

    private IndexedPaper? FindPaper(NamedPapers named, IReadOnlyList<int> certain, List<Candidate> ranked)
    {
        if (certain.Count > 0)
        {
            var first = ranked.Select(candidate => _index.PaperOf[candidate.Document]).Where(certain.Contains);
            return _index.Papers[first.Append(certain[0]).First()];
        }

        if (ranked.Count > 0)
        {
            return _index.Answers[ranked[0].Document].Paper;
        }

        if (named.All.Count > 0 && named.All[0].Value >= 0.5)
        {
            return _index.Papers[named.All[0].Paper];
        }

        var best = -1;
        for (var paper = 0; paper < _index.Papers.Count; paper++)
        {
            if (PaperFit(paper) > 0 && (best < 0 || PaperFit(paper) > PaperFit(best)))
            {
                best = paper;
            }
        }

        return best < 0 ? null : _index.Papers[best];
    }

    private double PaperFit(int paper) =>
        _walk.Shares[_answers + paper] + (_tuning.CoverageWeight * _walk.Coverage[_answers + paper]);
}

/// <summary>A paper, or one of its answers, for a list that fills while a person types.</summary>
internal sealed record Suggested(IndexedPaper Paper, IndexedAnswer? Answer);
