namespace PaperBot.Asking;

/// <summary>Scores every document for a question in one walk over the postings of its keys. Holds buffers as long as the store.</summary>
internal sealed class AskWalk
{
    private const float Saturation = 1.2f;
    private const float FirstSideWeight = 2;
    private const double ConceptChannel = 0.7;
    private const double SoundChannel = 0.4;

    private readonly IndexData _index;
    private readonly float _answerSide;
    private readonly float _paperSide;
    private readonly int _answers;
    private readonly float[] _shares;
    private readonly float[] _coverage;
    private readonly float[] _bestOfUnit;
    private readonly ushort[] _firstMet;
    private readonly ushort[] _secondMet;
    private readonly bool[] _isTouched;
    private readonly int[] _touched;
    private readonly HashSet<ulong> _counted = [];

    public AskWalk(IndexData index)
    {
        _index = index;
        _answerSide = (float)index.Tuning.AnswerSide;
        _paperSide = (float)index.Tuning.PaperSide;
        _answers = index.Answers.Count;
        var documents = index.FirstNorms.Length;
        _shares = new float[documents];
        _coverage = new float[documents];
        _bestOfUnit = new float[documents];
        _firstMet = new ushort[documents];
        _secondMet = new ushort[documents];
        _isTouched = new bool[documents];
        _touched = new int[documents];
    }

    /// <summary>How much of the highest BM25F score that the question could reach each document has, from 0 to 1.</summary>
    public ReadOnlySpan<float> Shares => _shares;

    /// <summary>How much of what the question asks each document covers, from 0 to 1.</summary>
    public ReadOnlySpan<float> Coverage => _coverage;

    /// <param name="units">Everything the question says, names too.</param>
    /// <param name="asked">What of it must be covered.</param>
    public void Score(List<QueryUnit> units, List<QueryUnit> asked)
    {
        Array.Clear(_shares);
        Array.Clear(_coverage);
        _counted.Clear();
        var reachable = 0.0;
        var total = asked.Sum(unit => unit.Weight);
        foreach (var unit in units)
        {
            var touched = 0;
            var covers = total > 0 && asked.Contains(unit);
            foreach (var key in unit.Keys)
            {
                var weight = _counted.Add(key.Key) ? (float)(ChannelWeight(key) * _index.Idf(key.Key)) : 0;
                reachable += weight * (Saturation + 1);
                var list = _index.Postings.Find(key.Key);
                while (list.Next())
                {
                    if (weight > 0)
                    {
                        _shares[list.Document] += weight * Frequency(list.Document, list.First, list.Second);
                    }

                    if (covers)
                    {
                        Meet(key, list.Document, list.First > 0, list.Second > 0, ref touched);
                    }
                }
            }

            for (var i = 0; i < touched; i++)
            {
                Settle(unit, _touched[i], unit.Weight / total);
            }
        }

        if (reachable > 0)
        {
            foreach (ref var share in _shares.AsSpan())
            {
                share /= (float)reachable;
            }
        }
    }

    private float Frequency(int document, int first, int second)
    {
        var often = (FirstSideWeight * first * _index.FirstNorms[document]) + (second * _index.SecondNorms[document]);
        return often * (Saturation + 1) / (often + Saturation);
    }

    private void Meet(in UnitKey key, int document, bool onFirst, bool onSecond, ref int touched)
    {
        if (!_isTouched[document])
        {
            _isTouched[document] = true;
            _touched[touched++] = document;
        }

        if (key.Shares)
        {
            _firstMet[document] += onFirst ? (ushort)1 : (ushort)0;
            _secondMet[document] += onSecond ? (ushort)1 : (ushort)0;
        }
        else
        {
            var met = key.Strength * (onFirst ? 1 : SecondSide(document));
            _bestOfUnit[document] = Math.Max(_bestOfUnit[document], met);
        }
    }

    private void Settle(QueryUnit unit, int document, double weight)
    {
        var words = Math.Max(unit.ShareMet(_firstMet[document]), SecondSide(document) * unit.ShareMet(_secondMet[document]));
        _coverage[document] += (float)(weight * Math.Max(_bestOfUnit[document], words));
        _isTouched[document] = false;
        _bestOfUnit[document] = 0;
        _firstMet[document] = _secondMet[document] = 0;
    }

    // What is told about a paper is as good as its title; what stands in an answer may be said by the way.
    private float SecondSide(int document) => document < _answers ? _answerSide : _paperSide;

    private static double ChannelWeight(UnitKey key) =>
        Codes.ChannelOf(key.Key) switch
        {
            Channel.Words => 1,
            // Related concepts count for coverage only.
            Channel.Concepts => key.Strength >= QueryUnits.ByConcept ? ConceptChannel : 0,
            _ => SoundChannel,
        };
}
