using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Weeks;

namespace PaperBot.Runs;

/// <summary>What a run is asked to do.</summary>
/// <param name="From">Work again from this stage on, even where nothing changed; null does what has changed.</param>
/// <param name="DryRun">Say what would be done and do nothing.</param>
/// <param name="Actor">Who asked, for the audit: <c>schedule</c>, <c>cli</c>, <c>slack:U0123</c>.</param>
public sealed record WeekRunRequest(WeekId Week, Stage? From, bool DryRun, string Actor)
{
    /// <summary>Somebody waits for the posts: PDFs that are not here yet are left to a later run.</summary>
    public bool Hurries { get; init; }

    /// <summary>How careful the week's list is taken. Whoever asks for it from the listing on says that a second list is right.</summary>
    public ListingPatience Patience { get; init; } = From == Stage.Listing ? ListingPatience.Accept : ListingPatience.Complete;

    /// <summary>The channels that are posted to; null for all that get digests.</summary>
    public IReadOnlyList<ChannelSettings>? Channels { get; init; }
}

/// <summary>What a run did, stage by stage.</summary>
public sealed record WeekRunReport(WeekId Week, IReadOnlyList<StageReport> Stages)
{
    /// <summary>A stage failed as a whole; single papers that failed do not fail the run.</summary>
    public bool Failed => Stages.Any(stage => stage.State == StageState.Failed);
}

/// <summary>What one stage did.</summary>
/// <param name="Summary">One sentence for people.</param>
/// <param name="Failures">The papers that failed, each with its reason; the others went on.</param>
public sealed record StageReport(Stage Stage, StageState State, TextForPeople Summary, IReadOnlyList<PaperFailure> Failures)
{
    /// <summary>What the stage as a whole was made of, for the next run to compare; empty where it keeps none.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The word that lets posts be removed that are no longer part of the digest; null where none are.</summary>
    public string? Asked { get; init; }
}

/// <summary>Where a run stands, told while it goes on.</summary>
/// <param name="Report">What the stage did; null while it is at work.</param>
public sealed record StageProgress(Stage Stage, StageReport? Report);

/// <summary>A paper that a stage could not do, and why.</summary>
public sealed record PaperFailure(PaperId Paper, string Title, TextForPeople Reason);
