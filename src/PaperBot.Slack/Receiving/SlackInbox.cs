using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Slack.Conversing;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.Receiving;

/// <summary>What to tell Slack about a delivery.</summary>
/// <param name="Accepted">False asks Slack to come again.</param>
/// <param name="Payload">Goes with the acknowledgement: the entries of a list, the errors of a form.</param>
internal sealed record SlackAcceptance(bool Accepted, JsonObject? Payload)
{
    public static SlackAcceptance Empty { get; } = new(true, null);
    public static SlackAcceptance ComeAgain { get; } = new(false, null);
}

/// <summary>
/// Takes deliveries on, whichever way they came: reads them, recognises repetitions, and answers at once what Slack must be told
/// within three seconds. Everything else goes on after the acknowledgement.
/// </summary>
internal sealed partial class SlackInbox(
    SlackRequestReader reader,
    SlackConversation conversation,
    SlackWork work,
    SeenRequests seen,
    TimeProvider time,
    ILogger<SlackInbox> logger
)
{
    /// <summary>A form waits so long for its handler's verdict; then it closes and the answer follows.</summary>
    private static readonly TimeSpan SubmissionPatience = TimeSpan.FromMilliseconds(800);

    /// <summary>Entries that come later are of no use: the list stays empty, and the next letter asks again.</summary>
    private static readonly TimeSpan SuggestionPatience = TimeSpan.FromMilliseconds(800);

    private readonly TaskCompletionSource<string> _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the event by which the workspace sent us away.</summary>
    public Task<string> Removed => _removed.Task;

    /// <param name="type">The type of a Socket Mode envelope: <c>slash_commands</c>, <c>interactive</c> or <c>events_api</c>.</param>
    public async ValueTask<SlackAcceptance> AcceptAsync(string type, JsonElement payload, CancellationToken cancellationToken)
    {
        var request = type switch
        {
            "slash_commands" => reader.ReadCommand(payload),
            "interactive" => reader.ReadInteraction(payload),
            "events_api" => reader.ReadEvent(payload),
            _ => null,
        };
        switch (request)
        {
            case null:
                Log.Ignored(logger, type);
                return SlackAcceptance.Empty;
            case SlackRequest.Suggestion suggestion:
                return await SuggestAsync(suggestion, cancellationToken);
            case SlackRequest.Removed removed:
                _removed.TrySetResult(removed.Event);
                return SlackAcceptance.Empty;
        }

        var isNew = seen.TryClaim(request.Id);
        SlackMeters.Received(request.Kind, repeated: !isNew);
        if (!isNew)
        {
            Log.Repeated(logger, request.Kind);
            return SlackAcceptance.Empty;
        }

        if (request is SlackRequest.Submission submission)
        {
            return await SubmitAsync(submission);
        }

        if (work.TryStart(stop => conversation.AnswerAsync(request, stop)))
        {
            return SlackAcceptance.Empty;
        }

        seen.Release(request.Id);
        return SlackAcceptance.ComeAgain;
    }

    private async Task<SlackAcceptance> SuggestAsync(SlackRequest.Suggestion suggestion, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(SuggestionPatience, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        IReadOnlyList<ChatOption> options = [];
        try
        {
            options = await conversation.SuggestAsync(suggestion, stop.Token).WaitAsync(stop.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Log.SuggestionsLate(logger);
        }

        var room = int.MaxValue;
        return new SlackAcceptance(true, new JsonObject { ["options"] = ControlRenderer.Options(options, ref room) });
    }

    private async Task<SlackAcceptance> SubmitAsync(SlackRequest.Submission submission)
    {
        var handling = new TaskCompletionSource<CommandReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = work.TryStart(async stop =>
        {
            try
            {
                handling.TrySetResult(await conversation.HandleSubmissionAsync(submission, stop));
            }
#pragma warning disable CA1031 // It is passed on to whoever shows the answer, who logs it and tells the person.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                handling.TrySetException(exception);
            }
        });
        if (!started)
        {
            seen.Release(submission.Id);
            return SlackAcceptance.ComeAgain;
        }

        await Task.WhenAny(handling.Task, Task.Delay(SubmissionPatience, time));
        if (
            handling.Task is { IsCompletedSuccessfully: true }
            && await handling.Task is CommandReply.FormErrors { Errors.Count: > 0 } errors
        )
        {
            return new SlackAcceptance(
                true,
                new JsonObject
                {
                    ["response_action"] = "errors",
                    ["errors"] = new JsonObject(
                        errors.Errors.Select(error => KeyValuePair.Create(error.Key, (JsonNode?)SlackText.Calm(error.Value)))
                    ),
                }
            );
        }

        work.TryStart(stop => conversation.FinishSubmissionAsync(submission, handling.Task, stop));
        return SlackAcceptance.Empty;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "A delivery of type {Type} is none that we answer")]
        public static partial void Ignored(ILogger logger, string type);

        [LoggerMessage(Level = LogLevel.Information, Message = "A {Kind} was delivered again and is not answered again")]
        public static partial void Repeated(ILogger logger, string kind);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Suggestions came too late for Slack; the list stayed empty")]
        public static partial void SuggestionsLate(ILogger logger);
    }
}
