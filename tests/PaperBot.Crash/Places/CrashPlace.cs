using PaperBot.Fakes.Loopback;
using PaperBot.Publishing;

namespace PaperBot.Crash;

/// <summary>A post as it stands in a channel.</summary>
/// <param name="Thread">The id of the post whose thread it stands in; null in the channel itself.</param>
/// <param name="Order">Grows in the order of acceptance.</param>
/// <param name="Says">Whether it says what a delivery's body says.</param>
internal sealed record StandingPost(string Id, string Marker, string? Thread, long Order, Func<string, bool> Says);

/// <summary>A stand-in platform under trial: its channels, what goes wrong in them, and what stands there.</summary>
internal abstract class CrashPlace : IAsyncDisposable
{
    /// <summary><c>board</c>, <c>slack</c> or <c>discord</c>.</summary>
    public abstract string Name { get; }

    /// <summary>How a channel's key in the store begins: platform and workspace.</summary>
    public abstract string Installation { get; }

    public abstract FaultScript Script { get; }

    public abstract IReadOnlyList<string> Channels { get; }

    /// <summary>What a node needs to know to speak to it.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Parts that a digest of <see cref="CrashWeek"/> has here, the openings of threads included.</summary>
    public virtual int Parts => CrashWeek.Posts;

    public abstract IReadOnlyList<StandingPost> Standing(string channel);

    /// <summary>Ids of posts that a moderator removed.</summary>
    public abstract IReadOnlySet<string> RemovedByModerator(string channel);

    /// <summary>Copies of posts that stood beside another one for a while.</summary>
    public abstract int Copies();

    /// <summary>Nothing is still on its way.</summary>
    public virtual bool IsQuiet => true;

    /// <summary>What a client should not have done.</summary>
    public virtual IReadOnlyCollection<string> Complaints => [];

    /// <summary>A node was killed, with what it had been told and not stored yet.</summary>
    public virtual void NodeDied() { }

    /// <summary>What a post that meets the trouble is held for.</summary>
    public abstract HoldReason Expected(Trouble trouble);

    public virtual void Remedy() => Script.Remedy();

    public abstract ValueTask DisposeAsync();

    /// <summary>When a channel's posts were accepted, in their order.</summary>
    public virtual IReadOnlyList<DateTimeOffset> PostsOf(string channel) => [];

    public static Task<CrashPlace> OpenAsync(CrashOptions options, int seed, CancellationToken cancellationToken)
    {
        var script = new FaultScript(seed, options.FaultShare, options.FaultsPerChannel);
        // Late by less than a look is believed after, or by more, so that only the second one finds it.
        var lag = TimeSpan.FromMilliseconds(new[] { 0, 300, 800, 1500 }[(uint)seed % 4]);
        return options.Platform switch
        {
            "slack" => SlackPlace.StartAsync(options.Channels, script, lag, cancellationToken),
            "discord" => DiscordPlace.StartAsync(options.Channels, script, lag, cancellationToken),
            _ => BoardPlace.StartAsync(options.Channels, script, lag, cancellationToken),
        };
    }
}
