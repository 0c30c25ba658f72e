using System.Globalization;

namespace PaperBot.Chat;

/// <summary>One text being cut: where it may be, and how well each place does.</summary>
internal sealed class TextCutter
{
    // What may not begin a line in Japanese typesetting.
    private const string NeverFirst =
        "、。，．・：；？！ー’”）〕］｝〉》」』】々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.;:?!)]}%…";
    private const string NeverLast = "‘“（〔［｛〈《「『【([{";

    private readonly string _words;
    private readonly TextBounds _bounds;
    private readonly (int Start, int End, Inline Part)[] _parts;
    private readonly bool[] _betweenCharacters;
    private readonly bool[] _insideWhole;
    private readonly IReadOnlyList<int> _sentences;
    private int _sentence;

    public TextCutter(RichText text, IReadOnlyList<(int Start, int End)> wholes, TextBounds bounds)
    {
        _words = text.ToString();
        _bounds = bounds;
        _parts = new (int, int, Inline)[text.Parts.Count];
        for (int i = 0, at = 0; i < _parts.Length; at = _parts[i].End, i++)
        {
            _parts[i] = (at, at + text.Parts[i].Words.Length, text.Parts[i]);
        }

        _betweenCharacters = new bool[_words.Length + 1];
        foreach (var place in StringInfo.ParseCombiningCharacters(_words))
        {
            _betweenCharacters[place] = true;
        }

        // Marks that stand behind a link are no part of its last letter: the link would have to be cut with them.
        foreach (var (_, end, _) in _parts.Where(part => part.Part is not Inline.Text))
        {
            _betweenCharacters[end] = true;
        }

        _betweenCharacters[_words.Length] = true;
        _insideWhole = new bool[_words.Length + 1];
        foreach (var (start, end) in wholes)
        {
            _insideWhole.AsSpan(start + 1, Math.Max(0, end - start - 1)).Fill(true);
        }

        _sentences = Sentences.Ends(_words);
    }

    public int Length => _words.Length;

    /// <summary>Where the piece that starts here ends; always further on.</summary>
    public int EndOfPiece(int start)
    {
        var end = Furthest(start);
        while (end < Length)
        {
            var cut = Best(start, end);
            if (cut <= NextCodePoint(start) || Fits(start, cut))
            {
                return cut;
            }

            end = cut - 1;
        }

        return end;
    }

    // The weight of a text grows with the text, so the furthest place is found by halving.
    private int Furthest(int start)
    {
        var (fits, over) = (start, (int)Math.Min(Length + 1L, start + (long)_bounds.Length + 1));
        while (over - fits > 1)
        {
            var middle = fits + ((over - fits) / 2);
            (fits, over) = Fits(start, middle) ? (middle, over) : (fits, middle);
        }

        return Math.Max(fits, NextCodePoint(start));
    }

    private bool Fits(int start, int end)
    {
        var weight = default(MessageWeight);
        for (var i = PartAt(start); i < _parts.Length && _parts[i].Start < end; i++)
        {
            var (from, to, part) = _parts[i];
            var slice = _words[Math.Max(from, start)..Math.Min(to, end)];
            weight += MessageWeight.Of(slice, _bounds.Weigh) + MessageWeight.Around(part, _bounds.Weigh);
        }

        return weight.FitsIn(_bounds.Length, _bounds.Bytes);
    }

    private int PartAt(int place)
    {
        var (low, high) = (0, _parts.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _parts[middle].End <= place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    // A better place is taken only if the piece does not become much shorter for it.
    private int Best(int start, int end)
    {
        var half = start + ((end - start) / 2);
        var quarter = start + ((end - start) / 4);
        return Last(end, half, IsBetweenParagraphs)
            ?? LastSentence(end, quarter)
            ?? Last(end, half, IsBetweenWords)
            ?? Last(end, half, IsGoodBetweenCharacters)
            ?? Last(end, start, IsBetweenCharacters)
            // A piece of code or a label that is too long by itself.
            ?? Last(end, half, place => _betweenCharacters[place] && _words[place - 1] == '\n')
            ?? Last(end, half, place => _betweenCharacters[place] && char.IsWhiteSpace(_words[place - 1]))
            ?? Last(end, start, place => _betweenCharacters[place])
            // A letter under so many marks that they fill a piece.
            ?? (end > start + 1 && char.IsLowSurrogate(_words[end]) && char.IsHighSurrogate(_words[end - 1]) ? end - 1 : end);
    }

    private static int? Last(int end, int after, Func<int, bool> isGood)
    {
        for (var place = end; place > after; place--)
        {
            if (isGood(place))
            {
                return place;
            }
        }

        return null;
    }

    private int? LastSentence(int end, int after)
    {
        while (_sentence + 1 < _sentences.Count && _sentences[_sentence + 1] <= end)
        {
            _sentence++;
        }

        for (var i = _sentence; i >= 0 && _sentences[i] > after; i--)
        {
            if (_sentences[i] <= end && IsBetweenCharacters(_sentences[i]))
            {
                return _sentences[i];
            }
        }

        return null;
    }

    private bool IsBetweenCharacters(int place) => _betweenCharacters[place] && !_insideWhole[place];

    private bool IsBetweenParagraphs(int place) =>
        place > 1 && _words[place - 1] == '\n' && _words[place - 2] == '\n' && IsBetweenCharacters(place);

    private bool IsBetweenWords(int place) =>
        (
            char.IsWhiteSpace(_words[place - 1])
            || (_words[place - 1] is '、' or '，' && !NeverFirst.Contains(_words[place], StringComparison.Ordinal))
        ) && IsBetweenCharacters(place);

    private bool IsGoodBetweenCharacters(int place) =>
        IsBetweenCharacters(place)
        && !NeverFirst.Contains(_words[place], StringComparison.Ordinal)
        && !NeverLast.Contains(_words[place - 1], StringComparison.Ordinal)
        && !(char.IsAsciiLetterOrDigit(_words[place]) && char.IsAsciiLetterOrDigit(_words[place - 1]));

    private int NextCodePoint(int place) =>
        place + 1 < Length && char.IsHighSurrogate(_words[place]) && char.IsLowSurrogate(_words[place + 1])
            ? place + 2
            : Math.Min(place + 1, Length);
}
