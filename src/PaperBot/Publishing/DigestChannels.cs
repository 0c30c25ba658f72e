using PaperBot.Chat;

namespace PaperBot.Publishing;

/// <summary>The channels that get digests, and what their platforms say of them.</summary>
public sealed class DigestChannels(
    IEnumerable<ChannelSettings> channels,
    IEnumerable<IChatPlatform> platforms,
    Subscriptions subscriptions,
    TimeProvider time
)
{
    /// <summary>A limit that tells us to come back later than this is an outage for this run.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>What the settings name.</summary>
    public IReadOnlyList<ChannelSettings> Configured { get; } = [.. channels];

    /// <summary>Those of the settings as they stand there, and those that were put in from chat. Where both name one the settings win.</summary>
    public async Task<IReadOnlyList<ChannelSettings>> ListAsync(CancellationToken cancellationToken) =>
        [
            .. Configured,
            .. (await subscriptions.ReadAsync(cancellationToken)).Where(channel => !IsConfigured(channel.Platform, channel.Id)),
        ];

    /// <summary>Whether the settings name the channel, so that chat changes nothing about it.</summary>
    public bool IsConfigured(string platform, string channel) =>
        Configured.Any(settings => settings.Platform == platform && settings.Id == channel);

    /// <summary>All at once; a platform that lets us ask for so many a minute is waited for.</summary>
    public async Task<IReadOnlyList<ChannelTarget>> FindAsync(
        IEnumerable<ChannelSettings> wanted,
        CancellationToken cancellationToken
    ) => await Task.WhenAll(wanted.Select(channel => FindPatientlyAsync(channel, cancellationToken)));

    private async Task<ChannelTarget> FindPatientlyAsync(ChannelSettings channel, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            var target = await FindAsync(channel, cancellationToken);
            if (target is not ChannelTarget.OutOfReach { RetryAfter: { } wait } || time.GetElapsedTime(begun) + wait > Patience)
            {
                return target;
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    public async Task<ChannelTarget> FindAsync(ChannelSettings channel, CancellationToken cancellationToken)
    {
        var platform = platforms.FirstOrDefault(platform => platform.Name == channel.Platform);
        if (platform is null)
        {
            return new ChannelTarget.OutOfReach(channel, $"{channel.Platform} is not set up.");
        }

        return await platform.DescribeAsync(channel.Id, cancellationToken) switch
        {
            ChannelOutcome.Known known => new ChannelTarget.Found(
                channel,
                new DigestTarget(
                    new ChannelKey(channel.Platform, known.Workspace, channel.Id),
                    known.Name,
                    channel,
                    platform,
                    known.Threads,
                    known.Limits
                )
            ),
            ChannelOutcome.Refused refused => new ChannelTarget.OutOfReach(channel, $"{refused.Code}: {refused.Detail}"),
            ChannelOutcome.Unavailable unavailable => new ChannelTarget.OutOfReach(
                channel,
                unavailable.Reason,
                unavailable.RetryAfter
            ),
            var other => throw new InvalidOperationException($"An outcome that nobody has thought of: {other}."),
        };
    }
}

/// <summary>A channel as it was found.</summary>
public abstract record ChannelTarget(ChannelSettings Settings)
{
    public sealed record Found(ChannelSettings Settings, DigestTarget Target) : ChannelTarget(Settings);

    /// <summary>Nothing can be planned for it now; it is asked for again at the next run.</summary>
    public sealed record OutOfReach(ChannelSettings Settings, string Reason, TimeSpan? RetryAfter = null)
        : ChannelTarget(Settings);
}
