namespace PaperBot.Chat;

/// <summary>
/// Where sentences end, in Japanese and in English. Notes mix both, and often close a Japanese sentence with an ASCII full stop
/// and no blank (<c>…示しています.Thought Cloningは…</c>).
/// </summary>
public static class Sentences
{
    private const string Closers = "」』）】〉》〕］｝”’\"')]}";

    // A full stop behind one of these never ends a sentence.
    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "e.g",
        "i.e",
        "al",
        "vs",
        "cf",
        "dr",
        "mr",
        "mrs",
        "ms",
        "prof",
        "approx",
        "resp",
    };

    // Behind one of these it does not where a number or a bracket follows.
    private static readonly HashSet<string> NumberedAbbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "fig",
        "figs",
        "eq",
        "eqs",
        "sec",
        "secs",
        "tab",
        "ref",
        "refs",
        "no",
        "vol",
        "p",
        "pp",
        "ch",
        "alg",
    };

    /// <summary>
    /// The places behind each sentence's end, ascending: behind its mark, the brackets that close with it, page citations that follow
    /// it and blanks. The end of the text is one of them.
    /// </summary>
    public static IReadOnlyList<int> Ends(string text)
    {
        var ends = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (EndsAt(text, i))
            {
                i = Close(text, i + 1) - 1;
                ends.Add(i + 1);
            }
            else if (IsMark(text[i]))
            {
                // What does not end at the first of several marks does not end at the others.
                i = SkipMarks(text, i) - 1;
            }
        }

        if (text.Length > 0 && (ends.Count == 0 || ends[^1] < text.Length))
        {
            ends.Add(text.Length);
        }

        return ends;
    }

    /// <summary>
    /// The first sentences of a text with marks, without blanks around them. A line break alone ends none here, as prose may be broken into
    /// lines; nor does what stands in code or in a link's label.
    /// </summary>
    public static RichText First(RichText text, int count)
    {
        var trimmed = text.Trim();
        var words = trimmed.ToString();
        var inside = new HashSet<int>();
        var at = 0;
        foreach (var part in trimmed.Parts)
        {
            var end = at + part.Words.Length;
            if (part is not Inline.Text)
            {
                inside.UnionWith(Enumerable.Range(at + 1, Math.Max(0, end - at - 1)));
            }

            at = end;
        }

        var ends = Ends(words).Where(end => !inside.Contains(end) && IsMarked(words, end)).Take(count).ToList();
        return ends.Count == 0 ? trimmed : trimmed.Slice(0, ends[^1]).Trim();
    }

    private static bool IsMarked(string text, int end)
    {
        var last = text.AsSpan(0, end).TrimEnd();
        return last.Length > 0 && (IsMark(last[^1]) || Closers.Contains(last[^1], StringComparison.Ordinal) || last[^1] == '）');
    }

    /// <summary>Hiragana, katakana, kanji and the marks that belong to them.</summary>
    public static bool IsJapanese(char c) =>
        c
            is (>= '\u3005' and <= '\u3007')
                or (>= '\u3040' and <= '\u30ff')
                or (>= '\u3400' and <= '\u4dbf')
                or (>= '\u4e00' and <= '\u9fff')
                or (>= '\uf900' and <= '\ufaff')
                or (>= '\uff66' and <= '\uff9f');

    private static bool EndsAt(string text, int at)
    {
        switch (text[at])
        {
            case '\n':
                return true;
            case '。' or '．' or '！' or '？' or '｡':
                return !IsQuoted(text, at);
            case '!' or '?':
                return IsFree(text, at) && !IsQuoted(text, at);
            case '.':
                return EndsAtFullStop(text, at) && !IsQuoted(text, at);
            default:
                return false;
        }
    }

    // 「本当ですか？」と尋ねた: the quotation ends, the sentence does not.
    private static bool IsQuoted(string text, int at)
    {
        var next = SkipMarks(text, at);
        return next > at + 1 && next < text.Length && text[next - 1] is '」' or '』' && text[next] is >= '\u3041' and <= '\u3096';
    }

    private static bool EndsAtFullStop(string text, int at)
    {
        var before = at > 0 ? text[at - 1] : '\0';
        var after = at + 1 < text.Length ? text[at + 1] : '\0';
        if (IsJapanese(before))
        {
            return !(before is '図' or '表' or '式' or '節' or '章' && char.IsAsciiDigit(after));
        }

        return IsFree(text, at) && !IsAbbreviation(text, at);
    }

    // Nothing that belongs to the same word follows: a blank, the end, or Japanese.
    private static bool IsFree(string text, int at)
    {
        var next = SkipMarks(text, at);
        if (next == text.Length || IsJapanese(text[next]) || (at > 0 && IsJapanese(text[at - 1])))
        {
            return true;
        }

        if (!char.IsWhiteSpace(text[next]))
        {
            return false;
        }

        while (next < text.Length && char.IsWhiteSpace(text[next]) && text[next] != '\n')
        {
            next++;
        }

        return next == text.Length || !char.IsLower(text[next]);
    }

    private static bool IsAbbreviation(string text, int at)
    {
        const int Longest = 8;
        var start = at;
        while (start > 0 && at - start < Longest && (char.IsAsciiLetter(text[start - 1]) || text[start - 1] == '.'))
        {
            start--;
        }

        var word = text[start..at];
        if (Abbreviations.Contains(word))
        {
            return true;
        }

        var next = at + 1;
        while (next < text.Length && text[next] == ' ')
        {
            next++;
        }

        var follower = next < text.Length ? text[next] : '\0';
        return NumberedAbbreviations.Contains(word)
            ? char.IsAsciiDigit(follower) || follower is '(' or '（'
            // An initial: J. Clune.
            : word.Length == 1 && char.IsAsciiLetterUpper(word[0]) && char.IsAsciiLetterUpper(follower);
    }

    private static int Close(string text, int at)
    {
        at = SkipMarks(text, at - 1);
        for (var citation = CitationEnd(text, at); citation > at; citation = CitationEnd(text, at))
        {
            at = citation;
        }

        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at;
    }

    // A citation belongs to the sentence before it: "…します. (p.2-3) また…".
    private static int CitationEnd(string text, int at)
    {
        const int Longest = 80;
        var start = at;
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        if (start + 2 >= text.Length || text[start] is not ('(' or '（') || text[start + 1] is not ('p' or 'P' or 'ｐ'))
        {
            return at;
        }

        var end = text.AsSpan(start, Math.Min(Longest, text.Length - start)).IndexOfAny(')', '）');
        if (end < 0)
        {
            return at;
        }

        end += start + 1;
        while (end < text.Length && IsMark(text[end]))
        {
            end++;
        }

        return end;
    }

    // The mark at a place, those behind it, and the brackets that close with them.
    private static int SkipMarks(string text, int at)
    {
        do
        {
            at++;
        } while (at < text.Length && (IsMark(text[at]) || Closers.Contains(text[at], StringComparison.Ordinal)));

        return at;
    }

    private static bool IsMark(char c) => c is '。' or '．' or '！' or '？' or '｡' or '.' or '!' or '?';
}
