using System.Globalization;
using System.Text;

namespace PaperBot.Asking;

/// <summary>Text as it is searched: one way of writing for what people and notes write in many. Stored text and questions go through the same functions.</summary>
public static class SearchText
{
    /// <summary>Longer questions are cut here: nobody types more, and a pasted page says nothing more precise.</summary>
    public const int LongestQuestion = 400;

    private static readonly byte[] Classes = Classify();
    private static readonly char[] PlainLatin = FoldLatin();

    /// <summary>
    /// NFKC (half-width katakana becomes full-width, full-width Latin becomes ASCII), accents off Latin letters, one kind of hyphen and apostrophe,
    /// invisible characters gone. Case is kept, because names are recognised by it.
    /// </summary>
    public static string Normalize(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var whole = WithoutLoneSurrogates(text);
        if (!whole.IsNormalized(NormalizationForm.FormKC))
        {
            whole = whole.Normalize(NormalizationForm.FormKC);
        }

        return string.Create(
            KeptLength(whole),
            whole,
            static (target, source) =>
            {
                var at = 0;
                foreach (var letter in source)
                {
                    if (!IsInvisible(letter))
                    {
                        target[at++] = Fold(letter);
                    }
                }
            }
        );
    }

    /// <summary>
    /// A question as it is searched, <see cref="Normalize"/>d and of a length that can be answered in time: cut again behind that, as one
    /// character may stand for eighteen.
    /// </summary>
    public static string Question(string text) => Shorten(Normalize(Shorten(text)));

    /// <summary>Cut to <see cref="LongestQuestion"/>, never inside a character.</summary>
    public static string Shorten(string text)
    {
        if (text.Length <= LongestQuestion)
        {
            return text;
        }

        var end = LongestQuestion;
        return char.IsHighSurrogate(text[end - 1]) ? text[..(end - 1)] : text[..end];
    }

    /// <exception cref="InvalidOperationException">The program runs without ICU: Unicode forms would silently not be folded.</exception>
    public static void RequireUnicodeForms()
    {
        if (Normalize("ｶﾞＡ") != "ガA")
        {
            throw new InvalidOperationException(
                "Unicode normalisation does not work here: install ICU (libicu) and do not set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT."
            );
        }
    }

    internal static SymbolKind KindOf(char letter) => (SymbolKind)Classes[letter];

    private static char Fold(char letter) =>
        letter switch
        {
            < '\u0080' => letter,
            < '\u0250' => PlainLatin[letter],
            '\u2018' or '\u2019' or '\u201B' or '\u2032' => '\'',
            '\u201C' or '\u201D' or '\u201F' => '"',
            >= '\u2010' and <= '\u2015' or '\u2212' or '\u2043' => '-',
            _ => letter,
        };

    private static bool IsInvisible(char letter) =>
        letter >= '\u00AD' && CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.Format;

    private static int KeptLength(string text)
    {
        var length = 0;
        foreach (var letter in text)
        {
            length += IsInvisible(letter) ? 0 : 1;
        }

        return length;
    }

    // Normalize throws on text that is no UTF-16, and people do paste such text.
    private static string WithoutLoneSurrogates(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    i++;
                    continue;
                }

                return new string([.. Paired(text)]);
            }
        }

        return text;
    }

    private static IEnumerable<char> Paired(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                yield return text[i];
            }
            else if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                yield return text[i];
                yield return text[++i];
            }
            else
            {
                yield return ' ';
            }
        }
    }

    private static byte[] Classify()
    {
        var classes = new byte[char.MaxValue + 1];
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var letter = (char)code;
            var kind = letter switch
            {
                >= '0' and <= '9' => SymbolKind.Number,
                '々' or '〆' or '〇' => SymbolKind.Kanji,
                'ー' or '・' => SymbolKind.Mark,
                >= 'ぁ' and <= 'ゖ' => SymbolKind.Hiragana,
                >= 'ァ' and <= 'ヺ' => SymbolKind.Katakana,
                >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF' => SymbolKind.Kanji,
                // The supplementary ideographs; emoji and the rest of the planes are no words.
                >= '\uD840' and <= '\uD887' => SymbolKind.Kanji,
                _ when char.IsLetter(letter) => SymbolKind.Latin,
                _ => SymbolKind.None,
            };
            classes[code] = (byte)kind;
        }

        return classes;
    }

    private static char[] FoldLatin()
    {
        var plain = new char[0x250];
        for (var code = 0; code < plain.Length; code++)
        {
            var letter = (char)code;
            var parts = letter >= 0xC0 ? letter.ToString().Normalize(NormalizationForm.FormD) : letter.ToString();
            plain[code] = letter switch
            {
                'ø' => 'o',
                'Ø' => 'O',
                'ł' => 'l',
                'Ł' => 'L',
                'đ' => 'd',
                'ı' => 'i',
                _ => parts[0],
            };
        }

        return plain;
    }
}

/// <summary>What a character is to a search; also the kind of a <see cref="Symbol"/>.</summary>
internal enum SymbolKind : byte
{
    /// <summary>Between words.</summary>
    None,

    /// <summary>A letter of Latin or of any other script that puts spaces between words.</summary>
    Latin,
    Number,
    Katakana,
    Kanji,
    Hiragana,

    /// <summary>The long-vowel mark and the middle dot: inside katakana they are written or left out as people like.</summary>
    Mark,
}
