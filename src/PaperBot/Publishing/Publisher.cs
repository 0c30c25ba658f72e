using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Puts a week's digests into the outbox, or changes what stands there: for the schedule, for admins and for the command line. The plan
/// is made from the notes as they are in the same transaction that writes it.
/// </summary>
public sealed class Publisher(Store store, DigestChannels channels, OutboxSignal signal, ReadingLinks links)
{
    public async Task<PublishResult> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        // What the platforms say is asked before: no transaction stays open across a call to the outside.
        var targets = await channels.FindAsync(
            request.Channels ?? await channels.ListAsync(cancellationToken),
            cancellationToken
        );
        var result = request.DryRun
            ? await store.ReadAsync(session => PreviewAsync(session, request, targets), cancellationToken)
            : await store.WriteAsync(session => PublishAsync(session, request, targets), cancellationToken);
        if (result.Written)
        {
            Failpoint.Hit("planned");
            signal.Wake();
        }

        return result;
    }

    private async Task<PublishResult> PreviewAsync(
        StoreSession session,
        PublishRequest request,
        IReadOnlyList<ChannelTarget> targets
    ) =>
        new(
            request.Week,
            request.Action,
            await PlanAsync(session, request, targets),
            Written: false,
            ConfirmationAnswer.NotAsked,
            Asked: null
        );

    private async Task<PublishResult> PublishAsync(
        StoreSession session,
        PublishRequest request,
        IReadOnlyList<ChannelTarget> targets
    )
    {
        foreach (
            var found in targets
                .OfType<ChannelTarget.Found>()
                .OrderBy(found => found.Target.Channel.ToString(), StringComparer.Ordinal)
        )
        {
            await DigestPlanner.LockAsync(session, found.Target.Channel);
        }

        var plans = await PlanAsync(session, request, targets);
        var hash = DeliveryKey.Hash(
            string.Join(
                '\n',
                plans.SelectMany(channel => channel.Plans).Select(plan => plan.Hash).Prepend(request.Action.ToString())
            )
        );
        var removes = plans.Any(channel => channel.Plans.Any(plan => plan.Retractions.Any()));
        var needed = removes || (request.Action != PublishAction.Repair && plans.Any(channel => channel.Plans.Count > 0));
        var answer = request.Confirmation is { } word
            ? await Confirmations.TakeAsync(session, word, request.Actor, hash)
            : ConfirmationAnswer.NotAsked;
        var confirmed = answer == ConfirmationAnswer.Given;
        var written = confirmed || (request is { Action: PublishAction.Repair, Confirmation: null });
        if (written)
        {
            await WriteAsync(session, request, targets, confirmed);
            await Audit.AppendAsync(
                session,
                new AuditEntry(
                    request.Actor,
                    request.Action.ToString().ToLowerInvariant(),
                    request.Week.ToString(),
                    null,
                    hash,
                    Summary(plans)
                )
            );
        }

        var asked = needed && !confirmed ? await Confirmations.AskAsync(session, request.Actor, hash) : null;
        return new PublishResult(request.Week, request.Action, plans, written, answer, asked);
    }

    private async Task<IReadOnlyList<ChannelPlan>> PlanAsync(
        StoreSession session,
        PublishRequest request,
        IReadOnlyList<ChannelTarget> targets
    )
    {
        var week = await PaperStore.FindWeekAsync(session, request.Week);
        var plans = new List<ChannelPlan>();
        foreach (var target in targets)
        {
            plans.Add(
                target is ChannelTarget.Found { Target: var found }
                    ? new ChannelPlan(target.Settings, found.Name, await PlanAsync(session, request, week, found), null)
                    : new ChannelPlan(target.Settings, target.Settings.Id, [], ((ChannelTarget.OutOfReach)target).Reason)
            );
        }

        return plans;
    }

    private async Task<IReadOnlyList<DigestPlan>> PlanAsync(
        StoreSession session,
        PublishRequest request,
        StoredWeek? week,
        DigestTarget target
    )
    {
        var posts = Compose(week, target);
        return request.Action switch
        {
            PublishAction.Repair => posts.Count == 0
                ? []
                : [await DigestPlanner.PreviewAsync(session, request.Week, target, posts)],
            PublishAction.Retract => await Withdrawal.PreviewAsync(session, request.Week, target),
            _ when posts.Count == 0 => [],
            PublishAction.Repost => [await Reposts.PreviewAsync(session, request.Week, target, posts)],
            _ =>
            [
                await Reposts.PreviewAsync(session, request.Week, target, posts),
                .. await Withdrawal.PreviewAsync(session, request.Week, target),
            ],
        };
    }

    private async Task WriteAsync(
        StoreSession session,
        PublishRequest request,
        IReadOnlyList<ChannelTarget> targets,
        bool confirmed
    )
    {
        var week = await PaperStore.FindWeekAsync(session, request.Week);
        if (week is not null && request.Action != PublishAction.Retract)
        {
            await KeepSlotsAsync(session, week);
        }

        foreach (var target in targets.OfType<ChannelTarget.Found>().Select(found => found.Target))
        {
            var posts = Compose(week, target);
            if (request.Action is PublishAction.Retract or PublishAction.Replace)
            {
                await Withdrawal.SaveAsync(session, request.Week, target);
            }

            if (request.Action is PublishAction.Repost or PublishAction.Replace && posts.Count > 0)
            {
                await Reposts.SupersedeAsync(session, request.Week, target);
            }

            if (request.Action != PublishAction.Retract && posts.Count > 0)
            {
                await DigestPlanner.SaveAsync(session, request.Week, target, posts, removalsConfirmed: confirmed);
            }
        }
    }

    /// <summary>What is posted now keeps its number from now on; a held paper gets one when it is posted.</summary>
    private static async Task KeepSlotsAsync(StoreSession session, StoredWeek week)
    {
        var slots = WeekSlots.Of(week);
        foreach (var paper in week.Papers.Where(paper => paper is { Slot: null, Held: null }))
        {
            await PaperStore.SaveSlotAsync(session, week.Week, paper.Paper.Id, slots[paper.Paper.Id], paper.Replaces);
        }
    }

    private IReadOnlyList<DigestPost> Compose(StoredWeek? week, DigestTarget target) =>
        week is null
            ? []
            : DigestComposer
                .Compose(week, target.Language, target.Threads, target.Limits, DigestProfile.Of(target.Settings), links)
                .Posts;

    private static string Summary(IReadOnlyList<ChannelPlan> plans) =>
        string.Join(
            ", ",
            plans
                .SelectMany(channel => channel.Plans)
                .SelectMany(plan => plan.Steps)
                .GroupBy(step => step.GetType().Name, StringComparer.Ordinal)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{group.Key} {group.Count()}"))
        );
}
