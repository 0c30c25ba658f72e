using System.Security.Cryptography;
using System.Text;
using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>A post as the digest should have it, rendered for its platform.</summary>
/// <param name="Seq">Its place in the digest.</param>
/// <param name="Body">The final body, without the mark of a revision.</param>
public sealed record WantedPost(string Part, PostKind Kind, string? Parent, int Seq, string Body, ChatMessage Message)
{
    public string Hash { get; } = DeliveryKey.Hash(Body);

    /// <summary>See <see cref="DigestPost.Replaced"/>.</summary>
    public bool Replaced { get; init; }
}

/// <summary>A post as the store has it: its row, with what its latest edit says.</summary>
/// <param name="Hash">Of the latest unmarked body that was sent or is about to be.</param>
/// <param name="Latest">The delivery that carries <paramref name="Hash"/>: the post itself or its latest edit.</param>
/// <param name="LatestState">Where that delivery stands.</param>
/// <param name="Doubt">Whether <paramref name="Latest"/> may have happened although nobody knows.</param>
public sealed record StoredPost(
    string Part,
    PostKind Kind,
    DeliveryState State,
    string? RemoteId,
    bool Gone,
    string Hash,
    string Latest,
    DeliveryState LatestState,
    bool Doubt
)
{
    /// <summary>Its latest text certainly reached nobody and may still be replaced.</summary>
    public bool Unsent => LatestState is DeliveryState.Pending or DeliveryState.Held && !Doubt;
}

/// <summary>What a plan does about one part of a digest.</summary>
public abstract record PlanStep(string Part)
{
    /// <summary>It says what it should.</summary>
    public sealed record Keep(string Part) : PlanStep(Part);

    /// <summary>It is missing: never planned, or taken out of the digest by an earlier plan.</summary>
    public sealed record Post(string Part, WantedPost Wanted) : PlanStep(Part);

    /// <summary>It was not sent yet and says something else now.</summary>
    /// <param name="Delivery">The row whose text is replaced.</param>
    public sealed record Replace(string Part, string Delivery, WantedPost Wanted) : PlanStep(Part);

    /// <summary>It stands and says something else now.</summary>
    public sealed record Edit(string Part, WantedPost Wanted) : PlanStep(Part);

    /// <summary>It waits for somebody, and a rerun is that somebody's word.</summary>
    public sealed record Release(string Part, string Delivery) : PlanStep(Part);

    /// <summary>It should stand, but its id is not known: looked up by its marker.</summary>
    public sealed record Find(string Part) : PlanStep(Part);

    /// <summary>Somebody removed it on the platform; only a repost brings it back.</summary>
    public sealed record Removed(string Part) : PlanStep(Part);

    /// <summary>It is not part of the digest any more and was not sent: it will not be.</summary>
    public sealed record Drop(string Part) : PlanStep(Part);

    /// <summary>It stands and is not part of the digest any more: removed, after a confirmation.</summary>
    /// <param name="Agreed">It spoke of a paper that another one replaced, and says so no longer without asking.</param>
    public sealed record Retract(string Part, bool Agreed = false) : PlanStep(Part);
}

/// <summary>
/// What it takes to make a stored digest say what it should. Pure: the same two sides give the same plan, and a plan that was
/// carried out leaves nothing to plan (I12).
/// </summary>
public sealed record DigestPlan(string Digest, IReadOnlyList<PlanStep> Steps)
{
    public bool IsEmpty => Steps.All(step => step is PlanStep.Keep or PlanStep.Removed);

    /// <summary>Steps that take something away that people may have seen.</summary>
    public IEnumerable<PlanStep.Retract> Retractions => Steps.OfType<PlanStep.Retract>().Where(step => !step.Agreed);

    /// <summary>Two plans with equal hashes do the same: what a confirmation is bound to.</summary>
    public string Hash =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join('\n', Steps.Select(step => $"{step.GetType().Name} {step.Part} {Body(step)}").Prepend(Digest))
                )
            )
        );

    public int Count<TStep>()
        where TStep : PlanStep => Steps.Count(step => step is TStep);

    public static DigestPlan Make(string digest, IReadOnlyList<WantedPost> wanted, IReadOnlyList<StoredPost> stored)
    {
        var byPart = stored.ToDictionary(post => post.Part, StringComparer.Ordinal);
        var steps = wanted
            .Select(post => byPart.TryGetValue(post.Part, out var known) ? Compare(post, known) : Missing(post))
            .ToList();
        var replaced = wanted.Where(post => post.Replaced).Select(post => post.Part).ToHashSet(StringComparer.Ordinal);
        var parts = wanted.Select(post => post.Part).ToHashSet(StringComparer.Ordinal);
        steps.AddRange(
            stored
                .Where(post => !parts.Contains(post.Part) && !Correction.IsCorrection(post.Part))
                .Select(post => Surplus(post, replaced))
                .OfType<PlanStep>()
        );
        return new DigestPlan(digest, steps);
    }

    private static PlanStep.Post Missing(WantedPost post) => new(post.Part, post);

    private static PlanStep Compare(WantedPost wanted, StoredPost stored) =>
        stored switch
        {
            { Gone: true } => new PlanStep.Removed(stored.Part),
            // Dropped by an earlier plan, and back again.
            { State: DeliveryState.Skipped } => new PlanStep.Replace(stored.Part, stored.Latest, wanted),
            // Taken out by an earlier plan, and back again: what is withdrawn as a whole never comes here.
            { State: DeliveryState.Retracted } => Missing(wanted),
            { State: DeliveryState.Sent, RemoteId: null } => new PlanStep.Find(stored.Part),
            _ when stored.Hash == wanted.Hash => Unchanged(stored),
            { Unsent: true } => new PlanStep.Replace(stored.Part, stored.Latest, wanted),
            _ => new PlanStep.Edit(stored.Part, wanted),
        };

    private static PlanStep Unchanged(StoredPost stored) =>
        stored.LatestState == DeliveryState.Held
            ? new PlanStep.Release(stored.Part, stored.Latest)
            : new PlanStep.Keep(stored.Part);

    private static PlanStep? Surplus(StoredPost stored, IReadOnlySet<string> replaced) =>
        stored switch
        {
            { Gone: true } => null,
            { State: DeliveryState.Retracted or DeliveryState.Skipped } or { Kind: PostKind.Thread } => null,
            { State: DeliveryState.Pending or DeliveryState.Held, Unsent: true } => new PlanStep.Drop(stored.Part),
            _ => new PlanStep.Retract(
                stored.Part,
                Agreed: stored.Kind == PostKind.Reply && replaced.Contains(DeliveryKey.Thread(stored.Part))
            ),
        };

    private static string Body(PlanStep step) =>
        step switch
        {
            PlanStep.Post post => post.Wanted.Hash,
            PlanStep.Replace replace => replace.Wanted.Hash,
            PlanStep.Edit edit => edit.Wanted.Hash,
            PlanStep.Release release => release.Delivery,
            _ => "",
        };
}
