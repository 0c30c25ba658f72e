using PaperBot.Settings;

namespace PaperBot.Publishing;

public static class PublishingSetup
{
    /// <summary>Planning, status and what else can be asked of the outbox; <see cref="Outbox"/> itself is hosted by whoever sends.</summary>
    public static IServiceCollection AddPublishing(this IServiceCollection services, PaperBotSettings settings) =>
        settings
            .Channels.Aggregate(services, (all, channel) => all.AddSingleton(channel))
            .AddSingleton(settings.Outbox)
            .AddSingleton<OutboxSignal>()
            .AddSingleton<Subscriptions>()
            .AddSingleton<DigestChannels>()
            .AddSingleton<Publisher>()
            .AddSingleton<DigestLedger>()
            .AddSingleton<DeliveryStatus>()
            .AddSingleton<NewestDigests>()
            .AddSingleton<Pauses>()
            .AddSingleton<RunRequests>()
            .AddSingleton<Outbox>()
            .AddSingleton<Auditor>();
}
