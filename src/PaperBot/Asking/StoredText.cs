using System.Text;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>The words of a stored text without what nobody asks for: citations, reference numbers, the commands of LaTeX. Numbers inside formulas stay.</summary>
internal static class StoredText
{
    public static string Of(QuestionAnswer answer)
    {
        var text = answer.Answer;
        if (answer.Citations.Count == 0)
        {
            return Of(text);
        }

        var rest = new StringBuilder(text.Length);
        var at = 0;
        foreach (var citation in answer.Citations.OrderBy(citation => citation.Start))
        {
            if (citation.Start >= at && citation.Start + citation.Text.Length <= text.Length)
            {
                rest.Append(text, at, citation.Start - at).Append(' ');
                at = citation.Start + citation.Text.Length;
            }
        }

        return Of(rest.Append(text, at, text.Length - at).ToString());
    }

    public static string Of(string text)
    {
        var normal = SearchText.Normalize(text);
        if (!normal.AsSpan().ContainsAny('\\', '[', '-'))
        {
            return normal;
        }

        var rest = new StringBuilder(normal.Length);
        for (var i = 0; i < normal.Length; )
        {
            var skipped = normal[i] switch
            {
                '\\' => CommandLength(normal, i),
                '[' => ReferenceLength(normal, i),
                '-' => LineBreakLength(normal, i),
                _ => 0,
            };
            if (skipped == 0)
            {
                rest.Append(normal[i++]);
                continue;
            }

            // A word broken at the end of a line is one word; everything else that is left out parts its neighbours.
            if (normal[i] != '-')
            {
                rest.Append(' ');
            }

            i += skipped;
        }

        return rest.ToString();
    }

    private static int CommandLength(string text, int i)
    {
        var end = i + 1;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
        {
            end++;
        }

        return Math.Max(end - i, Math.Min(2, text.Length - i));
    }

    /// <summary>[12] and [12,13] are numbers of references.</summary>
    private static int ReferenceLength(string text, int i)
    {
        var end = i + 1;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] is ',' or ' ' or '-'))
        {
            end++;
        }

        return end > i + 1 && end < text.Length && text[end] == ']' ? end + 1 - i : 0;
    }

    /// <summary>"distri-(line break)bution".</summary>
    private static int LineBreakLength(string text, int i)
    {
        var end = i + 1;
        while (end < text.Length && text[end] is '\n' or '\r' or ' ')
        {
            end++;
        }

        return
            i > 0
            && char.IsAsciiLetterLower(text[i - 1])
            && end > i + 1
            && text.AsSpan(i + 1, end - i - 1).Contains('\n')
            && end < text.Length
            && char.IsAsciiLetterLower(text[end])
            ? end - i
            : 0;
    }
}
