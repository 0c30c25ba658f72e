namespace PaperBot.Papers;

/// <summary>A week's note in one language, as it is imported and exported.</summary>
public sealed record WeeklyNote
{
    public required WeekLabel Label { get; init; }

    public WeekId Week => Label.Week;

    public required Language Language { get; init; }

    public required string Theme { get; init; }

    public required string Introduction { get; init; }

    /// <summary>In the note's order.</summary>
    public required IReadOnlyList<NotedPaper> Papers { get; init; }
}

/// <summary>A paper of a weekly note, with what the note says about it; null where nothing was written about it yet.</summary>
public sealed record NotedPaper(Paper Paper, PaperNote? Note);
