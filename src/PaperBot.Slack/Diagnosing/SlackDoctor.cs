using PaperBot.Chat;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Diagnosing;

/// <summary>Looks at everything that an operator can get wrong, and says of each what to do.</summary>
internal sealed class SlackDoctor(SlackSettings settings, SlackWebApi api)
{
    private readonly DoctorTexts _texts = DoctorTexts.For(settings.OperatorLanguage);

    public async Task<IReadOnlyList<Finding>> ExamineAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        var answer = await api.AuthTestAsync(cancellationToken);
        var identity = answer is SlackAnswer.Done done ? SlackIdentity.Read(done) : null;
        findings.Add(Token(answer, identity));
        if (identity is not null)
        {
            findings.AddRange(Scopes(identity));
        }

        findings.Add(settings.Receive is SlackReceive.Socket ? await AppTokenAsync(cancellationToken) : Signing());
        if (identity is not null)
        {
            foreach (var channelId in channelIds)
            {
                findings.Add(await ChannelAsync(channelId, identity, cancellationToken));
            }
        }

        return findings;
    }

    private Finding Token(SlackAnswer answer, SlackIdentity? identity) =>
        (answer, identity) switch
        {
            (_, { } known) => new Finding(FindingLevel.Well, _texts.Token, _texts.TokenWorks(known.TeamName, known.UserName)),
            (SlackAnswer.Refused refused, _) => new Finding(
                FindingLevel.Wrong,
                _texts.Token,
                _texts.TokenRefused(refused.Detail),
                _texts.TokenRemedy
            ),
            _ => Unreachable(_texts.Token, answer),
        };

    private List<Finding> Scopes(SlackIdentity identity)
    {
        if (identity.Scopes is not { } scopes)
        {
            return [new Finding(FindingLevel.Warning, _texts.Scopes, _texts.ScopesUnknown)];
        }

        var findings = SlackScope
            .Needed.Where(scope => !scopes.Contains(scope.Name))
            .Select(scope => new Finding(FindingLevel.Wrong, _texts.Scopes, _texts.ScopesMissing(scope), _texts.ScopesRemedy))
            .ToList();
        if (findings.Count == 0)
        {
            findings.Add(new Finding(FindingLevel.Well, _texts.Scopes, _texts.ScopesComplete));
        }

        var extra = scopes
            .Except(SlackScope.Needed.Select(scope => scope.Name), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (extra.Count > 0)
        {
            findings.Add(
                new Finding(
                    FindingLevel.Warning,
                    _texts.Scopes,
                    _texts.ScopesExtra(string.Join(", ", extra)),
                    _texts.ScopesExtraRemedy
                )
            );
        }

        return findings;
    }

    /// <summary>Asks for an address and leaves it unused; it expires by itself.</summary>
    private async Task<Finding> AppTokenAsync(CancellationToken cancellationToken)
    {
        if (settings.AppToken is null)
        {
            return new Finding(FindingLevel.Wrong, _texts.AppToken, _texts.AppTokenMissing, _texts.AppTokenRemedy);
        }

        return await api.OpenConnectionAsync(cancellationToken) switch
        {
            SlackAnswer.Done => new Finding(FindingLevel.Well, _texts.AppToken, _texts.AppTokenWorks),
            SlackAnswer.Refused refused => new Finding(
                FindingLevel.Wrong,
                _texts.AppToken,
                _texts.TokenRefused(refused.Detail),
                _texts.AppTokenRemedy
            ),
            var other => Unreachable(_texts.AppToken, other),
        };
    }

    private Finding Signing() =>
        settings.SigningSecret is null
            ? new Finding(FindingLevel.Wrong, _texts.Signing, _texts.SigningMissing, _texts.SigningRemedy)
            : new Finding(FindingLevel.Well, _texts.Signing, _texts.SigningSet);

    private async Task<Finding> ChannelAsync(string channelId, SlackIdentity identity, CancellationToken cancellationToken)
    {
        var subject = _texts.Channel(channelId);
        var answer = await api.ChannelInfoAsync(channelId, cancellationToken);
        if (answer is not SlackAnswer.Done done)
        {
            return answer switch
            {
                SlackAnswer.Refused { Reason: RejectionReason.ChannelGone } => Wrong(
                    _texts.ChannelUnknown,
                    _texts.ChannelUnknownRemedy(identity.UserName)
                ),
                SlackAnswer.Refused refused => Wrong(refused.Detail, _texts.ScopesRemedy),
                _ => Unreachable(subject, answer),
            };
        }

        switch (SlackWorkspace.Read(identity, done.Body.At("channel"), channelId))
        {
            case ChannelOutcome.Refused { Reason: RejectionReason.ChannelArchived }:
                return Wrong(_texts.Archived, _texts.ArchivedRemedy);
            case ChannelOutcome.Refused { Reason: RejectionReason.NotInChannel }:
                return Wrong(_texts.NotMember, _texts.NotMemberRemedy(identity.UserName));
            case ChannelOutcome.Refused refused:
                return Wrong(_texts.NoPosting(refused.Detail), _texts.NoPostingRemedy);
            case ChannelOutcome.Known known:
                var history = await api.HistoryAsync(channelId, null, null, null, 1, cancellationToken);
                return history is SlackAnswer.Done
                    ? new Finding(FindingLevel.Well, subject, _texts.ChannelWell(known.Name))
                    : Wrong(_texts.NoHistory(history.Describe()), _texts.NoHistoryRemedy);
            default:
                return Unreachable(subject, answer);
        }

        Finding Wrong(string detail, string remedy) => new(FindingLevel.Wrong, subject, detail, remedy);
    }

    private Finding Unreachable(string subject, SlackAnswer answer) =>
        new(FindingLevel.Wrong, subject, _texts.Unreachable(answer.Describe()), _texts.UnreachableRemedy);
}
