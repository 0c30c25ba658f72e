namespace PaperBot.Slack.Diagnosing;

/// <summary>What the diagnosis says, for the one who operates the bot.</summary>
internal sealed record DoctorTexts
{
    public static DoctorTexts English { get; } =
        new()
        {
            Token = "Slack bot token",
            TokenWorks = (team, user) => $"works: @{user} in {team}",
            TokenRefused = error => $"is refused: {error}",
            TokenRemedy =
                "Copy the Bot User OAuth Token (xoxb-…) from the app's page, OAuth & Permissions, into Slack:BotToken. If the app was removed, install it again first.",
            Unreachable = reason => $"could not be asked: {reason}",
            UnreachableRemedy = "Check that this machine reaches Slack:ApiBase over HTTPS, then run the check again.",
            Scopes = "Slack scopes",
            ScopesComplete = "all there",
            ScopesUnknown = "Slack did not say which scopes the token has",
            ScopesMissing = scope => $"{scope.Name} is missing, needed for {scope.English}",
            ScopesRemedy =
                "Paste config/slack-app-manifest.json into the app's page, App Manifest, save it, and install the app to the workspace again.",
            ScopesExtra = scopes => $"more than needed: {scopes}",
            ScopesExtraRemedy =
                "Remove them on the app's page, OAuth & Permissions, and install the app again: a token should do no more than it must.",
            AppToken = "Slack app token",
            AppTokenMissing = "is not set, but Slack:Receive is socket",
            AppTokenWorks = "works: Socket Mode connections can be opened",
            AppTokenRemedy =
                "On the app's page, Basic Information, App-Level Tokens, generate a token with connections:write, put it into Slack:AppToken, and switch Socket Mode on.",
            Signing = "Slack signing secret",
            SigningSet = "is set",
            SigningMissing = "is not set, but Slack:Receive is http",
            SigningRemedy = "Copy the Signing Secret from the app's page, Basic Information, into Slack:SigningSecret.",
            Channel = id => $"Slack channel {id}",
            ChannelWell = name => $"#{name}: posts and can be read back",
            ChannelUnknown = "does not exist, or is private and the app was not invited",
            ChannelUnknownRemedy = user =>
                $"Check the id (channel name, About, at the bottom). In a private channel type /invite @{user}.",
            NotMember = "the app is not a member",
            NotMemberRemedy = user => $"Type /invite @{user} in the channel.",
            Archived = "the channel is archived",
            ArchivedRemedy = "Unarchive it, or remove it from Channels in the settings.",
            NoPosting = detail => $"posting is restricted: {detail}",
            NoPostingRemedy = "Allow the app to post and to start threads in the channel's posting permissions.",
            NoHistory = detail => $"its history cannot be read: {detail}",
            NoHistoryRemedy =
                "Without history a post in doubt is held until an admin looks. Grant channels:history and groups:history and install the app again.",
        };

    public static DoctorTexts Japanese { get; } =
        new()
        {
            Token = "Slackのボットトークン",
            TokenWorks = (team, user) => $"有効です: {team} の @{user}",
            TokenRefused = error => $"Slackに拒否されました: {error}",
            TokenRemedy =
                "アプリのページの「OAuth & Permissions」から Bot User OAuth Token(xoxb-…)を Slack:BotToken に設定してください。アプリが削除されている場合は、先にインストールし直してください。",
            Unreachable = reason => $"確認できませんでした: {reason}",
            UnreachableRemedy = "このマシンから Slack:ApiBase にHTTPSで接続できることを確認し、もう一度実行してください。",
            Scopes = "Slackの権限(スコープ)",
            ScopesComplete = "すべて揃っています",
            ScopesUnknown = "トークンの権限をSlackから取得できませんでした",
            ScopesMissing = scope => $"{scope.Name} がありません(用途: {scope.Japanese})",
            ScopesRemedy =
                "config/slack-app-manifest.json をアプリのページの「App Manifest」に貼り付けて保存し、ワークスペースにインストールし直してください。",
            ScopesExtra = scopes => $"必要以上の権限があります: {scopes}",
            ScopesExtraRemedy =
                "アプリのページの「OAuth & Permissions」で外し、インストールし直してください。トークンの権限は最小限が安全です。",
            AppToken = "Slackのアプリレベルトークン",
            AppTokenMissing = "設定されていませんが、Slack:Receive は socket です",
            AppTokenWorks = "有効です: Socket Modeの接続を開けます",
            AppTokenRemedy =
                "アプリのページの「Basic Information」の「App-Level Tokens」で connections:write を持つトークンを作って Slack:AppToken に設定し、Socket Modeを有効にしてください。",
            Signing = "Slackの署名シークレット",
            SigningSet = "設定されています",
            SigningMissing = "設定されていませんが、Slack:Receive は http です",
            SigningRemedy =
                "アプリのページの「Basic Information」から Signing Secret を Slack:SigningSecret に設定してください。",
            Channel = id => $"Slackのチャンネル {id}",
            ChannelWell = name => $"#{name}: 投稿も読み取りもできます",
            ChannelUnknown = "存在しないか、アプリが招待されていない非公開チャンネルです",
            ChannelUnknownRemedy = user =>
                $"チャンネルID(チャンネル名の「チャンネル情報」の一番下)を確認してください。非公開チャンネルでは /invite @{user} と入力してください。",
            NotMember = "アプリがメンバーではありません",
            NotMemberRemedy = user => $"チャンネルで /invite @{user} と入力してください。",
            Archived = "アーカイブされています",
            ArchivedRemedy = "アーカイブを解除するか、設定の Channels から外してください。",
            NoPosting = detail => $"投稿が制限されています: {detail}",
            NoPostingRemedy = "チャンネルの投稿権限で、アプリの投稿とスレッドの作成を許可してください。",
            NoHistory = detail => $"履歴を読み取れません: {detail}",
            NoHistoryRemedy =
                "履歴が読めないと、届いたか不明な投稿は管理者の確認まで保留されます。channels:history と groups:history を付けてインストールし直してください。",
        };

    public required string Token { get; init; }
    public required Func<string, string, string> TokenWorks { get; init; }
    public required Func<string, string> TokenRefused { get; init; }
    public required string TokenRemedy { get; init; }
    public required Func<string, string> Unreachable { get; init; }
    public required string UnreachableRemedy { get; init; }
    public required string Scopes { get; init; }
    public required string ScopesComplete { get; init; }
    public required string ScopesUnknown { get; init; }
    public required Func<SlackScope, string> ScopesMissing { get; init; }
    public required string ScopesRemedy { get; init; }
    public required Func<string, string> ScopesExtra { get; init; }
    public required string ScopesExtraRemedy { get; init; }
    public required string AppToken { get; init; }
    public required string AppTokenMissing { get; init; }
    public required string AppTokenWorks { get; init; }
    public required string AppTokenRemedy { get; init; }
    public required string Signing { get; init; }
    public required string SigningSet { get; init; }
    public required string SigningMissing { get; init; }
    public required string SigningRemedy { get; init; }
    public required Func<string, string> Channel { get; init; }
    public required Func<string, string> ChannelWell { get; init; }
    public required string ChannelUnknown { get; init; }
    public required Func<string, string> ChannelUnknownRemedy { get; init; }
    public required string NotMember { get; init; }
    public required Func<string, string> NotMemberRemedy { get; init; }
    public required string Archived { get; init; }
    public required string ArchivedRemedy { get; init; }
    public required Func<string, string> NoPosting { get; init; }
    public required string NoPostingRemedy { get; init; }
    public required Func<string, string> NoHistory { get; init; }
    public required string NoHistoryRemedy { get; init; }

    public static DoctorTexts For(string language) => language == "ja" ? Japanese : English;
}
