namespace PaperBot.Arxiv;

/// <summary>How long arXiv is waited for before it is asked again; no more attempts than these.</summary>
internal static class ArxivWaits
{
    /// <summary>For a host that is busy or answers with nothing: what other clients of arXiv settled on.</summary>
    public static IReadOnlyList<TimeSpan> WhereBusy { get; } =
    [TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(120)];

    /// <summary>For a host that cannot be reached or answers with an error.</summary>
    public static IReadOnlyList<TimeSpan> WhereBroken { get; } = [TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10)];

    /// <summary>A reply may make us wait this long and no longer; the run goes on without arXiv then.</summary>
    public static TimeSpan Longest { get; } = TimeSpan.FromMinutes(10);
}
