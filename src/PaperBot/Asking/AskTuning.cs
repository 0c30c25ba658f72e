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
    public double AnswerSide { get; init; } = 0.7;

    public double CoverageWeight { get; init; } = 0.37;

    /// <summary>How much of the coverage is what the question and two sentences cover together.</summary>
    public double TogetherWeight { get; init; } = 0.71;

    /// <summary>What coverage by the stored question alone adds.</summary>
    public double QuestionWeight { get; init; } = 0.29;

    /// <summary>What a Q&amp;A of another paper loses where a paper was named.</summary>
    public double OutOfScope { get; init; } = 8;

    /// <summary>What a Q&amp;A of the newest digest gains.</summary>
    public double NewestWeek { get; init; } = 0.25;

    /// <summary>What it adds that the stored question was asked whole.</summary>
    public double AskedWeight { get; init; } = 0.98;

    /// <summary>An English word that nothing stored holds, where it does not look like a name: a Japanese store holds few English words.</summary>
    public double UnknownPlain { get; init; } = 0.6;

    /// <summary>What it adds that the paper as a whole is about what is asked.</summary>
    public double PaperWeight { get; init; } = 0.58;

    /// <summary>What it adds that the questions are written alike.</summary>
    public double AlikeWeight { get; init; } = 0.3;

    /// <summary>What likeness of meaning adds, where a model tells it.</summary>
    public double MeaningWeight { get; init; } = 1;

    /// <summary>How much an everyday word counts when it is told whether anything was asked at all.</summary>
    public double EverydaySaid { get; init; } = 0.5;

    public double NumberWeight { get; init; } = 0.31;

    public double FrameWeight { get; init; } = 0.44;

    public double PaperSide { get; init; } = 1;

    public double UnknownWeight { get; init; } = 0.78;

    public double SingleKanji { get; init; } = 0.84;

    public double ConceptFloor { get; init; } = 0.46;

    /// <summary>Over this an answer is given.</summary>
    public double AnswerLine { get; init; } = 0.6;

    /// <summary>Under this nothing stored answers.</summary>
    public double RefusalLine { get; init; } = 0.35;
}
