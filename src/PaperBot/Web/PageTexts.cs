using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Web;

/// <summary>The words of the reading pages, one instance per language.</summary>
internal sealed record PageTexts
{
    public required Language Language { get; init; }

    /// <summary>This language's name, in itself.</summary>
    public required string OwnName { get; init; }

    /// <summary>What the pages as a whole are called.</summary>
    public required string Site { get; init; }

    public required string Lead { get; init; }

    public required string SkipToContent { get; init; }

    public required string Menu { get; init; }

    public required string AllWeeks { get; init; }

    public required string NewestWeek { get; init; }

    public required string EarlierWeeks { get; init; }

    public required string NothingYet { get; init; }

    public required string SearchLabel { get; init; }

    public required string SearchButton { get; init; }

    public required string SearchHint { get; init; }

    public required Func<string, string> SearchTitle { get; init; }

    public required string FoundPapers { get; init; }

    public required string FoundAnswers { get; init; }

    public required string FoundAnswer { get; init; }

    public required string OtherAnswers { get; init; }

    /// <summary>A paper without any stored Q&amp;A.</summary>
    public required string NoQuestions { get; init; }

    public required string Theme { get; init; }

    public required string Summary { get; init; }

    public required string Abstract { get; init; }

    public required string Questions { get; init; }

    public required Func<int, string> Evidence { get; init; }

    public required Func<int, string> Papers { get; init; }

    public required string Weeks { get; init; }

    public required Func<string, string> WeekOf { get; init; }

    public required string Earlier { get; init; }

    public required string Later { get; init; }

    public required string ArxivPage { get; init; }

    public required string ReadWhole { get; init; }

    public required string Downloads { get; init; }

    public required string Markdown { get; init; }

    public required string OneFile { get; init; }

    public required string Feed { get; init; }

    public required string ToOtherLanguage { get; init; }

    public required string Guide { get; init; }

    public required string NotFound { get; init; }

    public required string NotFoundLead { get; init; }

    public required string NoSuchWeek { get; init; }

    public required string NoSuchPaper { get; init; }

    public required string NotReady { get; init; }

    public required string NotReadyLead { get; init; }

    /// <summary>Where a page could not be made.</summary>
    public required string Failed { get; init; }

    public required string FailedLead { get; init; }

    public required string BackToWeeks { get; init; }

    public static PageTexts Of(Language language) => language == Language.Japanese ? Japanese : English;

    private static PageTexts Japanese { get; } =
        new()
        {
            Language = Language.Japanese,
            OwnName = "日本語",
            Site = "最新論文ノート",
            Lead = "機械学習の注目論文を、毎週、要約とページ番号つきのQ&Aで紹介します。",
            SkipToContent = "本文へ移動",
            Menu = "メニュー",
            AllWeeks = "週の一覧",
            NewestWeek = "最新の週",
            EarlierWeeks = "これまでの週",
            NothingYet = "まだ論文ノートがありません。最初の週が取り込まれると、ここに表示されます。",
            SearchLabel = "論文名や質問で検索",
            SearchButton = "検索",
            SearchHint = "論文名、略称、著者名のほか、「DPOの限界は？」のような質問でも検索できます。",
            SearchTitle = query => $"「{query}」の検索結果",
            FoundPapers = "論文",
            FoundAnswers = "近い質問",
            FoundAnswer = "回答",
            OtherAnswers = "ほかの質問",
            NoQuestions = "Q&Aなし",
            Theme = "今回のテーマ",
            Summary = "概要",
            Abstract = "アブストラクト",
            Questions = "Q&A",
            Evidence = count => Invariant($"根拠を見る（{count}件）"),
            Papers = count => Invariant($"論文 {count}本"),
            Weeks = "掲載週",
            WeekOf = days => $"{days} の週",
            Earlier = "前の週",
            Later = "次の週",
            ArxivPage = "arXivのページ",
            ReadWhole = "要約とQ&Aを読む",
            Downloads = "ダウンロード",
            Markdown = "Markdown",
            OneFile = "HTML（1ファイル）",
            Feed = "フィード（Atom）",
            ToOtherLanguage = "英語版を読む",
            Guide =
                "「確認済み」などの印は、回答の内容が引用ページにあるかを機械的に照合した結果で、内容の正しさを保証するものではありません。",
            NotFound = "ページが見つかりません",
            NotFoundLead = "アドレスが間違っているか、ページがなくなりました。",
            NoSuchWeek = "この週の論文ノートはありません。",
            NoSuchPaper = "この論文のページはありません。",
            NotReady = "準備中です",
            NotReadyLead = "起動したばかりで、まだ読み込みが終わっていません。少し待ってから、もう一度開いてください。",
            Failed = "ページを表示できません",
            FailedLead =
                "PaperBot の中で問題が起きました。少し待ってから、もう一度開いてください。続くときは管理者に知らせてください。原因はログにあります。",
            BackToWeeks = "週の一覧へ",
        };

    private static PageTexts English { get; } =
        new()
        {
            Language = Language.English,
            OwnName = "English",
            Site = "Latest paper notes",
            Lead = "Each week’s notable machine-learning papers, with summaries and answers that name their pages.",
            SkipToContent = "Skip to the text",
            Menu = "Menu",
            AllWeeks = "All weeks",
            NewestWeek = "The newest week",
            EarlierWeeks = "Earlier weeks",
            NothingYet = "There are no paper notes yet. The first week will show here once it is in.",
            SearchLabel = "Search papers and questions",
            SearchButton = "Search",
            SearchHint = "Search by title, short name or author, or ask something such as “What are the limits of DPO?”",
            SearchTitle = query => $"Results for “{query}”",
            FoundPapers = "Papers",
            FoundAnswers = "Closest questions",
            FoundAnswer = "Answer",
            OtherAnswers = "Other questions",
            NoQuestions = "no Q&A",
            Theme = "This week’s theme",
            Summary = "Summary",
            Abstract = "Abstract",
            Questions = "Q&A",
            Evidence = count => Invariant($"Show the evidence ({count})"),
            Papers = count => count == 1 ? "1 paper" : Invariant($"{count} papers"),
            Weeks = "Listed in",
            WeekOf = days => $"the week of {days}",
            Earlier = "Earlier week",
            Later = "Later week",
            ArxivPage = "arXiv page",
            ReadWhole = "Read summary and Q&A",
            Downloads = "Downloads",
            Markdown = "Markdown",
            OneFile = "HTML (one file)",
            Feed = "Feed (Atom)",
            ToOtherLanguage = "Read it in Japanese",
            Guide =
                "Marks such as “verified” say whether the cited pages hold what the answer says. A machine compared them; they do not vouch for its truth.",
            NotFound = "Page not found",
            NotFoundLead = "The address is wrong, or the page is gone.",
            NoSuchWeek = "There are no paper notes of this week.",
            NoSuchPaper = "There is no page of this paper.",
            NotReady = "Not ready yet",
            NotReadyLead = "The program has just started and is still reading its store. Please try again in a moment.",
            Failed = "This page cannot be shown",
            FailedLead =
                "Something went wrong inside PaperBot. Please try again in a moment. If it stays so, tell whoever runs it; the log says why.",
            BackToWeeks = "To all weeks",
        };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
