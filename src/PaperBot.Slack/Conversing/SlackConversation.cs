using Microsoft.Extensions.Logging;
using PaperBot.Chat;

namespace PaperBot.Slack.Conversing;

/// <summary>Takes what people do to the handler and its answer back to them.</summary>
internal sealed partial class SlackConversation(
    ICommandHandler commands,
    SlackIdentity identity,
    SlackAnswers answers,
    SlackLocales locales,
    TimeProvider time,
    ILogger<SlackConversation> logger
)
{
    /// <summary>A person's language is worth this wait, once; after that it is known.</summary>
    private static readonly TimeSpan LocalePatience = TimeSpan.FromMilliseconds(700);

    /// <summary>Where a first answer could not be replaced by the final one, the final one may take so long to come first.</summary>
    private static readonly TimeSpan ThenPatience = TimeSpan.FromSeconds(1);

    public async Task AnswerAsync(SlackRequest request, CancellationToken cancellationToken)
    {
        var texts = SlackTexts.Japanese;
        var place = PlaceOf(request);
        try
        {
            var origin = await OriginAsync(request.Id, place, LocalePatience, cancellationToken);
            texts = SlackTexts.For(origin.Locale);
            if (!await commands.ClaimAsync(origin, cancellationToken))
            {
                // Slack was not sure of a delivery and repeated it to two processes.
                return;
            }

            if (request is SlackRequest.HomeOpened)
            {
                await PublishHomeAsync(origin, cancellationToken);
                return;
            }

            var reply = await commands.HandleAsync(ToChat(request, origin), cancellationToken);
            await ShowAsync(place, reply, texts, cancellationToken);
            if (IsOverHome(request, place))
            {
                await PublishHomeAsync(origin, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever a handler failed with, the person who waits hears that it failed; the log keeps what it was.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, request.Kind, place.ChannelId, exception);
            await ApologiseAsync(request, place, texts, cancellationToken);
        }
    }

    /// <summary>What is pressed in a sheet may change the start page under it, such as a paper that was saved.</summary>
    private static bool IsOverHome(SlackRequest request, SlackPlace place) =>
        request is SlackRequest.Action && place.Surface is SlackSurface.Modal && place.ChannelId == place.UserId;

    private async Task PublishHomeAsync(ChatOrigin origin, CancellationToken cancellationToken)
    {
        if (await commands.HomeAsync(origin, cancellationToken) is { } home)
        {
            await answers.PublishHomeAsync(origin.UserId, home, cancellationToken);
        }
    }

    /// <summary>The handler's answer to a form, which decides whether the form closes; shown later by <see cref="ShowAsync"/>.</summary>
    public async Task<CommandReply> HandleSubmissionAsync(SlackRequest.Submission submission, CancellationToken cancellationToken)
    {
        var origin = await OriginAsync(submission.Id, submission.Place, LocalePatience, cancellationToken);
        if (!await commands.ClaimAsync(origin, cancellationToken))
        {
            return new CommandReply.Silence();
        }

        return await commands.HandleAsync(
            new ChatRequest.FormSubmit(origin, submission.FormId, submission.Fields),
            cancellationToken
        );
    }

    /// <summary>The late half of a submission: the form has closed, its answer is shown where the form was opened.</summary>
    public async Task FinishSubmissionAsync(
        SlackRequest.Submission submission,
        Task<CommandReply> handling,
        CancellationToken cancellationToken
    )
    {
        // The modal is gone, and with it the trigger's three seconds.
        var place = submission.Place with
        {
            Surface = SlackSurface.Message,
            TriggerId = null,
            ViewId = null,
        };
        var texts = SlackTexts.Japanese;
        try
        {
            texts = SlackTexts.For(await locales.OfAsync(place.UserId, LocalePatience, cancellationToken));
            await ShowAsync(place, await handling, texts, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // As above: the person hears of it, the log keeps it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.Failed(logger, submission.Kind, place.ChannelId, exception);
            await ApologiseAsync(submission, place, texts, cancellationToken);
        }
    }

    /// <summary>Entries for a list that fills while a person types; none where the handler fails or is late.</summary>
    public async Task<IReadOnlyList<ChatOption>> SuggestAsync(
        SlackRequest.Suggestion suggestion,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var origin = await OriginAsync(suggestion.Id, suggestion.Place, TimeSpan.FromMilliseconds(200), cancellationToken);
            return await commands.SuggestAsync(
                new SuggestRequest(origin, suggestion.ActionId, suggestion.Typed),
                cancellationToken
            );
        }
#pragma warning disable CA1031 // A list without entries is all that Slack can show; the log keeps what failed.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            Log.Failed(logger, suggestion.Kind, suggestion.Place.ChannelId, exception);
            return [];
        }
    }

    private async Task ShowAsync(SlackPlace place, CommandReply reply, SlackTexts texts, CancellationToken cancellationToken)
    {
        Shown? shown = null;
        while (true)
        {
            var coming = reply.Then?.Invoke(cancellationToken);
            var isLastWord = coming is null;
            if (coming is not null && shown is null && !CanReplaceLater(place, reply))
            {
                await Task.WhenAny(coming, Task.Delay(ThenPatience, time, cancellationToken));
                if (coming.IsCompleted)
                {
                    reply = await coming;
                    continue;
                }
            }

            shown = await ShowOnceAsync(place, reply, shown, texts, cancellationToken);
            if (isLastWord)
            {
                return;
            }

            reply = await coming!;
        }
    }

    /// <summary>Whether Slack lets us change what this reply will be shown as.</summary>
    private static bool CanReplaceLater(SlackPlace place, CommandReply reply) =>
        place.Surface is SlackSurface.Home or SlackSurface.Modal
        || (reply is CommandReply.Replace && place.IsEphemeral)
        || (
            place.Surface is SlackSurface.Speech && (place.IsDirect || reply is CommandReply.Show { Audience: Audience.Channel })
        );

    private async Task<Shown?> ShowOnceAsync(
        SlackPlace place,
        CommandReply reply,
        Shown? before,
        SlackTexts texts,
        CancellationToken cancellationToken
    )
    {
        var message = reply switch
        {
            CommandReply.Show show => show.Message,
            CommandReply.Replace replace => replace.Message,
            // The form has closed before its errors were known.
            CommandReply.FormErrors errors => SlackAnswers.Notice(string.Join('\n', errors.Errors.Values)),
            _ => null,
        };
        if (
            message is not null
            && before is not null
            && await answers.TryFollowAsync(place, before, message, texts, cancellationToken)
        )
        {
            return before;
        }

        switch (reply)
        {
            case CommandReply.Show { Audience: Audience.Channel } show when place.Surface is not SlackSurface.Home:
                return await answers.ShowChannelAsync(place, show.Message, texts, cancellationToken);
            case CommandReply.Replace replace:
                return await answers.ReplaceAsync(place, replace.Message, texts, cancellationToken);
            case CommandReply.OpenForm open:
                await answers.OpenFormAsync(place, open.Form, texts, cancellationToken);
                return before;
            default:
                return message is null ? before : await answers.ShowAskerAsync(place, message, texts, cancellationToken);
        }
    }

    /// <summary>Words in a thread that nobody addressed to us get no apology: nobody waits for an answer.</summary>
    private async Task ApologiseAsync(
        SlackRequest request,
        SlackPlace place,
        SlackTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (request is SlackRequest.HomeOpened or SlackRequest.Speech { MentionsUs: false })
        {
            return;
        }

        await answers.ShowAskerAsync(place, SlackAnswers.Notice(texts.Failed), texts, cancellationToken);
    }

    private async Task<ChatOrigin> OriginAsync(
        string id,
        SlackPlace place,
        TimeSpan patience,
        CancellationToken cancellationToken
    ) =>
        new(
            SlackPlatform.PlatformName,
            identity.TeamId,
            place.ChannelId,
            // A mention in the channel itself opens a thread with its answer, but was not asked in one.
            place.OpensThread
                ? null
                : place.ThreadTs,
            place.UserId,
            await locales.OfAsync(place.UserId, patience, cancellationToken),
            // Slack's payloads say nothing about rights: who may administer is listed in the settings.
            HasAdminRight: false,
            id
        );

    private static ChatRequest ToChat(SlackRequest request, ChatOrigin origin) =>
        request switch
        {
            SlackRequest.Command command => new ChatRequest.Command(origin, command.Name, command.Text),
            SlackRequest.Action action => new ChatRequest.Action(origin, action.ActionId, action.Value, action.MessageId),
            SlackRequest.Speech speech => new ChatRequest.Message(origin, speech.Text, speech.MentionsUs, speech.MessageId),
            _ => throw new InvalidOperationException($"No chat request for {request.GetType().Name}."),
        };

    private static SlackPlace PlaceOf(SlackRequest request) =>
        request switch
        {
            SlackRequest.Command command => command.Place,
            SlackRequest.Action action => action.Place,
            SlackRequest.Speech speech => speech.Place,
            SlackRequest.HomeOpened home => home.Place,
            _ => throw new InvalidOperationException($"No place for {request.GetType().Name}."),
        };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A {Kind} in {Channel} failed")]
        public static partial void Failed(ILogger logger, string kind, string channel, Exception exception);
    }
}
