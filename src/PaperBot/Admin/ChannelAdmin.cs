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
                    $"✓ {usable.Settings.Platform} #{usable.Target.Name}: {Profile(usable.Settings, texts)}",
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

    /// <param name="asker">The language of digests where neither the wish nor the channel says one.</param>
    internal async Task<string> SubscribeAsync(
        ChatOrigin origin,
        ChannelWish wish,
        Language asker,
        AdminTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (channels.IsConfigured(origin.Platform, origin.ChannelId))
        {
            return texts.FixedBySettings;
        }

        var known = await FindAsync(origin, cancellationToken);
        var settings = wish.ApplyTo(
            known
                ?? new ChannelSettings
                {
                    Platform = origin.Platform,
                    Id = origin.ChannelId,
                    Language = asker,
                }
        );
        switch (await channels.FindAsync(settings, cancellationToken))
        {
            case ChannelTarget.OutOfReach unusable:
                return texts.CannotSubscribe(unusable.Reason);
            case ChannelTarget.Found found when known is not null && Profile(known, texts) == Profile(settings, texts):
                return texts.AlreadySubscribed(found.Target.Name, Profile(settings, texts));
            case ChannelTarget.Found found:
                await subscriptions.SubscribeAsync(found.Target.Channel, settings, origin.Actor, cancellationToken);
                return texts.Subscribed(found.Target.Name, Profile(settings, texts));
            case var other:
                throw new InvalidOperationException($"{other} is no state of a channel.");
        }
    }

    internal async Task<string> UnsubscribeAsync(ChatOrigin origin, AdminTexts texts, CancellationToken cancellationToken)
    {
        if (channels.IsConfigured(origin.Platform, origin.ChannelId))
        {
            return texts.FixedBySettings;
        }

        if (await FindAsync(origin, cancellationToken) is not { } known)
        {
            return texts.NotSubscribed;
        }

        // Needs nothing of the platform: a channel that cannot be reached any more can be given up all the same.
        var dropped = await subscriptions.UnsubscribeAsync(
            new ChannelKey(origin.Platform, origin.Workspace, origin.ChannelId),
            known,
            origin.Actor,
            cancellationToken
        );
        return texts.Unsubscribed(dropped);
    }

    /// <summary>What a channel gets, in one line.</summary>
    private string Profile(ChannelSettings settings, AdminTexts texts) =>
        string.Join(
            texts.Comma,
            new[]
            {
                texts.In(settings.Language),
                texts.AtMost(settings.MaxPapers),
                Listed(texts.Wanted, settings.Include),
                Listed(texts.Muted, settings.Exclude),
                Listed(texts.Authors, settings.Authors),
                Listed(texts.Categories, settings.Categories),
                settings.Schedule is null && settings.TimeZone is null ? "" : $"{settings.Schedule} {settings.TimeZone}".Trim(),
                channels.IsConfigured(settings.Platform, settings.Id) ? texts.BySettings : "",
            }.Where(words => words.Length > 0)
        );

    private static string Listed(string name, IReadOnlyList<string> words) =>
        words.Count == 0 ? "" : $"{name} {string.Join("/", words)}";

    private async Task<ChannelSettings?> FindAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        (await channels.ListAsync(cancellationToken)).FirstOrDefault(channel =>
            channel.Platform == origin.Platform && channel.Id == origin.ChannelId
        );
}
