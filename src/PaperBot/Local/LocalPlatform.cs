using System.Data.Common;
using System.Globalization;
using PaperBot.Chat;
using PaperBot.Web;

namespace PaperBot.Local;

/// <summary>
/// The local workspace as a chat platform: what other platforms keep on their servers stands in the store here, and what people do
/// comes in over the workspace's page. Like the others it posts what it is told to, as often as it is told to.
/// </summary>
public sealed class LocalPlatform(LocalMessages messages, WebSettings web) : IChatPlatform
{
    private readonly TaskCompletionSource<LocalReceiver> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "local";

    public string Workspace => "local";

    public Task Ready => _ready.Task;

    public MessageLimits Limits => LocalLimits.Messages;

    /// <summary>What was posted is in the history at once: both are one row.</summary>
    public PostPacing Pacing { get; } = new() { Settle = TimeSpan.Zero };

    /// <summary>Who answers what people do; null until <see cref="RunAsync"/> was called.</summary>
    internal LocalReceiver? Receiver => _ready.Task.IsCompletedSuccessfully ? _ready.Task.Result : null;

    public async Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken)
    {
        _ready.TrySetResult(new LocalReceiver(commands, cancellationToken));
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop: requests are the page's, and it ends with the host.
        }
    }

    public Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken) =>
        Task.FromResult<ChannelOutcome>(
            LocalDirectory.FindChannel(channelId) is { } channel
                ? new ChannelOutcome.Known(Workspace, channel.Id, ThreadModel.Implicit, Limits)
                : new ChannelOutcome.Refused(RejectionReason.ChannelGone, "channel_not_found", NoSuchChannel(channelId))
        );

    public string Render(ChatMessage message, PostKind kind, string deliveryKey) =>
        new LocalBody(message, DeliveryMarker.For(deliveryKey)).Write();

    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal)
        {
            return refusal;
        }

        try
        {
            return request.Operation switch
            {
                PostOperation.Create => await CreateAsync(request, cancellationToken),
                PostOperation.Edit => await EditAsync(request, cancellationToken),
                PostOperation.Delete => await DeleteAsync(request, cancellationToken),
                _ => throw new ArgumentOutOfRangeException(nameof(request)),
            };
        }
        catch (DbException exception)
        {
            // Most failures of a database leave nothing behind, but one during the commit does not say.
            return new SendOutcome.Unknown(exception.Message);
        }
    }

    public async Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        if (LocalDirectory.FindChannel(request.ChannelId) is null)
        {
            return new HistoryOutcome.Unreadable(RejectionReason.ChannelGone, NoSuchChannel(request.ChannelId));
        }

        long thread = 0;
        if (request.ThreadId is not null && !TryNumber(request.ThreadId, out thread))
        {
            return new HistoryOutcome.Unreadable(
                RejectionReason.ThreadGone,
                $"'{request.ThreadId}' is no message of the workspace."
            );
        }

        try
        {
            var posts = await messages.ReadMarkedAsync(request.ChannelId, thread, request.Since, cancellationToken);
            return new HistoryOutcome.Read([
                .. posts.Select(post => new MarkedPost(
                    post.Marker,
                    Id(post.Number),
                    DateTimeOffset.FromUnixTimeMilliseconds(post.PostedAt)
                )),
            ]);
        }
        catch (DbException exception)
        {
            return new HistoryOutcome.Unavailable(RetryAfter: null, exception.Message);
        }
    }

    public Uri? Permalink(string channelId, string? threadId, string remoteId) =>
        new(web.Address, threadId is null ? $"#/{channelId}/{remoteId}" : $"#/{channelId}/{threadId}/{remoteId}");

    public Task<IReadOnlyList<Finding>> DiagnoseAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([
            new Finding(FindingLevel.Well, "local", $"The local workspace is served at {web.Address}"),
            .. channelIds.Select(id =>
                LocalDirectory.FindChannel(id) is null
                    ? new Finding(FindingLevel.Wrong, $"local:{id}", NoSuchChannel(id), $"Use one of {ChannelNames()}.")
                    : new Finding(FindingLevel.Well, $"local:{id}", $"#{id} stands.")
            ),
        ]);

    internal static string Id(long number) => number.ToString(CultureInfo.InvariantCulture);

    internal static bool TryNumber(string? id, out long number) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;

    private async Task<SendOutcome> CreateAsync(PostRequest request, CancellationToken cancellationToken)
    {
        long thread = 0;
        if (request.Kind == PostKind.Reply && !TryNumber(request.ThreadId, out thread))
        {
            return ThreadGone(request);
        }

        var marker = DeliveryMarker.For(request.DeliveryKey);
        return
            await messages.AddAsync(request.ChannelId, thread, LocalDirectory.Bot, marker, request.Body, cancellationToken)
                is { } number
            ? new SendOutcome.Sent(Id(number))
            : ThreadGone(request);
    }

    private async Task<SendOutcome> EditAsync(PostRequest request, CancellationToken cancellationToken) =>
        TryNumber(request.RemoteId, out var number)
        && await messages.EditAsync(request.ChannelId, number, request.Body, cancellationToken)
            ? new SendOutcome.Sent(request.RemoteId!)
            : new SendOutcome.Rejected(
                RejectionReason.MessageGone,
                "message_not_found",
                $"There is no message {request.RemoteId} in #{request.ChannelId}."
            );

    private async Task<SendOutcome> DeleteAsync(PostRequest request, CancellationToken cancellationToken)
    {
        if (!TryNumber(request.RemoteId, out var number))
        {
            return new SendOutcome.Rejected(
                RejectionReason.InvalidRequest,
                "invalid_id",
                $"'{request.RemoteId}' is no message id."
            );
        }

        // Gone is gone, whoever did it.
        await messages.DeleteAsync(request.ChannelId, number, cancellationToken);
        return new SendOutcome.Sent(request.RemoteId!);
    }

    private static SendOutcome.Rejected? Refuse(PostRequest request)
    {
        if (LocalDirectory.FindChannel(request.ChannelId) is null)
        {
            return new(RejectionReason.ChannelGone, "channel_not_found", NoSuchChannel(request.ChannelId));
        }

        if (request.Operation == PostOperation.Delete)
        {
            return null;
        }

        if (request.Kind == PostKind.Thread)
        {
            return new(RejectionReason.InvalidRequest, "invalid_kind", "Threads need no opening here.");
        }

        if (LocalBody.TryRead(request.Body) is not { } body || body.Marker != DeliveryMarker.For(request.DeliveryKey))
        {
            return new(RejectionReason.InvalidRequest, "invalid_body", "The body is not what Render made for this key.");
        }

        return LocalLimits.FindExcess(body.Message) is { } excess ? new(RejectionReason.TooLarge, "msg_too_long", excess) : null;
    }

    private static SendOutcome.Rejected ThreadGone(PostRequest request) =>
        new(
            RejectionReason.ThreadGone,
            "thread_not_found",
            $"There is no message {request.ThreadId} in #{request.ChannelId} to reply to."
        );

    private static string NoSuchChannel(string id) => $"The local workspace has no channel #{id}, only {ChannelNames()}.";

    private static string ChannelNames() => string.Join(" and ", LocalDirectory.Channels.Select(channel => "#" + channel.Id));
}

/// <summary>Who answers, and until when.</summary>
internal sealed record LocalReceiver(ICommandHandler Commands, CancellationToken Stopping);
