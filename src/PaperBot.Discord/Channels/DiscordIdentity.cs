using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Channels;

/// <summary>Who we are on Discord.</summary>
/// <param name="VerifyKey">The Ed25519 key, in hex, that requests to our endpoint are signed with.</param>
internal sealed record DiscordSelf(
    string ApplicationId,
    string UserId,
    string? VerifyKey,
    string? InteractionsEndpoint,
    long ApplicationFlags
);

/// <summary>Learns who we are, once.</summary>
internal sealed class DiscordIdentity(DiscordRest rest)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private DiscordSelf? _known;

    public DiscordSelf? Known => Volatile.Read(ref _known);

    /// <summary>The identity, or the answer that it failed with.</summary>
    public async Task<(DiscordSelf? Self, DiscordAnswer? Failure)> AskAsync(CancellationToken cancellationToken)
    {
        if (Known is { } known)
        {
            return (known, null);
        }

        var application = await rest.SendAsync(DiscordRoute.Application(), json: null, Patience, Timeout, cancellationToken);
        if ((application as DiscordAnswer.Done)?.Read<DiscordApplication>() is not { Id: not null } app)
        {
            return (null, application);
        }

        var user = await rest.SendAsync(DiscordRoute.Self(), json: null, Patience, Timeout, cancellationToken);
        if ((user as DiscordAnswer.Done)?.Read<DiscordUser>() is not { Id: not null } me)
        {
            return (null, user);
        }

        var self = new DiscordSelf(app.Id, me.Id, app.VerifyKey, app.InteractionsEndpointUrl, app.Flags);
        Volatile.Write(ref _known, self);
        return (self, null);
    }
}
