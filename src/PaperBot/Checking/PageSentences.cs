namespace PaperBot.Checking;

/// <summary>A stretch of a text.</summary>
internal readonly record struct TextSpan(int Start, int Length)
{
    public int End => Start + Length;
}

/// <summary>Cuts the running text of a page into sentences; blocks end sentences too.</summary>
internal static class PageSentences
{
    private const int Longest = 600;

    public static List<TextSpan> Cut(string text)
    {
        var sentences = new List<TextSpan>();
        var start = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '\n' || EndsAt(text, at) || at - start >= Longest)
            {
                Add(text, start, at + 1, sentences);
                start = at + 1;
            }
        }

        Add(text, start, text.Length, sentences);
        return sentences;
    }

    private static bool EndsAt(string text, int at)
    {
        if (text[at] is '。' or '！' or '？')
        {
            return true;
        }

        if (text[at] is not ('.' or '!' or '?') || at + 2 >= text.Length)
        {
            return false;
        }

        var next = at + 1;
        while (next < text.Length && text[next] is ')' or '’' or '”' or '"' or '\'')
        {
            next++;
        }

        return next + 1 < text.Length
            && text[next] == ' '
            && (char.IsUpper(text[next + 1]) || char.IsDigit(text[next + 1]) || text[next + 1] is '(' or '“' or '"')
            && !IsAbbreviation(text, at);
    }

    // et al., Fig., e.g., initials.
    private static bool IsAbbreviation(string text, int dot)
    {
        var start = dot;
        while (start > 0 && char.IsAsciiLetter(text[start - 1]))
        {
            start--;
        }

        return text.AsSpan(start, dot - start)
                is "al"
                    or "Fig"
                    or "Figs"
                    or "Tab"
                    or "Sec"
                    or "Eq"
                    or "e"
                    or "g"
                    or "i"
                    or "vs"
                    or "cf"
                    or "Dr"
            || dot - start == 1 && char.IsUpper(text[start]);
    }

    private static void Add(string text, int start, int end, List<TextSpan> sentences)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        if (end > start)
        {
            sentences.Add(new TextSpan(start, end - start));
        }
    }
}
