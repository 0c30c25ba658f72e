using System.Collections.Concurrent;
using PaperBot.Chat;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Channels;

/// <summary>What we know about one channel.</summary>
internal sealed record ChannelFacts(string Id, string GuildId, string Name, ChannelType Type, int Flags, Permissions Permissions)
{
    private const int RequireTag = 1 << 4;

    public bool IsForum => ChannelPermissions.IsForum(Type);

    public bool RequiresTag => IsForum && (Flags & RequireTag) != 0;
}

/// <summary>What a look at a channel gave.</summary>
internal abstract record ChannelLookup
{
    private ChannelLookup() { }

    public sealed record Found(ChannelFacts Channel) : ChannelLookup;

    public sealed record Missing(DiscordAnswer Answer) : ChannelLookup;
}

/// <summary>
/// The type and our permissions of the channels that we post to, read guild by guild and kept for some minutes: four requests for all
/// channels of a guild. Nothing else of Discord's state is kept.
/// </summary>
internal sealed class ChannelDirectory(DiscordRest rest, DiscordIdentity identity, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (ChannelFacts Facts, long At)> _channels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _guilds = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reading = new(1);

    /// <summary>The guild of a channel seen before, however long ago: a channel never moves to another.</summary>
    public string? GuildOf(string channelId) => _guilds.GetValueOrDefault(channelId);

    public bool? IsForum(string channelId) => _channels.TryGetValue(channelId, out var entry) ? entry.Facts.IsForum : null;

    /// <summary>Something was refused or changed there, so what is kept may be wrong.</summary>
    public void Forget(string channelId)
    {
        if (_channels.TryRemove(channelId, out var entry))
        {
            ForgetGuild(entry.Facts.GuildId);
        }
    }

    public void ForgetGuild(string guildId)
    {
        foreach (var (id, entry) in _channels)
        {
            if (entry.Facts.GuildId == guildId)
            {
                _channels.TryRemove(id, out _);
            }
        }
    }

    public async Task<ChannelLookup> FindAsync(string channelId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Fresh(channelId) is { } known)
        {
            return new ChannelLookup.Found(known);
        }

        // One reader at a time: the first one brings the whole guild for the others.
        var started = time.GetTimestamp();
        if (!await _reading.WaitAsync(timeout, cancellationToken))
        {
            return new ChannelLookup.Missing(new DiscordAnswer.NotWritten("the look at another channel takes too long"));
        }

        try
        {
            if (Fresh(channelId) is { } read)
            {
                return new ChannelLookup.Found(read);
            }

            return await ReadAsync(channelId, timeout - time.GetElapsedTime(started), cancellationToken);
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private ChannelFacts? Fresh(string channelId) =>
        _channels.TryGetValue(channelId, out var entry) && time.GetElapsedTime(entry.At) < Life ? entry.Facts : null;

    private async Task<ChannelLookup> ReadAsync(string channelId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var (self, failure) = await identity.AskAsync(cancellationToken);
        if (self is null)
        {
            return new ChannelLookup.Missing(failure!);
        }

        if (!_guilds.TryGetValue(channelId, out var guildId))
        {
            var answer = await AskAsync(DiscordRoute.Channel(channelId));
            if ((answer as DiscordAnswer.Done)?.Read<DiscordChannel>() is not { } channel)
            {
                return new ChannelLookup.Missing(
                    answer is DiscordAnswer.Refused { Code: DiscordErrors.MissingAccess } hidden
                        ? hidden with
                        {
                            Detail = "The bot cannot see this channel: it is not in the server, or lacks View Channel",
                        }
                        : answer
                );
            }

            if (channel.GuildId is null)
            {
                return new ChannelLookup.Missing(
                    new DiscordAnswer.Refused(400, 50024, "this channel does not belong to a server")
                );
            }

            guildId = channel.GuildId;
        }

        var guildAnswer = await AskAsync(DiscordRoute.Guild(guildId));
        var memberAnswer = await AskAsync(DiscordRoute.Member(guildId, self.UserId));
        var channelsAnswer = await AskAsync(DiscordRoute.GuildChannels(guildId));
        if (
            (guildAnswer as DiscordAnswer.Done)?.Read<DiscordGuild>() is not { } guild
            || (memberAnswer as DiscordAnswer.Done)?.Read<DiscordMember>() is not { } member
            || (channelsAnswer as DiscordAnswer.Done)?.Read<DiscordChannel[]>() is not { } channels
        )
        {
            return new ChannelLookup.Missing(
                guildAnswer is not DiscordAnswer.Done ? guildAnswer
                : memberAnswer is not DiscordAnswer.Done ? memberAnswer
                : channelsAnswer
            );
        }

        var now = time.GetTimestamp();
        foreach (var one in channels)
        {
            var permissions = ChannelPermissions.Of(guild, member.Roles ?? [], self.UserId, one.PermissionOverwrites ?? []);
            _guilds[one.Id] = guildId;
            _channels[one.Id] = (new ChannelFacts(one.Id, guildId, one.Name ?? one.Id, one.Type, one.Flags, permissions), now);
        }

        return _channels.TryGetValue(channelId, out var found)
            ? new ChannelLookup.Found(found.Facts)
            : new ChannelLookup.Missing(
                new DiscordAnswer.Refused(404, DiscordErrors.UnknownChannel, "there is no such channel in its server")
            );

        Task<DiscordAnswer> AskAsync(DiscordRoute route) =>
            rest.SendAsync(route, json: null, Patience, timeout - time.GetElapsedTime(started), cancellationToken);
    }
}
