namespace PaperBot.Crash;

/// <summary>Where nodes are killed, phase by phase.</summary>
internal static class KillPoints
{
    /// <summary>Before anything is posted, in the order in which a node comes there.</summary>
    public static readonly IReadOnlyList<string> Openings = ["migrate", "plan", "planned"];

    /// <summary>In the middle of posting; what comes before and after has its own place in a run.</summary>
    private static readonly string[] Posting =
    [
        "claim",
        "intent",
        "intended",
        "send",
        NodeFate.Body,
        NodeFate.Bytes,
        "response",
        "commit",
        "committed",
        "reconcile",
        "looked",
        "plan",
    ];

    private static readonly string[] Editing = ["edit", "committed", "edit", "plan", "intended", "edit", "response"];

    private static readonly string[] Withdrawing = ["delete", "response", "delete", "commit", "edit", "delete", "intent"];

    /// <summary>The points of a phase, each as often as it should come up beside the others.</summary>
    public static IReadOnlyList<string> Of(CrashPhase phase) =>
        phase switch
        {
            CrashPhase.Edit => Editing,
            CrashPhase.Retract => Withdrawing,
            _ => Posting,
        };
}
