using System.Buffers;
using PaperBot.Chat;

namespace PaperBot.Papers;

/// <summary>A formula between its delimiters: <c>\(…\)</c>, <c>\[…\]</c>, <c>$…$</c> or <c>$$…$$</c>.</summary>
/// <param name="Content">Behind the opening delimiter.</param>
/// <param name="Close">Before the closing one.</param>
/// <param name="End">Behind it.</param>
internal readonly record struct NoteFormula(int Content, int Close, int End)
{
    // A price has none of these; a formula of more than a few letters has one.
    private static readonly SearchValues<char> Signs = SearchValues.Create("\\^_{}=<>+*/|");
    private const int LongestWithoutSign = 12;

    private static readonly SearchValues<char> References = SearchValues.Create("0123456789, -–");

    /// <summary>The formula that begins here; null where none does. Looks no further than a formula may be long.</summary>
    public static NoteFormula? Find(string text, int at, int end)
    {
        var rest = text.AsSpan(at, Math.Min(end - at, LatexText.LongestFormula));
        return rest switch
        {
            ['\\', '(', ..] => Between(rest, at, 2, "\\)"),
            ['\\', '[', ..] when Between(rest, at, 2, "\\]") is { } formula && !IsReference(formula.Tex(text)) => formula,
            ['$', '$', ..] => Between(rest, at, 2, "$$"),
            ['$', ..] when Between(rest, at, 1, "$") is { } formula && IsNoMoney(text, at, formula, end) => formula,
            _ => null,
        };
    }

    /// <summary>The formula as one line.</summary>
    public string Tex(string text) => text[Content..Close].ReplaceLineEndings(" ").Trim();

    private static NoteFormula? Between(ReadOnlySpan<char> rest, int at, int opening, string closing)
    {
        var close = rest[opening..].IndexOf(closing, StringComparison.Ordinal);
        var content = close > 0 ? rest.Slice(opening, close) : default;
        // A blank line ends a paragraph, and every formula in it.
        return content.IsWhiteSpace() || content.IndexOf("\n\n", StringComparison.Ordinal) >= 0
            ? null
            : new NoteFormula(at + opening, at + opening + close, at + opening + close + closing.Length);
    }

    // \[33\] is Markdown for a bracket, not a formula.
    private static bool IsReference(string tex) => tex.AsSpan().IndexOfAnyExcept(References) < 0;

    private static bool IsNoMoney(string text, int at, NoteFormula formula, int end)
    {
        var content = text.AsSpan(formula.Content, formula.Close - formula.Content);
        var isWord = at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '\\' or '$');
        var goesOn = formula.End < end && char.IsAsciiDigit(text[formula.End]);
        return !isWord
            && !goesOn
            && !char.IsWhiteSpace(content[0])
            && !char.IsWhiteSpace(content[^1])
            && content[^1] != '\\'
            && !content.Contains('\n')
            && !HasJapanese(content)
            && (content.IndexOfAny(Signs) >= 0 || (content.Length <= LongestWithoutSign && !content.Contains(' ')));
    }

    private static bool HasJapanese(ReadOnlySpan<char> content)
    {
        foreach (var c in content)
        {
            if (Sentences.IsJapanese(c) || c is '。' or '、')
            {
                return true;
            }
        }

        return false;
    }
}
