namespace PaperBot.Papers;

/// <summary>A text as the multiset of its neighbouring pairs of characters, blanks left out: a measure of likeness that needs no words.</summary>
internal sealed class CharacterBigrams
{
    // Beyond that two texts that are alike have shown it.
    private const int Longest = 8_000;

    private readonly int[] _sorted;

    private CharacterBigrams(int[] sorted) => _sorted = sorted;

    public static CharacterBigrams Of(string text)
    {
        var characters = text.Where(character => !char.IsWhiteSpace(character)).Take(Longest).ToArray();
        var pairs = new int[Math.Max(0, characters.Length - 1)];
        for (var i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (characters[i] << 16) | characters[i + 1];
        }

        Array.Sort(pairs);
        return new CharacterBigrams(pairs);
    }

    /// <summary>Twice the pairs that both have, over all pairs: 0 for nothing in common, 1 for the same pairs.</summary>
    public double Dice(CharacterBigrams other)
    {
        var (left, right, common) = (0, 0, 0);
        while (left < _sorted.Length && right < other._sorted.Length)
        {
            var order = _sorted[left].CompareTo(other._sorted[right]);
            common += order == 0 ? 1 : 0;
            left += order <= 0 ? 1 : 0;
            right += order >= 0 ? 1 : 0;
        }

        var all = _sorted.Length + other._sorted.Length;
        return all == 0 ? 0 : 2.0 * common / all;
    }
}
