namespace PaperBot.Slack.Diagnosing;

/// <summary>A right that the bot's token needs, and what for. The app's manifest asks for exactly these; a test compares them.</summary>
internal sealed record SlackScope(string Name, string English, string Japanese)
{
    public static IReadOnlyList<SlackScope> Needed { get; } =
    [
        new("chat:write", "posting, editing and deleting its own messages", "自分の投稿の送信・編集・削除"),
        new("commands", "/paper and /paper-admin", "/paper と /paper-admin"),
        new("channels:read", "seeing whether it is a member of a public channel", "公開チャンネルに参加しているかの確認"),
        new(
            "channels:history",
            "making sure that nothing is posted twice, and hearing replies in its threads",
            "二重投稿の防止と、スレッドへの返信の受信"
        ),
        new("groups:read", "the same in private channels", "非公開チャンネルに参加しているかの確認"),
        new("groups:history", "the same in private channels", "非公開チャンネルでの二重投稿の防止と返信の受信"),
        new("im:history", "hearing direct messages to it", "ダイレクトメッセージの受信"),
        new("app_mentions:read", "hearing when it is mentioned", "メンションの受信"),
        new("users:read", "answering people in their language", "利用者の言語での回答"),
    ];
}
