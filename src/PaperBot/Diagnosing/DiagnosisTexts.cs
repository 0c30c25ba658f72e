using System.Globalization;
using PaperBot.Papers;

namespace PaperBot.Diagnosing;

/// <summary>What <c>paperbot doctor</c> says, one instance per language; the platforms say their own part.</summary>
public sealed record DiagnosisTexts
{
    public static DiagnosisTexts Japanese { get; } =
        new()
        {
            Settings = "設定",
            SettingsRead = (platforms, channels) => Invariant($"読み込めました: {platforms}、配信先チャンネル {channels} 件"),
            Expected = expected => $"正しい値: {expected}",
            PlatformOff = (platform, channel) =>
                $"チャンネル {channel} は {platform} のものですが、{platform} のトークンが設定されていません",
            PlatformOffRemedy = platform => $"{platform} のトークンを設定するか、Channels からこのチャンネルを外してください。",
            NoChannel = platform => $"{platform} に配信先のチャンネルがありません",
            NoChannelRemedy = platform =>
                $"PAPERBOT_Channels__0__Platform={platform} と PAPERBOT_Channels__0__Id=<チャンネルID> を設定してください。",
            NoAdmin = platform => $"{platform} の管理者がいないため、/paper-admin は誰も使えません",
            NoAdminRemedy = platform => $"PAPERBOT_Admins__0={platform}:<ユーザーID> を設定してください。",
            NoAnswer = patience => Invariant($"{patience.TotalSeconds:0} 秒待っても応答がありません"),
            NoAnswerRemedy =
                "このマシンからその宛先に接続できること(ネットワーク、プロキシ、名前解決)を確認し、もう一度実行してください。",
            Pictures = "週の画像",
            PicturesWell = font => $"{font} で描けます",
            PicturesWithoutFont = "日本語のフォントがないため、投稿に画像を付けられません",
            PicturesWithoutFontRemedy =
                "日本語のフォントを入れる(Debian と Ubuntu では apt install fonts-noto-cjk)か、Web:PictureFonts にフォントのファイルを指定してください。",
            Store = "ストア",
            StoreWell = location => $"{location}: 読み書きでき、スキーマも最新です",
            StoreNew = file => $"{file} はまだありません。最初の起動で作られます",
            StoreOld = (location, pending) => Invariant($"{location}: 未適用のスキーマ更新が {pending} 件あります"),
            StoreOldRemedy = "次の起動で更新されます。先に更新するには paperbot store migrate を実行してください。",
            StoreDamaged = (location, damage) => $"{location} は壊れています: {damage}",
            StoreDamagedRemedy = "サービスを止め、ファイルを別の場所に保管してから、バックアップを戻してください。",
            StoreSchemaRemedy = "このストアを書いた版のPaperBotを起動するか、バックアップを戻してください。",
            StoreUnusable = (location, reason) => $"{location} を使えません: {reason}",
            StoreUnusableRemedy =
                "Store:Provider と Store:ConnectionString、およびそのフォルダーまたはサーバーへのアクセス権を確認してください。",
            BackupFolderClosed = (folder, closed) =>
                folder == closed
                    ? $"バックアップのフォルダー {folder} に書き込めません"
                    : $"バックアップのフォルダー {folder} を作れません ({closed} に書き込めません)",
            BackupFolderClosedRemedy =
                "Backup:Folder に書き込めるフォルダーを指定するか、フォルダーの所有者と権限を直してください。バックアップを取らないなら Backup:Keep を 0 にします。",
            StoreFolderClosed = folder => $"フォルダー {folder} に書き込めません",
            Model = "執筆モデル",
            ModelWell = (server, model) => $"{server}: API キーが使え、{model} があります",
            ModelKeyRefused = (server, status) => Invariant($"{server} が API キーを拒否しました ({status})"),
            ModelKeyRemedy =
                "提供元の管理画面で有効な API キーを確認し、Writer:ApiKey(または Writer:ApiKey_FILE)に設定してください。",
            ModelUnlisted = (server, model, others) =>
                others.Length > 0
                    ? $"{server} に {model} というモデルはありません。あるのは {others} などです"
                    : $"{server} に {model} というモデルはありません",
            ModelUnlistedRemedy = "Writer:Model を、そのサーバーにあるモデルの名前にしてください。",
            ModelUntried = (server, status) =>
                Invariant($"{server} からモデルの一覧を得られないため ({status})、API キーとモデルは確かめていません"),
            ModelUntriedRemedy =
                "一覧のないサーバーなら問題ありません。そうでなければ Writer:Endpoint を確認し、あとでもう一度実行してください。",
            ModelUnreachable = server => $"{server} に接続できません",
            ModelUnreachableRemedy =
                "Writer:Endpoint と、このマシンからの接続(ネットワーク、プロキシ、名前解決)を確認してください。",
            Lists = "週次リスト",
            ListsWell = (address, newest) => $"{address}: 読み取れました。最新は {newest?.ToString() ?? "なし"}",
            ListsMovedRemedy = "設定 Weeks:BaseUrl を新しい場所に変えてください。",
            ListsRemedy = "設定 Weeks:BaseUrl を確認してください。正しければ、新しい形式を読めるPaperBotが必要です。",
            Arxiv = "arXiv",
            ArxivWell = address => $"{address}: 応答がありました",
        };

    public static DiagnosisTexts English { get; } =
        new()
        {
            Settings = "Settings",
            SettingsRead = (platforms, channels) =>
                Invariant($"read: {platforms}; {channels} {(channels == 1 ? "channel gets" : "channels get")} digests"),
            Expected = expected => $"Expected: {expected}",
            PlatformOff = (platform, channel) => $"the channel {channel} is on {platform}, for which no token is set",
            PlatformOffRemedy = platform => $"Set {platform}'s token, or take the channel out of Channels.",
            NoChannel = platform => $"no channel on {platform} gets digests",
            NoChannelRemedy = platform =>
                $"Set PAPERBOT_Channels__0__Platform={platform} and PAPERBOT_Channels__0__Id to the channel's id.",
            NoAdmin = platform => $"nobody on {platform} is an admin, so nobody can use /paper-admin",
            NoAdminRemedy = platform => $"Set PAPERBOT_Admins__0={platform}:<user id>.",
            NoAnswer = patience => Invariant($"gave no answer within {patience.TotalSeconds:0} s"),
            NoAnswerRemedy =
                "Check that this machine reaches that address (network, proxy, name resolution), then run the check again.",
            Pictures = "Pictures of weeks",
            PicturesWell = font => $"drawn with {font}",
            PicturesWithoutFont = "no font here holds Japanese, so posts go without their picture",
            PicturesWithoutFontRemedy =
                "Install a Japanese font (Debian, Ubuntu: apt install fonts-noto-cjk), or name a font file in Web:PictureFonts.",
            Store = "Store",
            StoreWell = location => $"{location}: can be read and written, schema up to date",
            StoreNew = file => $"{file} does not exist yet; the first start makes it",
            StoreOld = (location, pending) =>
                Invariant($"{location}: {pending} schema {(pending == 1 ? "update is" : "updates are")} still to be applied"),
            StoreOldRemedy = "The next start applies them; 'paperbot store migrate' does it now.",
            StoreDamaged = (location, damage) => $"{location} is damaged: {damage}",
            StoreDamagedRemedy = "Stop the service, keep the file elsewhere, and put a backup in its place.",
            StoreSchemaRemedy = "Start the PaperBot that wrote this store, or restore a backup.",
            StoreUnusable = (location, reason) => $"{location} cannot be used: {reason}",
            StoreUnusableRemedy = "Check Store:Provider and Store:ConnectionString, and the rights to that folder or server.",
            BackupFolderClosed = (folder, closed) =>
                folder == closed
                    ? $"the folder {folder} of the backups cannot be written to"
                    : $"the folder {folder} of the backups cannot be made ({closed} cannot be written to)",
            BackupFolderClosedRemedy =
                "Name a folder that can be written to as Backup:Folder, or mend the folder's owner and rights; Backup:Keep set to 0 makes no copies.",
            StoreFolderClosed = folder => $"the folder {folder} cannot be written to",
            Model = "Model that writes",
            ModelWell = (server, model) => $"{server} takes the API key and has {model}",
            ModelKeyRefused = (server, status) => Invariant($"{server} refuses the API key ({status})"),
            ModelKeyRemedy = "Look up a key that is in force at the vendor's, and set Writer:ApiKey (or Writer:ApiKey_FILE).",
            ModelUnlisted = (server, model, others) =>
                others.Length > 0
                    ? $"{server} has no model {model}; it has {others} and so on"
                    : $"{server} has no model {model}",
            ModelUnlistedRemedy = "Set Writer:Model to the name of a model that this server has.",
            ModelUntried = (server, status) =>
                Invariant($"{server} gives no list of models ({status}), so API key and model were not tried"),
            ModelUntriedRemedy =
                "Nothing to do for a server that has no such list. Else check Writer:Endpoint, and run the check again later.",
            ModelUnreachable = server => $"{server} cannot be reached",
            ModelUnreachableRemedy = "Check Writer:Endpoint, and that this machine reaches it (network, proxy, name resolution).",
            Lists = "Weekly lists",
            ListsWell = (address, newest) => $"{address}: readable; the newest week is {newest?.ToString() ?? "none"}",
            ListsMovedRemedy = "Change the setting Weeks:BaseUrl to the new place.",
            ListsRemedy = "Check the setting Weeks:BaseUrl. If it is right, a PaperBot that knows the new form is needed.",
            Arxiv = "arXiv",
            ArxivWell = address => $"{address}: answers",
        };

    public required string Settings { get; init; }
    public required Func<string, int, string> SettingsRead { get; init; }
    public required Func<string, string> Expected { get; init; }
    public required Func<string, string, string> PlatformOff { get; init; }
    public required Func<string, string> PlatformOffRemedy { get; init; }
    public required Func<string, string> NoChannel { get; init; }
    public required Func<string, string> NoChannelRemedy { get; init; }
    public required Func<string, string> NoAdmin { get; init; }
    public required Func<string, string> NoAdminRemedy { get; init; }
    public required Func<TimeSpan, string> NoAnswer { get; init; }
    public required string NoAnswerRemedy { get; init; }
    public required string Pictures { get; init; }
    public required Func<string, string> PicturesWell { get; init; }
    public required string PicturesWithoutFont { get; init; }
    public required string PicturesWithoutFontRemedy { get; init; }
    public required string Store { get; init; }
    public required Func<string, string> StoreWell { get; init; }
    public required Func<string, string> StoreNew { get; init; }
    public required Func<string, int, string> StoreOld { get; init; }
    public required string StoreOldRemedy { get; init; }
    public required Func<string, string, string> StoreDamaged { get; init; }
    public required string StoreDamagedRemedy { get; init; }
    public required string StoreSchemaRemedy { get; init; }
    public required Func<string, string, string> StoreUnusable { get; init; }
    public required string StoreUnusableRemedy { get; init; }
    public required Func<string, string, string> BackupFolderClosed { get; init; }
    public required string BackupFolderClosedRemedy { get; init; }
    public required Func<string, string> StoreFolderClosed { get; init; }
    public required string Model { get; init; }
    public required Func<string, string, string> ModelWell { get; init; }
    public required Func<string, int, string> ModelKeyRefused { get; init; }
    public required string ModelKeyRemedy { get; init; }
    public required Func<string, string, string, string> ModelUnlisted { get; init; }
    public required string ModelUnlistedRemedy { get; init; }
    public required Func<string, int, string> ModelUntried { get; init; }
    public required string ModelUntriedRemedy { get; init; }
    public required Func<string, string> ModelUnreachable { get; init; }
    public required string ModelUnreachableRemedy { get; init; }
    public required string Lists { get; init; }
    public required Func<Uri, WeekId?, string> ListsWell { get; init; }
    public required string ListsMovedRemedy { get; init; }
    public required string ListsRemedy { get; init; }
    public required string Arxiv { get; init; }
    public required Func<Uri, string> ArxivWell { get; init; }

    public static DiagnosisTexts For(Language language) => language == Language.Japanese ? Japanese : English;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
