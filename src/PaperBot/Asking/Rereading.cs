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
    private readonly List<HashSet<ulong>> _sentences = [];
    private readonly QueryUnits _cutter = new(index.Glossary, index.Tuning);
    private readonly HashSet<ulong> _said = [];
    private readonly HashSet<int> _letters = [];
    private readonly HashSet<int> _storedLetters = [];

    /// <summary>Tells what the question says, before candidates are read for it.</summary>
    public void Ask(string text, List<QueryUnit> units)
    {
        Pair(text, _letters);
        _said.Clear();
        foreach (var key in units.SelectMany(unit => unit.Keys).Where(key => key.Strength >= QueryUnits.BySound))
        {
            _said.Add(key.Key);
        }
    }

    /// <summary>How much of what is asked the question of a Q&amp;A and its best two neighbouring sentences cover, from 0 to 1.</summary>
    public Reread Read(QuestionAnswer stored, List<QueryUnit> asked)
    {
        var question = KeysOf(StoredText.Of(stored.Question));
        Split(StoredText.Of(stored));
        var total = asked.Sum(unit => unit.Weight);
        if (total <= 0)
        {
            return default;
        }

        var byQuestion = new double[asked.Count];
        var covered = 0.0;
        for (var i = 0; i < asked.Count; i++)
        {
            byQuestion[i] = Met(asked[i], question);
            covered += asked[i].Weight * byQuestion[i];
        }

        var best = covered;
        var missed = MostMissed(asked, byQuestion, total);
        var specific = Specific(asked, byQuestion);
        for (var at = 0; at < _sentences.Count; at++)
        {
            var together = 0.0;
            var missedHere = 0.0;
            var specificHere = 0.0;
            for (var i = 0; i < asked.Count; i++)
            {
                var met = Met(asked[i], _sentences[at]);
                if (at + 1 < _sentences.Count)
                {
                    met = Math.Max(met, Met(asked[i], _sentences[at + 1]));
                }

                var here = Math.Max(byQuestion[i], index.Tuning.AnswerSide * met);
                together += asked[i].Weight * here;
                specificHere += asked[i].IsEveryday ? 0 : asked[i].Weight * Math.Max(byQuestion[i], met);
                missedHere = Math.Max(missedHere, asked[i].Weight * (1 - Math.Max(byQuestion[i], met)) / total);
            }

            (missed, specific) = together > best ? (missedHere, specificHere) : (missed, specific);
            best = Math.Max(best, together);
        }

        var specificTotal = asked.Sum(unit => unit.IsEveryday ? 0 : unit.Weight);
        return new Reread(covered / total, best / total, Asked(stored.Question), missed)
        {
            Specific = specificTotal > 0 ? specific / specificTotal : 0,
            SpecificMissed = (specificTotal - specific) / total,
            Alike = Alike(stored.Question),
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

    private static double MostMissed(List<QueryUnit> asked, double[] met, double total)
    {
        var missed = 0.0;
        for (var i = 0; i < asked.Count; i++)
        {
            missed = Math.Max(missed, asked[i].Weight * (1 - met[i]) / total);
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

    private void Split(string answer)
    {
        _sentences.Clear();
        var start = 0;
        foreach (var end in Sentences.Ends(answer))
        {
            _sentences.Add(KeysOf(answer[start..end]));
            start = end;
        }
    }

    private HashSet<ulong> KeysOf(string text)
    {
        _found.Clear();
        _keys.Collect(text, _found);
        return [.. _found];
    }
}

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
