using System.Globalization;

namespace PaperBot.Papers;

/// <summary>The words around papers and their answers, one instance per language.</summary>
public sealed record PaperTexts
{
    /// <summary>Stands between facts on one line.</summary>
    public const string Separator = " · ";

    public required string AuthorSeparator { get; init; }

    /// <summary>Behind the authors that are named, for the number that is not.</summary>
    public required Func<int, string> MoreAuthors { get; init; }

    public required Func<DateOnly, string> Day { get; init; }

    /// <summary>Both days, where the version that was looked at is not the first.</summary>
    public required Func<string, string, string> Versions { get; init; }

    public required string NotOnArxiv { get; init; }

    public required string Withdrawn { get; init; }

    /// <summary>For a paper that stood in an earlier week's list already, with that week's Monday.</summary>
    public required Func<string, string> SeenBefore { get; init; }

    /// <summary>For a paper that took another one's place when the list was corrected, with the other's title.</summary>
    public required Func<string, string> Replaces { get; init; }

    public required Func<Verdict, string> Verdict { get; init; }

    /// <summary>Behind a verdict that a person gave.</summary>
    public required string ByPerson { get; init; }

    /// <summary>Asks what the check found.</summary>
    public required string EvidenceButton { get; init; }

    public required string EvidenceTitle { get; init; }

    /// <summary>Before the paper's own words on a page.</summary>
    public required Func<int, string> OnPage { get; init; }

    /// <summary>Before another page's words that carry it better.</summary>
    public required Func<int, string> OnBetterPage { get; init; }

    /// <summary>What of a claim the pages do not have.</summary>
    public required Func<string, string> NotOnPages { get; init; }

    /// <summary>What the check is and is not.</summary>
    public required string EvidenceNote { get; init; }

    /// <summary>What a reader should know of an answer, by the name of its flag; null where it does not concern a reader.</summary>
    public required Func<string, string?> FlagHint { get; init; }

    /// <summary>Before a question with a number.</summary>
    public required Func<int, string> QuestionNumber { get; init; }

    /// <summary>How many Q&amp;As there are.</summary>
    public required Func<int, string> Answers { get; init; }

    /// <summary>What the check of the pages said: verified, weak, unchecked and withheld answers.</summary>
    public required Func<int, int, int, int, string> Verdicts { get; init; }

    public required string NotWritten { get; init; }

    public required string OnlyInOtherLanguage { get; init; }

    /// <summary>Papers of a week that an admin still has to look at.</summary>
    public required Func<int, string> HeldPapers { get; init; }

    /// <summary>Leads to the reading pages.</summary>
    public required string ReadButton { get; init; }

    public required string AskButton { get; init; }

    public required string PdfButton { get; init; }

    public required string PageButton { get; init; }

    public required string ListButton { get; init; }

    public required string SaveButton { get; init; }

    public required string PickPlaceholder { get; init; }

    public static PaperTexts Japanese { get; } =
        new()
        {
            AuthorSeparator = ", ",
            MoreAuthors = count => Invariant($" ほか{count}名"),
            Day = day => Invariant($"{day.Year}年{day.Month}月{day.Day}日"),
            Versions = (first, last) => $"{first}（最終更新 {last}）",
            NotOnArxiv = "arXivに記録なし",
            Withdrawn = "⚠ 著者により取り下げ",
            SeenBefore = monday => $"{monday} の週のリストにも載った論文です。",
            Replaces = title => $"リストの訂正により、「{title}」から差し替えました。",
            Verdict = verdict =>
                verdict switch
                {
                    Papers.Verdict.Verified => "✓ 確認済み",
                    Papers.Verdict.Weak => "△ 一部のみ確認",
                    Papers.Verdict.Unchecked => "– 未確認",
                    Papers.Verdict.Failed => "✕ ページと合わない",
                    _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
                },
            FlagHint = flag =>
                flag switch
                {
                    NoteFlags.CutOff => "元のノートで途中までの回答",
                    NoteFlags.NoCitation => "ページの記載なし",
                    NoteFlags.MalformedPage => "ページ番号の書き方に誤りあり",
                    NoteFlags.LeakedTemplate => "ページ番号が不確か",
                    NoteFlags.SubjectDrift => "別の論文の内容が混じっている可能性",
                    _ => null,
                },
            ByPerson = "管理者が確認",
            EvidenceButton = "根拠を見る",
            EvidenceTitle = "引用ページとの照合",
            OnPage = page => Invariant($"論文 p.{page}: "),
            OnBetterPage = page => Invariant($"より合うページ p.{page}: "),
            NotOnPages = words => $"引用ページに見当たらない: {words}",
            EvidenceNote =
                "照合は「引用されたページにその内容があるか」を機械的に調べたもので、内容の正しさを保証するものではありません。",
            QuestionNumber = number => Invariant($"Q{number}. "),
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
            HeldPapers = count => Invariant($"このほか{count}本は内容を確認中です。"),
            ReadButton = "Webで読む",
            AskButton = "この論文に質問する",
            PdfButton = "PDFを開く",
            PageButton = "ページを開く",
            ListButton = "Q&Aを順に見る",
            SaveButton = "☆ 保存",
            PickPlaceholder = "質問を選んで答えを見る",
        };

    public static PaperTexts English { get; } =
        new()
        {
            AuthorSeparator = ", ",
            MoreAuthors = _ => " et al.",
            Day = day => day.ToString("d MMMM yyyy", CultureInfo.InvariantCulture),
            Versions = (first, last) => $"{first} (last updated {last})",
            NotOnArxiv = "no arXiv record",
            Withdrawn = "⚠ withdrawn by its authors",
            SeenBefore = monday => $"This paper was also in the list of the week of {monday}.",
            Replaces = title => $"The list was corrected: this paper stands in the place of “{title}”.",
            Verdict = verdict =>
                verdict switch
                {
                    Papers.Verdict.Verified => "✓ verified",
                    Papers.Verdict.Weak => "△ partly supported",
                    Papers.Verdict.Unchecked => "– unchecked",
                    Papers.Verdict.Failed => "✕ its pages do not carry it",
                    _ => throw new ArgumentOutOfRangeException(nameof(verdict), verdict, "No such verdict."),
                },
            FlagHint = flag =>
                flag switch
                {
                    NoteFlags.CutOff => "the answer breaks off in the original note",
                    NoteFlags.NoCitation => "no page given",
                    NoteFlags.MalformedPage => "a page number is malformed",
                    NoteFlags.LeakedTemplate => "page numbers doubtful",
                    NoteFlags.SubjectDrift => "may speak of another paper",
                    _ => null,
                },
            ByPerson = "checked by an admin",
            EvidenceButton = "Show the evidence",
            EvidenceTitle = "The cited pages",
            OnPage = page => Invariant($"Paper, p.{page}: "),
            OnBetterPage = page => Invariant($"A better page, p.{page}: "),
            NotOnPages = words => $"Not on the cited pages: {words}",
            EvidenceNote =
                "The check looks mechanically for what the answer says on the pages that it cites; it does not vouch for the truth of it.",
            QuestionNumber = number => Invariant($"Q{number}. "),
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
            HeldPapers = count =>
                count == 1
                    ? "One more paper is still being checked."
                    : Invariant($"{count} more papers are still being checked."),
            ReadButton = "Read on the web",
            AskButton = "Ask about this paper",
            PdfButton = "Open the PDF",
            PageButton = "Open the page",
            ListButton = "Go through the Q&A",
            SaveButton = "☆ Save",
            PickPlaceholder = "Choose a question",
        };

    public static PaperTexts For(Language language) => language == Language.Japanese ? Japanese : English;

    private static string Parts(string separator, params IEnumerable<(int Count, string Words)> parts) =>
        string.Join(separator, parts.Where(part => part.Count > 0).Select(part => part.Words));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
