using PaperBot.Chat;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Channels;

/// <summary>Everything about Discord that an operator can get wrong, looked at one after the other.</summary>
internal sealed class Diagnosis(DiscordRest rest, DiscordIdentity identity, ChannelDirectory directory, DiscordSettings settings)
{
    private const long MessageContentFlags = (1 << 18) | (1 << 19);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private readonly DiagnosisTexts _texts = DiagnosisTexts.For(settings.OperatorLanguage);

    public async Task<IReadOnlyList<Finding>> LookAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var (self, failure) = await identity.AskAsync(cancellationToken);
        if (self is null)
        {
            findings.Add(
                failure is DiscordAnswer.Refused { Status: 401 }
                    ? Wrong(_texts.Token, _texts.TokenRefused, _texts.TokenRemedy)
                    : Wrong(_texts.Api, failure!.Describe(), _texts.ApiRemedy)
            );
            return findings;
        }

        findings.Add(Well(_texts.Token, _texts.TokenWorks(self.ApplicationId)));
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

        findings.Add(Well(_texts.Invitation, ChannelPermissions.InvitationAddress(self.ApplicationId)));
        return findings;
    }

    private Finding Receiving(DiscordSelf self) =>
        (settings.Receive, self.InteractionsEndpoint) switch
        {
            (DiscordReceive.Gateway, null) => Well(_texts.Receiving, _texts.OverGateway),
            (DiscordReceive.Gateway, { } endpoint) => Wrong(
                _texts.Receiving,
                _texts.GoesElsewhere(endpoint),
                _texts.GoesElsewhereRemedy
            ),
            (_, null) => Wrong(_texts.Receiving, _texts.NoEndpoint, _texts.NoEndpointRemedy(settings.InteractionsPath)),
            (_, { } endpoint) => Well(_texts.Receiving, _texts.ByHttp(endpoint)),
        };

    private Finding Intents(DiscordSelf self) =>
        settings.Messages != DiscordMessages.None && settings.Receive == DiscordReceive.Http
            ? new Finding(FindingLevel.Warning, _texts.Intents, _texts.IntentsByHttp, _texts.IntentsByHttpRemedy)
        : settings.Messages == DiscordMessages.Threads && (self.ApplicationFlags & MessageContentFlags) == 0
            ? Wrong(_texts.Intents, _texts.IntentMissing, _texts.IntentRemedy)
        : Well(_texts.Intents, _texts.IntentsWell);

    private async Task<Finding> GuildAsync(string guild, DiscordSelf self, CancellationToken cancellationToken)
    {
        var subject = _texts.Server(guild);
        if (!Snowflake.IsValid(guild))
        {
            return Wrong(subject, _texts.NotAnId, _texts.ServerIdRemedy);
        }

        var answer = await rest.SendAsync(DiscordRoute.Guild(guild), json: null, Timeout, Timeout, cancellationToken);
        return (answer as DiscordAnswer.Done)?.Read<DiscordGuild>() is { } known
            ? Well(subject, _texts.ServerWell(known.Name ?? guild))
            : Wrong(
                subject,
                _texts.Unreadable(answer.Describe()),
                _texts.InviteRemedy(ChannelPermissions.InvitationAddress(self.ApplicationId))
            );
    }

    private async Task<Finding> ChannelAsync(string id, DiscordSelf self, CancellationToken cancellationToken)
    {
        var subject = _texts.Channel(id);
        var invitation = ChannelPermissions.InvitationAddress(self.ApplicationId);
        if (!Snowflake.IsValid(id))
        {
            return Wrong(subject, _texts.NotAnId, _texts.ChannelIdRemedy);
        }

        directory.Forget(id);
        switch (await directory.FindAsync(id, Timeout, cancellationToken))
        {
            case ChannelLookup.Found { Channel: var channel } when !ChannelPermissions.CanHoldDigest(channel.Type):
                return Wrong(subject, _texts.WrongKind(channel.Name, channel.Type.ToString()), _texts.WrongKindRemedy);
            case ChannelLookup.Found { Channel: var channel }
                when (ChannelPermissions.Needed(channel.Type) & ~channel.Permissions) is var missing and not Permissions.None:
                return Wrong(
                    subject,
                    _texts.Lacks(channel.Name, ChannelPermissions.Names(missing)),
                    _texts.LacksRemedy(invitation)
                );
            case ChannelLookup.Found { Channel: { RequiresTag: true } forum }:
                return Wrong(subject, _texts.NeedsTag(forum.Name), _texts.NeedsTagRemedy);
            case ChannelLookup.Found { Channel: var channel }:
                return Well(subject, channel.IsForum ? _texts.ForumWell(channel.Name) : _texts.ThreadsWell(channel.Name));
            case ChannelLookup.Missing { Answer: var answer }:
                return Wrong(subject, answer.Describe(), _texts.ChannelRemedy(invitation));
            default:
                throw new InvalidOperationException("A look at a channel gives one of two answers.");
        }
    }

    private static Finding Well(string subject, string detail) => new(FindingLevel.Well, subject, detail);

    private static Finding Wrong(string subject, string detail, string remedy) =>
        new(FindingLevel.Wrong, subject, detail, remedy);
}
