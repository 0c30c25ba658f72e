using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Admin;

/// <summary>Which channels get digests: shown, and changed by whoever administers them from within the channel itself.</summary>
public sealed class ChannelAdmin(DigestChannels channels, Subscriptions subscriptions)
{
    internal async Task<ChatMessage> ListAsync(AdminTexts texts, CancellationToken cancellationToken)
    {
        var wanted = await channels.ListAsync(cancellationToken);
        var lines = (await channels.FindAsync(wanted, cancellationToken)).Select(state =>
            state switch
            {
                ChannelTarget.Found usable =>
                    $"✓ {usable.Settings.Platform} #{usable.Target.Name} ({usable.Settings.Language.Code()})",
                ChannelTarget.OutOfReach unusable => $"× {unusable.Settings.Platform} {unusable.Settings.Id}: {unusable.Reason}",
                _ => throw new InvalidOperationException($"{state} is no state of a channel."),
            }
        );
        return new ChatMessage(
            texts.ChannelsTitle,
            [
                new ChatBlock.Heading(texts.ChannelsTitle),
                wanted.Count == 0
                    ? new ChatBlock.Paragraph(texts.NoChannels)
                    : new ChatBlock.Items([.. lines.Select(line => (RichText)line)]),
            ]
        );
    }

    /// <param name="language">Null keeps what the channel had, else takes the asker's.</param>
    internal async Task<string> SubscribeAsync(
        ChatOrigin origin,
        Language? language,
        Language asker,
        AdminTexts texts,
        CancellationToken cancellationToken
    )
    {
        var known = await FindAsync(origin, cancellationToken);
        var settings = new ChannelSettings
        {
            Platform = origin.Platform,
            Id = origin.ChannelId,
            Language = language ?? known?.Language ?? asker,
        };
        switch (await channels.FindAsync(settings, cancellationToken))
        {
            case ChannelTarget.OutOfReach unusable:
                return texts.CannotSubscribe(unusable.Reason);
            case ChannelTarget.Found found when known?.Language == settings.Language:
                return texts.AlreadySubscribed(found.Target.Name, settings.Language);
            case ChannelTarget.Found found:
                await subscriptions.SubscribeAsync(found.Target.Channel, settings.Language, origin.Actor, cancellationToken);
                return texts.Subscribed(found.Target.Name, settings.Language);
            case var other:
                throw new InvalidOperationException($"{other} is no state of a channel.");
        }
    }

    internal async Task<string> UnsubscribeAsync(ChatOrigin origin, AdminTexts texts, CancellationToken cancellationToken)
    {
        if (await FindAsync(origin, cancellationToken) is not { } known)
        {
            return texts.NotSubscribed;
        }

        // Needs nothing of the platform: a channel that cannot be reached any more can be given up all the same.
        var dropped = await subscriptions.UnsubscribeAsync(
            new ChannelKey(origin.Platform, origin.Workspace, origin.ChannelId),
            known.Language,
            origin.Actor,
            cancellationToken
        );
        return texts.Unsubscribed(dropped);
    }

    private async Task<ChannelSettings?> FindAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        (await channels.ListAsync(cancellationToken)).FirstOrDefault(channel =>
            channel.Platform == origin.Platform && channel.Id == origin.ChannelId
        );
}
