using System.Text.Json;
using System.Text.Json.Nodes;
using PaperBot.Chat;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack;

/// <summary>Sends what the outbox decided on, one request each, and sorts every answer into one of four outcomes.</summary>
internal sealed class SlackSender(SlackWebApi api, SlackWorkspace workspace, ChannelTurns turns)
{
    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken)
    {
        var outcome = request.Operation switch
        {
            PostOperation.Create => await CreateAsync(request, cancellationToken),
            PostOperation.Edit when request.RemoteId is { } ts && TryParse(request.Body, out var body) => Sort(
                await api.UpdateAsync(request.ChannelId, ts, body, cancellationToken),
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

        IDisposable turn;
        try
        {
            turn = await turns.WaitAsync(request.ChannelId, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.NotSent(null, WaitScope.Request, "stopped before its turn in the channel came");
        }

        using (turn)
        {
            var threadTs = request.Kind is PostKind.Reply ? request.ThreadId : null;
            var answer = await api.PostAsync(request.ChannelId, threadTs, body, cancellationToken);
            return answer is SlackAnswer.Done done && done.Body.Text("ts") is null
                ? new SendOutcome.Unknown("Slack took the post and named no ts")
                : Sort(answer, (answer as SlackAnswer.Done)?.Body.Text("ts") ?? "");
        }
    }

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
}
