namespace PaperBot.Asking;

/// <summary>How a word sounds, so that a name written in katakana meets its Latin spelling.</summary>
internal static class Sound
{
    private const int Longest = 64;

    private static readonly Dictionary<char, string> Kana = Table();

    /// <summary>How the letters are read out in Japanese, in katakana without long-vowel marks.</summary>
    private static readonly string[] LetterNames =
    [
        "ei",
        "bi",
        "shi",
        "di",
        "i",
        "efu",
        "ji",
        "eichi",
        "ai",
        "jiei",
        "kei",
        "eru",
        "emu",
        "enu",
        "o",
        "pi",
        "kyu",
        "aru",
        "esu",
        "ti",
        "yu",
        "bui",
        "daburu",
        "ekusu",
        "wai",
        "zetto",
    ];

    /// <summary>Romaji of folded katakana (no long-vowel marks); ッ is not heard.</summary>
    public static int Romaji(ReadOnlySpan<char> katakana, Span<char> romaji)
    {
        var length = 0;
        foreach (var kana in katakana)
        {
            if (!Kana.TryGetValue(kana, out var sound))
            {
                continue;
            }

            // シャ is "sha", ティ is "ti": a small vowel takes the place of the vowel before it.
            var isSmall = kana is 'ャ' or 'ュ' or 'ョ' or 'ァ' or 'ィ' or 'ゥ' or 'ェ' or 'ォ' or 'ヮ' && length > 0;
            length -= isSmall ? 1 : 0;
            var said = isSmall && sound.Length == 2 && length > 0 && romaji[length - 1] is 'h' or 'j' ? sound.AsSpan(1) : sound;
            foreach (var letter in said)
            {
                if (length < romaji.Length)
                {
                    romaji[length++] = letter;
                }
            }
        }

        return length;
    }

    /// <summary>The romaji of Latin capitals read one by one: DPO is ディーピーオー.</summary>
    public static string ReadOut(ReadOnlySpan<char> letters)
    {
        var romaji = new System.Text.StringBuilder();
        foreach (var letter in letters)
        {
            if (char.IsAsciiLetter(letter))
            {
                romaji.Append(LetterNames[char.ToLowerInvariant(letter) - 'a']);
            }
        }

        return romaji.ToString();
    }

    /// <summary>
    /// The keys under which a word's consonants are found, with three of them or more: クルーン and Clune are both <c>krn</c>. A Latin word has a
    /// second key where it holds an r that Japanese does not say, as in computer.
    /// </summary>
    public static int Keys(ReadOnlySpan<char> word, bool isLatin, Span<ulong> keys)
    {
        Span<char> skeleton = stackalloc char[Longest];
        var count = 0;
        var length = Skeleton(word, false, skeleton);
        if (length >= 3)
        {
            keys[count++] = Codes.Hash(skeleton[..length]);
        }

        var shorter = isLatin ? Skeleton(word, true, skeleton) : length;
        if (shorter != length && shorter >= 3)
        {
            keys[count++] = Codes.Hash(skeleton[..shorter]);
        }

        return count;
    }

    /// <summary>
    /// The sound with its vowels, for names: without u and without the o of to and do, which Japanese puts between consonants, and of a
    /// Latin word without an r that is not said. コッベ and Cobbe are both <c>kobe</c>, マート and MERT both <c>mat</c>.
    /// </summary>
    public static int Full(ReadOnlySpan<char> word, bool isLatin, Span<char> sound)
    {
        Span<char> letters = stackalloc char[Longest];
        var count = Letters(word, letters);
        var length = 0;
        for (var i = 0; i < count; )
        {
            var letter = letters[i];
            if (isLatin && IsVowel(letter) && IsUnsaidR(letters[..count], i + 1))
            {
                // er, ir, ur and ar are all アー.
                Append(letter == 'o' ? 'o' : 'a', sound, ref length);
                i += 2;
            }
            else if (IsVowel(letter))
            {
                if (!IsFiller(letters[..count], i))
                {
                    Append(letter == 'y' ? 'i' : letter, sound, ref length);
                }

                i++;
            }
            else if (isLatin && letter == 'h' && i > 0 && IsVowel(letters[i - 1]) && (i + 1 == count || !IsVowel(letters[i + 1])))
            {
                i++;
            }
            else
            {
                i += Consonant(letters[..count], i, out var heard);
                foreach (var said in heard)
                {
                    Append(said, sound, ref length);
                }
            }
        }

        return length;
    }

    private static void Append(char letter, Span<char> sound, ref int length)
    {
        if (length < sound.Length && (length == 0 || sound[length - 1] != letter))
        {
            sound[length++] = letter;
        }
    }

    private static bool IsUnsaidR(ReadOnlySpan<char> letters, int i) =>
        i < letters.Length && letters[i] == 'r' && (i + 1 == letters.Length || !IsVowel(letters[i + 1]));

    private static bool IsFiller(ReadOnlySpan<char> letters, int i) =>
        letters[i] == 'u' || (letters[i] == 'o' && i > 0 && letters[i - 1] is 't' or 'd');

    private static int Skeleton(ReadOnlySpan<char> word, bool dropsR, Span<char> skeleton)
    {
        Span<char> letters = stackalloc char[Longest];
        var count = Letters(word, letters);
        var length = 0;
        var afterVowel = true;
        for (var i = 0; i < count && length < skeleton.Length; )
        {
            var read = Consonant(letters[..count], i, out var heard);
            var unheard =
                dropsR && letters[i] == 'r' && i > 0 && IsVowel(letters[i - 1]) && (i + 1 == count || !IsVowel(letters[i + 1]));
            foreach (var letter in unheard ? "" : heard)
            {
                // Doubled letters are one sound, the same sound twice with a vowel between is two.
                if (length < skeleton.Length && (length == 0 || afterVowel || skeleton[length - 1] != letter))
                {
                    skeleton[length++] = letter;
                    afterVowel = false;
                }
            }

            afterVowel |= IsVowel(letters[i]) && heard.Length == 0;
            i += read;
        }

        return length;
    }

    private static int Letters(ReadOnlySpan<char> word, Span<char> letters)
    {
        var count = 0;
        foreach (var letter in word)
        {
            var lower = char.ToLowerInvariant(letter);
            if (lower is >= 'a' and <= 'z' && count < letters.Length)
            {
                letters[count++] = lower;
            }
        }

        return count;
    }

    private static bool IsVowel(char letter) => letter is 'a' or 'i' or 'u' or 'e' or 'o' or 'y';

    /// <returns>How many letters were read; the sound may be empty.</returns>
    private static int Consonant(ReadOnlySpan<char> word, int i, out string sound)
    {
        var rest = word[i..];
        foreach (var (spelling, heard) in SpellingsByLetter[rest[0] - 'a'])
        {
            if (rest.StartsWith(spelling))
            {
                sound = heard;
                return spelling.Length;
            }
        }

        sound = rest[0] switch
        {
            'l' => "r",
            'v' => "b",
            'c' or 'q' => "k",
            'z' or 'j' => "s",
            'm' when rest.Length > 1 && rest[1] is 'p' or 'b' or 'm' => "n",
            'x' => "ks",
            'a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'w' => "",
            var letter => Alphabet[letter - 'a'],
        };
        return 1;
    }

    private static readonly string[] Alphabet = [.. Enumerable.Range('a', 26).Select(code => ((char)code).ToString())];

    // In this order: a longer spelling before a shorter one.
    private static readonly (string Spelling, string Heard)[] Spellings =
    [
        ("tion", "sn"),
        ("sion", "sn"),
        ("sch", "s"),
        ("tch", "t"),
        ("ph", "f"),
        ("ck", "k"),
        ("qu", "k"),
        ("th", "s"),
        ("sh", "s"),
        ("ch", "t"),
        ("ts", "t"),
        ("dg", "s"),
        ("ce", "s"),
        ("ci", "s"),
        ("cy", "s"),
        ("wh", ""),
        ("kn", "n"),
        ("gh", ""),
    ];

    private static readonly (string Spelling, string Heard)[][] SpellingsByLetter =
    [
        .. Enumerable.Range('a', 26).Select(letter => Spellings.Where(spelling => spelling.Spelling[0] == letter).ToArray()),
    ];

    private static Dictionary<char, string> Table()
    {
        const string rows =
            "ア a イ i ウ u エ e オ o カ ka キ ki ク ku ケ ke コ ko ガ ga ギ gi グ gu ゲ ge ゴ go サ sa シ shi ス su セ se ソ so "
            + "ザ za ジ ji ズ zu ゼ ze ゾ zo タ ta チ chi ツ tsu テ te ト to ダ da ヂ ji ヅ zu デ de ド do ナ na ニ ni ヌ nu ネ ne ノ no "
            + "ハ ha ヒ hi フ fu ヘ he ホ ho バ ba ビ bi ブ bu ベ be ボ bo パ pa ピ pi プ pu ペ pe ポ po マ ma ミ mi ム mu メ me モ mo "
            + "ヤ ya ユ yu ヨ yo ラ ra リ ri ル ru レ re ロ ro ワ wa ヲ o ン n ヴ vu ァ a ィ i ゥ u ェ e ォ o ャ ya ュ yu ョ yo ヮ wa";
        var words = rows.Split(' ');
        return Enumerable.Range(0, words.Length / 2).ToDictionary(i => words[2 * i][0], i => words[(2 * i) + 1]);
    }
}
