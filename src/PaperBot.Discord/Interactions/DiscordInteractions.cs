using System.Text.Json;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Discord.Commands;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Interactions;

/// <summary>Where interactions arrive, over the gateway or by HTTP, each handled once.</summary>
internal sealed partial class DiscordInteractions(DiscordRest rest, TimeProvider time, ILogger<DiscordInteractions> logger)
{
    private static readonly TimeSpan CallbackWithin = TimeSpan.FromSeconds(3);

    private readonly SeenIds _seen = new(time);
    private readonly OpenForms _forms = new(time);

    /// <summary>One that came over the gateway; its first answer is a call of ours.</summary>
    public async Task HandleAsync(JsonElement payload, ICommandHandler commands, CancellationToken cancellationToken)
    {
        if (Read(payload) is { } interaction)
        {
            await HandleAsync(interaction, commands, (json, token) => CallBackAsync(interaction, json, token), cancellationToken);
        }
    }

    public static Interaction? Read(JsonElement payload)
    {
        try
        {
            return DiscordJson.Read<Interaction>(payload);
        }
        catch (JsonException)
        {
            // Nothing that Discord's documentation describes; there is nobody to answer.
            return null;
        }
    }

    /// <returns>False where it was handled before, or is being handled by another process.</returns>
    public async Task<bool> HandleAsync(
        Interaction interaction,
        ICommandHandler commands,
        FirstAnswer first,
        CancellationToken cancellationToken
    )
    {
        if (InteractionReader.Origin(interaction) is not { } origin || !_seen.Add(interaction.Id))
        {
            return false;
        }

        if (interaction.Type == InteractionType.Autocomplete)
        {
            await SuggestAsync(interaction, origin, commands, first, cancellationToken);
            return true;
        }

        if (!await commands.ClaimAsync(origin, cancellationToken))
        {
            return false;
        }

        var texts = DiscordTexts.For(origin.Locale);
        if (CustomId.TryParse(interaction.Data?.CustomId ?? "", out var id))
        {
            switch (id.Kind)
            {
                case CustomIdKind.Search when interaction.Type == InteractionType.Component:
                    await first(ResponseWriter.SearchForm(id.Id, texts.Choose, texts.SearchLabel), cancellationToken);
                    return true;
                case CustomIdKind.Action
                    when interaction.Type == InteractionType.Component
                        && id.Id == InteractionTalk.FormButton
                        && _forms.Find(origin.UserId) is { } form:
                    await first(ResponseWriter.Form(form), cancellationToken);
                    return true;
            }
        }

        var talk = new InteractionTalk(interaction, origin, first, rest, _forms, time, logger);
        await talk.AnswerAsync(token => AskAsync(interaction, origin, id, commands, texts, token), cancellationToken);
        return true;
    }

    private static Task<CommandReply> AskAsync(
        Interaction interaction,
        ChatOrigin origin,
        CustomId? id,
        ICommandHandler commands,
        DiscordTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (id is { Kind: CustomIdKind.Search } && interaction.Type == InteractionType.ModalSubmit)
        {
            return SearchAsync(interaction, origin, id.Id, commands, texts, cancellationToken);
        }

        if (id is { Kind: CustomIdKind.Action, Id: InteractionTalk.FormButton })
        {
            return Task.FromResult(Say(texts.FormGone));
        }

        return InteractionReader.Request(interaction, origin) is { } request
            ? commands.HandleAsync(request, cancellationToken)
            // A control of an older version, or one that is not ours.
            : Task.FromResult(Say(texts.FormGone));
    }

    /// <summary>What was typed into the form that stands for a list that fills while a person types: the entries to choose from.</summary>
    private static async Task<CommandReply> SearchAsync(
        Interaction interaction,
        ChatOrigin origin,
        string controlId,
        ICommandHandler commands,
        DiscordTexts texts,
        CancellationToken cancellationToken
    )
    {
        var typed = InteractionReader.Fields(interaction.Data?.Components).GetValueOrDefault(ResponseWriter.SearchField, "");
        var options = await commands.SuggestAsync(new SuggestRequest(origin, controlId, typed), cancellationToken);
        return options.Count == 0
            ? Say(texts.NothingFound)
            : new CommandReply.Show(
                new ChatMessage(
                    texts.Choose,
                    [
                        new ChatBlock.Paragraph(texts.Choose),
                        new ChatBlock.Actions([new ChatControl.Select(controlId, texts.Choose, options)]),
                    ]
                )
            );
    }

    private async Task SuggestAsync(
        Interaction interaction,
        ChatOrigin origin,
        ICommandHandler commands,
        FirstAnswer first,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<ChatOption> options = [];
        if (Focused(interaction.Data?.Options) is { } typed)
        {
            try
            {
                options = await commands.SuggestAsync(new SuggestRequest(origin, CommandCatalog.Paper, typed), cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
#pragma warning disable CA1031 // An empty list lets the person go on typing; the log says what was wrong.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.SuggestFailed(logger, exception, interaction.Id);
            }
        }

        await first(ResponseWriter.Suggestions(options), cancellationToken);
    }

    private static string? Focused(InteractionOption[]? options)
    {
        foreach (var option in options ?? [])
        {
            if (option.Focused)
            {
                return option.Value?.ToString() ?? "";
            }

            if (Focused(option.Options) is { } nested)
            {
                return nested;
            }
        }

        return null;
    }

    /// <summary>Sends the first answer. Where it is not clear whether it arrived, Discord is asked before it is sent again.</summary>
    private async Task<bool> CallBackAsync(Interaction interaction, string json, CancellationToken cancellationToken)
    {
        var route = DiscordRoute.Callback(interaction.Id, interaction.Token);
        var answer = await rest.SendAsync(route, json, TimeSpan.Zero, CallbackWithin, cancellationToken);
        if (answer is DiscordAnswer.Unclear)
        {
            var original = await rest.SendAsync(
                DiscordRoute.Original(interaction.ApplicationId, interaction.Token),
                json: null,
                TimeSpan.FromSeconds(1),
                CallbackWithin,
                cancellationToken
            );
            if (original is DiscordAnswer.Done)
            {
                return true;
            }

            answer = await rest.SendAsync(route, json, TimeSpan.Zero, CallbackWithin, cancellationToken);

            // Somebody has answered it, and that was our first try.
            return answer is DiscordAnswer.Done or DiscordAnswer.Refused { Code: DiscordErrors.AlreadyAcknowledged };
        }

        if (answer is DiscordAnswer.NotWritten)
        {
            answer = await rest.SendAsync(route, json, TimeSpan.Zero, CallbackWithin, cancellationToken);
        }

        if (answer is not DiscordAnswer.Done)
        {
            Log.CallbackRefused(logger, interaction.Id, answer.Describe());
        }

        return answer is DiscordAnswer.Done;
    }

    private static CommandReply Say(string text) => new CommandReply.Show(new ChatMessage(text, [new ChatBlock.Paragraph(text)]));

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            EventName = "DiscordSuggestFailed",
            Message = "Suggestions for interaction {Interaction} failed"
        )]
        public static partial void SuggestFailed(ILogger logger, Exception exception, string interaction);

        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordCallbackRefused",
            Message = "Discord did not take the answer to interaction {Interaction}: {Reason}"
        )]
        public static partial void CallbackRefused(ILogger logger, string interaction, string reason);
    }
}
