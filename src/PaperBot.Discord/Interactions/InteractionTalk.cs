using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Discord.Channels;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Interactions;

/// <summary>How an interaction gets its first answer: by a call of ours, or as the response to Discord's own request.</summary>
/// <returns>Whether the answer has arrived; without that nothing more can be said.</returns>
internal delegate Task<bool> FirstAnswer(string json, CancellationToken cancellationToken);

/// <summary>
/// One interaction from its first answer to its last change: answers at once where the handler is quick, otherwise
/// tells Discord that an answer will come, and brings it.
/// </summary>
internal sealed partial class InteractionTalk(
    Interaction interaction,
    ChatOrigin origin,
    FirstAnswer first,
    DiscordRest rest,
    OpenForms forms,
    TimeProvider time,
    ILogger logger
)
{
    /// <summary>Discord waits three seconds; the way there and back takes some of them.</summary>
    private static readonly TimeSpan AnswerAtOnceWithin = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(40);

    private readonly DiscordTexts _texts = DiscordTexts.For(origin.Locale);

    /// <summary>The message that stands for the answer: <c>@original</c>, or a follow-up's id. Null while nothing is shown.</summary>
    private (string Id, Audience Audience)? _shown;

    private const string Original = "@original";

    private bool OnControl => interaction.Message is not null;

    private bool OnOwnMessage => interaction.Message is { IsEphemeral: true };

    public async Task AnswerAsync(Func<CancellationToken, Task<CommandReply>> ask, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var asking = AskAsync(ask, cancellationToken);
        await WaitAsync(asking, AnswerAtOnceWithin, cancellationToken);
        CommandReply reply;
        if (asking.IsCompleted)
        {
            reply = await asking;
            if (!await SayFirstAsync(reply, cancellationToken))
            {
                Log.TooLate(logger, interaction.Id, time.GetElapsedTime(started).TotalMilliseconds);
                return;
            }
        }
        else
        {
            if (!await first(OnControl ? ResponseWriter.DeferredUpdate : ResponseWriter.DeferredMessage, cancellationToken))
            {
                Log.TooLate(logger, interaction.Id, time.GetElapsedTime(started).TotalMilliseconds);
            }

            reply = await asking;
            await SayLaterAsync(reply, cancellationToken);
        }

        while (reply.Then is { } then)
        {
            reply = await AskAsync(then, cancellationToken);
            await ReplaceAsync(reply, cancellationToken);
        }
    }

    private async Task<CommandReply> AskAsync(
        Func<CancellationToken, Task<CommandReply>> ask,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await ask(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // Whatever went wrong in a feature, the person gets a word about it, and the log the rest.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.HandlerFailed(logger, exception, interaction.Id);
            return new CommandReply.Show(Plain(_texts.Failed));
        }
    }

    private async Task WaitAsync(Task asking, TimeSpan longest, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(asking, Task.Delay(longest, time, stop.Token));
        await stop.CancelAsync();
    }

    private async Task<bool> SayFirstAsync(CommandReply reply, CancellationToken cancellationToken)
    {
        switch (reply)
        {
            case CommandReply.Show show:
                _shown = (Original, show.Audience);
                return await first(ResponseWriter.Message(show.Message, show.Audience), cancellationToken);
            case CommandReply.Replace replace when OnOwnMessage:
                _shown = (Original, Audience.Asker);
                return await first(ResponseWriter.Update(replace.Message), cancellationToken);
            case CommandReply.OpenForm open when interaction.Type != InteractionType.ModalSubmit:
                forms.Keep(origin.UserId, open.Form);
                return await first(ResponseWriter.Form(open.Form), cancellationToken);
            case CommandReply.Silence when OnControl:
                return await first(ResponseWriter.DeferredUpdate, cancellationToken);
            default:
                _shown = (Original, Audience.Asker);
                return await first(ResponseWriter.Message(MessageOf(reply), Audience.Asker), cancellationToken);
        }
    }

    /// <summary>After a deferral: a control's own message stays as it is, a command has an empty answer to be filled.</summary>
    private async Task SayLaterAsync(CommandReply reply, CancellationToken cancellationToken)
    {
        if (OnControl)
        {
            switch (reply)
            {
                case CommandReply.Silence:
                    return;
                case CommandReply.Replace replace when OnOwnMessage:
                    _shown = (Original, Audience.Asker);
                    await EditAsync(Original, replace.Message, Audience.Asker, cancellationToken);
                    return;
                default:
                    await FollowUpAsync(MessageOf(reply), AudienceOf(reply), cancellationToken);
                    return;
            }
        }

        if (AudienceOf(reply) == Audience.Channel)
        {
            // The empty answer is the asker's alone and stays so; what is meant for all comes beside it.
            await EditAsync(Original, Plain(_texts.Shared), Audience.Asker, cancellationToken);
            await FollowUpAsync(MessageOf(reply), Audience.Channel, cancellationToken);
            return;
        }

        _shown = (Original, Audience.Asker);
        await EditAsync(Original, MessageOf(reply), Audience.Asker, cancellationToken);
    }

    /// <summary>What a slow piece of work has come to takes the place of what was shown before.</summary>
    private async Task ReplaceAsync(CommandReply reply, CancellationToken cancellationToken)
    {
        if (reply is CommandReply.Silence)
        {
            return;
        }

        // A replacement is seen by whoever saw what it replaces; only a message for the other audience has to stand by itself.
        var audience = reply is CommandReply.Show show ? show.Audience : _shown?.Audience ?? Audience.Asker;
        if (_shown is { } shown && shown.Audience == audience)
        {
            await EditAsync(shown.Id, MessageOf(reply), audience, cancellationToken);
        }
        else
        {
            await FollowUpAsync(MessageOf(reply), audience, cancellationToken);
        }
    }

    private ChatMessage MessageOf(CommandReply reply)
    {
        switch (reply)
        {
            case CommandReply.Show show:
                return show.Message;
            case CommandReply.Replace replace:
                return replace.Message;
            case CommandReply.OpenForm open:
                // Discord opens a form only as a first answer, and not to a form.
                forms.Keep(origin.UserId, open.Form);
                return WithFormButton(_texts.FormReady, [], _texts.OpenForm);
            case CommandReply.FormErrors errors:
                return ErrorsOf(errors);
            default:
                return Plain(_texts.Done);
        }
    }

    private ChatMessage ErrorsOf(CommandReply.FormErrors errors)
    {
        var formId = CustomId.TryParse(interaction.Data?.CustomId ?? "", out var id) ? id.Id : "";
        var form = forms.Fill(origin.UserId, formId, InteractionReader.Fields(interaction.Data?.Components));
        var lines = errors
            .Errors.Select(error =>
                form?.Fields.FirstOrDefault(field => field.Id == error.Key) is { } field
                    ? $"{field.Label}: {error.Value}"
                    : error.Value
            )
            .Select(RichText.Plain)
            .ToList();
        return form is null
            ? new ChatMessage(_texts.WrongFields, [new ChatBlock.Paragraph(_texts.WrongFields), new ChatBlock.Items(lines)])
            : WithFormButton(_texts.WrongFields, lines, _texts.Again);
    }

    private static ChatMessage WithFormButton(string text, IReadOnlyList<RichText> lines, string label)
    {
        var blocks = new List<ChatBlock> { new ChatBlock.Paragraph(text) };
        if (lines.Count > 0)
        {
            blocks.Add(new ChatBlock.Items(lines));
        }

        blocks.Add(new ChatBlock.Actions([new ChatControl.Button(FormButton, label, ButtonStyle.Primary)]));
        return new ChatMessage(text, blocks);
    }

    /// <summary>The platform's own button: it brings up the form that is kept for the person.</summary>
    public const string FormButton = "discord:form";

    private static Audience AudienceOf(CommandReply reply) => reply is CommandReply.Show show ? show.Audience : Audience.Asker;

    private static ChatMessage Plain(string text) => new(text, [new ChatBlock.Paragraph(text)]);

    private async Task EditAsync(string id, ChatMessage message, Audience audience, CancellationToken cancellationToken)
    {
        var route = DiscordRoute.EditFollowUp(interaction.ApplicationId, interaction.Token, id);
        var answer = await rest.SendAsync(route, ResponseWriter.Edit(message), Patience, CallTimeout, cancellationToken);
        if (answer is DiscordAnswer.Unclear or DiscordAnswer.NotWritten or DiscordAnswer.Wait)
        {
            // A change may be made twice.
            answer = await rest.SendAsync(route, ResponseWriter.Edit(message), Patience, CallTimeout, cancellationToken);
        }

        await CheckAsync(answer, message, audience, cancellationToken);
    }

    private async Task FollowUpAsync(ChatMessage message, Audience audience, CancellationToken cancellationToken)
    {
        var answer = await rest.SendAsync(
            DiscordRoute.FollowUp(interaction.ApplicationId, interaction.Token),
            ResponseWriter.FollowUp(message, audience),
            Patience,
            CallTimeout,
            cancellationToken
        );
        if ((answer as DiscordAnswer.Done)?.Read<DiscordMessage>() is { Id: { } id })
        {
            _shown = (id, audience);
        }

        await CheckAsync(answer, message, audience, cancellationToken);
    }

    /// <summary>After fifteen minutes the interaction takes no more words. What was meant for all is then posted, what was meant for one is sent to them.</summary>
    private async Task CheckAsync(
        DiscordAnswer answer,
        ChatMessage message,
        Audience audience,
        CancellationToken cancellationToken
    )
    {
        if (answer is DiscordAnswer.Done)
        {
            return;
        }

        if (
            answer
            is not DiscordAnswer.Refused
            {
                Code: DiscordErrors.InvalidWebhookToken or DiscordErrors.UnknownWebhook or DiscordErrors.UnknownInteraction
            }
        )
        {
            Log.NotSaid(logger, interaction.Id, answer.Describe());
            return;
        }

        var place = origin.ThreadId ?? origin.ChannelId;
        if (audience == Audience.Asker && interaction.GuildId is not null)
        {
            var opened = await rest.SendAsync(
                DiscordRoute.DirectChannel(),
                PlainJson.Write(writer =>
                {
                    writer.WriteStartObject();
                    writer.WriteString("recipient_id", origin.UserId);
                    writer.WriteEndObject();
                }),
                Patience,
                CallTimeout,
                cancellationToken
            );
            if ((opened as DiscordAnswer.Done)?.Read<DiscordChannel>() is not { Id: { } direct })
            {
                Log.NotSaid(logger, interaction.Id, opened.Describe());
                return;
            }

            place = direct;
        }

        var posted = await rest.SendAsync(
            DiscordRoute.CreateMessage(place),
            LateMessage(message, interaction.Id),
            Patience,
            CallTimeout,
            cancellationToken
        );
        if (posted is not DiscordAnswer.Done)
        {
            Log.NotSaid(logger, interaction.Id, posted.Describe());
        }
    }

    private static string LateMessage(ChatMessage message, string key) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            DiscordRenderer.WriteMessage(writer, message);
            writer.WriteString("nonce", Nonce.For("late|" + key));
            writer.WriteBoolean("enforce_nonce", true);
            writer.WriteEndObject();
        });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, EventName = "DiscordHandlerFailed", Message = "Interaction {Interaction} failed")]
        public static partial void HandlerFailed(ILogger logger, Exception exception, string interaction);

        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordInteractionTooLate",
            Message = "The first answer to interaction {Interaction} was not taken, {Milliseconds} ms after it came"
        )]
        public static partial void TooLate(ILogger logger, string interaction, double milliseconds);

        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordInteractionUnsaid",
            Message = "The answer to interaction {Interaction} could not be brought: {Reason}"
        )]
        public static partial void NotSaid(ILogger logger, string interaction, string reason);
    }
}
