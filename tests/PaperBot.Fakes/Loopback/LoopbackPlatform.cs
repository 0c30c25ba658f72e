using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using PaperBot.Chat;

namespace PaperBot.Fakes.Loopback;

/// <summary>The client of <see cref="LoopbackServer"/>: sorts its answers into outcomes as the real adapters do, and repeats nothing.</summary>
public sealed class LoopbackPlatform(HttpClient http) : IChatPlatform
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private sealed record Answer(string? Id, string? Reason);

    public string Name => "loopback";

    public string Workspace => "W1";

    public Task Ready => Task.CompletedTask;

    public PostPacing Pacing { get; init; } = PostPacing.Unlimited;

    public MessageLimits Limits => SampleLimits.Slack;

    public Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken) =>
        Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);

    public Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken) =>
        Task.FromResult<ChannelOutcome>(new ChannelOutcome.Known(Workspace, channelId, ThreadModel.Implicit, Limits));

    public string Render(ChatMessage message, PostKind kind, string deliveryKey) =>
        BoardPlatform.RenderBody(message, deliveryKey);

    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsJsonAsync($"/{request.ChannelId}/requests", request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.TooManyRequests)
            {
                return new SendOutcome.NotSent(RetryAfter(response), WaitScope.Channel, "429");
            }

            if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.BadRequest))
            {
                return new SendOutcome.Unknown(response.StatusCode.ToString());
            }

            return await response.Content.ReadFromJsonAsync<Answer>(Json, cancellationToken) switch
            {
                { Id: { } id } => new SendOutcome.Sent(id),
                { Reason: { } reason } => new SendOutcome.Rejected(Enum.Parse<RejectionReason>(reason), reason, ""),
                _ => new SendOutcome.Unknown("The answer says nothing."),
            };
        }
        catch (HttpRequestException exception)
            when (exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused })
        {
            return new SendOutcome.NotSent(null, WaitScope.Request, exception.Message);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException)
        {
            return new SendOutcome.Unknown(exception.Message);
        }
    }

    public async Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"/{request.ChannelId}/history?since={request.Since.ToUnixTimeMilliseconds()}{(request.ThreadId is null ? "" : "&thread=" + request.ThreadId)}"
        );
        try
        {
            using var response = await http.GetAsync(new Uri(query, UriKind.Relative), cancellationToken);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => new HistoryOutcome.Read(
                    (await response.Content.ReadFromJsonAsync<List<MarkedPost>>(Json, cancellationToken))!
                )
                {
                    AsOf = response.Headers.Date,
                },
                HttpStatusCode.Forbidden => new HistoryOutcome.Unreadable(RejectionReason.MissingPermission, "403"),
                _ => new HistoryOutcome.Unavailable(null, response.StatusCode.ToString()),
            };
        }
        catch (HttpRequestException exception)
        {
            return new HistoryOutcome.Unavailable(null, exception.Message);
        }
    }

    public Uri? Permalink(string channelId, string? threadId, string remoteId) =>
        new($"https://board.example/{channelId}/{remoteId}");

    public Task<IReadOnlyList<Finding>> DiagnoseAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);

    private static TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Retry-After", out var values)
        && double.TryParse(values.First(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
