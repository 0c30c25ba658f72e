using System.CommandLine;
using System.Text.Json;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Runs;
using PaperBot.Storage;

namespace PaperBot.Cli;

/// <summary>
/// <c>paperbot week repair</c>, <c>repost</c> and <c>retract</c>: what a week's posts should be, planned from what is stored. What takes
/// posts away or doubles them is shown first and done at a second call that gives the word of the first.
/// </summary>
internal static class WeekPlanCommands
{
    private static readonly Option<string?> Confirm = new("--confirm")
    {
        Description = "The word that the first call named; it counts for the same plan, once, for five minutes",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print the exact plan and write nothing" };

    public static Command Repair(Argument<string> week, PlatformWiring platforms) =>
        Create(
            "repair",
            "Posts what is missing, edits what changed, removes what is no longer part of the week",
            week,
            platforms,
            _ => PublishAction.Repair
        );

    public static Command Repost(Argument<string> week, PlatformWiring platforms)
    {
        var removeOld = new Option<bool>("--remove-old") { Description = "Remove the old posts; else they stay" };
        var command = Create(
            "repost",
            "Posts a week anew, whole",
            week,
            platforms,
            words => words.GetValue(removeOld) ? PublishAction.Replace : PublishAction.Repost
        );
        command.Options.Add(removeOld);
        return command;
    }

    public static Command Retract(Argument<string> week, PlatformWiring platforms) =>
        Create("retract", "Removes a week's posts", week, platforms, _ => PublishAction.Retract);

    private static Command Create(
        string name,
        string description,
        Argument<string> week,
        PlatformWiring platforms,
        Func<ParseResult, PublishAction> action
    ) =>
        new Command(name, description) { week, Confirm, DryRun }.Does(
            async (cli, cancellationToken) =>
            {
                var request = new PublishRequest(
                    await cli.WeekAsync(cli.Words.GetRequiredValue(week), cancellationToken),
                    action(cli.Words),
                    "cli"
                )
                {
                    DryRun = cli.Words.GetValue(DryRun),
                    Confirmation = cli.Words.GetValue(Confirm),
                };
                return await PublishAsync(cli, name, request, cancellationToken);
            },
            platforms: platforms
        );

    private static async Task<int> PublishAsync(
        CliContext cli,
        string name,
        PublishRequest request,
        CancellationToken cancellationToken
    )
    {
        var result = await cli.Get<Publisher>().PublishAsync(request, cancellationToken);
        var held = result.Written ? await SendAsync(cli, request.Week, cancellationToken) : [];
        cli.Answer(
            new
            {
                week = request.Week.ToString(),
                action = request.Action,
                written = result.Written,
                answer = result.Answer,
                confirm = result.Asked,
                channels = result.Channels.Select(Document),
                held = held.Select(post => HeldPosts.Document(post, cli.Language)),
            },
            language =>
                string.Join(
                    '\n',
                    [
                        PlanWords.Exact(result).In(language),
                        .. Answered(result, name, request, held.Count, language),
                        .. held.Select(post => "  " + HeldPosts.Line(post, language)),
                    ]
                )
        );
        var done = result is { Asked: null, Answer: ConfirmationAnswer.NotAsked or ConfirmationAnswer.Given } && held.Count == 0;
        return request.DryRun || done ? CliExit.Done : CliExit.Failed;
    }

    /// <summary>A running service sends it; where none does, this call does, as far as the posts of this week go.</summary>
    private static async Task<IReadOnlyList<HeldPost>> SendAsync(CliContext cli, WeekId week, CancellationToken cancellationToken)
    {
        using var alone = StoreLock.TryTake(cli.Get<Store>().Dialect);
        await using var outbox = alone is null ? null : await RunningOutbox.StartAsync(cli.Get<Outbox>(), cancellationToken);
        await cli.Get<DeliveryStatus>().WaitAsync(week, cli.PlatformNames, cancellationToken);
        return [.. (await cli.Get<DeliveryStatus>().HeldAsync(cancellationToken)).Where(held => held.Week == week)];
    }

    private static IEnumerable<string> Answered(
        PublishResult result,
        string name,
        PublishRequest request,
        int held,
        Language language
    )
    {
        var japanese = language == Language.Japanese;
        if (result.Answer is ConfirmationAnswer.Unknown or ConfirmationAnswer.Expired or ConfirmationAnswer.PlanChanged)
        {
            yield return (result.Answer, japanese) switch
            {
                (ConfirmationAnswer.Expired, true) => "確認の期限 (5 分) が過ぎています。何も変えていません。",
                (ConfirmationAnswer.Expired, false) => "The word is older than five minutes; nothing was changed.",
                (ConfirmationAnswer.PlanChanged, true) => "表示した内容から計画が変わりました。何も変えていません。",
                (ConfirmationAnswer.PlanChanged, false) => "What would be done is no longer what was shown; nothing was changed.",
                (_, true) => "その確認の言葉は使えません (使用済み、または別の人のもの)。何も変えていません。",
                _ => "There is no such word, or it was used already; nothing was changed.",
            };
        }

        if (result.Asked is { } word)
        {
            var old = request.Action == PublishAction.Replace ? " --remove-old" : "";
            var call = $"paperbot week {name} {request.Week}{old} --confirm {word}";
            yield return japanese ? $"実行するには 5 分以内に: {call}" : $"To do it, within five minutes: {call}";
        }
        else if (
            result.Written
            && result.Channels.Any(channel => channel.Plans.Any(plan => plan.Steps.Any(step => step is not PlanStep.Keep)))
        )
        {
            yield return (held > 0, japanese) switch
            {
                (false, true) => "上のとおり実行しました。",
                (false, false) => "Done: all of the above was carried out.",
                (true, true) => "上のとおり実行しましたが、次の投稿は保留されています。",
                (true, false) => "Carried out, but for these posts, which are held:",
            };
        }
        else if (request.DryRun)
        {
            yield return japanese ? "何も変えていません (--dry-run)。" : "Nothing was changed (--dry-run).";
        }
    }

    private static object Document(ChannelPlan channel) =>
        new
        {
            channel = $"{channel.Channel.Platform}:{channel.Channel.Id}",
            problem = channel.Problem,
            plans = channel.Plans.Select(plan => new
            {
                digest = plan.Digest,
                steps = plan.Steps.Select(step => new
                {
                    part = step.Part,
                    step = JsonNamingPolicy.KebabCaseLower.ConvertName(step.GetType().Name),
                }),
            }),
        };
}
