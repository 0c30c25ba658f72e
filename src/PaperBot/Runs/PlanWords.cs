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

    /// <summary>The same, with every post that would change named by its part: what a dry run and a question for confirmation show.</summary>
    public static TextForPeople Exact(PublishResult result) =>
        new(
            string.Join('\n', result.Channels.Select(channel => Exact(channel, Language.Japanese))),
            string.Join('\n', result.Channels.Select(channel => Exact(channel, Language.English)))
        );

    private static string Exact(ChannelPlan channel, Language language) =>
        string.Join(
            '\n',
            channel
                .Plans.SelectMany(plan => plan.Steps)
                .Where(step => step is not PlanStep.Keep)
                .GroupBy(step => step.GetType())
                .Select(steps => $"  {Verb(steps.First(), language)}: {string.Join(", ", steps.Select(step => step.Part))}")
                .Prepend($"{Name(channel)}: {Of(channel, language)}")
        );

    private static string Verb(PlanStep step, Language language) =>
        (language == Language.Japanese, step) switch
        {
            (true, PlanStep.Post) => "投稿",
            (true, PlanStep.Replace) => "本文を差し替えて投稿",
            (true, PlanStep.Edit) => "編集",
            (true, PlanStep.Release) => "保留解除",
            (true, PlanStep.Find) => "所在を確認",
            (true, PlanStep.Drop) => "取りやめ",
            (true, PlanStep.Retract) => "削除",
            (true, _) => "削除済み (そのまま)",
            (false, PlanStep.Post) => "post",
            (false, PlanStep.Replace) => "post with new text",
            (false, PlanStep.Edit) => "edit",
            (false, PlanStep.Release) => "release",
            (false, PlanStep.Find) => "look up",
            (false, PlanStep.Drop) => "drop",
            (false, PlanStep.Retract) => "remove",
            (false, _) => "leave removed",
        };

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
        Add<PlanStep.Retract>("削除 (確認が必要)", "to remove (asks for confirmation)", step => !step.Agreed);
        Add<PlanStep.Retract>("差し替えられた論文の投稿を削除", "of a replaced paper, to remove", step => step.Agreed);
        Add<PlanStep.Removed>("チャンネル側で削除済み (そのまま)", "removed on the platform, left so");
        Add<PlanStep.Keep>("変更なし", "unchanged");
        return parts.Count > 0 ? string.Join(japanese ? "、" : ", ", parts)
            : japanese ? "投稿するものはありません"
            : "nothing to post";

        void Add<TStep>(string ja, string en, Func<TStep, bool>? which = null)
            where TStep : PlanStep
        {
            if (steps.OfType<TStep>().Count(step => which?.Invoke(step) ?? true) is > 0 and var count)
            {
                parts.Add(japanese ? $"{ja} {count} 件" : $"{count} {en}");
            }
        }
    }
}
