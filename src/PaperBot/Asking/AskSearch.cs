using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>Answers one question at a time from an index; holds the buffers for that.</summary>
internal sealed class AskSearch
{
    private const double Saturation = 1.2;
    private const double FirstSideWeight = 2;
    private const int Most = 10;
    private const int MostUnits = 48;
    private const double Strong = 0.8;
    private const double StrongMargin = 0.15;

    private readonly IndexData _index;
    private readonly AskTuning _tuning;
    private readonly QueryUnits _cutter;
    private readonly int _answers;
    private readonly int _documents;

    private readonly float[] _shares;
    private readonly float[] _coverage;
    private readonly float[] _bestOfUnit;
    private readonly ushort[] _firstMet;
    private readonly ushort[] _secondMet;
    private readonly int[] _touched;
    private readonly bool[] _isTouched;
    private readonly HashSet<ulong> _counted = [];
    private readonly int[] _paperOf;

    public AskSearch(IndexData index)
    {
        _index = index;
        _tuning = index.Tuning;
        _cutter = new QueryUnits(index.Glossary, index.Tuning);
        _answers = index.Answers.Count;
        _documents = _answers + index.Papers.Count;
        _shares = new float[_documents];
        _coverage = new float[_documents];
        _bestOfUnit = new float[_documents];
        _firstMet = new ushort[_documents];
        _secondMet = new ushort[_documents];
        _touched = new int[_documents];
        _isTouched = new bool[_documents];
        _paperOf = index.PaperOf;
    }

    public IReadOnlyList<(IndexedPaper Paper, double Value)> FindPapers(string text)
    {
        var normal = SearchText.Normalize(SearchText.Shorten(text));
        _cutter.Cut(normal);
        return [.. FindNames(normal).Where(hit => hit.Value >= 0.5).Select(hit => (_index.Papers[hit.Paper], hit.Value))];
    }

    /// <summary>What a text that is still being typed may become.</summary>
    public IReadOnlyList<Suggested> Suggest(string typed, PaperId? within, Language language, int most)
    {
        var normal = SearchText.Normalize(SearchText.Shorten(AskParser.WithoutEscapes(typed)));
        var paper = within is null ? null : _index.ById.GetValueOrDefault(within);
        var found = new List<Suggested>();
        var units = _cutter.Cut(normal);
        if (paper is null)
        {
            var named = _index
                .Names.Complete(normal, most / 2)
                .Concat(FindNames(normal).Where(hit => hit.Value >= 0.5).Select(hit => hit.Paper));
            found.AddRange(named.Distinct().Take(most / 2).Select(number => new Suggested(_index.Papers[number], null)));
        }

        if (units.Count == 0)
        {
            var first = paper is not null ? [paper] : _index.Papers.Take(most);
            return found.Count > 0 ? found
                : paper is not null ? [.. paper.Answers.Take(most).Select(answer => new Suggested(paper, answer))]
                : [.. first.Select(any => new Suggested(any, null))];
        }

        WeighUnits(units);
        Walk(units, units);
        var ranked = Rank(new AskQuery(typed) { Preferred = language }, paper, [], [], most, out _);
        found.AddRange(ranked.Take(most - found.Count).Select(answer => new Suggested(answer.Answer.Paper, answer.Answer)));
        return found;
    }

    public AskOutcome Ask(AskQuery query)
    {
        var text = AskParser.WithoutEscapes(query.Text);
        var ids = AskParser.TakeIds(ref text);
        var normal = SearchText.Normalize(SearchText.Shorten(text));
        var units = _cutter.Cut(normal);
        if (ids.Count > 0 && ids.All(paper => _index.ById.GetValueOrDefault(paper) is null))
        {
            return new AskOutcome.None { Confidence = 0, Ranked = [] };
        }

        var byId = ids.Select(paper => _index.ById.GetValueOrDefault(paper)).OfType<IndexedPaper>().ToList();
        var within = query.Within is { } thread && byId.Count == 0 ? _index.ById.GetValueOrDefault(thread) : null;
        var names = byId.Count > 0 ? [.. byId.Select(paper => new NameHit(paper.Number, 3, 0, 0))] : FindNames(normal);
        var best = names.Count > 0 ? names[0].Value : 0;
        var strong = within is null ? names.Where(hit => hit.Value >= Math.Max(Strong, best - StrongMargin)).ToList() : [];
        WeighUnits(units);
        var naming = units.Where(unit => strong.Any(hit => Covers(hit, unit))).ToList();
        var asked = units
            .Except(naming)
            .OrderByDescending(unit => unit.Weight)
            .Take(MostUnits)
            .OrderBy(unit => unit.First)
            .ToList();
        Walk(units, asked);
        var counted = asked.Sum(unit => unit.Weight);
        var ranked = Rank(query, within, strong, names, Most, out var documents);
        var firstPaper =
            within
            ?? (
                strong.Count > 0 ? _index.Papers[BestPaper(strong, ranked)]
                : ranked.Count > 0 ? ranked[0].Answer.Paper
                : WeakPaper(names)
            );
        if (within is null && strong.Count > 0 && asked.All(unit => unit.Keys.Count == 0))
        {
            return new AskOutcome.PaperCard([.. strong.Skip(1).Take(3).Select(hit => _index.Papers[hit.Paper])])
            {
                Confidence = 1,
                Paper = _index.Papers[strong[0].Paper],
                Ranked = ranked,
            };
        }

        var confidence = Confidence(within, strong, names, documents, counted, firstPaper);
        return Decide(confidence, firstPaper, ranked);
    }

    private AskOutcome Decide(double confidence, IndexedPaper? paper, List<RankedAnswer> ranked)
    {
        if (ranked.Count > 0 && confidence >= _tuning.AnswerLine)
        {
            return new AskOutcome.Answer
            {
                Confidence = confidence,
                Paper = paper,
                Ranked = ranked,
            };
        }

        if (ranked.Count > 0 && confidence >= _tuning.RefusalLine)
        {
            return new AskOutcome.Closest([.. ranked.Take(3)])
            {
                Confidence = confidence,
                Paper = paper,
                Ranked = ranked,
            };
        }

        return new AskOutcome.None
        {
            Confidence = confidence,
            Paper = paper,
            Ranked = ranked,
        };
    }

    private List<NameHit> FindNames(string normal) =>
        _tuning.Names
            ? _index.Names.Find(
                normal,
                _cutter.Symbols,
                code => _index.Postings.Count(Codes.Key(Channel.Words, code)) > 0 || _index.Glossary.IsStopWord(code),
                _index.Glossary.IsStopWord
            )
            : [];

    private static bool Covers(NameHit hit, QueryUnit unit) =>
        unit.First < hit.First + hit.Count && hit.First < unit.First + unit.Count;

    private static int BestPaper(List<NameHit> strong, List<RankedAnswer> ranked)
    {
        var papers = strong.Select(hit => hit.Paper).ToHashSet();
        return ranked.Select(answer => answer.Answer.Paper.Number).Where(papers.Contains).DefaultIfEmpty(strong[0].Paper).First();
    }

    private IndexedPaper? WeakPaper(List<NameHit> names)
    {
        var best = -1;
        for (var paper = 0; paper < _index.Papers.Count; paper++)
        {
            var score = PaperScore(paper);
            if (score > 0 && (best < 0 || score > PaperScore(best)))
            {
                best = paper;
            }
        }

        return names.Count > 0 && names[0].Value >= 0.5 ? _index.Papers[names[0].Paper]
            : best >= 0 ? _index.Papers[best]
            : null;
    }

    private double PaperScore(int paper) => _shares[_answers + paper] + (_tuning.CoverageWeight * _coverage[_answers + paper]);

    private double Idf(ulong key)
    {
        var holders = _index.Postings.Count(key);
        return Math.Log(1 + ((_documents - holders + 0.5) / (holders + 0.5)));
    }

    private void WeighUnits(List<QueryUnit> units)
    {
        var largest = Math.Log(1 + ((_documents + 0.5) / 0.5));
        foreach (var unit in units)
        {
            var words = unit.Keys.Where(key => key.Shares).ToList();
            var mean = words.Count > 0 ? words.Average(key => Idf(key.Key)) : 0;
            var known = unit.Keys.Any(key => _index.Postings.Count(key.Key) > 0);
            unit.IsUnknown = !known;
            unit.Weight = unit.Kind switch
            {
                UnitKind.Concept => ConceptWeight(unit, words, mean) * (unit.Frames ? 0.4 : 1),
                _ when !known => largest,
                UnitKind.Number => 0.7 * mean,
                UnitKind.SingleKanji => 0.8,
                _ => mean,
            };
        }
    }

    private double ConceptWeight(QueryUnit unit, List<UnitKey> words, double mean)
    {
        var concept = Idf(unit.Keys[0].Key);
        return words.Count > 0 && words.All(key => _index.Postings.Count(key.Key) > 0) ? Math.Max(concept, 0.6 * mean) : concept;
    }

    /// <summary>One walk over the postings of every key: fills each document's share of the reachable BM25F score and its coverage.</summary>
    private void Walk(List<QueryUnit> units, List<QueryUnit> asked)
    {
        Array.Clear(_shares);
        Array.Clear(_coverage);
        _counted.Clear();
        var reachable = 0.0;
        var total = asked.Sum(unit => unit.Weight);
        foreach (var unit in units)
        {
            var covers = asked.Contains(unit) && total > 0;
            var touched = 0;
            var sharing = unit.Keys.Count(key => key.Shares);
            foreach (var key in unit.Keys)
            {
                var scores = _counted.Add(key.Key);
                var weight = scores ? ChannelWeight(key) * Idf(key.Key) : 0;
                reachable += weight * (Saturation + 1);
                var list = _index.Postings.Find(key.Key);
                while (list.Next())
                {
                    var document = list.Document;
                    if (scores)
                    {
                        var often =
                            (FirstSideWeight * list.First * _index.FirstNorms[document])
                            + (list.Second * _index.SecondNorms[document]);
                        _shares[document] += (float)(weight * often * (Saturation + 1) / (often + Saturation));
                    }

                    if (covers)
                    {
                        if (!_isTouched[document])
                        {
                            _isTouched[document] = true;
                            _touched[touched++] = document;
                        }

                        if (key.Shares)
                        {
                            _firstMet[document] += list.First > 0 ? (ushort)1 : (ushort)0;
                            _secondMet[document] += list.Second > 0 ? (ushort)1 : (ushort)0;
                        }
                        else
                        {
                            var met = key.Strength * (list.First > 0 ? 1 : (float)_tuning.AnswerSide);
                            _bestOfUnit[document] = Math.Max(_bestOfUnit[document], met);
                        }
                    }
                }
            }

            for (var i = 0; i < touched; i++)
            {
                var document = _touched[i];
                var words = Math.Max(
                    ShareMet(unit, _firstMet[document], sharing),
                    _tuning.AnswerSide * ShareMet(unit, _secondMet[document], sharing)
                );
                _coverage[document] += (float)(unit.Weight * Math.Max(_bestOfUnit[document], words) / total);
                _isTouched[document] = false;
                _bestOfUnit[document] = 0;
                _firstMet[document] = _secondMet[document] = 0;
            }
        }

        if (reachable > 0)
        {
            for (var document = 0; document < _documents; document++)
            {
                _shares[document] /= (float)reachable;
            }
        }
    }

    private static double ChannelWeight(UnitKey key) =>
        Codes.ChannelOf(key.Key) switch
        {
            Channel.Words => 1,
            Channel.Concepts => key.Strength >= 0.9f ? 0.7 : 0,
            _ => 0.4,
        };

    private static double ShareMet(QueryUnit unit, int met, int of)
    {
        if (met == 0 || of == 0)
        {
            return 0;
        }

        if (met >= of)
        {
            return 1;
        }

        // Parts of a katakana word are noise, unless it is long and nearly all of it is there.
        var share = (double)met / of;
        return unit.Kind == UnitKind.Katakana ? (of >= 4 && met == of - 1 ? 0.8 : 0) : share * share;
    }

    private List<RankedAnswer> Rank(
        AskQuery query,
        IndexedPaper? within,
        List<NameHit> strong,
        List<NameHit> names,
        int most,
        out List<int> documents
    )
    {
        var inScope = new HashSet<int>(strong.Select(hit => hit.Paper));
        var newest = _index.Papers.Count > 0 ? _index.Papers[0].Week : default;
        var recent = query.Recent is { } id && strong.Count == 0 ? _index.ById.GetValueOrDefault(id)?.Number : null;
        var best = new PriorityQueue<int, (double Score, int Order)>();
        for (var document = 0; document < _answers; document++)
        {
            var paper = _paperOf[document];
            if (within is not null && paper != within.Number)
            {
                continue;
            }

            var fit = _tuning.Coverage ? _shares[document] + (_tuning.CoverageWeight * _coverage[document]) : _shares[document];
            if (fit <= 0 && within is null && !inScope.Contains(paper))
            {
                continue;
            }

            var score =
                fit
                - (inScope.Count > 0 && !inScope.Contains(paper) ? _tuning.OutOfScope : 0)
                + (_index.Papers[paper].Week == newest ? _tuning.NewestWeek : 0)
                + (recent == paper ? 0.3 : 0);
            if (_index.Twins[document] >= 0 && query.Preferred is { } language && _index.Answers[document].Language != language)
            {
                score -= 0.2;
            }

            best.Enqueue(document, (score, -document));
            if (best.Count > 3 * most)
            {
                best.Dequeue();
            }
        }

        var sorted = new List<(int Document, double Score)>();
        while (best.TryDequeue(out var document, out var place))
        {
            sorted.Add((document, place.Score));
        }

        sorted.Reverse();
        documents = [];
        var ranked = new List<RankedAnswer>();
        foreach (var (document, score) in sorted)
        {
            if (ranked.Count < most && (_index.Twins[document] < 0 || !documents.Contains(_index.Twins[document])))
            {
                documents.Add(document);
                ranked.Add(new RankedAnswer(_index.Answers[document], Math.Round(score, 4)));
            }
        }

        return ranked;
    }

    private double Confidence(
        IndexedPaper? within,
        List<NameHit> strong,
        List<NameHit> names,
        List<int> documents,
        double counted,
        IndexedPaper? firstPaper
    )
    {
        // Two vague words must not be sure of anything; how much a word can weigh grows with the store.
        var damping = 0.55 + (0.45 * Math.Min(1, counted / (0.54 * Math.Log(1 + ((_documents + 0.5) / 0.5)))));
        var first = documents.Count > 0 ? _coverage[documents[0]] : 0;
        if (within is not null)
        {
            return first * damping;
        }

        var confidence = strong.Count > 0 ? first : first * damping;
        if (firstPaper is not null)
        {
            confidence = Math.Max(confidence, 0.95 * damping * _coverage[_answers + firstPaper.Number]);
        }

        var weak = names.Count > 0 ? names[0].Value : 0;
        return strong.Count == 0 && weak >= 0.5 ? Math.Max(confidence, Math.Min(0.75, 0.5 + (weak / 2))) : confidence;
    }
}

/// <summary>A paper, or one of its answers, for a list that fills while a person types.</summary>
internal sealed record Suggested(IndexedPaper Paper, IndexedAnswer? Answer);
