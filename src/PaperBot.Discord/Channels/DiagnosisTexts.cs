namespace PaperBot.Discord.Channels;

/// <summary>What the diagnosis says, for the one who operates the bot.</summary>
internal sealed record DiagnosisTexts
{
    public static DiagnosisTexts English { get; } =
        new()
        {
            Token = "Discord token",
            TokenWorks = application => $"accepted; application {application}",
            TokenRefused = "refused by Discord",
            TokenRemedy = "Copy the token anew from the developer portal (Bot, Reset Token) into Discord:Token.",
            Api = "Discord API",
            ApiRemedy = "Check that this machine reaches Discord:ApiBase over HTTPS, then run the check again.",
            Receiving = "Discord receiving",
            OverGateway = "over the gateway",
            ByHttp = endpoint => $"by HTTP at {endpoint}",
            GoesElsewhere = endpoint => $"the application sends its interactions to {endpoint}, so none come over the gateway",
            GoesElsewhereRemedy = "Empty 'Interactions Endpoint URL' in the developer portal, or set Discord:Receive to http.",
            NoEndpoint = "the application has no interactions endpoint, so nothing comes by HTTP",
            NoEndpointRemedy = path =>
                $"Enter the public address of this program followed by {path} as 'Interactions Endpoint URL' in the developer portal.",
            Intents = "Discord intents",
            IntentsWell = "those that the settings need are there",
            IntentsByHttp = "plain messages come over the gateway only, so none are read",
            IntentsByHttpRemedy = "Set Discord:Messages to none, or Discord:Receive to gateway.",
            IntentMissing = "the intent 'Message Content' is not switched on, so Discord would refuse the connection",
            IntentRemedy = "Switch it on in the developer portal under Bot, or set Discord:Messages to mentions or none.",
            Server = id => $"Discord server {id}",
            ServerIdRemedy = "Set Discord:GuildIds to ids such as 1122334455667788990 (Copy Server ID, in developer mode).",
            NotAnId = "is not an id",
            ServerWell = name => $"'{name}'; the bot is a member",
            Unreadable = reason => $"cannot be read: {reason}",
            InviteRemedy = address => $"Invite the bot: {address}",
            Channel = id => $"Discord channel {id}",
            ChannelIdRemedy = "Switch on Developer Mode in Discord, then 'Copy Channel ID' in the channel's menu.",
            WrongKind = (name, type) => $"'{name}' is a channel of the kind {type}",
            WrongKindRemedy = "Choose a text, announcement or forum channel.",
            Lacks = (name, missing) => $"in '{name}' the bot lacks: {missing}",
            LacksRemedy = address => $"Allow these for the bot in the channel's permissions, or invite it anew: {address}",
            NeedsTag = name => $"the forum '{name}' requires a tag on every post",
            NeedsTagRemedy = "Switch off 'Require people to select tags when posting' in its settings.",
            ThreadsWell = name => $"'{name}': a thread for every paper; all permissions are there",
            ForumWell = name => $"'{name}': a post for every paper; all permissions are there",
            ChannelRemedy = address => $"Check the id, and that the bot is in that server: {address}",
            Invitation = "Discord invitation",
        };

    public static DiagnosisTexts Japanese { get; } =
        new()
        {
            Token = "Discordのトークン",
            TokenWorks = application => $"有効です: アプリケーション {application}",
            TokenRefused = "Discordに拒否されました",
            TokenRemedy = "開発者ポータルの「Bot」→「Reset Token」でトークンを取り直し、Discord:Token に設定してください。",
            Api = "DiscordのAPI",
            ApiRemedy = "このマシンから Discord:ApiBase にHTTPSで接続できることを確認し、もう一度実行してください。",
            Receiving = "Discordからの受信",
            OverGateway = "ゲートウェイで受信します",
            ByHttp = endpoint => $"HTTPで受信します: {endpoint}",
            GoesElsewhere = endpoint =>
                $"アプリケーションの送信先が {endpoint} に設定されているため、ゲートウェイには何も届きません",
            GoesElsewhereRemedy =
                "開発者ポータルの「Interactions Endpoint URL」を空にするか、Discord:Receive を http にしてください。",
            NoEndpoint = "アプリケーションに「Interactions Endpoint URL」がないため、HTTPでは何も届きません",
            NoEndpointRemedy = path =>
                $"このプログラムの公開アドレスに {path} を付けたものを、開発者ポータルの「Interactions Endpoint URL」に入力してください。",
            Intents = "Discordのインテント",
            IntentsWell = "設定に必要なものは揃っています",
            IntentsByHttp = "通常のメッセージはゲートウェイでしか届かないため、読み取られません",
            IntentsByHttpRemedy = "Discord:Messages を none にするか、Discord:Receive を gateway にしてください。",
            IntentMissing = "「Message Content」が無効のため、Discordに接続を拒否されます",
            IntentRemedy = "開発者ポータルの「Bot」で有効にするか、Discord:Messages を mentions か none にしてください。",
            Server = id => $"Discordのサーバー {id}",
            ServerIdRemedy =
                "Discord:GuildIds には 1122334455667788990 のようなIDを設定してください(開発者モードの「サーバーIDをコピー」)。",
            NotAnId = "IDではありません",
            ServerWell = name => $"「{name}」: ボットは参加しています",
            Unreadable = reason => $"読み取れませんでした: {reason}",
            InviteRemedy = address => $"ボットを招待してください: {address}",
            Channel = id => $"Discordのチャンネル {id}",
            ChannelIdRemedy =
                "Discordの開発者モードを有効にし、チャンネルのメニューの「チャンネルIDをコピー」で取得してください。",
            WrongKind = (name, type) => $"「{name}」は投稿できない種類のチャンネルです({type})",
            WrongKindRemedy = "テキスト、アナウンス、フォーラムのいずれかのチャンネルを選んでください。",
            Lacks = (name, missing) => $"「{name}」でボットに次の権限がありません: {missing}",
            LacksRemedy = address => $"チャンネルの権限設定でボットに許可するか、招待し直してください: {address}",
            NeedsTag = name => $"フォーラム「{name}」は投稿にタグが必須です",
            NeedsTagRemedy = "フォーラムの設定で、投稿時のタグの必須を解除してください。",
            ThreadsWell = name => $"「{name}」: 論文ごとにスレッドを作ります。権限はすべて揃っています",
            ForumWell = name => $"「{name}」: 論文ごとに投稿を作ります。権限はすべて揃っています",
            ChannelRemedy = address => $"IDと、ボットがそのサーバーに参加していることを確認してください: {address}",
            Invitation = "Discordの招待リンク",
        };

    /// <summary>Japanese for Japanese and where no language is known, English for every other.</summary>
    public static DiagnosisTexts For(string? language) =>
        language is null || language.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? Japanese : English;

    public required string Token { get; init; }

    public required Func<string, string> TokenWorks { get; init; }

    public required string TokenRefused { get; init; }

    public required string TokenRemedy { get; init; }

    public required string Api { get; init; }

    public required string ApiRemedy { get; init; }

    public required string Receiving { get; init; }

    public required string OverGateway { get; init; }

    public required Func<string, string> ByHttp { get; init; }

    public required Func<string, string> GoesElsewhere { get; init; }

    public required string GoesElsewhereRemedy { get; init; }

    public required string NoEndpoint { get; init; }

    public required Func<string, string> NoEndpointRemedy { get; init; }

    public required string Intents { get; init; }

    public required string IntentsWell { get; init; }

    public required string IntentsByHttp { get; init; }

    public required string IntentsByHttpRemedy { get; init; }

    public required string IntentMissing { get; init; }

    public required string IntentRemedy { get; init; }

    public required Func<string, string> Server { get; init; }

    public required string ServerIdRemedy { get; init; }

    public required string NotAnId { get; init; }

    public required Func<string, string> ServerWell { get; init; }

    public required Func<string, string> Unreadable { get; init; }

    public required Func<string, string> InviteRemedy { get; init; }

    public required Func<string, string> Channel { get; init; }

    public required string ChannelIdRemedy { get; init; }

    /// <summary>The channel's name and its kind as Discord calls it.</summary>
    public required Func<string, string, string> WrongKind { get; init; }

    public required string WrongKindRemedy { get; init; }

    /// <summary>The channel's name and the permissions by the names that Discord's settings pages use.</summary>
    public required Func<string, string, string> Lacks { get; init; }

    public required Func<string, string> LacksRemedy { get; init; }

    public required Func<string, string> NeedsTag { get; init; }

    public required string NeedsTagRemedy { get; init; }

    public required Func<string, string> ThreadsWell { get; init; }

    public required Func<string, string> ForumWell { get; init; }

    public required Func<string, string> ChannelRemedy { get; init; }

    public required string Invitation { get; init; }
}
