using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>What is asked for a week's digests.</summary>
/// <param name="Actor">Who asks: <c>schedule</c>, <c>cli</c>, <c>slack:U0123</c>. A confirmation counts for the same one only.</param>
public sealed record PublishRequest(WeekId Week, PublishAction Action, string Actor)
{
    /// <summary>Show the plan and write nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>The second word for a plan that was shown before.</summary>
    public string? Confirmation { get; init; }

    /// <summary>Null: every channel that gets digests.</summary>
    public IReadOnlyList<ChannelSettings>? Channels { get; init; }
}

public enum PublishAction
{
    /// <summary>Posts what is missing, edits what changed, leaves the rest. Takes something away only when that is confirmed.</summary>
    Repair,

    /// <summary>Posts the whole digest anew; the old posts stay. Needs a confirmation.</summary>
    Repost,

    /// <summary>Posts the whole digest anew and removes the old posts. Needs a confirmation.</summary>
    Replace,

    /// <summary>Removes the digest. Needs a confirmation.</summary>
    Retract,
}

/// <summary>What was planned, channel by channel.</summary>
/// <param name="Written">Whether the plans stand in the outbox now; removals that wait for their confirmation do not.</param>
/// <param name="Asked">The word that confirms, where a confirmation is missing.</param>
public sealed record PublishResult(
    WeekId Week,
    PublishAction Action,
    IReadOnlyList<ChannelPlan> Channels,
    bool Written,
    ConfirmationAnswer Answer,
    string? Asked
)
{
    /// <summary>Nothing is to be done anywhere.</summary>
    public bool IsEmpty => Channels.All(channel => channel is { Problem: null } && channel.Plans.All(plan => plan.IsEmpty));

    public int Count<TStep>()
        where TStep : PlanStep => Channels.Sum(channel => channel.Plans.Sum(plan => plan.Count<TStep>()));
}

/// <summary>One channel's part of it.</summary>
/// <param name="Plans">The digest's plan; for <see cref="PublishAction.Replace"/> that of the old digest as well.</param>
/// <param name="Problem">Why nothing could be planned for it now; null where it could.</param>
public sealed record ChannelPlan(ChannelSettings Channel, string Name, IReadOnlyList<DigestPlan> Plans, string? Problem);
