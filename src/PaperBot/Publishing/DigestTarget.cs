using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Publishing;

/// <summary>A channel that a digest is made for, with what its platform says of it.</summary>
public sealed record DigestTarget(
    ChannelKey Channel,
    string Name,
    ChannelSettings Settings,
    IChatPlatform Platform,
    ThreadModel Threads,
    MessageLimits Limits
)
{
    public Language Language => Settings.Language;
}
