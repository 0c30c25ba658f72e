using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Asking;

/// <summary>The paper whose thread this is; null where the thread is none of ours, or the header's.</summary>
public delegate Task<PaperId?> FindThreadPaper(
    string platform,
    string channelId,
    string threadId,
    CancellationToken cancellationToken
);

/// <summary>
/// The week of the newest digest that stands in the channel a person asks in; null where there is none. Asked at every key that somebody
/// presses: it waits for nothing.
/// </summary>
public delegate WeekId? FindNewestDigest(ChatOrigin origin);

/// <summary>Everything that anyone may ask of the papers: <c>/paper</c>, the buttons of its answers, and questions in threads.</summary>
public sealed class PaperCommands(
    PaperIndex index,
    UnansweredQuestions unanswered,
    AnswerRatings ratings,
    SavedPapers saved,
    KeptQuestions kept,
    AnswerEmbeddings embeddings,
    FindThreadPaper findThreadPaper,
    FindNewestDigest findNewestDigest,
    ReadingLinks links,
    TimeProvider time
)
{
    /// <summary>The command's name.</summary>
    public const string Name = "paper";

    private const string TellPrefix = "asked:tell:";

    /// <summary>Nobody asked us: in a thread we speak up only when we are surer than behind a command.</summary>
    private const double SureInThread = 0.75;

    private const int MostSuggestions = 25;
    private readonly PersonMemory _memory = new(time);

    /// <summary>Whether a control or form is one of ours.</summary>
    public static bool Owns(string actionId) =>
        actionId == Name
        || PaperAction.TryParse(actionId, out _)
        || PaperSelect.TryParse(actionId, out _)
        || actionId.StartsWith(TellPrefix, StringComparison.Ordinal);

    /// <param name="channelLanguage">Spoken where the person's own language is not known.</param>
    public async Task<CommandReply> HandleAsync(
        ChatRequest request,
        Language channelLanguage,
        CancellationToken cancellationToken
    )
    {
        var language = Languages.Find(request.Origin.Locale) ?? channelLanguage;
        return request switch
        {
            ChatRequest.Command command => await AnswerCommandAsync(command, language, cancellationToken),
            ChatRequest.Action action => await ActAsync(action, language, cancellationToken),
            ChatRequest.FormSubmit form => await SubmitAsync(form, language, cancellationToken),
            ChatRequest.Message message => await AnswerMessageAsync(message, language, cancellationToken),
            _ => new CommandReply.Silence(),
        };
    }

    /// <summary>Papers and stored questions that fit what was typed so far.</summary>
    public IReadOnlyList<ChatOption> Suggest(SuggestRequest request, Language channelLanguage)
    {
        var language = Languages.Find(request.Origin.Locale) ?? channelLanguage;
        var within = PaperAction.TryParse(request.ActionId, out var action) ? index.Current.Find(action.Paper)?.Id : null;
        return
        [
            .. index
                .Current.Suggest(
                    new AskQuery(request.Typed)
                    {
                        Within = within,
                        Newest = findNewestDigest(request.Origin),
                        Preferred = language,
                    },
                    MostSuggestions
                )
                .Select(found =>
                    found.Answer is { } answer
                        ? AnswerMessages.Suggestion(answer)
                        : AnswerMessages.Suggestion(found.Paper, language)
                ),
        ];
    }

    /// <summary>The start page: search, the newest week, the person's saved papers, how to ask.</summary>
    public async Task<ChatMessage> HomeAsync(ChatOrigin origin, Language channelLanguage, CancellationToken cancellationToken) =>
        SavedMessages.Home(
            Languages.Find(origin.Locale) ?? channelLanguage,
            links,
            NewestWeek,
            await SavedAsync(origin, cancellationToken)
        );

    private StoredWeek? NewestWeek => index.Weeks.Count > 0 ? index.Weeks[0] : null;

    /// <summary>The paper that a person asked about a moment ago.</summary>
    internal PaperId? Recall(ChatOrigin origin) => _memory.Recall(origin);

    private async Task<CommandReply> AnswerCommandAsync(
        ChatRequest.Command command,
        Language language,
        CancellationToken cancellationToken
    )
    {
        // An entry chosen from the suggestions comes back as the text of the command.
        var reply = PaperAction.TryParse(command.Text.Trim(), out var chosen)
            ? await OpenAsync(chosen, command.Origin, language, cancellationToken)
            : await AnswerInputAsync(AskParser.Parse(command.Text), command.Origin, language, cancellationToken);
        return await WithNewsAsync(reply, command.Origin, language, cancellationToken);
    }

    private async Task<CommandReply> AnswerInputAsync(
        AskInput input,
        ChatOrigin origin,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var texts = AskingTexts.For(language);
        switch (input)
        {
            case AskInput.Empty:
                return Show(WeekMessages.Help(language, links, NewestWeek));
            case AskInput.Help:
                return Show(WeekMessages.Help(language, links, null));
            case AskInput.Weeks:
                return Show(StoredLists.Weeks(index.Weeks, language));
            case AskInput.ForgetMe:
                _memory.Forget(origin);
                return Show(
                    new ChatMessage(
                        texts.Forgotten,
                        [new ChatBlock.Paragraph(texts.ForgottenHow(await kept.ForgetAsync(origin, cancellationToken)))]
                    )
                );
            case AskInput.Saved:
                return Show(SavedMessages.List(await SavedAsync(origin, cancellationToken), language));
            case AskInput.Week week:
                return Show(StoredLists.Week(index.Weeks, week.Id, language, links));
            case AskInput.UnknownWeek unknown:
                return Show(MessageParts.Say(texts.UnknownWeek(unknown.Text)));
            case AskInput.Authors authors:
                return Show(WeekMessages.Authors(authors.Name, index.Current.FindByAuthor(authors.Name), language));
            case AskInput.Compare compare:
                return Show(StoredLists.Compare(index.Current, compare, language));
            case AskInput.Question question:
                var within = await ThreadPaperAsync(origin, cancellationToken);
                var query = new AskQuery(question.Text)
                {
                    Within = within,
                    Recent = _memory.Recall(origin),
                    Newest = findNewestDigest(origin),
                    Preferred = language,
                };
                return await AskAsync(query, origin, language, cancellationToken);
            default:
                throw new ArgumentOutOfRangeException(nameof(input), input, "An input that nobody answers.");
        }
    }

    private async Task<CommandReply> AskAsync(
        AskQuery query,
        ChatOrigin origin,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var outcome = index.Current.Ask(query with { Vector = await embeddings.OfQuestionAsync(query.Text, cancellationToken) });
        AskMeters.Asked(outcome, origin.Platform);
        if (outcome is AskOutcome.Answer or AskOutcome.PaperCard && outcome.Paper is { } paper)
        {
            _memory.Remember(origin, paper.Id);
        }

        ChatControl? tellMe = null;
        if (outcome is AskOutcome.None or AskOutcome.Closest)
        {
            var id = await unanswered.KeepAsync(
                query.Text,
                language,
                query.Within ?? (outcome is AskOutcome.None { IsPaperKnown: true, Paper.Id: var named } ? named : null),
                cancellationToken
            );
            tellMe = id is null ? null : new ChatControl.Button(TellPrefix + id, AskingTexts.For(language).TellMe);
        }

        var isSaved =
            outcome is AskOutcome.PaperCard or AskOutcome.None
            && outcome.Paper is { } shown
            && await saved.HasAsync(origin, shown.Id, cancellationToken);
        return Show(AnswerMessages.Of(outcome, language, links, tellMe, isSaved));
    }

    private async Task<CommandReply> ActAsync(ChatRequest.Action action, Language language, CancellationToken cancellationToken)
    {
        if (action.ActionId.StartsWith(TellPrefix, StringComparison.Ordinal))
        {
            await unanswered.WishAsync(action.ActionId[TellPrefix.Length..], action.Origin, cancellationToken);
            return Show(MessageParts.Say(AskingTexts.For(language).WillTell));
        }

        if (PaperSelect.TryParse(action.ActionId, out var kind))
        {
            var chosen =
                kind == PaperSelectKind.Search
                    ? PaperAction.TryParse(action.Value, out var found)
                        ? found
                        : null
                    : PaperKey.TryParse(action.Value, out var key)
                        ? new PaperAction.Show(key, language)
                        : null;
            return chosen is null
                ? new CommandReply.Silence()
                : await OpenAsync(chosen, action.Origin, language, cancellationToken);
        }

        if (!PaperAction.TryParse(action.ActionId, out var asked))
        {
            return new CommandReply.Silence();
        }

        if (asked is PaperAction.Pick pick)
        {
            return pick.Chosen(action.Value) is { } picked
                ? InPlace(await OpenAsync(picked, action.Origin, language, cancellationToken))
                : new CommandReply.Silence();
        }

        if (asked is PaperAction.Rate rate && index.Current.Find(rate.Paper, rate.Language, rate.Index) is { } rated)
        {
            await ratings.RateAsync(rated, action.Origin, rate.Helpful, cancellationToken);
            var texts = AskingTexts.For(language);
            return Show(MessageParts.Say(rate.Helpful ? texts.RatedHelpful : texts.RatedNotHelpful));
        }

        var opened = await OpenAsync(asked, action.Origin, language, cancellationToken);
        // Evidence is read beside its answer.
        return asked is PaperAction.Evidence ? opened : InPlace(opened);
    }

    private async Task<CommandReply> OpenAsync(
        PaperAction action,
        ChatOrigin origin,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var gone = Show(MessageParts.Say(AskingTexts.For(language).Gone));
        if (index.Current.Find(action.Paper) is not { } paper)
        {
            return gone;
        }

        _memory.Remember(origin, paper.Id);
        switch (action)
        {
            case PaperAction.Show:
                return Show(
                    AnswerMessages.Card(paper, [], language, links, await saved.HasAsync(origin, paper.Id, cancellationToken))
                );
            case PaperAction.Save save:
                await (
                    save.Keep
                        ? saved.SaveAsync(origin, paper.Id, cancellationToken)
                        : saved.ForgetAsync(origin, paper.Id, cancellationToken)
                );
                return Show(SavedMessages.Card(paper, language, links, save.Keep));
            case PaperAction.List list:
                return Show(AnswerMessages.Questions(paper, list.Language, list.From, language));
            case PaperAction.Ask:
                return new CommandReply.OpenForm(AnswerMessages.AskForm(paper, language));
            case PaperAction.Answer answer:
                return index.Current.Find(answer.Paper, answer.Language, answer.Index) is { } opened
                    ? Show(AnswerMessages.Answer(opened, [], language, links))
                    : gone;
            case PaperAction.Evidence evidence:
                return index.Current.Find(evidence.Paper, evidence.Language, evidence.Index) is { } checkedAnswer
                    ? Show(AnswerMessages.Evidence(checkedAnswer, language))
                    : gone;
            case PaperAction.Share share:
                return index.Current.Find(share.Paper, share.Language, share.Index) is { } shared
                    ? new CommandReply.Show(AnswerMessages.Shared(shared, language, links), Audience.Channel)
                    : gone;
            default:
                return gone;
        }
    }

    private async Task<CommandReply> SubmitAsync(
        ChatRequest.FormSubmit form,
        Language language,
        CancellationToken cancellationToken
    )
    {
        if (!PaperAction.TryParse(form.FormId, out var action) || action is not PaperAction.Ask)
        {
            return new CommandReply.Silence();
        }

        var text = form.Fields.GetValueOrDefault(AnswerMessages.AskFormField, "").Trim();
        if (text.Length == 0)
        {
            return new CommandReply.FormErrors(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [AnswerMessages.AskFormField] = AskingTexts.For(language).QuestionMissing,
                }
            );
        }

        return index.Current.Find(action.Paper) is { } paper
            ? await AskAsync(
                new AskQuery(text) { Within = paper.Id, Preferred = language },
                form.Origin,
                language,
                cancellationToken
            )
            : Show(MessageParts.Say(AskingTexts.For(language).Gone));
    }

    /// <summary>A plain message: we answer in a paper's thread where we are sure, and whoever mentions us gets an answer in any case.</summary>
    private async Task<CommandReply> AnswerMessageAsync(
        ChatRequest.Message message,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var within = await ThreadPaperAsync(message.Origin, cancellationToken);
        if (within is null && !message.MentionsUs)
        {
            return new CommandReply.Silence();
        }

        if (message.MentionsUs && AskParser.Parse(message.Text) is not AskInput.Question and var input)
        {
            return ToChannel(await AnswerInputAsync(input, message.Origin, language, cancellationToken));
        }

        var query = new AskQuery(message.Text)
        {
            Within = within,
            Recent = _memory.Recall(message.Origin),
            Newest = findNewestDigest(message.Origin),
            Preferred = language,
        };
        if (message.MentionsUs)
        {
            return ToChannel(await AskAsync(query, message.Origin, language, cancellationToken));
        }

        if (!Questions.IsQuestion(message.Text))
        {
            return new CommandReply.Silence();
        }

        var outcome = index.Current.Ask(query);
        return outcome is AskOutcome.Answer { Confidence: >= SureInThread }
            ? new CommandReply.Show(AnswerMessages.Of(outcome, language, links), Audience.Channel)
            : new CommandReply.Silence();
    }

    private async Task<PaperId?> ThreadPaperAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        origin.ThreadId is { } thread
            ? await findThreadPaper(origin.Platform, origin.ChannelId, thread, cancellationToken)
            : null;

    /// <summary>What the person wished to be told comes with the next answer, once.</summary>
    private async Task<CommandReply> WithNewsAsync(
        CommandReply reply,
        ChatOrigin origin,
        Language language,
        CancellationToken cancellationToken
    )
    {
        if (!unanswered.AreKept || reply is not CommandReply.Show { Audience: Audience.Asker } show)
        {
            return reply;
        }

        var news = await unanswered.TakeAnsweredAsync(origin, cancellationToken);
        return news.Count == 0
            ? reply
            : show with
            {
                Message = show.Message with
                {
                    Blocks = [.. show.Message.Blocks, .. news.SelectMany(answer => AnswerMessages.News(answer, language))],
                },
            };
    }

    /// <summary>What a person saved and is still stored, the one saved last first.</summary>
    private async Task<IReadOnlyList<IndexedPaper>> SavedAsync(ChatOrigin origin, CancellationToken cancellationToken)
    {
        var current = index.Current;
        return
        [
            .. (await saved.ListAsync(origin, cancellationToken))
                .Select(id => current.Find(PaperKey.Of(id)))
                .OfType<IndexedPaper>(),
        ];
    }

    private static CommandReply.Show Show(ChatMessage message) => new(message);

    /// <summary>A page that only its reader sees gives way to the next one; a post in the channel stays.</summary>
    private static CommandReply InPlace(CommandReply reply) =>
        reply is CommandReply.Show { Audience: Audience.Asker } show ? new CommandReply.Replace(show.Message) : reply;

    private static CommandReply ToChannel(CommandReply reply) =>
        reply is CommandReply.Show show ? show with { Audience = Audience.Channel } : reply;
}
