using PaperBot.Chat;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Channels;

/// <summary>Everything about Discord that an operator can get wrong, looked at one after the other.</summary>
internal sealed class Diagnosis(DiscordRest rest, DiscordIdentity identity, ChannelDirectory directory, DiscordSettings settings)
{
    private const long MessageContentFlags = (1 << 18) | (1 << 19);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    public async Task<IReadOnlyList<Finding>> LookAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var (self, failure) = await identity.AskAsync(cancellationToken);
        if (self is null)
        {
            findings.Add(Unreachable(failure!));
            return findings;
        }

        findings.Add(new Finding(FindingLevel.Well, "Discord: token", $"accepted; application {self.ApplicationId}"));
        findings.Add(Receiving(self));
        findings.Add(Intents(self));
        foreach (var guild in settings.GuildIds)
        {
            findings.Add(await GuildAsync(guild, self, cancellationToken));
        }

        foreach (var channel in channelIds)
        {
            findings.Add(await ChannelAsync(channel, self, cancellationToken));
        }

        findings.Add(
            new Finding(FindingLevel.Well, "Discord: invitation", ChannelPermissions.InvitationAddress(self.ApplicationId))
        );
        return findings;
    }

    private static Finding Unreachable(DiscordAnswer failure) =>
        failure is DiscordAnswer.Refused { Status: 401 }
            ? new Finding(
                FindingLevel.Wrong,
                "Discord: token",
                "refused by Discord",
                "Copy the token anew from the developer portal (Bot, Reset Token) and set Discord:Token"
            )
            : new Finding(FindingLevel.Wrong, "Discord: API", failure.Describe(), "Check the network and Discord:ApiBase");

    private Finding Receiving(DiscordSelf self) =>
        (settings.Receive, self.InteractionsEndpoint) switch
        {
            (DiscordReceive.Gateway, null) => new Finding(FindingLevel.Well, "Discord: receiving", "over the gateway"),
            (DiscordReceive.Gateway, { } endpoint) => new Finding(
                FindingLevel.Wrong,
                "Discord: receiving",
                $"the application sends its interactions to {endpoint}, so none come over the gateway",
                "Empty 'Interactions Endpoint URL' in the developer portal, or set Discord:Receive to http"
            ),
            (_, null) => new Finding(
                FindingLevel.Wrong,
                "Discord: receiving",
                "the application has no interactions endpoint, so nothing comes by HTTP",
                $"Enter the public address of this program followed by {settings.InteractionsPath} as 'Interactions Endpoint URL' in the developer portal"
            ),
            (_, { } endpoint) => new Finding(FindingLevel.Well, "Discord: receiving", $"by HTTP at {endpoint}"),
        };

    private Finding Intents(DiscordSelf self)
    {
        if (settings.Messages != DiscordMessages.None && settings.Receive == DiscordReceive.Http)
        {
            return new Finding(
                FindingLevel.Warning,
                "Discord: intents",
                "plain messages come over the gateway only, so none are read",
                "Set Discord:Messages to none, or Discord:Receive to gateway"
            );
        }

        return settings.Messages == DiscordMessages.Threads && (self.ApplicationFlags & MessageContentFlags) == 0
            ? new Finding(
                FindingLevel.Wrong,
                "Discord: intents",
                "the intent 'Message Content' is not switched on, so Discord would refuse the connection",
                "Switch it on in the developer portal under Bot, or set Discord:Messages to mentions or none"
            )
            : new Finding(FindingLevel.Well, "Discord: intents", "those that the settings need are there");
    }

    private async Task<Finding> GuildAsync(string guild, DiscordSelf self, CancellationToken cancellationToken)
    {
        var subject = $"Discord: server {guild}";
        if (!Snowflake.IsValid(guild))
        {
            return new Finding(
                FindingLevel.Wrong,
                subject,
                "is not the id of a server",
                "Set Discord:GuildIds to ids such as 1122334455667788990"
            );
        }

        var answer = await rest.SendAsync(DiscordRoute.Guild(guild), json: null, Timeout, Timeout, cancellationToken);
        return (answer as DiscordAnswer.Done)?.Read<DiscordGuild>() is { } known
            ? new Finding(FindingLevel.Well, subject, $"'{known.Name}'; the bot is a member")
            : new Finding(
                FindingLevel.Wrong,
                subject,
                $"cannot be read: {answer.Describe()}",
                $"Invite the bot: {ChannelPermissions.InvitationAddress(self.ApplicationId)}"
            );
    }

    private async Task<Finding> ChannelAsync(string id, DiscordSelf self, CancellationToken cancellationToken)
    {
        var subject = $"Discord: channel {id}";
        if (!Snowflake.IsValid(id))
        {
            return new Finding(
                FindingLevel.Wrong,
                subject,
                "is not the id of a channel",
                "Switch on Developer Mode in Discord, then 'Copy Channel ID' in the channel's menu"
            );
        }

        directory.Forget(id);
        switch (await directory.FindAsync(id, Timeout, cancellationToken))
        {
            case ChannelLookup.Found { Channel: var channel } when !ChannelPermissions.CanHoldDigest(channel.Type):
                return new Finding(
                    FindingLevel.Wrong,
                    subject,
                    $"'{channel.Name}' is a channel of type {channel.Type}",
                    "Choose a text, announcement or forum channel"
                );
            case ChannelLookup.Found { Channel: var channel }
                when (ChannelPermissions.Needed(channel.Type) & ~channel.Permissions) is var missing and not Permissions.None:
                return new Finding(
                    FindingLevel.Wrong,
                    subject,
                    $"in '{channel.Name}' the bot lacks: {ChannelPermissions.Names(missing)}",
                    $"Allow these for the bot in the channel's permissions, or invite it anew: {ChannelPermissions.InvitationAddress(self.ApplicationId)}"
                );
            case ChannelLookup.Found { Channel: { RequiresTag: true } forum }:
                return new Finding(
                    FindingLevel.Wrong,
                    subject,
                    $"the forum '{forum.Name}' requires a tag on every post",
                    "Switch off 'Require people to select tags when posting' in its settings"
                );
            case ChannelLookup.Found { Channel: var channel }:
                return new Finding(
                    FindingLevel.Well,
                    subject,
                    $"'{channel.Name}': {(channel.IsForum ? "a post" : "a thread")} for every paper; all permissions are there"
                );
            case ChannelLookup.Missing { Answer: var answer }:
                return new Finding(
                    FindingLevel.Wrong,
                    subject,
                    answer.Describe(),
                    $"Check the id, and that the bot is in that server: {ChannelPermissions.InvitationAddress(self.ApplicationId)}"
                );
            default:
                throw new InvalidOperationException("A look at a channel gives one of two answers.");
        }
    }
}
