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

    public bool Rereading { get; init; } = true;

    /// <summary>How much a match in the answer is worth beside one in the question.</summary>
    public double AnswerSide { get; init; } = 0.53;

    public double CoverageWeight { get; init; } = 0.75;

    /// <summary>How much of the coverage is what the question and two sentences cover together.</summary>
    public double TogetherWeight { get; init; } = 1.5;

    /// <summary>What coverage by the stored question alone adds.</summary>
    public double QuestionWeight { get; init; } = 0.8;

    /// <summary>What a Q&amp;A of another paper loses where a paper was named.</summary>
    public double OutOfScope { get; init; } = 8;

    /// <summary>What a Q&amp;A of the newest week gains.</summary>
    public double NewestWeek { get; init; } = 0.25;

    /// <summary>What it adds that the stored question was asked whole.</summary>
    public double AskedWeight { get; init; } = 1;

    /// <summary>An English word that nothing stored holds, where it does not look like a name: a Japanese store holds few English words.</summary>
    public double UnknownPlain { get; init; } = 0.6;

    public double NumberWeight { get; init; } = 0.35;

    public double FrameWeight { get; init; } = 0.5;

    public double PaperSide { get; init; } = 0.9;

    public double UnknownWeight { get; init; } = 1.25;

    public double SingleKanji { get; init; } = 0.8;

    public double ConceptFloor { get; init; } = 0.75;

    /// <summary>Over this an answer is given.</summary>
    public double AnswerLine { get; init; } = 0.6;

    /// <summary>Under this nothing stored answers.</summary>
    public double RefusalLine { get; init; } = 0.35;
}
