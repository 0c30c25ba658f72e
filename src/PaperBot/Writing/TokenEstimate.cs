namespace PaperBot.Writing;

/// <summary>
/// About how many tokens a text is, before a vendor counts them: a letter of Japanese is about one, four characters of Latin text are.
/// Both are on the high side for today's vocabularies, so that a budget holds.
/// </summary>
internal static class TokenEstimate
{
    private const int LatinCharactersOfAToken = 4;

    public static long Of(string text)
    {
        var wide = text.Count(character => character >= '\u2E80');
        return wide + ((text.Length - wide + LatinCharactersOfAToken - 1) / LatinCharactersOfAToken);
    }
}
