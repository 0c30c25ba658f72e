using System.CommandLine;
using System.Text.Json;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Runs;
using PaperBot.Storage;
using PaperBot.Weeks;
using PaperBot.Writing;

namespace PaperBot.Cli;

/// <summary><c>paperbot week run</c> and <c>paperbot week status</c>.</summary>
internal static class WeekCommands
{
    private static readonly Argument<string> Week = new("week")
    {
        Description = "2023-W22, a date in it such as 2023-05-29, or latest",
    };

    public static Command Create(PlatformWiring platforms) =>
        new("week", "One week: run it now, see how it stands")
        {
            Run(platforms),
            Status(),
            WeekPlanCommands.Repair(Week, platforms),
            WeekPlanCommands.Repost(Week, platforms),
            WeekPlanCommands.Retract(Week, platforms),
        };

    private static Command Run(PlatformWiring platforms)
    {
        var from = new Option<Stage?>("--from-stage")
        {
            Description = "Work again from this stage on: " + Stages.Names,
            CustomParser = result =>
            {
                var stage = Stages.Find(result.Tokens[0].Value);
                if (stage is null)
                {
                    result.AddError($"'{result.Tokens[0].Value}' is no stage; there are {Stages.Names}.");
                }

                return stage;
            },
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be done and do nothing" };
        return new Command("run", "Runs every stage of a week and posts it; ends when each post is sent or held")
        {
            Week,
            from,
            dryRun,
        }.Does(
            async (cli, cancellationToken) =>
            {
                var week = await FindWeekAsync(cli, cancellationToken);
                var request = new WeekRunRequest(week, cli.Words.GetValue(from), cli.Words.GetValue(dryRun), "cli");
                if (request.DryRun)
                {
                    return Answer(cli, await cli.Get<WeekRun>().RunAsync(request, null, cancellationToken), []);
                }

                using var alone = StoreLock.TryTake(cli.Get<Store>().Dialect);
                return alone is null
                    ? await AskServiceAsync(cli, request, cancellationToken)
                    : await RunHereAsync(cli, request, cancellationToken);
            },
            platforms: platforms
        );
    }

    /// <summary>No service works on this store: this call does all of it, sending included.</summary>
    private static async Task<int> RunHereAsync(CliContext cli, WeekRunRequest request, CancellationToken cancellationToken)
    {
        await using var outbox = await RunningOutbox.StartAsync(cli.Get<Outbox>(), cancellationToken);
        var (report, digests) = await RunProgress.ShowAsync(
            cli,
            async progress =>
            {
                var report = await cli.Get<WeekRun>().RunAsync(request, progress, cancellationToken);
                return (report, await WaitAsync(cli, report, progress, cancellationToken));
            }
        );
        return Answer(cli, report, digests, await HeldAsync(cli, request.Week, cancellationToken));
    }

    /// <summary>A service runs on this store: it is asked, and waited for.</summary>
    private static async Task<int> AskServiceAsync(CliContext cli, WeekRunRequest request, CancellationToken cancellationToken)
    {
        var requests = cli.Get<RunRequests>();
        var id = await requests.AskAsync(RequestedRuns.Kind, RequestedRuns.Write(request), request.Actor, cancellationToken);
        var done = await RunProgress.ShowAsync(
            cli,
            progress =>
            {
                progress.Wait(new TextForPeople("サービスの作業を待っています…", "the service is at work…"));
                return requests.WaitAsync(id, cancellationToken);
            }
        );
        if (done.State == RunRequestState.Failed || done.Result is null)
        {
            throw new CliException(
                done.Result is { } reason
                    ? TextForPeople.FromStored(reason)
                    : new TextForPeople(
                        "サービスがこの週を実行できませんでした。理由はサービスのログにあります。",
                        "The service could not run the week; its log says why."
                    )
            );
        }

        var report = RequestedRuns.ReadReport(done.Result);
        var digests = await RunProgress.ShowAsync(cli, progress => WaitAsync(cli, report, progress, cancellationToken));
        return Answer(cli, report, digests, await HeldAsync(cli, request.Week, cancellationToken));
    }

    private static async Task<IReadOnlyList<DigestStatus>> WaitAsync(
        CliContext cli,
        WeekRunReport report,
        RunProgress progress,
        CancellationToken cancellationToken
    ) =>
        report.Failed
            ? []
            : await cli.Get<DeliveryStatus>().WaitAsync(report.Week, cli.PlatformNames, cancellationToken, progress);

    private static async Task<IReadOnlyList<HeldPost>> HeldAsync(
        CliContext cli,
        WeekId week,
        CancellationToken cancellationToken
    ) => [.. (await cli.Get<DeliveryStatus>().HeldAsync(cancellationToken)).Where(held => held.Week == week)];

    private static int Answer(
        CliContext cli,
        WeekRunReport report,
        IReadOnlyList<DigestStatus> digests,
        IReadOnlyList<HeldPost>? held = null
    )
    {
        held ??= [];
        cli.Answer(
            new
            {
                week = report.Week.ToString(),
                stages = report.Stages.Select(stage => new
                {
                    stage = stage.Stage.Name(),
                    state = stage.State,
                    summary = stage.Summary.In(cli.Language),
                    confirm = stage.Asked,
                    failures = stage.Failures.Select(failure => new
                    {
                        paper = failure.Paper.Value,
                        title = failure.Title,
                        reason = failure.Reason.In(cli.Language),
                    }),
                }),
                digests = digests.Select(Digest),
                held = held.Select(post => HeldPosts.Document(post, cli.Language)),
            },
            language =>
                string.Join(
                    '\n',
                    [
                        .. report.Stages.SelectMany(stage => Lines(stage, language)),
                        .. digests.Select(digest => Line(digest)),
                        .. held.Select(post => "  " + HeldPosts.Line(post, language)),
                    ]
                )
        );
        return report.Failed || report.Stages.Any(stage => stage.State == StageState.NotReady) || held.Count > 0
            ? CliExit.Failed
            : CliExit.Done;
    }

    private static Command Status() =>
        new Command("status", "What each stage of a week did, and how its posts stand") { Week }.Does(
            async (cli, cancellationToken) =>
            {
                var week = await cli.WeekAsync(cli.Words.GetRequiredValue(Week), cancellationToken);
                var stored = await cli.Get<PaperStore>().FindWeekAsync(week, cancellationToken);
                var stages = await cli.Get<StageLog>().ReadAsync(week, cancellationToken);
                var digests = await cli.Get<DeliveryStatus>().OfWeekAsync(week, cancellationToken);
                var held = await HeldAsync(cli, week, cancellationToken);
                var costs = await cli.Get<CallLedger>().OfWeekAsync(week, cancellationToken);
                if (stored is null && stages.Count == 0 && digests.Count == 0)
                {
                    throw new CliException(CliTexts.NotStored(week));
                }

                cli.Answer(
                    new
                    {
                        week = week.ToString(),
                        papers = stored?.Papers.Count ?? 0,
                        stages = stages.Select(entry => new
                        {
                            stage = entry.Stage.Name(),
                            paper = entry.Paper?.Value,
                            state = entry.State,
                            detail = TextForPeople.FromStored(entry.Detail).In(cli.Language),
                            at = entry.At,
                        }),
                        cost = Cost(costs),
                        digests = digests.Select(Digest),
                        held = held.Select(post => HeldPosts.Document(post, cli.Language)),
                    },
                    language =>
                        string.Join(
                            '\n',
                            [
                                $"{week}  {stored?.Papers.Count ?? 0} papers",
                                .. stages.Select(entry =>
                                    $"  {entry.Stage.Name()}: {entry.State}  {TextForPeople.FromStored(entry.Detail).In(language)}"
                                ),
                                .. costs.Count > 0
                                    ? new[]
                                    {
                                        $"  cost: {WritingReports.Cost(PaperCost.Sum(costs), cli.Get<WriterSettings>().Prices).In(language)}",
                                    }
                                    : [],
                                .. digests.Select(digest => Line(digest)),
                                .. held.Select(post => "  " + HeldPosts.Line(post, language)),
                            ]
                        )
                );
                return CliExit.Done;
            }
        );

    /// <summary><c>latest</c> is the newest week that a list or a note is known of; where the store is empty, the source is asked.</summary>
    private static async Task<WeekId> FindWeekAsync(CliContext cli, CancellationToken cancellationToken)
    {
        var text = cli.Words.GetRequiredValue(Week);
        if (!string.Equals(text, "latest", StringComparison.OrdinalIgnoreCase))
        {
            return await cli.WeekAsync(text, cancellationToken);
        }

        var trouble = await cli.Get<Listing>().RefreshAsync(null, cancellationToken);
        var listed = (await cli.Get<Listing>().KnownAsync(cancellationToken))
            .Where(list => list.IsComplete)
            .Select(list => (WeekId?)list.Week)
            .Max();
        var stored = (await cli.Get<PaperStore>().ListWeeksAsync(cancellationToken)).Select(week => (WeekId?)week.Week).Max();
        return (listed is { } newest && (stored is null || newest > stored) ? newest : stored)
            ?? throw new CliException(
                trouble?.Reason
                    ?? new(
                        "週がひとつも見つかりません。リストは空で、ストアにノートもありません。",
                        "No week is known: the lists are empty and the store holds no note."
                    )
            );
    }

    /// <summary>US dollars by the prices in the settings; null where no model was asked.</summary>
    private static object? Cost(IReadOnlyList<PaperCost> costs) =>
        costs.Count == 0 ? null : new { total = Cost(PaperCost.Sum(costs)), papers = costs.Select(Cost) };

    private static object Cost(PaperCost cost) =>
        new
        {
            paper = cost.Paper?.Value,
            calls = cost.Calls,
            input = cost.Use.Input,
            cached = cost.Use.CachedInput,
            output = cost.Use.Output,
            estimated = cost.IsEstimate,
            dollars = cost.Dollars,
        };

    private static object Digest(DigestStatus digest) =>
        new
        {
            channel = digest.Channel.ToString(),
            revision = digest.Revision,
            state = digest.State,
            deliveries = digest.Counts.ToDictionary(
                pair => JsonNamingPolicy.KebabCaseLower.ConvertName(pair.Key.ToString()),
                pair => pair.Value
            ),
        };

    private static IEnumerable<string> Lines(StageReport stage, Language language)
    {
        yield return $"{stage.Stage.Name()}: {stage.State}  {stage.Summary.In(language)}";
        if (stage.Asked is { } word)
        {
            yield return language == Language.Japanese
                ? $"  不要になった投稿を削除するには 5 分以内に: paperbot week repair <週> --confirm {word}"
                : $"  To remove what is no longer part of it, within 5 minutes: paperbot week repair <week> --confirm {word}";
        }

        foreach (var failure in stage.Failures)
        {
            yield return $"  {failure.Paper}  {failure.Title}: {failure.Reason.In(language)}";
        }
    }

    private static string Line(DigestStatus digest) =>
        $"{digest.Channel}: {digest.State}  {string.Join(", ", digest.Counts.OrderBy(pair => pair.Key).Select(pair => $"{pair.Value} {pair.Key}"))}".ToLowerInvariant();
}
