using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Admin;

/// <summary>The words around answers that are held back, one instance per language.</summary>
internal sealed record HeldTexts
{
    public required string Heading { get; init; }

    /// <summary>First and last that are shown, and how many there are.</summary>
    public required Func<int, int, int, string> Title { get; init; }

    public required string Next { get; init; }

    public required Func<RulingAction, string> Button { get; init; }

    public required Func<RulingAction, string> Done { get; init; }

    public required string NotPosted { get; init; }

    public required string Stale { get; init; }

    public required Func<int, string> TooLong { get; init; }

    public required Func<int, string> PageBegins { get; init; }

    public required Func<int, string> LastPage { get; init; }

    public required string PageTitle { get; init; }

    public required Func<string, string> PagesOf { get; init; }

    public required Func<int, string> NoPages { get; init; }

    public required string NoPagesUnknown { get; init; }

    public required string EditTitle { get; init; }

    public required string AnswerLabel { get; init; }

    public required string AnswerMissing { get; init; }

    public required string Save { get; init; }

    public required string Cancel { get; init; }

    public static HeldTexts For(Language language) => language == Language.Japanese ? Japanese : English;

    private static readonly HeldTexts Japanese = new()
    {
        Heading = "保留中の回答",
        Title = (first, last, all) => Invariant($"保留中の回答 {first}～{last} / {all}件"),
        Next = "次を見る",
        Button = action =>
            action switch
            {
                RulingAction.Pass => "このまま公開",
                RulingAction.Page => "ページを直す",
                RulingAction.Edit => "回答を直す",
                _ => "取り下げる",
            },
        Done = action =>
            action switch
            {
                RulingAction.Pass => "この回答を確認済みにしました。",
                RulingAction.Page => "ページ番号を直し、確認済みにしました。",
                RulingAction.Edit => "回答を直し、確認済みにしました。",
                _ => "この回答を取り下げました。投稿にも回答にも使われません。",
            },
        NotPosted = "この週はまだ投稿されていません。投稿されるときに反映されます。",
        Stale = "この回答はすでに変わっています。/paper-admin held でもう一度ご確認ください。",
        TooLong = most =>
            Invariant($"{most}文字を超える回答はここでは直せません。ノートのファイルを直して取り込み直してください。"),
        PageBegins = page => Invariant($"論文 p.{page} の冒頭: "),
        LastPage = pages => Invariant($"この論文は全{pages}ページです。"),
        PageTitle = "ページ番号を直す",
        PagesOf = citation => $"{citation} の正しいページ",
        NoPages = last => Invariant($"1～{last} のページ番号を「3」「5-6」「1,4」のように入力してください。"),
        NoPagesUnknown = "ページ番号を「3」「5-6」「1,4」のように入力してください。",
        EditTitle = "回答を直す",
        AnswerLabel = "回答（引用は (p.3) の形）",
        AnswerMissing = "回答を入力してください。",
        Save = "保存",
        Cancel = "やめる",
    };

    private static readonly HeldTexts English = new()
    {
        Heading = "Answers held back",
        Title = (first, last, all) => Invariant($"Answers held back: {first} to {last} of {all}"),
        Next = "More",
        Button = action =>
            action switch
            {
                RulingAction.Pass => "Pass as it is",
                RulingAction.Page => "Correct the pages",
                RulingAction.Edit => "Edit",
                _ => "Drop",
            },
        Done = action =>
            action switch
            {
                RulingAction.Pass => "The answer is passed.",
                RulingAction.Page => "The pages are corrected and the answer is passed.",
                RulingAction.Edit => "The answer is edited and passed.",
                _ => "The answer is dropped: it is neither posted nor answered from.",
            },
        NotPosted = "Its week is not posted yet; it counts when it is.",
        Stale = "The answer has changed since; see /paper-admin held again.",
        TooLong = most =>
            Invariant(
                $"An answer of more than {most} characters cannot be edited here; mend the note's file and import it again."
            ),
        PageBegins = page => Invariant($"Paper, p.{page} begins: "),
        LastPage = pages => Invariant($"The paper has {pages} pages."),
        PageTitle = "Correct the pages",
        PagesOf = citation => $"Right pages of {citation}",
        NoPages = last => Invariant($"Write pages from 1 to {last}, such as 3, 5-6 or 1,4."),
        NoPagesUnknown = "Write pages such as 3, 5-6 or 1,4.",
        EditTitle = "Edit the answer",
        AnswerLabel = "Answer (citations as (p.3))",
        AnswerMissing = "Write an answer.",
        Save = "Save",
        Cancel = "Cancel",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
