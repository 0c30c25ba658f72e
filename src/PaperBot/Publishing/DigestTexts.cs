using System.Globalization;

namespace PaperBot.Publishing;

/// <summary>The words around a digest, one instance per language.</summary>
internal sealed record DigestTexts
{
    /// <summary>Over a week's digest, with its first and last day.</summary>
    public required Func<string, string, string> Title { get; init; }

    public required string Theme { get; init; }

    /// <summary>A paper's day behind its title.</summary>
    public required Func<string, string> Published { get; init; }

    /// <summary>In place of the papers that the header has no room for.</summary>
    public required Func<int, string> MorePapers { get; init; }

    public required string Guide { get; init; }

    /// <summary>Papers that an admin still has to look at.</summary>
    public required Func<int, string> Held { get; init; }

    public required string AllUnchecked { get; init; }

    public required string NoNotesYet { get; init; }

    public required string Summary { get; init; }

    public required Func<int, string> Answers { get; init; }

    /// <summary>What the check of the pages said: verified, weak, unchecked and withheld answers.</summary>
    public required Func<int, int, int, int, string> Verdicts { get; init; }

    public required string NotWritten { get; init; }

    public required string OnlyInOtherLanguage { get; init; }

    /// <summary>Opens the questions in the other language; labelled in the digest's own.</summary>
    public required string OtherLanguageButton { get; init; }

    /// <summary>The line for notifications over a post of answers.</summary>
    public required Func<int, int, string, string> AnswersOf { get; init; }

    public static DigestTexts For(Papers.Language language) => language == Papers.Language.Japanese ? Japanese : English;

    private static readonly DigestTexts Japanese = new()
    {
        Title = (start, end) => $"最新論文ノート【{start} ~ {end}】",
        Theme = "今回のテーマ:",
        Published = day => $"（{day}）",
        MorePapers = count => Invariant($"ほか{count}本"),
        Guide = "要約とQ&Aは各論文のスレッドにあります。知りたいことは /paper に続けて入力してください。",
        Held = count => Invariant($"このほか{count}本は内容を確認中です。"),
        AllUnchecked = "回答に付いたページ番号は、論文の本文とまだ照合していません（未確認）。",
        NoNotesYet = "この週の要約とQ&Aは、まだ書かれていません。",
        Summary = "概要",
        Answers = count => Invariant($"Q&A {count}件"),
        Verdicts = (verified, weak, open, withheld) =>
            Parts(
                "・",
                (verified, Invariant($"確認済み {verified}")),
                (weak, Invariant($"一部のみ確認 {weak}")),
                (open, Invariant($"未確認 {open}")),
                (withheld, Invariant($"ページと合わず非掲載 {withheld}"))
            ),
        NotWritten = "この論文の要約とQ&Aは、まだ書かれていません。",
        OnlyInOtherLanguage = "この論文の要約とQ&Aは、いまのところ英語版のみです。",
        OtherLanguageButton = "英語のQ&Aを見る",
        AnswersOf = (first, last, title) =>
            first == last ? Invariant($"Q{first}: {title}") : Invariant($"Q{first}～Q{last}: {title}"),
    };

    private static readonly DigestTexts English = new()
    {
        Title = (start, end) => $"Latest paper notes [{start} ~ {end}]",
        Theme = "This week’s theme:",
        Published = day => $" ({day})",
        MorePapers = count => Invariant($"and {count} more"),
        Guide = "Each paper’s thread holds its summary and Q&A. To ask something, type /paper and your question.",
        Held = count =>
            count == 1 ? "One more paper is still being checked." : Invariant($"{count} more papers are still being checked."),
        AllUnchecked = "The page numbers in the answers have not been compared with the papers yet (unchecked).",
        NoNotesYet = "The summaries and Q&A of this week are not written yet.",
        Summary = "Summary",
        Answers = count => count == 1 ? "1 Q&A" : Invariant($"{count} Q&As"),
        Verdicts = (verified, weak, open, withheld) =>
            Parts(
                ", ",
                (verified, Invariant($"{verified} verified")),
                (weak, Invariant($"{weak} partly supported")),
                (open, Invariant($"{open} unchecked")),
                (withheld, Invariant($"{withheld} withheld"))
            ),
        NotWritten = "The summary and Q&A of this paper are not written yet.",
        OnlyInOtherLanguage = "So far the summary and Q&A of this paper exist in Japanese only.",
        OtherLanguageButton = "Read the Q&A in Japanese",
        AnswersOf = (first, last, title) =>
            first == last ? Invariant($"Q{first}: {title}") : Invariant($"Q{first}–Q{last}: {title}"),
    };

    private static string Parts(string separator, params IEnumerable<(int Count, string Words)> parts) =>
        string.Join(separator, parts.Where(part => part.Count > 0).Select(part => part.Words));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
