using PaperBot.Chat;
using PaperBot.Settings;

namespace PaperBot;

/// <summary>
/// A platform whose words hold no secret. What a platform says of a refusal is logged, stored beside the post and shown to admins, and
/// nobody promises that it does not repeat the token it was sent.
/// </summary>
internal sealed class RedactingPlatform(IChatPlatform platform, Redactor redactor) : IChatPlatform
{
    public string Name => platform.Name;

    public string? Workspace => platform.Workspace;

    public Task Ready => platform.Ready;

    public MessageLimits Limits => platform.Limits;

    public PostPacing Pacing => platform.Pacing;

    public Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken) =>
        platform.RunAsync(commands, cancellationToken);

    public async Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken) =>
        await platform.DescribeAsync(channelId, cancellationToken) switch
        {
            ChannelOutcome.Refused refused => refused with
            {
                Code = redactor.Clean(refused.Code),
                Detail = redactor.Clean(refused.Detail),
            },
            ChannelOutcome.Unavailable unavailable => new ChannelOutcome.Unavailable(redactor.Clean(unavailable.Reason)),
            var outcome => outcome,
        };

    public string Render(ChatMessage message, PostKind kind, string deliveryKey) => platform.Render(message, kind, deliveryKey);

    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken) =>
        await platform.SendAsync(request, cancellationToken) switch
        {
            SendOutcome.NotSent later => later with { Reason = redactor.Clean(later.Reason) },
            SendOutcome.Unknown unknown => unknown with { Reason = redactor.Clean(unknown.Reason) },
            SendOutcome.Rejected refused => refused with
            {
                Code = redactor.Clean(refused.Code),
                Detail = redactor.Clean(refused.Detail),
            },
            var outcome => outcome,
        };

    public async Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        await platform.ReadHistoryAsync(request, cancellationToken) switch
        {
            HistoryOutcome.Unreadable refused => refused with { Detail = redactor.Clean(refused.Detail) },
            HistoryOutcome.Unavailable later => later with { Reason = redactor.Clean(later.Reason) },
            var outcome => outcome,
        };

    public Uri? Permalink(string channelId, string? threadId, string remoteId) =>
        platform.Permalink(channelId, threadId, remoteId);

    public async Task<IReadOnlyList<Finding>> DiagnoseAsync(
        IReadOnlyList<string> channelIds,
        CancellationToken cancellationToken
    ) =>
        [
            .. (await platform.DiagnoseAsync(channelIds, cancellationToken)).Select(finding =>
                finding with
                {
                    Detail = redactor.Clean(finding.Detail),
                    Remedy = redactor.CleanOrNull(finding.Remedy),
                }
            ),
        ];
}
