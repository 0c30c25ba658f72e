using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Runs;

namespace PaperBot.Admin;

/// <summary>
/// What takes posts away or doubles them, by chat: the plan is shown with its counts and a button, and carried out when the same person
/// presses it within five minutes and nothing has changed. Pausing and resuming too.
/// </summary>
public sealed partial class AdminPlans(Publisher publisher, Pauses pauses, DigestChannels channels, ILogger<AdminPlans> logger)
{
    private const string Prefix = "admin:plan:";

    public static bool Owns(string id) => id.StartsWith(Prefix, StringComparison.Ordinal);

    public CommandReply OfferRetract(WeekId week, ChatOrigin origin, Language language) =>
        Offer(week, [PublishAction.Retract], dryRun: false, origin, language);

    /// <summary>Both ways of posting anew: the old posts removed, or left standing.</summary>
    public CommandReply OfferRepost(WeekId week, bool dryRun, ChatOrigin origin, Language language) =>
        Offer(week, [PublishAction.Replace, PublishAction.Repost], dryRun, origin, language);

    /// <summary>The button by which posts are removed that a rerun found to be no longer part of their digest.</summary>
    public static ChatBlock AskToTidy(WeekId week, string word, Language language) =>
        new ChatBlock.Actions([Button(week, PublishAction.Repair, word, language)]);

    /// <summary>A button was pressed.</summary>
    public CommandReply Carry(ChatRequest.Action action, Language language)
    {
        var texts = AdminPlanTexts.For(language);
        if (
            action.ActionId[Prefix.Length..].Split(':') is not [var name, var weekText, var word]
            || !Enum.TryParse<PublishAction>(name, out var what)
            || !WeekId.TryParse(weekText, out var week)
        )
        {
            return new CommandReply.Silence();
        }

        var request = new PublishRequest(week, what, action.Origin.Actor) { Confirmation = word };
        return Working(week, language, async stopping => Done(await publisher.PublishAsync(request, stopping), texts, language));
    }

    public Task<CommandReply> PauseAsync(
        bool everywhere,
        ChatOrigin origin,
        Language language,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            everywhere,
            origin,
            language,
            channel => pauses.PauseAsync(channel, origin.Actor, cancellationToken),
            texts => texts.Paused,
            cancellationToken
        );

    public Task<CommandReply> ResumeAsync(
        bool everywhere,
        ChatOrigin origin,
        Language language,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            everywhere,
            origin,
            language,
            channel => pauses.ResumeAsync(channel, origin.Actor, cancellationToken),
            texts => texts.Resumed,
            cancellationToken
        );

    private async Task<CommandReply> ChangeAsync(
        bool everywhere,
        ChatOrigin origin,
        Language language,
        Func<ChannelKey, Task<bool>> change,
        Func<AdminPlanTexts, Func<string, string>> words,
        CancellationToken cancellationToken
    )
    {
        var texts = AdminPlanTexts.For(language);
        var found = (await channels.FindAsync(await channels.ListAsync(cancellationToken), cancellationToken))
            .OfType<ChannelTarget.Found>()
            .Select(channel => channel.Target)
            .ToList();
        var here = found.Where(target => target.Channel == new ChannelKey(origin.Platform, origin.Workspace, origin.ChannelId));
        var meant = everywhere ? found : [.. here];
        if (meant.Count == 0)
        {
            return Say(texts.NotADigestChannel);
        }

        var changed = new List<string>();
        foreach (var target in meant)
        {
            if (await change(target.Channel))
            {
                changed.Add($"{target.Channel.Platform} #{target.Name}");
            }
        }

        return Say(changed.Count > 0 ? words(texts)(string.Join(", ", changed)) : texts.AsItWas);
    }

    private CommandReply Offer(
        WeekId week,
        IReadOnlyList<PublishAction> choices,
        bool dryRun,
        ChatOrigin origin,
        Language language
    ) =>
        Working(
            week,
            language,
            async stopping =>
            {
                var texts = AdminPlanTexts.For(language);
                var blocks = new List<ChatBlock> { new ChatBlock.Heading(texts.Plan(week)) };
                var controls = new List<ChatControl>();
                foreach (var choice in choices)
                {
                    var request = new PublishRequest(week, choice, origin.Actor) { DryRun = dryRun };
                    var result = await publisher.PublishAsync(request, stopping);
                    blocks.Add(new ChatBlock.Paragraph(RichText.Of(new Inline.Text(texts.Name(choice), TextMarks.Bold))));
                    blocks.Add(new ChatBlock.Paragraph(PlanWords.Exact(result).In(language)));
                    if (result.Asked is { } word)
                    {
                        controls.Add(Button(week, choice, word, language));
                    }
                }

                if (controls.Count > 0)
                {
                    blocks.Add(new ChatBlock.Actions(controls));
                    blocks.Add(new ChatBlock.Context(texts.Validity));
                }

                return new ChatMessage(texts.Plan(week), blocks);
            }
        );

    private static ChatMessage Done(PublishResult result, AdminPlanTexts texts, Language language)
    {
        var words = result.Written && result.Answer == ConfirmationAnswer.Given ? texts.Begun : texts.NotDone(result.Answer);
        return new ChatMessage(
            words,
            [new ChatBlock.Paragraph(words), new ChatBlock.Paragraph(PlanWords.Of(result).In(language))]
        );
    }

    private static ChatControl.Button Button(WeekId week, PublishAction action, string word, Language language)
    {
        var texts = AdminPlanTexts.For(language);
        return new ChatControl.Button($"{Prefix}{action}:{week}:{word}", texts.Name(action), ButtonStyle.Danger);
    }

    /// <summary>Platforms are asked, which may take longer than an answer may: it says so first.</summary>
    private CommandReply.Show Working(WeekId week, Language language, Func<CancellationToken, Task<ChatMessage>> work)
    {
        var texts = AdminPlanTexts.For(language);
        return Say(texts.Working(week)) with
        {
            Then = async stopping =>
            {
                try
                {
                    return new CommandReply.Replace(await work(stopping));
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    // The one who asked is told that it failed; what went wrong is for the log.
                    Log.PlanFailed(logger, week, exception);
                    return new CommandReply.Replace(new ChatMessage(texts.Failed, [new ChatBlock.Paragraph(texts.Failed)]));
                }
            },
        };
    }

    private static CommandReply.Show Say(string words) => new(new ChatMessage(words, [new ChatBlock.Paragraph(words)]));

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6003,
            EventName = "AdminPlanFailed",
            Level = LogLevel.Error,
            Message = "Planning the posts of {Week} for an admin failed"
        )]
        public static partial void PlanFailed(ILogger logger, WeekId week, Exception exception);
    }
}
