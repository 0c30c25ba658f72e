using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Admin;

/// <summary>The words of <see cref="AdminPlans"/>.</summary>
internal sealed record AdminPlanTexts
{
    public required Func<WeekId, string> Working { get; init; }

    public required Func<WeekId, string> Plan { get; init; }

    public required Func<PublishAction, string> Name { get; init; }

    public required string Validity { get; init; }

    public required string Begun { get; init; }

    public required Func<ConfirmationAnswer, string> NotDone { get; init; }

    public required string Failed { get; init; }

    public required string NotADigestChannel { get; init; }

    public required Func<string, string> Paused { get; init; }

    public required Func<string, string> Resumed { get; init; }

    public required string AsItWas { get; init; }

    public static AdminPlanTexts For(Language language) => language == Language.Japanese ? Japanese : English;

    private static readonly AdminPlanTexts Japanese = new()
    {
        Working = week => $"{week} の投稿を確認しています…",
        Plan = week => $"{week} の変更内容 (まだ何も変えていません)",
        Name = action =>
            action switch
            {
                PublishAction.Repost => "投稿し直す (古い投稿は残す)",
                PublishAction.Replace => "投稿し直して古い投稿を削除",
                PublishAction.Retract => "投稿を取り下げる",
                _ => "不要になった投稿を削除",
            },
        Validity = "ボタンは 5 分間、表示した内容が変わらないかぎり、実行した本人だけが使えます。",
        Begun = "実行します。投稿の状況は /paper-admin status で確認できます。",
        NotDone = answer =>
            answer switch
            {
                ConfirmationAnswer.Expired => "5 分を過ぎたため実行しませんでした。もう一度コマンドを実行してください。",
                ConfirmationAnswer.PlanChanged =>
                    "表示した内容から計画が変わったため実行しませんでした。もう一度コマンドを実行してください。",
                _ => "このボタンは使用済みか、別の人のものです。もう一度コマンドを実行してください。",
            },
        Failed = "確認できませんでした。詳細はログを確認してください。",
        NotADigestChannel =
            "このチャンネルはダイジェストの投稿先ではありません。すべての投稿先を対象にするには all を付けてください (pause all、resume all)。",
        Paused = names => $"投稿を止めました: {names}。/paper-admin resume で再開します。",
        Resumed = names => $"投稿を再開しました: {names}。",
        AsItWas = "すでにその状態です。",
    };

    private static readonly AdminPlanTexts English = new()
    {
        Working = week => $"Looking at the posts of {week} …",
        Plan = week => $"What would change for {week} (nothing has been changed)",
        Name = action =>
            action switch
            {
                PublishAction.Repost => "Post anew, old posts stay",
                PublishAction.Replace => "Post anew, remove the old posts",
                PublishAction.Retract => "Remove the posts",
                _ => "Remove what is no longer part of it",
            },
        Validity = "The button works for you alone, for five minutes, as long as nothing else changes.",
        Begun = "It is under way; /paper-admin status shows how the posts stand.",
        NotDone = answer =>
            answer switch
            {
                ConfirmationAnswer.Expired => "More than five minutes have passed, so nothing was done. Give the command again.",
                ConfirmationAnswer.PlanChanged =>
                    "What would be done is no longer what was shown, so nothing was done. Give the command again.",
                _ => "This button was used already, or is somebody else's. Give the command again.",
            },
        Failed = "It could not be looked at; the log has the details.",
        NotADigestChannel = "This channel gets no digests. For all that do, add all: pause all, resume all.",
        Paused = names => $"Posting is paused: {names}. /paper-admin resume goes on.",
        Resumed = names => $"Posting goes on: {names}.",
        AsItWas = "It is so already.",
    };
}
