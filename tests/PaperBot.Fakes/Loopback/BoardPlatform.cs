using System.Collections.Concurrent;
using System.Text.Json;
using PaperBot.Chat;

namespace PaperBot.Fakes.Loopback;

/// <summary>
/// A chat platform within the test's own process, on a <see cref="ChatBoard"/>. A test puts itself between request and answer with
/// <see cref="Interfere"/> and sees every request in <see cref="Requests"/>.
/// </summary>
public sealed class BoardPlatform(ChatBoard board, TimeProvider time) : IChatPlatform
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly ConcurrentQueue<PostRequest> _requests = new();

    /// <summary>What a request's body holds.</summary>
    public sealed record Body(string Marker, string Text);

    /// <summary>Called with each request and with what carries it out; whatever it returns is the answer.</summary>
    public Func<PostRequest, Func<SendOutcome>, CancellationToken, Task<SendOutcome>> Interfere { get; set; } =
        static (_, carryOut, _) => Task.FromResult(carryOut());

    /// <summary>Called with each look and what the board shows.</summary>
    public Func<HistoryRequest, HistoryOutcome, HistoryOutcome> Show { get; set; } = static (_, outcome) => outcome;

    public IReadOnlyCollection<PostRequest> Requests => _requests;

    public ConcurrentQueue<HistoryRequest> Looks { get; } = new();

    public ThreadModel Threads { get; set; } = ThreadModel.Implicit;

    public string Name { get; init; } = "board";

    public string? Workspace { get; init; } = "W1";

    public Task Ready => Task.CompletedTask;

    public PostPacing Pacing { get; set; } = new() { Settle = TimeSpan.FromSeconds(2) };

    public MessageLimits Limits { get; } =
        new()
        {
            MessageLength = 4000,
            Blocks = 40,
            BlockLength = 3000,
            HeadingLength = 150,
            ButtonLabelLength = 75,
            SelectOptions = 25,
            OptionLength = 75,
            Controls = 5,
        };

    public Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    /// <summary>What the next questions about a channel are answered with, before they are answered as they should be.</summary>
    public ConcurrentQueue<ChannelOutcome> DescribeNext { get; } = new();

    public Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken) =>
        Task.FromResult(
            DescribeNext.TryDequeue(out var next) ? next : new ChannelOutcome.Known(Workspace ?? "W1", channelId, Threads, Limits)
        );

    public string Render(ChatMessage message, PostKind kind, string deliveryKey) => RenderBody(message, deliveryKey);

    public static string RenderBody(ChatMessage message, string deliveryKey) =>
        JsonSerializer.Serialize(new Body(DeliveryMarker.For(deliveryKey), Words(message)), Json);

    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken)
    {
        _requests.Enqueue(request);
        return await Interfere(request, () => CarryOut(board, request), cancellationToken);
    }

    public static SendOutcome CarryOut(ChatBoard board, PostRequest request)
    {
        var body = request.Body.Length > 0 ? JsonSerializer.Deserialize<Body>(request.Body, Json)! : new Body("", "");
        return request.Operation switch
        {
            PostOperation.Create when request.Kind == PostKind.Reply && !board.Stands(request.ThreadId!) =>
                new SendOutcome.Rejected(RejectionReason.ThreadGone, "thread_not_found", "There is no such thread."),
            PostOperation.Create => new SendOutcome.Sent(
                board.Create(request.ChannelId, request.ThreadId, request.Kind, body.Marker, body.Text) is var post
                && post.Number < 0
                    ? request.ThreadId!
                    : post.Id
            ),
            PostOperation.Edit => board.Edit(request.RemoteId!, body.Text) ? new SendOutcome.Sent(request.RemoteId!) : Missing(),
            _ => board.Remove(request.RemoteId!) ? new SendOutcome.Sent(request.RemoteId!) : Missing(),
        };
    }

    public Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        Looks.Enqueue(request);
        var posts = board.History(request.ChannelId, request.ThreadId, request.Since);
        return Task.FromResult(
            Show(
                request,
                new HistoryOutcome.Read([.. posts.Select(post => new MarkedPost(post.Marker, post.Id, post.PostedAt))])
                {
                    AsOf = time.GetUtcNow(),
                }
            )
        );
    }

    public Uri? Permalink(string channelId, string? threadId, string remoteId) =>
        new($"https://board.example/{channelId}/{remoteId}");

    public Task<IReadOnlyList<Finding>> DiagnoseAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    private static SendOutcome.Rejected Missing() =>
        new(RejectionReason.MessageGone, "message_not_found", "There is no such post.");

    private static string Words(ChatMessage message) =>
        string.Join(
            '\n',
            message.Blocks.Select(block =>
                block switch
                {
                    ChatBlock.Heading heading => heading.Text,
                    ChatBlock.Paragraph paragraph => Words(paragraph.Text),
                    ChatBlock.Items items => string.Join('\n', items.Lines.Select(Words)),
                    ChatBlock.Quote quote => Words(quote.Text),
                    ChatBlock.Context context => Words(context.Text),
                    ChatBlock.Code code => code.Text,
                    _ => "",
                }
            )
        );

    private static string Words(RichText text) =>
        string.Concat(
            text.Parts.Select(part =>
                part is Inline.Link { Target.Scheme: "https" } link ? $"{link.Label}<{link.Target}>" : part.Words
            )
        );
}
