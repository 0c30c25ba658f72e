using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>
/// Reads a few candidates again, sentence by sentence: an answer fits when its question and a sentence or two say what was asked
/// together, not when the words stand scattered over a long text. Holds buffers: one text at a time, one thread.
/// </summary>
internal sealed class Rereading(IndexData index)
{
    private readonly TextKeys _keys = new(index.Glossary);
    private readonly List<ulong> _found = [];
    private readonly HashSet<ulong> _wanted = [];
    private readonly HashSet<ulong> _here = [];
    private readonly List<double[]> _sentences = [];
    private readonly QueryUnits _cutter = new(index.Glossary, index.Tuning);
    private readonly HashSet<ulong> _said = [];
    private readonly HashSet<int> _letters = [];
    private readonly HashSet<int> _storedLetters = [];
    private double _total;

    /// <summary>Tells what the question says and what of it must be covered, before candidates are read for it.</summary>
    public void Ask(string text, List<QueryUnit> units, List<QueryUnit> asked)
    {
        Pair(text, _letters);
        _said.Clear();
        foreach (var key in units.SelectMany(unit => unit.Keys).Where(key => key.Strength >= QueryUnits.BySound))
        {
            _said.Add(key.Key);
        }

        _wanted.Clear();
        _wanted.UnionWith(asked.SelectMany(unit => unit.Keys).Select(key => key.Key));
        _keys.LatinSounds = _wanted.Any(key => Codes.ChannelOf(key) == Channel.LatinSound);
        _total = asked.Sum(unit => unit.Weight);
    }

    /// <summary>How much of what is asked the question of a Q&amp;A covers; its answer is not read yet.</summary>
    public Glance Glance(QuestionAnswer stored, List<QueryUnit> asked)
    {
        if (_total <= 0)
        {
            return new Glance(default, []);
        }

        var byQuestion = Meet(StoredText.Of(stored.Question), asked);
        var covered = 0.0;
        for (var i = 0; i < asked.Count; i++)
        {
            covered += asked[i].Weight * byQuestion[i];
        }

        var reread = new Reread(covered / _total, covered / _total, Asked(stored.Question), MostMissed(asked, byQuestion))
        {
            Alike = Alike(stored.Question),
        };
        return new Glance(reread, byQuestion);
    }

    /// <summary>How much of what is asked the question of a Q&amp;A and its best two neighbouring sentences cover, from 0 to 1.</summary>
    public Reread Read(QuestionAnswer stored, List<QueryUnit> asked, Glance glance)
    {
        if (_total <= 0)
        {
            return default;
        }

        Split(StoredText.Of(stored), asked);
        var byQuestion = glance.ByQuestion;
        var best = glance.Reread.Together * _total;
        var missed = glance.Reread.Missed;
        var specific = Specific(asked, byQuestion);
        for (var at = 0; at < _sentences.Count; at++)
        {
            var together = 0.0;
            var missedHere = 0.0;
            var specificHere = 0.0;
            for (var i = 0; i < asked.Count; i++)
            {
                var met = at + 1 < _sentences.Count ? Math.Max(_sentences[at][i], _sentences[at + 1][i]) : _sentences[at][i];
                var here = Math.Max(byQuestion[i], index.Tuning.AnswerSide * met);
                together += asked[i].Weight * here;
                specificHere += asked[i].IsEveryday ? 0 : asked[i].Weight * Math.Max(byQuestion[i], met);
                missedHere = Math.Max(missedHere, asked[i].Weight * (1 - Math.Max(byQuestion[i], met)) / _total);
            }

            (missed, specific) = together > best ? (missedHere, specificHere) : (missed, specific);
            best = Math.Max(best, together);
        }

        var specificTotal = asked.Sum(unit => unit.IsEveryday ? 0 : unit.Weight);
        return glance.Reread with
        {
            Together = best / _total,
            Missed = missed,
            Specific = specificTotal > 0 ? specific / specificTotal : 0,
            SpecificMissed = (specificTotal - specific) / _total,
        };
    }

    private static double Specific(List<QueryUnit> asked, double[] met)
    {
        var specific = 0.0;
        for (var i = 0; i < asked.Count; i++)
        {
            specific += asked[i].IsEveryday ? 0 : asked[i].Weight * met[i];
        }

        return specific;
    }

    /// <summary>How many pairs of neighbouring characters both questions have: what tells them apart where no word does.</summary>
    private double Alike(string question)
    {
        Pair(SearchText.Normalize(question), _storedLetters);
        var both = 0;
        foreach (var pair in _letters)
        {
            both += _storedLetters.Contains(pair) ? 1 : 0;
        }

        return _letters.Count + _storedLetters.Count == 0 ? 0 : 2.0 * both / (_letters.Count + _storedLetters.Count);
    }

    private static void Pair(string text, HashSet<int> pairs)
    {
        pairs.Clear();
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (char.IsLetterOrDigit(text[i]) && char.IsLetterOrDigit(text[i + 1]))
            {
                pairs.Add((char.ToLowerInvariant(text[i]) << 16) | char.ToLowerInvariant(text[i + 1]));
            }
        }
    }

    private double MostMissed(List<QueryUnit> asked, double[] met)
    {
        var missed = 0.0;
        for (var i = 0; i < asked.Count; i++)
        {
            missed = Math.Max(missed, asked[i].Weight * (1 - met[i]) / _total);
        }

        return missed;
    }

    /// <summary>How much of the stored question was said in the one that is asked.</summary>
    private double Asked(string question)
    {
        var units = _cutter.Cut(StoredText.Of(question));
        index.Weigh(units);
        var total = units.Sum(unit => unit.Weight);
        return total <= 0 ? 0 : units.Sum(unit => unit.Weight * Met(unit, _said)) / total;
    }

    private static double Met(QueryUnit unit, HashSet<ulong> keys)
    {
        var best = 0.0;
        var shares = 0;
        foreach (var key in unit.Keys)
        {
            if (!keys.Contains(key.Key))
            {
                continue;
            }

            if (key.Shares)
            {
                shares++;
            }
            else
            {
                best = Math.Max(best, key.Strength);
            }
        }

        return Math.Max(best, unit.ShareMet(shares));
    }

    private void Split(string answer, List<QueryUnit> asked)
    {
        _sentences.Clear();
        var start = 0;
        foreach (var end in Sentences.Ends(answer))
        {
            _sentences.Add(Meet(answer[start..end], asked));
            start = end;
        }
    }

    /// <summary>How well a text meets each thing that is asked.</summary>
    private double[] Meet(string text, List<QueryUnit> asked)
    {
        _found.Clear();
        _keys.Collect(text, _found);
        _here.Clear();
        foreach (var key in _found)
        {
            if (_wanted.Contains(key))
            {
                _here.Add(key);
            }
        }

        var met = new double[asked.Count];
        if (_here.Count > 0)
        {
            for (var i = 0; i < met.Length; i++)
            {
                met[i] = Met(asked[i], _here);
            }
        }

        return met;
    }
}

/// <param name="Reread">What the stored question alone says; the answer may add to it.</param>
/// <param name="ByQuestion">How well it meets each thing that is asked.</param>
internal readonly record struct Glance(Reread Reread, double[] ByQuestion);

/// <param name="ByQuestion">Coverage by the stored question alone.</param>
/// <param name="Together">Coverage by the question and the best two neighbouring sentences.</param>
/// <param name="Asked">How much of the stored question is in the one that is asked.</param>
/// <param name="Missed">The weight of the heaviest thing asked that is met nowhere, as a share of all.</param>
internal readonly record struct Reread(double ByQuestion, double Together, double Asked, double Missed)
{
    /// <summary>Coverage, at the same place, of what is no everyday word, as a share of that.</summary>
    public double Specific { get; init; }

    /// <summary>The weight of what is no everyday word and is not met there, as a share of all.</summary>
    public double SpecificMissed { get; init; }

    /// <summary>Likeness of the two questions letter by letter.</summary>
    public double Alike { get; init; }
}
