using PaperBot.Chat;

namespace PaperBot.Crash;

/// <summary>The control: every answer that is not clear is taken for "not sent".</summary>
internal sealed class BlindPlatform(IChatPlatform inner) : IChatPlatform
{
    public string Name => inner.Name;

    public string? Workspace => inner.Workspace;

    public Task Ready => inner.Ready;

    public MessageLimits Limits => inner.Limits;

    public PostPacing Pacing => inner.Pacing;

    public Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken) =>
        inner.RunAsync(commands, cancellationToken);

    public Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken) =>
        inner.DescribeAsync(channelId, cancellationToken);

    public string Render(ChatMessage message, PostKind kind, string deliveryKey) => inner.Render(message, kind, deliveryKey);

    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await inner.SendAsync(request, cancellationToken);
            return outcome is SendOutcome.Unknown unknown
                ? new SendOutcome.NotSent(TimeSpan.FromMilliseconds(100), WaitScope.Request, unknown.Reason)
                : outcome;
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.NotSent(TimeSpan.FromMilliseconds(100), WaitScope.Request, "No answer in time.");
        }
    }

    public Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        inner.ReadHistoryAsync(request, cancellationToken);

    public Uri? Permalink(string channelId, string? threadId, string remoteId) => inner.Permalink(channelId, threadId, remoteId);

    public Task<IReadOnlyList<Finding>> DiagnoseAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken) =>
        inner.DiagnoseAsync(channelIds, cancellationToken);
}
