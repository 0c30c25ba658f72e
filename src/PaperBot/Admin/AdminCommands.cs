using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Runs;

namespace PaperBot.Admin;

/// <summary>Everything behind <c>/paper-admin</c>. Every call is checked against the admins of the settings and of the platform.</summary>
public sealed partial class AdminCommands(
    AdminSettings settings,
    WeekRun runs,
    WeekStatus status,
    DeliveryStatus deliveries,
    PaperStore papers,
    LinkRulings rulings,
    NoticeBoard notices,
    UnansweredQuestions unanswered,
    PaperIndex index,
    ChannelAdmin channels,
    AdminPlans plans,
    HeldAnswerDesk answers,
    ILogger<AdminCommands> logger
)
{
    public const string Name = "paper-admin";

    private const string AnswerAction = "admin:answer:";
    private const string DismissAction = "admin:dismiss:";
    private const int MostListed = 10;
    private const double SurelyNamed = 0.8;

    /// <summary>Whether a control or form is one of ours.</summary>
    public static bool Owns(string id) => id.StartsWith("admin:", StringComparison.Ordinal);

    /// <param name="channelLanguage">Spoken where the person's own language is not known.</param>
    public async Task<CommandReply> HandleAsync(
        ChatRequest request,
        Language channelLanguage,
        CancellationToken cancellationToken
    )
    {
        var language = Languages.Find(request.Origin.Locale) ?? channelLanguage;
        var texts = AdminTexts.For(language);
        if (!settings.MayAdminister(request.Origin))
        {
            Log.Refused(logger, request.Origin.Actor);
            return Say(texts.NotAdmin);
        }

        return request switch
        {
            ChatRequest.Command command => await CommandAsync(
                AdminCommand.Parse(command.Text),
                request.Origin,
                language,
                texts,
                cancellationToken
            ),
            ChatRequest.Action action when AdminPlans.Owns(action.ActionId) => plans.Carry(action, language),
            ChatRequest.Action action when HeldAnswerDesk.Owns(action.ActionId) => await answers.ActAsync(
                action,
                language,
                cancellationToken
            ),
            ChatRequest.Action action => await ActAsync(action, texts, cancellationToken),
            ChatRequest.FormSubmit form when HeldAnswerDesk.Owns(form.FormId) => await answers.SubmitAsync(
                form,
                language,
                cancellationToken
            ),
            ChatRequest.FormSubmit form => await SubmitAsync(form, language, texts, cancellationToken),
            _ => new CommandReply.Silence(),
        };
    }

    private async Task<CommandReply> CommandAsync(
        AdminCommand command,
        ChatOrigin origin,
        Language language,
        AdminTexts texts,
        CancellationToken cancellationToken
    ) =>
        command switch
        {
            AdminCommand.Help => Say(
                texts.HelpTitle,
                [new ChatBlock.Heading(texts.HelpTitle), new ChatBlock.Items([.. texts.Help.Select(line => (RichText)line)])]
            ),
            AdminCommand.Unclear unclear => Say(texts.Unclear(unclear)),
            AdminCommand.Rerun { Repost: true } repost => await NamedAsync(repost.Week, cancellationToken) is { } week
                ? plans.OfferRepost(week, repost.DryRun, origin, language)
                : Say(texts.NoWeek),
            AdminCommand.Rerun rerun => await RerunAsync(rerun, origin, language, texts, cancellationToken),
            AdminCommand.Retract retract => await NamedAsync(retract.Week, cancellationToken) is { } week
                ? plans.OfferRetract(week, origin, language)
                : Say(texts.NoWeek),
            AdminCommand.Pause pause => await plans.PauseAsync(pause.Everywhere, origin, language, cancellationToken),
            AdminCommand.Resume resume => await plans.ResumeAsync(resume.Everywhere, origin, language, cancellationToken),
            AdminCommand.Status => Say(await StatusAsync(language, texts, cancellationToken)),
            AdminCommand.Held => Say(await HeldAsync(language, texts, cancellationToken)),
            AdminCommand.Release release => Say(
                texts.Released(await deliveries.ReleaseAsync(release.Delivery, origin.Actor, cancellationToken))
            ),
            AdminCommand.Confirm confirm => await ConfirmAsync(confirm, origin, texts, cancellationToken),
            AdminCommand.Fix fix => await FixAsync(fix, origin, texts, cancellationToken),
            AdminCommand.Unanswered => Say(await UnansweredAsync(texts, cancellationToken)),
            AdminCommand.Channels => Say(await channels.ListAsync(texts, cancellationToken)),
            AdminCommand.Subscribe subscribe => Say(
                await channels.SubscribeAsync(origin, subscribe.Wish, language, texts, cancellationToken)
            ),
            AdminCommand.Unsubscribe => Say(await channels.UnsubscribeAsync(origin, texts, cancellationToken)),
            _ => throw new InvalidOperationException($"{command} has no answer."),
        };

    /// <summary>The week that was named, or the newest one that is known; null where none is.</summary>
    private async Task<WeekId?> NamedAsync(WeekId? named, CancellationToken cancellationToken) =>
        named ?? (await papers.ListWeeksAsync(cancellationToken)).Select(week => (WeekId?)week.Week).FirstOrDefault();

    /// <summary>Says at once that it works on it, and shows the outcome in the same place.</summary>
    private async Task<CommandReply> RerunAsync(
        AdminCommand.Rerun rerun,
        ChatOrigin origin,
        Language language,
        AdminTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (await NamedAsync(rerun.Week, cancellationToken) is not { } week)
        {
            return Say(texts.NoWeek);
        }

        var request = new WeekRunRequest(week, rerun.From, rerun.DryRun, origin.Actor);
        return new CommandReply.Show(Message(texts.Running(week), [new ChatBlock.Paragraph(texts.Running(week))]))
        {
            Then = async stopping => new CommandReply.Replace(await RunAsync(request, language, texts, stopping)),
        };
    }

    private async Task<ChatMessage> RunAsync(
        WeekRunRequest request,
        Language language,
        AdminTexts texts,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var report = await runs.RunAsync(request, progress: null, cancellationToken);
            var title =
                request.DryRun ? texts.Foreseen(request.Week)
                : report.Failed ? texts.Failed(request.Week)
                : texts.Done(request.Week);
            return Message(
                title,
                [
                    new ChatBlock.Heading(title),
                    .. report.Stages.SelectMany(stage => Stage(stage, language, texts)),
                    .. report
                        .Stages.Select(stage => stage.Asked)
                        .OfType<string>()
                        .Select(word => AdminPlans.AskToTidy(request.Week, word, language)),
                ]
            );
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The one who asked is told that it failed; what went wrong is for the log.
            Log.RunFailed(logger, request.Week, exception);
            return Message(
                texts.Failed(request.Week),
                [new ChatBlock.Paragraph(texts.Failed(request.Week)), new ChatBlock.Context(texts.InnerFailure)]
            );
        }
    }

    private static IEnumerable<ChatBlock> Stage(StageReport stage, Language language, AdminTexts texts)
    {
        yield return new ChatBlock.Paragraph(
            RichText.Of(
                new Inline.Text($"{texts.StageName(stage.Stage)}: {texts.StateName(stage.State)}", TextMarks.Bold),
                new Inline.Text("  " + stage.Summary.In(language))
            )
        );
        if (stage.Failures.Count > 0)
        {
            yield return new ChatBlock.Items([
                .. stage.Failures.Select(failure =>
                    (RichText)$"{failure.Title} ({failure.Paper}): {failure.Reason.In(language)}"
                ),
            ]);
        }
    }

    private async Task<ChatMessage> StatusAsync(Language language, AdminTexts texts, CancellationToken cancellationToken)
    {
        var blocks = new List<ChatBlock> { new ChatBlock.Heading(texts.StatusTitle) };
        blocks.AddRange(await status.SummaryAsync(language, cancellationToken));
        blocks.AddRange(await HeldPostsAsync(language, texts, cancellationToken));
        var latest = await notices.LatestAsync(MostListed, cancellationToken);
        blocks.Add(new ChatBlock.Divider());
        blocks.Add(new ChatBlock.Paragraph(RichText.Of(new Inline.Text(texts.Notices, TextMarks.Bold))));
        blocks.Add(
            latest.Count == 0
                ? new ChatBlock.Context(texts.NoNotices)
                : new ChatBlock.Items([
                    .. latest.Select(notice =>
                        (RichText)$"{notice.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC  {notice.Words.In(language)}"
                    ),
                ])
        );
        return Message(texts.StatusTitle, blocks);
    }

    private async Task<ChatMessage> HeldAsync(Language language, AdminTexts texts, CancellationToken cancellationToken)
    {
        var blocks = new List<ChatBlock>();
        var held = await rulings.ListAsync(cancellationToken);
        if (held.Count > 0)
        {
            blocks.Add(new ChatBlock.Paragraph(RichText.Of(new Inline.Text(texts.HeldPapers, TextMarks.Bold))));
            blocks.Add(
                new ChatBlock.Items([
                    .. held.Take(MostListed)
                        .Select(paper => (RichText)$"{paper.Week} {paper.Paper}  {paper.ListName}: {paper.Reason.In(language)}"),
                ])
            );
            blocks.Add(new ChatBlock.Context(texts.FixHint));
        }

        blocks.AddRange(await HeldPostsAsync(language, texts, cancellationToken));
        blocks.AddRange(await answers.ListAsync(0, language, cancellationToken));
        return blocks.Count == 0
            ? Message(texts.NothingHeld, [new ChatBlock.Paragraph(texts.NothingHeld)])
            : Message(texts.HeldTitle, [new ChatBlock.Heading(texts.HeldTitle), .. blocks]);
    }

    /// <summary>Every held post by its name, with why and what to do; what merely waits behind one is counted there.</summary>
    private async Task<IReadOnlyList<ChatBlock>> HeldPostsAsync(
        Language language,
        AdminTexts texts,
        CancellationToken cancellationToken
    )
    {
        var posts = await status.HeldAsync(language, cancellationToken);
        return posts.Count == 0
            ? []
            :
            [
                new ChatBlock.Paragraph(RichText.Of(new Inline.Text(texts.HeldPosts, TextMarks.Bold))),
                new ChatBlock.Items([.. posts.Select(post => (RichText)post)]),
            ];
    }

    private async Task<CommandReply> ConfirmAsync(
        AdminCommand.Confirm confirm,
        ChatOrigin origin,
        AdminTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (Find(confirm.Paper) is not { } paper)
        {
            return Say(texts.NoSuchPaper(confirm.Paper));
        }

        var weeks = await rulings.ConfirmAsync(paper, origin.Actor, cancellationToken);
        return Say(weeks.Count == 0 ? texts.NoHeldPaper(confirm.Paper) : texts.Ruled(paper.Value, weeks.Count));
    }

    private async Task<CommandReply> FixAsync(
        AdminCommand.Fix fix,
        ChatOrigin origin,
        AdminTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (Find(fix.Paper) is not { } paper)
        {
            return Say(texts.NoSuchPaper(fix.Paper));
        }

        var weeks = await rulings.CorrectAsync(paper, fix.Link, origin.Actor, cancellationToken);
        return Say(
            weeks.Count == 0 ? texts.NothingToFix(fix.Paper) : texts.Fixed(paper.Value, fix.Link.AbsoluteUri, weeks.Count)
        );
    }

    private PaperId? Find(string text) =>
        PaperId.TryParse(text, out var id) ? id
        : index.Current.FindPapers(text) is [(var paper, >= SurelyNamed), ..] ? paper.Id
        : null;

    private static CommandReply.Show Say(string text) => Say(text, [new ChatBlock.Paragraph(text)]);

    private static CommandReply.Show Say(string fallback, IReadOnlyList<ChatBlock> blocks) => Say(Message(fallback, blocks));

    private static CommandReply.Show Say(ChatMessage message) => new(message);

    private static ChatMessage Message(string fallback, IReadOnlyList<ChatBlock> blocks) => new(fallback, blocks);

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6001,
            EventName = "AdminRefused",
            Level = LogLevel.Warning,
            Message = "{Actor} is no admin and was refused"
        )]
        public static partial void Refused(ILogger logger, string actor);

        [LoggerMessage(
            EventId = 6002,
            EventName = "AdminRunFailed",
            Level = LogLevel.Error,
            Message = "The rerun of {Week} failed"
        )]
        public static partial void RunFailed(ILogger logger, WeekId week, Exception exception);
    }
}
