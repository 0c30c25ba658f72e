using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack;

/// <summary>
/// Sends what the outbox decided on, one request each, and sorts every answer into one of four outcomes. One case takes a second request:
/// Slack fetches pictures before it takes a post, and refuses the whole post where it cannot; nothing was posted then, and the
/// same post goes without them.
/// </summary>
internal sealed partial class SlackSender(
    SlackWebApi api,
    SlackWorkspace workspace,
    ChannelTurns turns,
    ILogger<SlackSender> logger
)
{
    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken)
    {
        var outcome = request.Operation switch
        {
            PostOperation.Create => await CreateAsync(request, cancellationToken),
            PostOperation.Edit when request.RemoteId is { } ts && TryParse(request.Body, out var body) => Sort(
                await UpdateAsync(request.ChannelId, ts, body, cancellationToken),
                ts
            ),
            PostOperation.Delete when request.RemoteId is { } ts => SortDelete(
                await api.DeleteAsync(request.ChannelId, ts, cancellationToken),
                ts
            ),
            _ => Malformed($"{request.Operation} needs the id of the post{(request.RemoteId is null ? "" : " and a JSON body")}"),
        };
        if (outcome is SendOutcome.Rejected)
        {
            workspace.Forget(request.ChannelId);
        }

        return outcome;
    }

    private async Task<SendOutcome> CreateAsync(PostRequest request, CancellationToken cancellationToken)
    {
        if (request.Kind is PostKind.Thread)
        {
            return Malformed("Slack's threads hang on their first message and are not created");
        }

        if (request.Kind is PostKind.Reply && request.ThreadId is null)
        {
            return Malformed("a reply needs its thread");
        }

        if (!TryParse(request.Body, out var body))
        {
            return Malformed("the body is not a JSON object");
        }

        try
        {
            var threadTs = request.Kind is PostKind.Reply ? request.ThreadId : null;
            var answer = await PostAsync(request.ChannelId, threadTs, body, cancellationToken);
            if (LacksPicture(answer) && TakeOutPictures(body) is { } addresses)
            {
                Log.PictureOutOfReach(logger, request.ChannelId, addresses);
                answer = await PostAsync(request.ChannelId, threadTs, body, cancellationToken);
            }

            return answer is SlackAnswer.Done done && done.Body.Text("ts") is null
                ? new SendOutcome.Unknown("Slack took the post and named no ts")
                : Sort(answer, (answer as SlackAnswer.Done)?.Body.Text("ts") ?? "");
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.NotSent(null, WaitScope.Request, "stopped before its turn in the channel came");
        }
    }

    /// <exception cref="OperationCanceledException">Its turn in the channel did not come.</exception>
    private async Task<SlackAnswer> PostAsync(
        string channelId,
        string? threadTs,
        JsonObject body,
        CancellationToken cancellationToken
    )
    {
        using var turn = await turns.WaitAsync(channelId, cancellationToken);
        return await api.PostAsync(channelId, threadTs, body, cancellationToken);
    }

    private async Task<SlackAnswer> UpdateAsync(string channelId, string ts, JsonObject body, CancellationToken cancellationToken)
    {
        var answer = await api.UpdateAsync(channelId, ts, body, cancellationToken);
        if (LacksPicture(answer) && TakeOutPictures(body) is { } addresses)
        {
            Log.PictureOutOfReach(logger, channelId, addresses);
            answer = await api.UpdateAsync(channelId, ts, body, cancellationToken);
        }

        return answer;
    }

    /// <summary>
    /// Slack's <c>invalid_blocks</c> with <c>downloading image failed [json-pointer:/blocks/2/image_url]</c>: it could not fetch a picture.
    /// </summary>
    private static bool LacksPicture(SlackAnswer answer) =>
        answer is SlackAnswer.Refused { Error: "invalid_blocks" } refused && PicturePlace().IsMatch(refused.Detail);

    /// <summary>The addresses of the pictures that were in the blocks; null where nothing would be left of the post, or nothing was in it.</summary>
    private static string? TakeOutPictures(JsonObject body)
    {
        if (body["blocks"] is not JsonArray blocks)
        {
            return null;
        }

        var pictures = blocks.OfType<JsonObject>().Where(block => block["type"]?.ToString() == "image").ToList();
        if (pictures.Count == 0 || pictures.Count == blocks.Count)
        {
            return null;
        }

        foreach (var picture in pictures)
        {
            blocks.Remove(picture);
        }

        return string.Join(", ", pictures.Select(picture => picture["image_url"]?.ToString()));
    }

    [GeneratedRegex(@"\[json-pointer:/blocks/\d+/image_url\]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PicturePlace();

    private static SendOutcome Sort(SlackAnswer answer, string remoteId) =>
        answer switch
        {
            SlackAnswer.Done => new SendOutcome.Sent(remoteId),
            SlackAnswer.Refused refused => new SendOutcome.Rejected(refused.Reason, refused.Error, refused.Detail),
            // The limit is counted over the workspace, whichever channel met it.
            SlackAnswer.Throttled throttled => new SendOutcome.NotSent(
                throttled.RetryAfter,
                WaitScope.Workspace,
                answer.Describe()
            ),
            SlackAnswer.NotSent notSent => new SendOutcome.NotSent(null, WaitScope.Request, notSent.Reason),
            SlackAnswer.Unknown unknown => new SendOutcome.Unknown(unknown.Reason),
            _ => throw new InvalidOperationException($"No outcome for {answer.GetType().Name}."),
        };

    /// <summary>A post that is not there is a post that is deleted.</summary>
    private static SendOutcome SortDelete(SlackAnswer answer, string ts) =>
        answer is SlackAnswer.Refused { Reason: RejectionReason.MessageGone } ? new SendOutcome.Sent(ts) : Sort(answer, ts);

    private static SendOutcome.Rejected Malformed(string detail) =>
        new(RejectionReason.InvalidRequest, "invalid_request", detail);

    private static bool TryParse(string json, out JsonObject body)
    {
        try
        {
            body = JsonNode.Parse(json) as JsonObject ?? [];
            return body.Count > 0;
        }
        catch (JsonException)
        {
            body = [];
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Slack cannot fetch the picture {Address}, so the post in {Channel} goes without it. Check that this address answers from the internet, without a login"
        )]
        public static partial void PictureOutOfReach(ILogger logger, string channel, string address);
    }
}
