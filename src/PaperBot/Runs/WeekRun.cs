using System.Diagnostics;
using PaperBot.Arxiv;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Weeks;

namespace PaperBot.Runs;

/// <summary>
/// One week from its list to its posts. The only place that knows the order of the stages: each reads what those before it stored and
/// stores what it made. One paper that fails is a line in the report, not the end of the week.
/// </summary>
public sealed partial class WeekRun(
    PaperStore papers,
    Listing listing,
    ArxivStage arxiv,
    PaperChecks checks,
    PaperWriting writing,
    Publisher publisher,
    StageLog log,
    ILogger<WeekRun> logger
)
{
    /// <param name="progress">Told of each stage when it begins and when it is done.</param>
    public async Task<WeekRunReport> RunAsync(
        WeekRunRequest request,
        IProgress<StageProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        using var scope = logger.BeginScope(request.Week);
        using var whole = RunMeters.Begin(request.Week);
        var reports = new List<StageReport>();
        foreach (var (stage, work) in Stages(request))
        {
            progress?.Report(new StageProgress(stage, null));
            using var span = RunMeters.Begin(stage);
            var begun = Stopwatch.GetTimestamp();
            var report = await work(request, cancellationToken);
            RunMeters.Ended(report, Stopwatch.GetElapsedTime(begun), span);
            reports.Add(report);
            progress?.Report(new StageProgress(stage, report));
            Log.StageEnded(logger, report.Stage, report.State, report.Summary.English);
            foreach (var failure in report.Failures)
            {
                Log.PaperFailed(logger, report.Stage, failure.Paper.Value, failure.Reason.English);
            }

            if (report is { Stage: Stage.Listing, State: StageState.Failed or StageState.NotReady })
            {
                break;
            }
        }

        return new WeekRunReport(request.Week, reports);
    }

    private IEnumerable<(Stage Stage, Func<WeekRunRequest, CancellationToken, Task<StageReport>> Work)> Stages(
        WeekRunRequest request
    )
    {
        if (!request.DryRun)
        {
            yield return (Stage.Listing, ListAsync);
            yield return (Stage.Arxiv, AskArxivAsync);
            yield return (Stage.Reading, ReadAsync);
            yield return (Stage.Writing, WriteNotesAsync);
            yield return (Stage.Checking, CheckAsync);
        }
        else
        {
            yield return (Stage.Writing, EstimateAsync);
        }

        yield return (Stage.Publishing, request.DryRun ? PreviewAsync : PublishAsync);
    }

    /// <summary>A week that came as a note needs no list; one that came from a list is looked at again, since lists are corrected.</summary>
    private async Task<StageReport> ListAsync(WeekRunRequest request, CancellationToken cancellationToken)
    {
        var known = await papers.FindWeekAsync(request.Week, cancellationToken);
        var fromNote = known is not null && known.Papers.All(paper => paper.ListName.Length == 0);
        if (fromNote && request.From != Stage.Listing)
        {
            return await WriteAsync(
                request,
                Report(
                    Stage.Listing,
                    StageState.Unchanged,
                    new("週はノートとして保存されています", "the week is stored as a note")
                ),
                cancellationToken
            );
        }

        var outcome = await listing.FetchAsync(request.Week, request.Patience, cancellationToken);
        var report = outcome switch
        {
            ListingOutcome.Listed { Revisions.Count: 0 } => Report(
                Stage.Listing,
                StageState.Done,
                new("週のリストを取り込みました", "the week's list is taken")
            ),
            ListingOutcome.Listed listed => Report(
                Stage.Listing,
                StageState.Done,
                new($"リストが {listed.Revisions.Count} か所変わりました", $"the list changed in {listed.Revisions.Count} places")
            ),
            ListingOutcome.Held held => Report(
                Stage.Listing,
                known is null ? StageState.NotReady : StageState.Unchanged,
                held.Reason
            ),
            ListingOutcome.NotReady waiting => Report(
                Stage.Listing,
                known is null ? StageState.NotReady : StageState.Unchanged,
                waiting.Reason
            ),
            // What is stored can be posted while the source is away.
            ListingOutcome.SourceTrouble trouble => Report(
                Stage.Listing,
                known is null ? StageState.Failed : StageState.Unchanged,
                trouble.Reason
            ),
            _ => throw new InvalidOperationException($"{outcome} is no outcome of a listing."),
        };
        return await WriteAsync(request, report, cancellationToken);
    }

    private async Task<StageReport> AskArxivAsync(WeekRunRequest request, CancellationToken cancellationToken)
    {
        var week = await FindAsync(request, cancellationToken);
        // A note says all that arXiv would.
        if (week.Papers.All(paper => paper.ListName.Length == 0) && request.From != Stage.Arxiv)
        {
            return await WriteAsync(
                request,
                Report(
                    Stage.Arxiv,
                    StageState.NotNeeded,
                    new("ノートに書誌情報があるため問い合わせません", "the note says what arXiv would")
                ),
                cancellationToken
            );
        }

        var outcomes = await arxiv.RunAsync(week, again: request.From <= Stage.Arxiv, cancellationToken);
        var failures = new List<PaperFailure>();
        foreach (var outcome in outcomes)
        {
            var title = week.Papers.First(paper => paper.Paper.Id == outcome.Paper).Paper.Title;
            if (outcome is ArxivOutcome.Held held)
            {
                failures.Add(new PaperFailure(outcome.Paper, title, held.Reason));
            }
            else if (outcome is ArxivOutcome.Unavailable unavailable)
            {
                failures.Add(new PaperFailure(outcome.Paper, title, unavailable.Reason));
            }
        }

        var asked = outcomes.Count(outcome => outcome is ArxivOutcome.Known);
        var elsewhere = outcomes.Count(outcome => outcome is ArxivOutcome.NotOnArxiv);
        var summary = new TextForPeople(
            $"arXiv に {asked} 本、arXiv 以外 {elsewhere} 本、要確認 {failures.Count} 本",
            $"{asked} papers on arXiv, {elsewhere} elsewhere, {failures.Count} with trouble"
        );
        var report = new StageReport(Stage.Arxiv, StageState.Done, summary, failures);
        return await WriteAsync(request, report, cancellationToken);
    }

    private async Task<StageReport> ReadAsync(WeekRunRequest request, CancellationToken cancellationToken) =>
        await WriteAsync(
            request,
            await checks.ReadAsync(
                await FindAsync(request, cancellationToken),
                again: request.From <= Stage.Reading,
                download: !request.Hurries,
                cancellationToken
            ),
            cancellationToken
        );

    private async Task<StageReport> WriteNotesAsync(WeekRunRequest request, CancellationToken cancellationToken) =>
        await WriteAsync(
            request,
            await writing.WriteAsync(
                await FindAsync(request, cancellationToken),
                again: request.From <= Stage.Writing,
                cancellationToken
            ),
            cancellationToken
        );

    private async Task<StageReport> EstimateAsync(WeekRunRequest request, CancellationToken cancellationToken) =>
        await writing.EstimateAsync(
            await papers.FindWeekAsync(request.Week, cancellationToken),
            again: request.From <= Stage.Writing,
            cancellationToken
        );

    private async Task<StageReport> CheckAsync(WeekRunRequest request, CancellationToken cancellationToken) =>
        await WriteAsync(
            request,
            await checks.CheckAsync(
                await FindAsync(request, cancellationToken),
                again: request.From <= Stage.Checking,
                cancellationToken
            ),
            cancellationToken
        );

    private async Task<StageReport> PublishAsync(WeekRunRequest request, CancellationToken cancellationToken)
    {
        if (request.Channels is { Count: 0 })
        {
            return await WriteAsync(
                request,
                Report(
                    Stage.Publishing,
                    StageState.NotNeeded,
                    new("この週を投稿したチャンネルはありません", "no channel has had this week")
                ),
                cancellationToken
            );
        }

        var result = await publisher.PublishAsync(
            new PublishRequest(request.Week, PublishAction.Repair, request.Actor) { Channels = request.Channels },
            cancellationToken
        );
        var failed = result.Channels.Count == 0 || result.Channels.All(channel => channel.Problem is not null);
        return await WriteAsync(
            request,
            Report(Stage.Publishing, failed ? StageState.Failed : StageState.Done, Words(result, PlanWords.Of)) with
            {
                Asked = result.Asked,
            },
            cancellationToken
        );
    }

    private async Task<StageReport> PreviewAsync(WeekRunRequest request, CancellationToken cancellationToken)
    {
        if (await papers.FindWeekAsync(request.Week, cancellationToken) is null)
        {
            return Report(
                Stage.Publishing,
                StageState.NotReady,
                new(
                    "週がまだ保存されていないため、投稿を予測できません",
                    "the week is not stored yet, so its posts cannot be foretold"
                )
            );
        }

        var result = await publisher.PublishAsync(
            new PublishRequest(request.Week, PublishAction.Repair, request.Actor) { DryRun = true },
            cancellationToken
        );
        return Report(Stage.Publishing, StageState.Done, Words(result, PlanWords.Exact));
    }

    private static TextForPeople Words(PublishResult result, Func<PublishResult, TextForPeople> of) =>
        result.Channels.Count == 0
            ? new("投稿先のチャンネルが設定されていません (設定 Channels)", "no channel gets digests; set Channels")
            : of(result);

    private async Task<StoredWeek> FindAsync(WeekRunRequest request, CancellationToken cancellationToken) =>
        await papers.FindWeekAsync(request.Week, cancellationToken)
        ?? throw new InvalidOperationException($"{request.Week} is not in the store although its list was taken.");

    private async Task<StageReport> WriteAsync(WeekRunRequest request, StageReport report, CancellationToken cancellationToken)
    {
        await log.WriteAsync(
            request.Week,
            report.Stage,
            null,
            report.Fingerprint,
            report.State,
            report.Summary.ToStored(),
            cancellationToken
        );
        return report;
    }

    private static StageReport Report(Stage stage, StageState state, TextForPeople summary) => new(stage, state, summary, []);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5001,
            EventName = "StageEnded",
            Level = LogLevel.Information,
            Message = "{Stage}: {State}. {Summary}"
        )]
        public static partial void StageEnded(ILogger logger, Stage stage, StageState state, string summary);

        [LoggerMessage(
            EventId = 5002,
            EventName = "PaperFailed",
            Level = LogLevel.Warning,
            Message = "{Stage} has trouble with paper {Paper}: {Reason}"
        )]
        public static partial void PaperFailed(ILogger logger, Stage stage, string paper, string reason);
    }
}
