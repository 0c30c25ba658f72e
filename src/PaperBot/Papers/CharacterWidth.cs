namespace PaperBot.Papers;

/// <summary>
/// Full-width forms read as their half-width ones, one character for one, so that positions stay those of the original. (NFKC may
/// change lengths; where only the meaning counts, use that.)
/// </summary>
internal static class CharacterWidth
{
    /// <summary>The half-width form; blanks become U+0020, every dash and wave dash <c>-</c>, an ideographic comma <c>,</c>.</summary>
    public static char Narrow(char character) =>
        character switch
        {
            >= '\uFF01' and < '\uFF5E' => Dash((char)(character - 0xFEE0)),
            '\u3001' or '\uFF64' => ',',
            _ when char.IsWhiteSpace(character) => ' ',
            _ => Dash(character),
        };

    public static string Narrow(ReadOnlySpan<char> text)
    {
        Span<char> narrow = text.Length <= 512 ? stackalloc char[text.Length] : new char[text.Length];
        for (var i = 0; i < text.Length; i++)
        {
            narrow[i] = Narrow(text[i]);
        }

        return new string(narrow);
    }

    private static char Dash(char character) =>
        character switch
        {
            // Hyphens, dashes, the minus sign and wave dashes; not the long vowel mark, which is a letter.
            >= '\u2010' and <= '\u2015' or '\u2212' or '\u301C' or '\uFF5E' or '~' => '-',
            _ => character,
        };
}
