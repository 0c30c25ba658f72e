using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>What people read when they ask, one instance per language.</summary>
public sealed record AskingTexts
{
    public required string NothingStored { get; init; }

    /// <summary>Nothing answers it; the paper that it was about.</summary>
    public required Func<string, string> NothingStoredAbout { get; init; }

    public required string ClosestIntroduction { get; init; }

    public required string OtherMatches { get; init; }

    public required string OtherPapers { get; init; }

    public required string Share { get; init; }

    public required Func<string, string> SharedBy { get; init; }

    public required string Helpful { get; init; }

    public required string NotHelpful { get; init; }

    public required string RatedHelpful { get; init; }

    public required string RatedNotHelpful { get; init; }

    public required string Previous { get; init; }

    public required string Next { get; init; }

    public required Func<int, int, int, string> QuestionsOf { get; init; }

    public required string NoQuestions { get; init; }

    public required string AskFormTitle { get; init; }

    public required string AskFormSubmit { get; init; }

    public required string Cancel { get; init; }

    public required string QuestionField { get; init; }

    public required string QuestionPlaceholder { get; init; }

    public required string QuestionMissing { get; init; }

    public required string Gone { get; init; }

    public required Func<WeekLabel, string> WeekTitle { get; init; }

    public required string NothingStoredYet { get; init; }

    public required Func<string, string> UnknownWeek { get; init; }

    public required Func<WeekId, string> WeekNotStored { get; init; }

    public required string ChoosePaper { get; init; }

    public required string SearchPaper { get; init; }

    public required string Forget { get; init; }

    public required string Forgotten { get; init; }

    public required Func<ForgottenPerson, string> ForgottenHow { get; init; }

    public required string NowSaved { get; init; }

    public required string NowForgotten { get; init; }

    public required string SavedTitle { get; init; }

    public required string NothingSaved { get; init; }

    public required Func<int, string> MorePapers { get; init; }

    public required string WeeksTitle { get; init; }

    public required Func<int, string> Papers { get; init; }

    public required string NotWrittenYet { get; init; }

    public required Func<int, string> MoreWeeks { get; init; }

    public required Func<string, string> PapersBy { get; init; }

    public required Func<string, string> NobodyCalled { get; init; }

    public required Func<string, string> NoPaperCalled { get; init; }

    public required string AuthorsUsage { get; init; }

    public required string CompareUsage { get; init; }

    public required string CompareTitle { get; init; }

    public required string NothingInCommon { get; init; }

    public required string ReadFully { get; init; }

    public required string HelpTitle { get; init; }

    public required string HelpIntroduction { get; init; }

    /// <summary>What can be typed, and what it does.</summary>
    public required IReadOnlyList<(string Typed, string Does)> HelpLines { get; init; }

    public required string HelpEnd { get; init; }

    public required string TellMe { get; init; }

    public required string WillTell { get; init; }

    public required string NowAnswered { get; init; }

    public required string AnsweredByPerson { get; init; }

    public static AskingTexts Japanese { get; } =
        new()
        {
            NothingStored = "保存されているQ&Aの中に、このご質問に答えるものは見つかりませんでした。",
            NothingStoredAbout = title => $"「{title}」のQ&Aの中に、このご質問に答えるものは見つかりませんでした。",
            ClosestIntroduction = "ちょうど当てはまる回答は見つかりませんでした。近い質問は次のとおりです。",
            OtherMatches = "ほかの候補",
            OtherPapers = "ほかに考えられる論文",
            Share = "チャンネルに共有",
            SharedBy = question => $"共有された質問: {question}",
            Helpful = "👍",
            NotHelpful = "👎",
            RatedHelpful = "👍 評価をありがとうございます。",
            RatedNotHelpful = "👎 ご意見をありがとうございます。回答の見直しに使わせていただきます。",
            Previous = "← 前へ",
            Next = "次へ →",
            QuestionsOf = (from, to, all) => Invariant($"質問 {from}〜{to}（全{all}問）"),
            NoQuestions = "この論文のQ&Aはまだ書かれていません。",
            AskFormTitle = "論文に質問する",
            AskFormSubmit = "質問する",
            Cancel = "やめる",
            QuestionField = "質問",
            QuestionPlaceholder = "例: 限界は何ですか？",
            QuestionMissing = "質問を入力してください。",
            Gone = "この論文または回答は、もう保存されていません。",
            WeekTitle = label => Invariant($"【{label.Start:yyyy-MM-dd} ~ {label.End:yyyy-MM-dd}】の論文"),
            NothingStoredYet = "まだ論文が保存されていません。最初の週が取り込まれるまでお待ちください。",
            UnknownWeek = text =>
                $"「{text}」は週として読み取れませんでした。`2023-05-29` や `2023-W22` のように入力してください。",
            WeekNotStored = week => $"{week} の週は保存されていません。`list` で保存されている週を確認できます。",
            ChoosePaper = "論文を選ぶ",
            SearchPaper = "論文名・略称・質問を入力",
            Forget = "★ 保存をやめる",
            Forgotten = "あなたのデータを消しました",
            ForgottenHow = gone =>
                $"消しました: 保存した論文 {gone.SavedPapers} 件、回答への評価 {gone.Ratings} 件、回答のお知らせの希望 {gone.Wishes} 件。保存されている質問には、だれが尋ねたかは残っていません。",
            NowSaved = "★ 保存しました。`/paper saved` でいつでも一覧できます。",
            NowForgotten = "保存をやめました。",
            SavedTitle = "保存した論文",
            NothingSaved = "まだありません。論文のカードの「☆ 保存」を押すと、ここに並びます。",
            MorePapers = count => Invariant($"ほか{count}本"),
            WeeksTitle = "保存されている週",
            Papers = count => Invariant($"{count}本"),
            NotWrittenYet = "Q&Aはまだありません",
            MoreWeeks = count => Invariant($"ほか{count}週。`week 2023-05-29` のように日付を指定すると表示できます。"),
            PapersBy = name => $"「{name}」さんの論文",
            NobodyCalled = name => $"「{name}」という著者の論文は保存されていません。",
            NoPaperCalled = name => $"「{name}」に当たる論文は保存されていません。",
            AuthorsUsage = "著者の名前を指定してください。例: `authors Rafailov`",
            CompareUsage = "比べる論文を2つ指定してください。例: `compare dpo mezo`",
            CompareTitle = "論文の比較",
            NothingInCommon = "両方の論文に共通する質問は見つかりませんでした。",
            ReadFully = "全文を読む",
            HelpTitle = "PaperBotの使い方",
            HelpIntroduction = "毎週の論文について、保存されているQ&Aからお答えします。回答を新しく作ることはありません。",
            HelpLines =
            [
                ("/paper dpo", "論文を探す（略称・題名の一部・著者・arXivのIDやURL）"),
                ("/paper DPOはなぜ報酬モデルが要らないの？", "質問する"),
                ("/paper dpo 限界は？", "論文を指定して質問する"),
                ("/paper week 2023-05-29", "その週の論文を見る"),
                ("/paper list", "保存されている週を見る"),
                ("/paper authors Jeff Clune", "著者の論文を見る"),
                ("/paper compare dpo mezo", "2つの論文を比べる"),
                ("/paper saved", "保存した論文を見る"),
            ],
            HelpEnd = "スレッドの中では、論文名を書かずにそのまま質問できます。",
            TellMe = "回答が付いたら知らせる",
            WillTell = "承知しました。回答が付きましたらお知らせします。",
            NowAnswered = "以前のご質問に回答が付きました。",
            AnsweredByPerson = "管理者による回答",
        };

    public static AskingTexts English { get; } =
        new()
        {
            NothingStored = "None of the stored answers fits this question.",
            NothingStoredAbout = title => $"None of the stored answers about “{title}” fits this question.",
            ClosestIntroduction = "No stored answer fits exactly. These stored questions come closest:",
            OtherMatches = "Other matches",
            OtherPapers = "Or did you mean",
            Share = "Share to channel",
            SharedBy = question => $"Shared question: {question}",
            Helpful = "👍",
            NotHelpful = "👎",
            RatedHelpful = "👍 Thank you for telling us.",
            RatedNotHelpful = "👎 Thank you. The answer will be looked at.",
            Previous = "← Back",
            Next = "Next →",
            QuestionsOf = (from, to, all) => Invariant($"Questions {from} to {to} of {all}"),
            NoQuestions = "No questions and answers have been written for this paper yet.",
            AskFormTitle = "Ask about this paper",
            AskFormSubmit = "Ask",
            Cancel = "Cancel",
            QuestionField = "Question",
            QuestionPlaceholder = "e.g. What are its limitations?",
            QuestionMissing = "Please type a question.",
            Gone = "This paper or answer is no longer stored.",
            WeekTitle = label => Invariant($"Papers of {label.Start:yyyy-MM-dd} to {label.End:yyyy-MM-dd}"),
            NothingStoredYet = "No papers are stored yet. Please wait until the first week has been taken in.",
            UnknownWeek = text => $"“{text}” is not a week. Write it like `2023-05-29` or `2023-W22`.",
            WeekNotStored = week => $"The week {week} is not stored. `list` shows the weeks that are.",
            ChoosePaper = "Choose a paper",
            SearchPaper = "Type a paper's name or a question",
            Forget = "★ Remove from saved",
            Forgotten = "What was kept of you is gone",
            ForgottenHow = gone =>
                $"Gone: {gone.SavedPapers} saved papers, {gone.Ratings} ratings of answers, {gone.Wishes} wishes to be told of an answer. Questions that are kept never said who asked.",
            NowSaved = "★ Saved. `/paper saved` lists your papers at any time.",
            NowForgotten = "No longer saved.",
            SavedTitle = "Your saved papers",
            NothingSaved = "None yet. Press “☆ Save” on a paper's card, and it is listed here.",
            MorePapers = count => Invariant($"And {count} more."),
            WeeksTitle = "Stored weeks",
            Papers = count => count == 1 ? "1 paper" : Invariant($"{count} papers"),
            NotWrittenYet = "no questions and answers yet",
            MoreWeeks = count => Invariant($"And {count} more; `week 2023-05-29` shows the week of a date."),
            PapersBy = name => $"Papers by {name}",
            NobodyCalled = name => $"No stored paper has an author called “{name}”.",
            NoPaperCalled = name => $"No stored paper is called “{name}”.",
            AuthorsUsage = "Name an author, for example `authors Rafailov`.",
            CompareUsage = "Name two papers to compare, for example `compare dpo mezo`.",
            CompareTitle = "Two papers side by side",
            NothingInCommon = "The two papers have no stored question in common.",
            ReadFully = "Read in full",
            HelpTitle = "How to use PaperBot",
            HelpIntroduction =
                "I answer from the questions and answers stored about each week's papers. I never make an answer up.",
            HelpLines =
            [
                ("/paper dpo", "finds a paper (short name, part of the title, author, arXiv id or address)"),
                ("/paper why does DPO need no reward model?", "asks a question"),
                ("/paper dpo limitations?", "asks about one paper"),
                ("/paper week 2023-05-29", "shows the papers of that week"),
                ("/paper list", "shows the stored weeks"),
                ("/paper authors Jeff Clune", "shows an author's papers"),
                ("/paper compare dpo mezo", "puts two papers side by side"),
                ("/paper saved", "lists the papers that you saved"),
            ],
            HelpEnd = "In a paper's thread just ask; you need not name the paper.",
            TellMe = "Tell me when it is answered",
            WillTell = "All right. You will be told when it is answered.",
            NowAnswered = "A question of yours has been answered.",
            AnsweredByPerson = "Answered by an admin",
        };

    public static AskingTexts For(Language language) => language == Language.Japanese ? Japanese : English;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
