namespace PaperBot.Storage;

/// <summary>
/// The places where a kill would hurt most, by name, for the crash harness. Nothing happens there unless a test host has put
/// something into <see cref="Hook"/>; there is no setting and no variable that does.
/// </summary>
internal static class Failpoint
{
    /// <summary>All of them, in the order of a post's life.</summary>
    internal static readonly IReadOnlyList<string> Names =
    [
        "migrate",
        "plan",
        "planned",
        "claim",
        "intent",
        "intended",
        "send",
        "edit",
        "delete",
        "response",
        "commit",
        "committed",
        "reconcile",
        "looked",
        "audit",
    ];

    internal static Action<string>? Hook { get; set; }

    internal static void Hit(string name) => Hook?.Invoke(name);
}
