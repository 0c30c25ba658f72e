using PaperBot.Papers;

namespace PaperBot.Local;

/// <summary>Everything the workspace's page says by itself; the page gets it in both languages and changes between them.</summary>
internal sealed record LocalTexts
{
    public required string Language { get; init; }

    /// <summary>How the language calls itself.</summary>
    public required string LanguageName { get; init; }

    public required string Workspace { get; init; }
    public required string WorkspaceNote { get; init; }
    public required string Channels { get; init; }
    public required string Apps { get; init; }
    public required string Home { get; init; }

    /// <summary>Leads to the reading pages.</summary>
    public required string Pages { get; init; }
    public required string HomeEmpty { get; init; }

    /// <summary>What a channel is for, by its id.</summary>
    public required IReadOnlyDictionary<string, string> Topics { get; init; }

    /// <summary>Names of the people, by id.</summary>
    public required IReadOnlyDictionary<string, string> People { get; init; }

    /// <summary>What the people may do, by id.</summary>
    public required IReadOnlyDictionary<string, string> Roles { get; init; }

    public required IReadOnlyList<LocalCommandText> Commands { get; init; }

    public required string App { get; init; }
    public required string OnlyYou { get; init; }
    public required string Dismiss { get; init; }
    public required string Deleted { get; init; }
    public required string Messages { get; init; }
    public required string New { get; init; }
    public required string NewBelow { get; init; }
    public required string Older { get; init; }
    public required string ChannelEmpty { get; init; }
    public required string Loading { get; init; }

    public required string Thread { get; init; }
    public required string OpenThread { get; init; }

    /// <summary>With <c>{count}</c>; one reply has a form of its own in English.</summary>
    public required string Replies { get; init; }
    public required string OneReply { get; init; }

    /// <summary>With <c>{time}</c>.</summary>
    public required string LastReply { get; init; }
    public required string ReplyInThread { get; init; }
    public required string CopyLink { get; init; }
    public required string Copied { get; init; }
    public required string MessageActions { get; init; }

    public required string CloseThread { get; init; }
    public required string Close { get; init; }
    public required string OpenMenu { get; init; }
    public required string CloseMenu { get; init; }

    /// <summary>With <c>{channel}</c>.</summary>
    public required string WriteIn { get; init; }
    public required string WriteReply { get; init; }
    public required string Send { get; init; }
    public required string SendHint { get; init; }
    public required string CommandHint { get; init; }
    public required string InsertCommand { get; init; }
    public required string InsertMention { get; init; }
    public required string Suggestions { get; init; }

    /// <summary>With <c>{count}</c>.</summary>
    public required string SuggestionCount { get; init; }
    public required string NoSuggestions { get; init; }
    public required string TypeToSearch { get; init; }

    public required string Settings { get; init; }
    public required string ActAs { get; init; }
    public required string ShowIn { get; init; }
    public required string AsChannel { get; init; }
    public required string Appearance { get; init; }
    public required string AsSystem { get; init; }
    public required string Light { get; init; }
    public required string Dark { get; init; }

    public required string Required { get; init; }
    public required string Optional { get; init; }
    public required string Working { get; init; }
    public required string Failed { get; init; }
    public required string Offline { get; init; }
    public required string Starting { get; init; }
    public required string NotFound { get; init; }
    public required string UnknownCommand { get; init; }
    public required string NewTab { get; init; }
    public required string Picture { get; init; }
    public required string SkipToMessages { get; init; }
    public required string SkipToWriting { get; init; }

    /// <summary>With <c>{who}</c> and <c>{what}</c>: for those who listen to the page.</summary>
    public required string Announce { get; init; }

    public static IReadOnlyList<LocalTexts> All { get; } = [Japanese(), English()];

    /// <param name="language"><c>ja</c> or <c>en</c>.</param>
    public static LocalTexts For(string language) => All.FirstOrDefault(texts => texts.Language == language) ?? All[0];

    private static LocalTexts Japanese() =>
        new()
        {
            Language = Papers.Language.Japanese.Code(),
            LanguageName = "日本語",
            Workspace = "PaperBot",
            WorkspaceNote = "このパソコン専用",
            Channels = "チャンネル",
            Apps = "アプリ",
            Home = "ホーム",
            Pages = "論文ノート",
            HomeEmpty = "まだお見せできるものがありません。",
            Topics = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["papers-ja"] = "毎週の機械学習論文を、要点とQ&Aで",
                ["papers-en"] = "毎週の機械学習論文(英語版)",
            },
            People = new Dictionary<string, string>(StringComparer.Ordinal) { ["member"] = "葵", ["admin"] = "湊" },
            Roles = new Dictionary<string, string>(StringComparer.Ordinal) { ["member"] = "メンバー", ["admin"] = "管理者" },
            Commands =
            [
                new("/paper", "論文名か質問", "論文のカード、または質問への回答を表示します", TakesPaper: true),
                new("/paper help", "", "使い方を表示します"),
                new("/paper list", "", "登録済みの週を一覧にします"),
                new("/paper week", "2023-05-29", "その週の論文を一覧にします"),
                new("/paper authors", "著者名", "著者から論文を探します"),
                new("/paper compare", "論文 論文", "2本の論文の回答を並べて表示します"),
                new("/paper-admin status", "", "動作状況を表示します", ForAdmins: true),
                new("/paper-admin rerun", "週", "週のダイジェストを作り直します", ForAdmins: true),
                new("/paper-admin held", "", "保留中の投稿を表示します", ForAdmins: true),
                new("/paper-admin unanswered", "", "回答できなかった質問を表示します", ForAdmins: true),
                new("/paper-admin channels", "", "配信先のチャンネルを表示します", ForAdmins: true),
                new("/paper-admin subscribe", "", "このチャンネルへの配信を始めます", ForAdmins: true),
                new("/paper-admin unsubscribe", "", "このチャンネルへの配信をやめます", ForAdmins: true),
                new("/paper-admin retract", "週", "週のダイジェストを取り下げます", ForAdmins: true),
                new("/paper-admin fix", "論文 URL", "論文のリンク先を直します", ForAdmins: true),
                new("/paper-admin pause", "", "配信を一時停止します", ForAdmins: true),
                new("/paper-admin resume", "", "配信を再開します", ForAdmins: true),
            ],
            App = "アプリ",
            OnlyYou = "あなただけに表示されています",
            Dismiss = "閉じる",
            Deleted = "このメッセージは削除されました。",
            Messages = "メッセージ",
            New = "新着",
            NewBelow = "新しいメッセージ",
            Older = "以前のメッセージを表示",
            ChannelEmpty = "まだ投稿がありません。週のダイジェストが届くと、ここに表示されます。",
            Loading = "読み込み中…",
            Thread = "スレッド",
            OpenThread = "スレッドを開く",
            Replies = "{count}件の返信",
            OneReply = "1件の返信",
            LastReply = "最終返信 {time}",
            ReplyInThread = "スレッドで返信",
            CopyLink = "リンクをコピー",
            Copied = "リンクをコピーしました",
            MessageActions = "メッセージの操作",
            CloseThread = "スレッドを閉じる",
            Close = "閉じる",
            OpenMenu = "メニューを開く",
            CloseMenu = "メニューを閉じる",
            WriteIn = "#{channel} へのメッセージ",
            WriteReply = "返信を書く",
            Send = "送信",
            SendHint = "Enterで送信、Shift+Enterで改行",
            CommandHint = "/ でコマンド",
            InsertCommand = "コマンドを入力",
            InsertMention = "PaperBotにメンション",
            Suggestions = "候補",
            SuggestionCount = "候補が{count}件あります。上下の矢印キーで選べます。",
            NoSuggestions = "候補はありません",
            TypeToSearch = "文字を入力して探す",
            Settings = "設定",
            ActAs = "操作する人",
            ShowIn = "表示言語",
            AsChannel = "チャンネルに合わせる",
            Appearance = "外観",
            AsSystem = "システムに合わせる",
            Light = "ライト",
            Dark = "ダーク",
            Required = "必須項目です。",
            Optional = "任意",
            Working = "処理しています…",
            Failed = "うまくいきませんでした。しばらくしてから、もう一度お試しください。",
            Offline = "接続が切れました。自動で再接続します。",
            Starting = "起動しています。少しお待ちください。",
            NotFound = "このメッセージは見つかりませんでした。",
            UnknownCommand = "というコマンドはありません。使い方は /paper help で確かめられます。",
            NewTab = "新しいタブで開きます",
            Picture = "画像",
            SkipToMessages = "メッセージへ移動",
            SkipToWriting = "入力欄へ移動",
            Announce = "{who}: {what}",
        };

    private static LocalTexts English() =>
        new()
        {
            Language = Papers.Language.English.Code(),
            LanguageName = "English",
            Workspace = "PaperBot",
            WorkspaceNote = "On this computer only",
            Channels = "Channels",
            Apps = "Apps",
            Home = "Home",
            Pages = "Paper notes",
            HomeEmpty = "There is nothing to show yet.",
            Topics = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["papers-ja"] = "The week’s machine-learning papers, in Japanese",
                ["papers-en"] = "The week’s machine-learning papers in short, with Q&As",
            },
            People = new Dictionary<string, string>(StringComparer.Ordinal) { ["member"] = "Aoi", ["admin"] = "Minato" },
            Roles = new Dictionary<string, string>(StringComparer.Ordinal) { ["member"] = "Member", ["admin"] = "Admin" },
            Commands =
            [
                new("/paper", "paper or question", "Shows a paper’s card, or the answer to a question", TakesPaper: true),
                new("/paper help", "", "Shows how to ask"),
                new("/paper list", "", "Lists the weeks that are stored"),
                new("/paper week", "2023-05-29", "Lists the papers of a week"),
                new("/paper authors", "name", "Finds papers by an author"),
                new("/paper compare", "paper paper", "Shows the answers of two papers side by side"),
                new("/paper-admin status", "", "Shows how everything is", ForAdmins: true),
                new("/paper-admin rerun", "week", "Makes a week’s digest again", ForAdmins: true),
                new("/paper-admin held", "", "Shows what is held back", ForAdmins: true),
                new("/paper-admin unanswered", "", "Shows questions without an answer", ForAdmins: true),
                new("/paper-admin channels", "", "Shows where digests go", ForAdmins: true),
                new("/paper-admin subscribe", "", "Begins digests in this channel", ForAdmins: true),
                new("/paper-admin unsubscribe", "", "Ends digests in this channel", ForAdmins: true),
                new("/paper-admin retract", "week", "Withdraws a week’s digest", ForAdmins: true),
                new("/paper-admin fix", "paper URL", "Mends a paper’s link", ForAdmins: true),
                new("/paper-admin pause", "", "Pauses posting", ForAdmins: true),
                new("/paper-admin resume", "", "Resumes posting", ForAdmins: true),
            ],
            App = "App",
            OnlyYou = "Only visible to you",
            Dismiss = "Dismiss",
            Deleted = "This message was deleted.",
            Messages = "Messages",
            New = "New",
            NewBelow = "New messages",
            Older = "Show older messages",
            ChannelEmpty = "Nothing here yet. The week’s digest will appear here.",
            Loading = "Loading…",
            Thread = "Thread",
            OpenThread = "Open thread",
            Replies = "{count} replies",
            OneReply = "1 reply",
            LastReply = "Last reply {time}",
            ReplyInThread = "Reply in thread",
            CopyLink = "Copy link",
            Copied = "Link copied",
            MessageActions = "Message actions",
            CloseThread = "Close thread",
            Close = "Close",
            OpenMenu = "Open menu",
            CloseMenu = "Close menu",
            WriteIn = "Message #{channel}",
            WriteReply = "Reply",
            Send = "Send",
            SendHint = "Enter sends, Shift+Enter breaks the line",
            CommandHint = "/ for commands",
            InsertCommand = "Enter a command",
            InsertMention = "Mention PaperBot",
            Suggestions = "Suggestions",
            SuggestionCount = "{count} suggestions. Choose with the up and down arrow keys.",
            NoSuggestions = "No suggestions",
            TypeToSearch = "Type to search",
            Settings = "Settings",
            ActAs = "Act as",
            ShowIn = "Language",
            AsChannel = "As the channel",
            Appearance = "Appearance",
            AsSystem = "As the system",
            Light = "Light",
            Dark = "Dark",
            Required = "This field is required.",
            Optional = "optional",
            Working = "Working…",
            Failed = "That did not work. Please try again in a moment.",
            Offline = "The connection was lost. Reconnecting…",
            Starting = "Starting up. One moment, please.",
            NotFound = "That message was not found.",
            UnknownCommand = "is not a command here. /paper help shows what there is.",
            NewTab = "opens in a new tab",
            Picture = "Picture",
            SkipToMessages = "Skip to messages",
            SkipToWriting = "Skip to the message box",
            Announce = "{who}: {what}",
        };
}

/// <summary>A command that the message box offers.</summary>
/// <param name="Arguments">What is typed after it, in words; empty where nothing is.</param>
/// <param name="TakesPaper">Whether papers are offered for what is typed after it.</param>
internal sealed record LocalCommandText(
    string Name,
    string Arguments,
    string Description,
    bool TakesPaper = false,
    bool ForAdmins = false
);
