namespace PaperBot.Crash;

/// <summary>Where nodes are killed, phase by phase; each comes up in turn, so that every one gets its share.</summary>
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

    public static string Next(CrashPhase phase, int turn)
    {
        var points = phase switch
        {
            CrashPhase.Edit => Editing,
            CrashPhase.Retract => Withdrawing,
            _ => Posting,
        };
        return points[(int)((uint)turn % points.Length)];
    }
}
