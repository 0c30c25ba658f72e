using System.Globalization;
using PaperBot.Papers;
using PaperBot.Runs;

namespace PaperBot.Admin;

/// <summary>What admins read, in one place for each language.</summary>
internal sealed record AdminTexts
{
    public required string NotAdmin { get; init; }

    public required string HelpTitle { get; init; }

    public required IReadOnlyList<string> Help { get; init; }

    public required Func<AdminCommand.Unclear, string> Unclear { get; init; }

    public required string NoWeek { get; init; }

    public required Func<WeekId, string> Running { get; init; }

    public required Func<WeekId, string> Foreseen { get; init; }

    public required Func<WeekId, string> Done { get; init; }

    public required Func<WeekId, string> Failed { get; init; }

    public required string InnerFailure { get; init; }

    public required Func<Stage, string> StageName { get; init; }

    public required Func<StageState, string> StateName { get; init; }

    public required string StatusTitle { get; init; }

    public required string NothingHeld { get; init; }

    public required string HeldTitle { get; init; }

    public required string HeldPapers { get; init; }

    public required string HeldPosts { get; init; }

    public required string FixHint { get; init; }

    public required Func<string, string> NoHeldPaper { get; init; }

    public required Func<string, int, string> Ruled { get; init; }

    /// <summary>Which paper, now what, in how many weeks.</summary>
    public required Func<string, string, int, string> Fixed { get; init; }

    public required Func<string, string> NothingToFix { get; init; }

    public required string QuestionsNotKept { get; init; }

    public required string NothingUnanswered { get; init; }

    public required string UnansweredTitle { get; init; }

    public required Func<int, string> Asked { get; init; }

    public required string AnswerButton { get; init; }

    public required string DismissButton { get; init; }

    public required string AnswerTitle { get; init; }

    public required string AnswerLabel { get; init; }

    public required string PaperLabel { get; init; }

    public required string Save { get; init; }

    public required string Cancel { get; init; }

    public required string Saved { get; init; }

    public required string Dismissed { get; init; }

    public required string AlreadyClosed { get; init; }

    public required Func<string, string> NoSuchPaper { get; init; }

    public required Func<int, string> Released { get; init; }

    public required string ChannelsTitle { get; init; }

    public required string NoChannels { get; init; }

    /// <summary>With the channel's name and what it gets.</summary>
    public required Func<string, string, string> Subscribed { get; init; }

    public required Func<string, string, string> AlreadySubscribed { get; init; }

    public required string FixedBySettings { get; init; }

    public required string BySettings { get; init; }

    public required Func<Language, string> In { get; init; }

    public required Func<int, string> AtMost { get; init; }

    public required string Wanted { get; init; }

    public required string Muted { get; init; }

    public required string Authors { get; init; }

    public required string Categories { get; init; }

    public required string Comma { get; init; }

    public required Func<string, string> CannotSubscribe { get; init; }

    /// <summary>With the number of posts that were planned and are not sent.</summary>
    public required Func<int, string> Unsubscribed { get; init; }

    public required string NotSubscribed { get; init; }

    public required string Notices { get; init; }

    public required string NoNotices { get; init; }

    private static string JapaneseName(Language language) => language == Language.Japanese ? "日本語" : "英語";

    private static string EnglishName(Language language) => language == Language.Japanese ? "Japanese" : "English";

    public static AdminTexts For(Language language) => language == Language.Japanese ? Japanese : English;

    private static readonly AdminTexts Japanese = new()
    {
        NotAdmin =
            "このコマンドを使えるのは管理者だけです。設定の Admins に登録された方 (Discord では「サーバー管理」権限を持つ方も含みます) にご依頼ください。",
        HelpTitle = "管理コマンド",
        Help =
        [
            "/paper-admin rerun <週> [from <段階>] [dry-run] — 週の処理をやり直します。変更がなければ何も変えません",
            "/paper-admin rerun <週> repost [dry-run] — 週をすべて投稿し直します (確認あり)",
            "/paper-admin retract <週> — 週の投稿を取り下げます (確認あり)",
            "/paper-admin pause [all]、resume [all] — このチャンネル (または全チャンネル) への投稿を止めます、再開します",
            "/paper-admin status — 各週と投稿の状態を表示します",
            "/paper-admin held — 保留中の論文・回答・投稿と、その理由と対処を表示します。回答はここで公開・修正・取り下げができます",
            "/paper-admin confirm <論文> — 保留中の論文のリンクが正しいことを確認します",
            "/paper-admin fix <論文> <URL> — 保留中の論文のリンクを直します",
            "/paper-admin release [<投稿の ID>] — 原因を取り除いたあと、保留中の投稿を再開します",
            "/paper-admin unanswered — 答えられなかった質問を表示します",
            "/paper-admin channels — 投稿先のチャンネルを表示します",
            "/paper-admin subscribe [ja|en] [papers=5] [want=語,語] [mute=語] [authors=名前] [categories=cs.CL] [cron=\"0 0 9 ? * TUE\"] [zone=Asia/Tokyo] — このチャンネルへの配信を始め、または内容を変えます",
            "/paper-admin unsubscribe — このチャンネルへの配信をやめます",
        ],
        Unclear = unclear =>
            unclear.Reason switch
            {
                AdminCommand.UnclearReason.UnknownCommand =>
                    $"「{unclear.Found}」というコマンドはありません。/paper-admin help をご覧ください。",
                AdminCommand.UnclearReason.WeekMissing =>
                    "週を指定してください。例: rerun 2023-W22、rerun 2023-05-29、rerun latest",
                AdminCommand.UnclearReason.NoWeek =>
                    $"「{unclear.Found}」は週として読めません。2023-W22、2023-05-29、latest のように書いてください。",
                AdminCommand.UnclearReason.NoStage =>
                    $"「{unclear.Found}」という段階はありません。使えるのは {Stages.Names} です。",
                AdminCommand.UnclearReason.PaperMissing => "論文を指定してください。例: confirm 2305.18290",
                AdminCommand.UnclearReason.NoAddress =>
                    $"「{unclear.Found}」は論文の URL として読めません。https://arxiv.org/abs/2305.18290 のように書いてください。",
                AdminCommand.UnclearReason.NoWish =>
                    $"「{unclear.Found}」がわかりません。subscribe ja papers=5 want=rl,agents mute=survey のように入力してください (ほかに authors、categories、cron、zone)。",
                _ => $"「{unclear.Found}」の意味がわかりません。/paper-admin help をご覧ください。",
            },
        NoWeek = "保存されている週がまだありません。",
        Running = week => $"{week} の処理を実行しています…",
        Foreseen = week => $"{week} をやり直した場合の変更 (まだ何も変えていません)",
        Done = week => $"{week} の処理が終わりました",
        Failed = week => $"{week} の処理は途中で止まりました",
        InnerFailure = "処理中に問題が起きました。詳細はログを確認してください。",
        StageName = stage =>
            stage switch
            {
                Stage.Listing => "リスト",
                Stage.Arxiv => "arXiv",
                Stage.Reading => "本文",
                Stage.Writing => "執筆",
                Stage.Checking => "検証",
                _ => "投稿",
            },
        StateName = state =>
            state switch
            {
                StageState.Done => "完了",
                StageState.Unchanged => "変更なし",
                StageState.NotNeeded => "不要",
                StageState.NotReady => "未準備",
                _ => "失敗",
            },
        StatusTitle = "状態",
        NothingHeld = "保留中のものはありません。",
        HeldTitle = "保留中",
        HeldPapers = "論文",
        HeldPosts = "投稿",
        FixHint = "正しければ /paper-admin confirm <論文>、違っていれば /paper-admin fix <論文> <URL> を実行してください。",
        NoHeldPaper = paper => $"「{paper}」は保留中の論文ではありません。/paper-admin held で ID を確認してください。",
        Ruled = (paper, weeks) => $"{paper} の保留を解除しました ({weeks} 週)。/paper-admin rerun <週> で投稿されます。",
        Fixed = (paper, link, weeks) =>
            $"{paper} のリンクを {link} に直しました ({weeks} 週)。/paper-admin rerun <週> で投稿に反映されます。元に戻すには、もう一度 fix に元の URL を指定してください。",
        NothingToFix = paper => $"「{paper}」は直せません。どの週のリストにもないか、指定した論文がその週にすでにあります。",
        QuestionsNotKept =
            "答えられなかった質問は保存していません。保存するには設定 Asking:KeepUnanswered を true にしてください (質問した人の名前は保存しません)。",
        NothingUnanswered = "答えられなかった質問はありません。",
        UnansweredTitle = "答えられなかった質問",
        Asked = times => $"{times} 回",
        AnswerButton = "答える",
        DismissButton = "取り下げる",
        AnswerTitle = "質問に答える",
        AnswerLabel = "答え",
        PaperLabel = "論文 (ID または名前)",
        Save = "保存",
        Cancel = "やめる",
        Saved = "答えを保存しました。次に同じ質問があれば、この答えを表示します。",
        Dismissed = "質問を取り下げました。",
        AlreadyClosed = "この質問はすでに処理されています。",
        NoSuchPaper = paper => $"「{paper}」にあたる論文が見つかりません。arXiv の ID か URL で指定してください。",
        Released = count => count == 0 ? "再開できる保留中の投稿はありません。" : $"{count} 件の投稿を再開しました。",
        ChannelsTitle = "投稿先のチャンネル",
        NoChannels = "配信先のチャンネルがありません。配信したいチャンネルで /paper-admin subscribe と入力してください。",
        FixedBySettings =
            "このチャンネルは設定ファイルの Channels で決められているため、チャットからは変えられません。運用者が設定を変えて再起動してください。",
        BySettings = "設定で固定",
        In = JapaneseName,
        AtMost = most => string.Create(CultureInfo.InvariantCulture, $"最大 {most} 本"),
        Wanted = "優先:",
        Muted = "省略:",
        Authors = "著者:",
        Categories = "分野:",
        Comma = "、",
        Subscribed = (channel, profile) =>
            $"#{channel} に{profile}でダイジェストを配信します。次回の配信から届きます。最新の週を今すぐ投稿するには /paper-admin rerun latest と入力してください。",
        AlreadySubscribed = (channel, profile) => $"#{channel} にはすでに{profile}でダイジェストを配信しています。",
        CannotSubscribe = reason =>
            $"このチャンネルには投稿できません ({reason})。ボットをチャンネルに招待し、投稿を許可してから、もう一度お試しください。",
        Unsubscribed = dropped =>
            dropped == 0
                ? "このチャンネルへの配信をやめました。投稿済みのものは残ります (消すには /paper-admin retract <週>)。"
                : $"このチャンネルへの配信をやめ、未送信の投稿 {dropped} 件を取りやめました。投稿済みのものは残ります (消すには /paper-admin retract <週>)。",
        NotSubscribed = "このチャンネルには配信していません。",
        Notices = "お知らせ",
        NoNotices = "お知らせはありません。",
    };

    private static readonly AdminTexts English = new()
    {
        NotAdmin =
            "This command is for admins: people listed under Admins in the settings and, on Discord, those who may manage the server.",
        HelpTitle = "Admin commands",
        Help =
        [
            "/paper-admin rerun <week> [from <stage>] [dry-run] — works on a week again; where nothing changed, nothing changes",
            "/paper-admin rerun <week> repost [dry-run] — posts a week anew, after a confirmation",
            "/paper-admin retract <week> — removes a week's posts, after a confirmation",
            "/paper-admin pause [all], resume [all] — stops and starts posting in this channel, or everywhere",
            "/paper-admin status — how weeks and posts stand",
            "/paper-admin held — papers, answers and posts that wait, why, and what to do; answers are passed, corrected or dropped here",
            "/paper-admin confirm <paper> — the link of a held paper is right",
            "/paper-admin fix <paper> <URL> — gives a held paper its right link",
            "/paper-admin release [<post id>] — lets held posts go on once the cause is mended",
            "/paper-admin unanswered — questions that nothing stored answered",
            "/paper-admin channels — the channels that get digests",
            "/paper-admin subscribe [ja|en] [papers=5] [want=word,word] [mute=word] [authors=name] [categories=cs.CL] [cron=\"0 0 9 ? * TUE\"] [zone=Europe/Berlin] — this channel gets digests from now on, or others",
            "/paper-admin unsubscribe — this channel gets no digests any more",
        ],
        Unclear = unclear =>
            unclear.Reason switch
            {
                AdminCommand.UnclearReason.UnknownCommand => $"There is no command '{unclear.Found}'; see /paper-admin help.",
                AdminCommand.UnclearReason.WeekMissing => "Name a week: rerun 2023-W22, rerun 2023-05-29 or rerun latest.",
                AdminCommand.UnclearReason.NoWeek => $"'{unclear.Found}' is no week; write 2023-W22, 2023-05-29 or latest.",
                AdminCommand.UnclearReason.NoStage => $"'{unclear.Found}' is no stage; there are {Stages.Names}.",
                AdminCommand.UnclearReason.PaperMissing => "Name a paper: confirm 2305.18290.",
                AdminCommand.UnclearReason.NoAddress =>
                    $"'{unclear.Found}' is no paper's address; write https://arxiv.org/abs/2305.18290.",
                AdminCommand.UnclearReason.NoWish =>
                    $"'{unclear.Found}' is not understood; write, say, subscribe en papers=5 want=rl,agents mute=survey (also authors, categories, cron, zone).",
                _ => $"'{unclear.Found}' is not understood here; see /paper-admin help.",
            },
        NoWeek = "No week is stored yet.",
        Running = week => $"Working on {week} …",
        Foreseen = week => $"What a rerun of {week} would change (nothing has been changed)",
        Done = week => $"{week} is done",
        Failed = week => $"{week} stopped on its way",
        InnerFailure = "Something went wrong; the log has the details.",
        StageName = stage => stage.Name(),
        StateName = state =>
            state switch
            {
                StageState.Done => "done",
                StageState.Unchanged => "unchanged",
                StageState.NotNeeded => "not needed",
                StageState.NotReady => "not ready",
                _ => "failed",
            },
        StatusTitle = "Status",
        NothingHeld = "Nothing is held.",
        HeldTitle = "Held",
        HeldPapers = "Papers",
        HeldPosts = "Posts",
        FixHint = "If the link is right: /paper-admin confirm <paper>; if not: /paper-admin fix <paper> <URL>.",
        NoHeldPaper = paper => $"'{paper}' is no held paper; /paper-admin held shows the ids.",
        Ruled = (paper, weeks) => $"{paper} is no longer held ({weeks} weeks). /paper-admin rerun <week> posts it.",
        Fixed = (paper, link, weeks) =>
            $"{paper} is now {link} ({weeks} weeks). /paper-admin rerun <week> brings it into the posts; fix with the old address takes it back.",
        NothingToFix = paper => $"'{paper}' cannot be fixed: it stands in no week, or the right paper stands there already.",
        QuestionsNotKept =
            "Questions without an answer are not kept. To keep them (without names) set Asking:KeepUnanswered to true.",
        NothingUnanswered = "No question waits for an answer.",
        UnansweredTitle = "Questions without an answer",
        Asked = times => times == 1 ? "asked once" : $"asked {times} times",
        AnswerButton = "Answer",
        DismissButton = "Dismiss",
        AnswerTitle = "Answer a question",
        AnswerLabel = "Answer",
        PaperLabel = "Paper (id or name)",
        Save = "Save",
        Cancel = "Cancel",
        Saved = "The answer is stored; who asks this next is shown it.",
        Dismissed = "The question is dismissed.",
        AlreadyClosed = "This question has been dealt with already.",
        NoSuchPaper = paper => $"No stored paper fits '{paper}'; name it by its arXiv id or address.",
        Released = count => count == 0 ? "No held post can be released." : $"{count} posts go on.",
        ChannelsTitle = "Channels that get digests",
        NoChannels = "No channel gets digests. Type /paper-admin subscribe in the one that should.",
        FixedBySettings =
            "This channel is named in the settings (Channels), so chat cannot change it; the operator changes the settings and restarts.",
        BySettings = "fixed by the settings",
        In = language => "in " + EnglishName(language),
        AtMost = most => string.Create(CultureInfo.InvariantCulture, $"at most {most} papers"),
        Wanted = "first:",
        Muted = "left out:",
        Authors = "authors:",
        Categories = "categories:",
        Comma = ", ",
        Subscribed = (channel, profile) =>
            $"#{channel} gets digests {profile} from the next one on. To post the newest week now: /paper-admin rerun latest.",
        AlreadySubscribed = (channel, profile) => $"#{channel} gets digests {profile} already.",
        CannotSubscribe = reason =>
            $"Nothing can be posted here ({reason}). Invite the bot to the channel, allow it to post, and try again.",
        Unsubscribed = dropped =>
            dropped == 0
                ? "This channel gets no digests any more. What was posted stays (/paper-admin retract <week> removes it)."
                : $"This channel gets no digests any more, and {dropped} planned posts are dropped. What was posted stays (/paper-admin retract <week> removes it).",
        NotSubscribed = "This channel gets no digests.",
        Notices = "Notices",
        NoNotices = "No notices.",
    };
}
