using System.Collections.Concurrent;
using System.Text.Json;
using PaperBot.Chat;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack;

/// <summary>Who we are in the workspace, and what its channels can do: learned from Slack, and channels forgotten after a while.</summary>
internal sealed class SlackWorkspace(SlackWebApi api, TimeProvider time)
{
    /// <summary>Channels are renamed, archived and left rarely, and what changes shows in the next post's answer anyway.</summary>
    private static readonly TimeSpan ChannelLife = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (ChannelOutcome.Known Channel, long At)> _channels = new(
        StringComparer.Ordinal
    );
    private volatile SlackIdentity? _identity;

    /// <summary>Null until Slack has told.</summary>
    public SlackIdentity? Identity => _identity;

    /// <summary>Our identity, or the answer that kept us from learning it.</summary>
    public async Task<(SlackIdentity? Identity, SlackAnswer? Problem)> LearnAsync(CancellationToken cancellationToken)
    {
        if (_identity is { } known)
        {
            return (known, null);
        }

        // Two callers may ask at once; both hear the same.
        var answer = await api.AuthTestAsync(cancellationToken);
        if (answer is not SlackAnswer.Done done)
        {
            return (null, answer);
        }

        _identity = SlackIdentity.Read(done);
        return (_identity, _identity is null ? new SlackAnswer.Unknown("auth.test names no team and no bot") : null);
    }

    public async Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken)
    {
        if (_channels.TryGetValue(channelId, out var cached) && time.GetElapsedTime(cached.At) < ChannelLife)
        {
            return cached.Channel;
        }

        var (identity, problem) = await LearnAsync(cancellationToken);
        if (identity is null)
        {
            return Failed(problem!);
        }

        var answer = await api.ChannelInfoAsync(channelId, cancellationToken);
        if (answer is not SlackAnswer.Done done)
        {
            return Failed(answer);
        }

        var outcome = Read(identity, done.Body.At("channel"), channelId);
        if (outcome is ChannelOutcome.Known known)
        {
            _channels[channelId] = (known, time.GetTimestamp());
        }

        return outcome;
    }

    /// <summary>Slack refused something in this channel, so what we believe about it is out of date.</summary>
    public void Forget(string channelId) => _channels.TryRemove(channelId, out _);

    public static ChannelOutcome Read(SlackIdentity identity, JsonElement channel, string channelId)
    {
        if (channel.IsTrue("is_archived"))
        {
            return new ChannelOutcome.Refused(RejectionReason.ChannelArchived, "is_archived", "the channel is archived");
        }

        // A conversation with one person has no members to be among.
        if (!channel.IsTrue("is_im") && !channel.IsTrue("is_member"))
        {
            return new ChannelOutcome.Refused(
                RejectionReason.NotInChannel,
                "not_in_channel",
                $"@{identity.UserName} is not a member of the channel"
            );
        }

        if (channel.IsTrue("is_read_only") || channel.IsTrue("is_thread_only") || channel.IsTrue("is_non_threadable"))
        {
            return new ChannelOutcome.Refused(
                RejectionReason.MissingPermission,
                "restricted_action",
                "the channel's posting rules keep apps from posting or from replying in threads"
            );
        }

        return new ChannelOutcome.Known(
            identity.TeamId,
            channel.Text("name") ?? channelId,
            ThreadModel.Implicit,
            SlackLimits.Message
        );
    }

    private static ChannelOutcome Failed(SlackAnswer answer) =>
        answer is SlackAnswer.Refused refused
            ? new ChannelOutcome.Refused(refused.Reason, refused.Error, refused.Detail)
            : new ChannelOutcome.Unavailable(answer.Describe(), (answer as SlackAnswer.Throttled)?.RetryAfter);
}

/// <summary>Our own installation, as <c>auth.test</c> tells it.</summary>
/// <param name="Address">The workspace's own address, <c>https://team.slack.com/</c>.</param>
internal sealed record SlackIdentity(
    string TeamId,
    string TeamName,
    Uri? Address,
    string UserId,
    string UserName,
    string? BotId,
    IReadOnlySet<string>? Scopes
)
{
    public static SlackIdentity? Read(SlackAnswer.Done answer) =>
        answer.Body.Text("team_id") is { } team && answer.Body.Text("user_id") is { } user
            ? new SlackIdentity(
                team,
                answer.Body.Text("team") ?? team,
                Uri.TryCreate(answer.Body.Text("url"), UriKind.Absolute, out var address) ? address : null,
                user,
                answer.Body.Text("user") ?? user,
                answer.Body.Text("bot_id"),
                answer.Scopes
            )
            : null;
}
