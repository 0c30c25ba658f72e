using System.Text.RegularExpressions;

namespace PaperBot.Asking;

/// <summary>
/// Whether words among people are a question at all. In a thread nobody addressed the bot, so what only may be one counts as none: a
/// remark that happens to share its words with a stored answer is not to be answered.
/// </summary>
internal static partial class Questions
{
    public static bool IsQuestion(string text)
    {
        var words = SearchText.Normalize(AskParser.WithoutEscapes(text)).Trim();
        return words.Length > 0
            && (EndsAsQuestion().IsMatch(words) || AsksInJapanese().IsMatch(words) || AsksInEnglish().IsMatch(words));
    }

    // A question mark that ends a sentence, wherever in the text; not one within an address.
    [GeneratedRegex(@"[?？](?:\s|$|[」』）)])", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex EndsAsQuestion();

    // …ですか。 …のか …教えてください; か alone ends remarks too (…とか、そうか), so what stands before it counts.
    [GeneratedRegex(
        @"(?:(?:です|ます|でしょう|ません|ました|でした|だろう|ない|の|のでしょう|かな|る|た|い)か|(?:教えて|説明して|解説して)(?:ください|下さい|ほしい|欲しい|もらえ\w*|くれ\w*)?|って何|とは|何(?:ですか|だろう|でしょう)?)[。.!！\s]*$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex AsksInJapanese();

    // Begins as only a question or a request does; "what a nice paper" and "how nice" are none.
    [GeneratedRegex(
        @"^(?:(?:so|and|but|ok|okay|hi|hello|hey|then)[,\s]+)*(?:(?:what|which|who|whose|where|when|why|how)(?:'s|\s+(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have|had|many|much|long|large|big|well|often|far|come|exactly|kind|kinds|type|types|of)\b)|(?:is|are|was|were|do|does|did|can|could|should|would|will|has|have)\s+(?:the|this|that|these|those|it|they|there|we|you|i|one|any|a|an|someone|anyone)\b|(?:please\s+)?(?:explain|describe|summari[sz]e|tell\s+(?:me|us)))\b",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking
    )]
    private static partial Regex AsksInEnglish();
}
