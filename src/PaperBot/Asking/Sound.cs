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
        "kiyu",
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
            if (kana is 'ャ' or 'ュ' or 'ョ' or 'ァ' or 'ィ' or 'ゥ' or 'ェ' or 'ォ' or 'ヮ' && length > 0)
            {
                length--;
            }

            foreach (var letter in sound)
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

    /// <summary>The consonants that are left when spelling is taken away: クルーン and Clune both give <c>krn</c>. Letters beyond a-z are dropped.</summary>
    public static int Skeleton(ReadOnlySpan<char> word, Span<char> skeleton)
    {
        Span<char> letters = stackalloc char[Longest];
        var count = 0;
        foreach (var letter in word)
        {
            var lower = char.ToLowerInvariant(letter);
            if (lower is >= 'a' and <= 'z' && count < letters.Length)
            {
                letters[count++] = lower;
            }
        }

        var length = 0;
        for (var i = 0; i < count && length < skeleton.Length; )
        {
            i += Consonant(letters[..count], i, out var sound);
            foreach (var letter in sound)
            {
                if (length < skeleton.Length && (length == 0 || skeleton[length - 1] != letter))
                {
                    skeleton[length++] = letter;
                }
            }
        }

        return length;
    }

    /// <summary>The keys under which a sound is found: the skeleton, and without its r and its h, which are often not heard. Only with three consonants or more.</summary>
    public static int Keys(ReadOnlySpan<char> word, Span<ulong> keys)
    {
        Span<char> skeleton = stackalloc char[Longest];
        var length = Skeleton(word, skeleton);
        if (length < 3)
        {
            return 0;
        }

        var whole = skeleton[..length];
        keys[0] = Codes.Hash(whole);
        var count = 1;
        Span<char> shorter = stackalloc char[Longest];
        foreach (var dropped in "rh")
        {
            if (whole.Contains(dropped))
            {
                var left = Without(whole, dropped, shorter);
                if (left >= 3)
                {
                    keys[count++] = Codes.Hash(shorter[..left]);
                }
            }
        }

        return count;
    }

    private static int Without(ReadOnlySpan<char> letters, char dropped, Span<char> target)
    {
        var length = 0;
        foreach (var letter in letters)
        {
            if (letter != dropped && (length == 0 || target[length - 1] != letter))
            {
                target[length++] = letter;
            }
        }

        return length;
    }

    /// <returns>How many letters were read; the sound may be empty.</returns>
    private static int Consonant(ReadOnlySpan<char> word, int i, out string sound)
    {
        var rest = word[i..];
        foreach (var (spelling, heard) in Spellings)
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
            'f' => "h",
            'm' => "n",
            'x' => "ks",
            'a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'w' => "",
            var letter => Letter(letter),
        };
        return 1;
    }

    private static string Letter(char letter) => Alphabet[letter - 'a'];

    private static readonly string[] Alphabet = [.. Enumerable.Range('a', 26).Select(code => ((char)code).ToString())];

    // In this order: a longer spelling before a shorter one.
    private static readonly (string Spelling, string Heard)[] Spellings =
    [
        ("tion", "sn"),
        ("sion", "sn"),
        ("sch", "s"),
        ("tch", "t"),
        ("ph", "h"),
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
