namespace PaperBot.Slack.Conversing;

/// <summary>What the adapter itself says to people, where no handler can: about Slack's own limits and about a failure of ours.</summary>
internal sealed record SlackTexts
{
    public static SlackTexts Japanese { get; } =
        new()
        {
            SheetTitle = "PaperBot",
            Close = "閉じる",
            TryAgain = "Slackの待ち時間を過ぎたため、フォームを開けませんでした。お手数ですが、もう一度ボタンを押してください。",
            Failed =
                "申し訳ありません。処理中に問題が起きました。しばらくしてからもう一度お試しください。続くときは管理者にお知らせください。",
            PerhapsShared =
                "チャンネルに投稿できたか確認できませんでした。チャンネルをご確認のうえ、見当たらなければもう一度共有してください。",
            NotShared = "チャンネルに投稿できませんでした。アプリがこのチャンネルに招待されているか、管理者にご確認ください。",
        };

    public static SlackTexts English { get; } =
        new()
        {
            SheetTitle = "PaperBot",
            Close = "Close",
            TryAgain = "Slack's time for opening the form ran out. Please press the button once more.",
            Failed = "Sorry, something went wrong. Please try again in a moment, and tell an admin if it keeps happening.",
            PerhapsShared =
                "We could not confirm that this was posted. Please look at the channel, and share again if it is not there.",
            NotShared = "This could not be posted to the channel. Please ask an admin whether the app has been invited to it.",
        };

    public required string SheetTitle { get; init; }
    public required string Close { get; init; }
    public required string TryAgain { get; init; }
    public required string Failed { get; init; }
    public required string PerhapsShared { get; init; }
    public required string NotShared { get; init; }

    /// <param name="locale">As Slack gives it, <c>ja-JP</c>; Japanese where it gives none.</param>
    public static SlackTexts For(string? locale) =>
        locale is null || locale.StartsWith("ja", StringComparison.OrdinalIgnoreCase) ? Japanese : English;
}
