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

    /// <summary>How many papers the channel does not get, and the titles of some.</summary>
    public required Func<int, IReadOnlyList<string>, string> Others { get; init; }

    public required string Guide { get; init; }

    public required string AllUnchecked { get; init; }

    public required string NoNotesYet { get; init; }

    public required string Summary { get; init; }

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
        Others = (count, titles) =>
            Invariant(
                $"この週にはほかに {count} 本あります: {string.Join("、", titles)}{(count > titles.Count ? " など" : "")}。/paper week ですべて見られます。"
            ),
        Guide = "要約とQ&Aは各論文のスレッドにあります。知りたいことは /paper に続けて入力してください。",
        AllUnchecked = "回答に付いたページ番号は、論文の本文とまだ照合していません（未確認）。",
        NoNotesYet = "この週の要約とQ&Aは、まだ書かれていません。",
        Summary = "概要",
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
        Others = (count, titles) =>
            Invariant(
                $"{count} more this week: {string.Join("; ", titles)}{(count > titles.Count ? " and others" : "")}. /paper week shows all of them."
            ),
        Guide = "Each paper’s thread holds its summary and Q&A. To ask something, type /paper and your question.",
        AllUnchecked = "The page numbers in the answers have not been compared with the papers yet (unchecked).",
        NoNotesYet = "The summaries and Q&A of this week are not written yet.",
        Summary = "Summary",
        OtherLanguageButton = "Read the Q&A in Japanese",
        AnswersOf = (first, last, title) =>
            first == last ? Invariant($"Q{first}: {title}") : Invariant($"Q{first}–Q{last}: {title}"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
