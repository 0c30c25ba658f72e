using System.Text.Json;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Runs;

/// <summary>Does what calls of the command line ask of the running service, because only one process may work on a SQLite store.</summary>
public sealed partial class RequestedRuns(RunRequests requests, StoreChanges changes, WeekRun runs, ILogger<RequestedRuns> logger)
    : BackgroundService
{
    public const string Kind = "week-run";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    private readonly string _node = Guid.NewGuid().ToString("N");

    private sealed record Arguments(string Week, Stage? From);

    private sealed record Paper(string Id, string Title, TextForPeople Reason);

    private sealed record StageDone(
        Stage Stage,
        StageState State,
        TextForPeople Summary,
        IReadOnlyList<Paper> Failures,
        string? Asked
    );

    private sealed record Report(string Week, IReadOnlyList<StageDone> Stages);

    public static string Write(WeekRunRequest request) =>
        JsonSerializer.Serialize(new Arguments(request.Week.ToString(), request.From), Json);

    public static WeekRunReport ReadReport(string result)
    {
        var report = JsonSerializer.Deserialize<Report>(result, Json)!;
        return new WeekRunReport(
            WeekId.Parse(report.Week),
            [
                .. report.Stages.Select(stage => new StageReport(
                    stage.Stage,
                    stage.State,
                    stage.Summary,
                    [.. stage.Failures.Select(paper => new PaperFailure(PaperId.Parse(paper.Id), paper.Title, paper.Reason))]
                )
                {
                    Asked = stage.Asked,
                }),
            ]
        );
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var seen = await changes.VersionAsync(StoreTopic.Requests, stoppingToken);
                while (await requests.TakeAsync(_node, stoppingToken) is { } request)
                {
                    await DoAsync(request, stoppingToken);
                }

                await changes.WaitAsync(StoreTopic.Requests, seen, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The store is away; what was asked stands in it and is taken when it is back.
                Log.StoreAway(logger, exception);
                await Task.Delay(Retry, stoppingToken);
            }
        }
    }

    private async Task DoAsync(RunRequest request, CancellationToken cancellationToken)
    {
        using var renewing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var renewal = RenewAsync(request, renewing.Token);
        try
        {
            var arguments = JsonSerializer.Deserialize<Arguments>(request.Arguments, Json)!;
            var report = await runs.RunAsync(
                new WeekRunRequest(WeekId.Parse(arguments.Week), arguments.From, DryRun: false, request.Actor),
                null,
                cancellationToken
            );
            await requests.FinishAsync(request.Id, _node, succeeded: true, Write(report), cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The one who asked hears that it failed; the log says what.
            Log.RunFailed(logger, request.Id, exception);
            await requests.FinishAsync(
                request.Id,
                _node,
                succeeded: false,
                "The run failed; the service's log says why.",
                cancellationToken
            );
        }
        finally
        {
            await renewing.CancelAsync();
            await renewal;
        }
    }

    private async Task RenewAsync(RunRequest request, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(RenewEvery, cancellationToken);
                await requests.RenewAsync(request.Id, _node, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The request is done.
        }
    }

    private static string Write(WeekRunReport report) =>
        JsonSerializer.Serialize(
            new Report(
                report.Week.ToString(),
                [
                    .. report.Stages.Select(stage => new StageDone(
                        stage.Stage,
                        stage.State,
                        stage.Summary,
                        [.. stage.Failures.Select(failure => new Paper(failure.Paper.Value, failure.Title, failure.Reason))],
                        stage.Asked
                    )),
                ]
            ),
            Json
        );

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5005,
            EventName = "RequestedRunFailed",
            Level = LogLevel.Error,
            Message = "The requested run {Request} failed"
        )]
        public static partial void RunFailed(ILogger logger, string request, Exception exception);

        [LoggerMessage(
            EventId = 5006,
            EventName = "RequestsUnreadable",
            Level = LogLevel.Warning,
            Message = "Requests could not be read; tried again soon"
        )]
        public static partial void StoreAway(ILogger logger, Exception exception);
    }
}
