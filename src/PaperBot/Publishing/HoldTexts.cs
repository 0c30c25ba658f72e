using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>For every reason why a post is held: what is wrong, and what to do about it.</summary>
public sealed record HoldText(string Problem, string Remedy)
{
    public static HoldText For(HoldReason reason, Language language) =>
        language == Language.Japanese ? Japanese(reason) : English(reason);

    /// <summary>What admins are told when a token is refused: once, however many posts it stops.</summary>
    /// <param name="installation"><c>slack:T1</c>.</param>
    public static TextForPeople TokenNotice(string installation) =>
        new(
            $"{installation}: {Japanese(HoldReason.TokenRefused).Problem}このワークスペースへの投稿をすべて止めています。{Japanese(HoldReason.TokenRefused).Remedy}",
            $"{installation}: {English(HoldReason.TokenRefused).Problem} Every post to it waits. {English(HoldReason.TokenRefused).Remedy}"
        );

    private static HoldText Japanese(HoldReason reason) =>
        reason switch
        {
            HoldReason.TokenRefused => new(
                "トークンが拒否されました（失効または無効）。",
                "新しいトークンを設定して再起動し、保留を解除してください。"
            ),
            HoldReason.MissingPermission => new(
                "このチャンネルに投稿する権限がありません。",
                "ボットに不足している権限を与えてから、保留を解除してください。"
            ),
            HoldReason.ChannelGone => new(
                "チャンネルが見つかりません。",
                "設定のチャンネル ID を確認してください。チャンネルが削除された場合は設定から外してください。"
            ),
            HoldReason.NotInChannel => new(
                "ボットがこのチャンネルに参加していません。",
                "チャンネルにボットを招待してから、保留を解除してください。"
            ),
            HoldReason.ChannelArchived => new(
                "チャンネルがアーカイブされています。",
                "アーカイブを解除してから保留を解除するか、設定から外してください。"
            ),
            HoldReason.ThreadGone => new(
                "スレッドが見つかりません。親の投稿が削除された可能性があります。",
                "この論文をもう一度載せるには、その週を再投稿（rerun … repost）してください。"
            ),
            HoldReason.ThreadLocked => new("スレッドがロックされています。", "ロックを解除してから、保留を解除してください。"),
            HoldReason.MessageGone => new(
                "投稿がプラットフォーム上で削除されています。",
                "もう一度載せるには、その週を再投稿（rerun … repost）してください。"
            ),
            HoldReason.EditForbidden => new(
                "投稿をもう編集できません。訂正を載せるスレッドもありません。",
                "更新後の内容を載せるには、その週を再投稿（rerun … repost）してください。"
            ),
            HoldReason.ContentRefused => new(
                "ワークスペースのフィルターが内容を拒否しました。",
                "フィルターの設定か論文の内容を見直してから、保留を解除してください。"
            ),
            HoldReason.TooLarge => new(
                "投稿が長すぎると拒否されました（PaperBot の不具合です）。",
                "ログを添えて報告してください。内容を直して rerun すると投稿されます。"
            ),
            HoldReason.InvalidRequest => new(
                "投稿の形式が拒否されました（PaperBot の不具合です）。",
                "ログを添えて報告してください。修正版に更新して rerun すると投稿されます。"
            ),
            HoldReason.HistoryUnreadable => new(
                "送信しましたが応答が失われ、履歴も読めないため、届いたかどうか確認できません。",
                "届いていますか？ 履歴を読む権限をボットに与えてから保留を解除すると、確認して続けます。"
            ),
            HoldReason.NeverArrives => new(
                "何度送っても届いたことを確認できませんでした。",
                "プラットフォームの障害情報を確認し、落ち着いてから保留を解除してください。"
            ),
            HoldReason.ParentMissing => new(
                "この投稿がぶら下がる親の投稿がありません。",
                "親の投稿の保留を解除するか、その週を再投稿（rerun … repost）してください。"
            ),
            HoldReason.Behind => new("前の投稿が保留中のため待っています。", "先に保留されている投稿を解決してください。"),
            _ => new("プラットフォームに拒否されました。", "詳細を確認し、原因を取り除いてから保留を解除してください。"),
        };

    private static HoldText English(HoldReason reason) =>
        reason switch
        {
            HoldReason.TokenRefused => new(
                "The token was refused: revoked, expired or wrong.",
                "Set a new token, restart, then release."
            ),
            HoldReason.MissingPermission => new(
                "The bot lacks a right to post in this channel.",
                "Give it the missing right, then release."
            ),
            HoldReason.ChannelGone => new(
                "The channel cannot be found.",
                "Check the channel's id in the settings; if the channel was deleted, take it out of them."
            ),
            HoldReason.NotInChannel => new("The bot is not in this channel.", "Invite it to the channel, then release."),
            HoldReason.ChannelArchived => new(
                "The channel is archived.",
                "Unarchive it and release, or take the channel out of the settings."
            ),
            HoldReason.ThreadGone => new(
                "The thread cannot be found; its first post may have been deleted.",
                "To bring this paper back, repost the week (rerun … repost)."
            ),
            HoldReason.ThreadLocked => new("The thread is locked.", "Unlock it, then release."),
            HoldReason.MessageGone => new(
                "The post was deleted on the platform.",
                "To bring it back, repost the week (rerun … repost)."
            ),
            HoldReason.EditForbidden => new(
                "The post can no longer be edited, and there is no thread for a correction.",
                "To show what it says now, repost the week (rerun … repost)."
            ),
            HoldReason.ContentRefused => new(
                "The workspace's own filter refused the content.",
                "Review the filter or the paper's text, then release."
            ),
            HoldReason.TooLarge => new(
                "The post was refused as too long, which is a fault of PaperBot.",
                "Please report it with the log. Once its text is changed, a rerun posts it."
            ),
            HoldReason.InvalidRequest => new(
                "The post was refused as malformed, which is a fault of PaperBot.",
                "Please report it with the log. With a fixed version, a rerun posts it."
            ),
            HoldReason.HistoryUnreadable => new(
                "It was sent, the answer was lost, and the history cannot be read: nobody knows whether it arrived.",
                "Did it arrive? Give the bot the right to read the history and release: it looks and goes on."
            ),
            HoldReason.NeverArrives => new(
                "It was sent several times and never seen to arrive.",
                "Look at the platform's status page, and release when it is well again."
            ),
            HoldReason.ParentMissing => new(
                "The post that it would hang under does not stand.",
                "Release that post, or repost the week (rerun … repost)."
            ),
            HoldReason.Behind => new("It waits behind a post that is held.", "Settle the one that is held first."),
            _ => new("The platform refused it.", "Read the detail, remove the cause, then release."),
        };
}
