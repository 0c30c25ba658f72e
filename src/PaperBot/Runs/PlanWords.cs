using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Runs;

/// <summary>What was planned, channel by channel, in a few words and exact counts.</summary>
public static class PlanWords
{
    public static TextForPeople Of(PublishResult result) =>
        new(
            string.Join('\n', result.Channels.Select(channel => $"{Name(channel)}: {Of(channel, Language.Japanese)}")),
            string.Join('\n', result.Channels.Select(channel => $"{Name(channel)}: {Of(channel, Language.English)}"))
        );

    private static string Name(ChannelPlan channel) => $"{channel.Channel.Platform} #{channel.Name}";

    private static string Of(ChannelPlan channel, Language language)
    {
        if (channel.Problem is { } problem)
        {
            return problem;
        }

        var japanese = language == Language.Japanese;
        var steps = channel.Plans.SelectMany(plan => plan.Steps).ToList();
        var parts = new List<string>();
        Add<PlanStep.Post>("投稿", "to post");
        Add<PlanStep.Replace>("本文を差し替えて投稿", "to post with new text");
        Add<PlanStep.Edit>("編集", "to edit");
        Add<PlanStep.Release>("保留解除", "to release");
        Add<PlanStep.Find>("所在を確認", "to look up");
        Add<PlanStep.Drop>("送信前に取りやめ", "dropped before they were sent");
        Add<PlanStep.Retract>("削除 (確認が必要)", "to remove (asks for confirmation)");
        Add<PlanStep.Removed>("チャンネル側で削除済み (そのまま)", "removed on the platform, left so");
        Add<PlanStep.Keep>("変更なし", "unchanged");
        return parts.Count > 0 ? string.Join(japanese ? "、" : ", ", parts)
            : japanese ? "投稿するものはありません"
            : "nothing to post";

        void Add<TStep>(string ja, string en)
            where TStep : PlanStep
        {
            if (steps.Count(step => step is TStep) is > 0 and var count)
            {
                parts.Add(japanese ? $"{ja} {count} 件" : $"{count} {en}");
            }
        }
    }
}
