namespace PaperBot.Asking;

/// <summary>
/// The numbers of the ranking and switches for its parts. The defaults are what the product runs with; a benchmark switches parts off to
/// see what each of them is worth.
/// </summary>
public sealed record AskTuning
{
    public static AskTuning Default { get; } = new();

    public bool Glossary { get; init; } = true;

    public bool Sound { get; init; } = true;

    public bool Names { get; init; } = true;

    public bool Coverage { get; init; } = true;

    /// <summary>How much a match in the answer is worth beside one in the question.</summary>
    public double AnswerSide { get; init; } = 0.85;

    public double CoverageWeight { get; init; } = 3;

    /// <summary>What a Q&amp;A of another paper loses where a paper was named.</summary>
    public double OutOfScope { get; init; } = 2;

    /// <summary>What a Q&amp;A of the newest week gains.</summary>
    public double NewestWeek { get; init; } = 0.25;

    /// <summary>Over this an answer is given.</summary>
    public double AnswerLine { get; init; } = 0.55;

    /// <summary>Under this nothing stored answers.</summary>
    public double RefusalLine { get; init; } = 0.32;
}
