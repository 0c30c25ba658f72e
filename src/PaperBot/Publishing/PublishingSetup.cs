using PaperBot.Settings;

namespace PaperBot.Publishing;

public static class PublishingSetup
{
    /// <summary>Planning, status and what else can be asked of the outbox; <see cref="Outbox"/> itself is hosted by whoever sends.</summary>
    public static IServiceCollection AddPublishing(this IServiceCollection services, PaperBotSettings settings) =>
        services
            .AddSingleton(settings.Outbox)
            .AddSingleton<IReadOnlyList<ChannelSettings>>(settings.Channels)
            .AddSingleton<OutboxSignal>()
            .AddSingleton<Outbox>();
}
