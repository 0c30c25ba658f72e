namespace PaperBot.Runs;

/// <summary>The steps of a week's run, in their order.</summary>
public enum Stage
{
    /// <summary>The week's list of papers.</summary>
    Listing,

    /// <summary>What arXiv says of each paper.</summary>
    Arxiv,

    /// <summary>The pages of each paper.</summary>
    Reading,

    /// <summary>Summary, questions and answers.</summary>
    Writing,

    /// <summary>Every citation against its pages.</summary>
    Checking,

    /// <summary>The digest of each channel.</summary>
    Publishing,
}

public static class Stages
{
    /// <summary>The stage of a name such as <c>writing</c>; null where there is none.</summary>
    public static Stage? Find(string name) =>
        Enum.GetValues<Stage>()
            .Cast<Stage?>()
            .FirstOrDefault(stage => string.Equals(stage.ToString(), name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The names, for messages to people.</summary>
    public static string Names { get; } = string.Join(", ", Enum.GetNames<Stage>().Select(name => name.ToLowerInvariant()));

    public static string Name(this Stage stage) => stage.ToString().ToLowerInvariant();
}
