using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Discord.Channels;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Interactions;

/// <summary>
/// Plain messages that are meant for us: those that mention the bot, and, where the settings allow it, those in threads that the
/// bot has made. Everything else is not looked at.
/// </summary>
internal sealed partial class MessageListener(
    DiscordRest rest,
    DiscordIdentity identity,
    DiscordSettings settings,
    TimeProvider time,
    ILogger<MessageListener> logger
)
{
    private const int MostPlaces = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);

    private readonly SeenIds _seen = new(time);

    /// <summary>Where a channel id belongs; neither a thread's maker nor its channel ever changes.</summary>
    private readonly ConcurrentDictionary<string, DiscordChannel> _places = new(StringComparer.Ordinal);

    public async Task HandleAsync(JsonElement payload, ICommandHandler commands, CancellationToken cancellationToken)
    {
        if (
            identity.Known is not { } self
            || Read(payload)
                is not {
                    Author: { Bot: false } author,
                    Content: { Length: > 0 } content,
                    ChannelId: { } channelId,
                    Type: 0 or 19
                } message
            || author.Id == self.UserId
        )
        {
            return;
        }

        var (text, mentionsUs) = WithoutMention(content, self.UserId);
        if (text.Length == 0 || (!mentionsUs && settings.Messages != DiscordMessages.Threads))
        {
            return;
        }

        var channel = await PlaceAsync(channelId, cancellationToken);
        if (channel is null || (!mentionsUs && channel.OwnerId != self.UserId) || !_seen.Add(message.Id))
        {
            return;
        }

        var (place, thread) = InteractionReader.Place(channel, channelId);
        var origin = new ChatOrigin(
            InteractionReader.PlatformName,
            self.ApplicationId,
            place,
            thread,
            author.Id,
            Locale: null,
            HasAdminRight: false,
            message.Id
        );
        if (!await commands.ClaimAsync(origin, cancellationToken))
        {
            return;
        }

        var reply = await commands.HandleAsync(new ChatRequest.Message(origin, text, mentionsUs, message.Id), cancellationToken);
        await AnswerAsync(reply, channelId, message.Id, cancellationToken);
    }

    private async Task AnswerAsync(CommandReply reply, string channelId, string messageId, CancellationToken cancellationToken)
    {
        string? shown = null;
        while (true)
        {
            var message = reply switch
            {
                CommandReply.Show show => show.Message,
                CommandReply.Replace replace => replace.Message,
                _ => null,
            };
            if (message is not null)
            {
                var answer = shown is null
                    ? await SendAsync(DiscordRoute.CreateMessage(channelId), Answer(message, messageId), cancellationToken)
                    : await SendAsync(
                        DiscordRoute.EditMessage(channelId, shown),
                        ResponseWriter.Edit(message),
                        cancellationToken
                    );
                shown = (answer as DiscordAnswer.Done)?.Read<DiscordMessage>()?.Id ?? shown;
                if (answer is not DiscordAnswer.Done)
                {
                    Log.NotAnswered(logger, messageId, answer.Describe());
                }
            }

            if (reply.Then is not { } then)
            {
                return;
            }

            reply = await then(cancellationToken);
        }
    }

    private Task<DiscordAnswer> SendAsync(DiscordRoute route, string json, CancellationToken cancellationToken) =>
        rest.SendAsync(route, json, Patience, CallTimeout, cancellationToken);

    private async Task<DiscordChannel?> PlaceAsync(string channelId, CancellationToken cancellationToken)
    {
        if (_places.TryGetValue(channelId, out var known))
        {
            return known;
        }

        var answer = await rest.SendAsync(DiscordRoute.Channel(channelId), json: null, Patience, CallTimeout, cancellationToken);
        if ((answer as DiscordAnswer.Done)?.Read<DiscordChannel>() is not { } channel)
        {
            return null;
        }

        if (_places.Count >= MostPlaces)
        {
            _places.Clear();
        }

        return _places[channelId] = channel;
    }

    /// <summary>The same nonce for the same question, so that an event that comes twice is answered once.</summary>
    private static string Answer(ChatMessage message, string messageId) =>
        PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            DiscordRenderer.WriteMessage(writer, message);
            writer.WriteStartObject("message_reference");
            writer.WriteString("message_id", messageId);
            writer.WriteBoolean("fail_if_not_exists", false);
            writer.WriteEndObject();
            writer.WriteString("nonce", Nonce.For("answer|" + messageId));
            writer.WriteBoolean("enforce_nonce", true);
            writer.WriteEndObject();
        });

    private static (string Text, bool MentionsUs) WithoutMention(string content, string userId)
    {
        var text = content
            .Replace($"<@{userId}>", " ", StringComparison.Ordinal)
            .Replace($"<@!{userId}>", " ", StringComparison.Ordinal);
        return (text.Trim(), text.Length != content.Length);
    }

    private static DiscordMessage? Read(JsonElement payload)
    {
        try
        {
            return DiscordJson.Read<DiscordMessage>(payload);
        }
        catch (JsonException)
        {
            // Nothing that Discord's documentation describes.
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordMessageUnanswered",
            Message = "The answer to message {MessageId} could not be posted: {Reason}"
        )]
        public static partial void NotAnswered(ILogger logger, string messageId, string reason);
    }
}
