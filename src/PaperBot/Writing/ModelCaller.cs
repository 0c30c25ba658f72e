using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Anthropic.Models.Messages;
using Microsoft.Extensions.AI;
using PaperBot.Papers;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;

namespace PaperBot.Writing;

/// <summary>One call to the model: noted before it is made, within budget and rate, its reply kept; or the reply that was paid for before.</summary>
internal sealed partial class ModelCaller(
    ModelClient client,
    WriterSettings settings,
    CallLedger ledger,
    CallGate gate,
    ILogger<ModelCaller> logger
)
{
    private long? Budget => settings.MonthlyBudget is { } dollars ? (long)(dollars * 1_000_000m) : null;

    /// <summary>A name for this call: the same model and words give the same one.</summary>
    public string KeyOf(ModelRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var part in request
                .Turns.SelectMany(turn => new[] { turn.Role.ToString(), turn.Text })
                .Prepend(request.Schema.GetRawText())
                .Prepend(settings.Structured.ToString())
                .Prepend(client.Identity)
        )
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <exception cref="ModelFailedException">No reply came; it says why.</exception>
    public async Task<ModelReply> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        var key = KeyOf(request);
        if (await ledger.FindAsync(key, cancellationToken) is { } known)
        {
            WritingMeters.Called(settings, request.Purpose, "kept", use: null, cost: 0);
            return known;
        }

        using var place = await gate.EnterAsync(cancellationToken);
        var expected = settings.Prices.Cost(Expect(request));
        var call = new ModelCall(key, request.Week, request.Paper, request.Purpose, settings.Model);
        if (!await ledger.BeginAsync(call, expected, Budget, cancellationToken))
        {
            WritingMeters.Called(settings, request.Purpose, "over_budget", use: null, cost: 0);
            throw new ModelFailedException(
                new ModelFailure(
                    ModelTrouble.BudgetSpent,
                    WritingTexts.BudgetSpent(settings.MonthlyBudget ?? 0),
                    MayHaveCost: false
                )
            );
        }

        try
        {
            var response = await client.AskAsync(request, cancellationToken);
            var use = response.Usage is { } usage
                ? Count(usage)
                : Expect(request) with
                {
                    Output = TokenEstimate.Of(response.Text),
                };
            var reply = new ModelReply(response.Text, response.FinishReason == ChatFinishReason.Length, use);
            await ledger.AnswerAsync(key, reply, estimated: response.Usage is null, settings.Prices.Cost(use));
            WritingMeters.Called(settings, request.Purpose, "answered", use, settings.Prices.Cost(use));
            Log.Answered(logger, request.Purpose, request.Paper?.Value ?? "", use.Input, use.CachedInput, use.Output);
            return reply;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The server may have worked on it: what was expected stays noted as spent.
            WritingMeters.Called(settings, request.Purpose, "stopped", use: null, expected);
            throw;
        }
        catch (Exception exception) when (ModelFailure.Of(exception) is { } failure)
        {
            await ledger.FailAsync(key, failure.MayHaveCost ? expected : 0);
            WritingMeters.Called(settings, request.Purpose, "failed", use: null, failure.MayHaveCost ? expected : 0);
            Log.Failed(logger, request.Purpose, request.Paper?.Value ?? "", failure.Trouble, failure.Words.English);
            throw new ModelFailedException(failure);
        }
    }

    /// <summary>A reply that was of no use is asked for anew next time; what it cost stays counted.</summary>
    public Task DiscardAsync(ModelRequest request) => ledger.DiscardAsync(KeyOf(request));

    /// <summary>What a call may use at most, so that a budget is never overrun.</summary>
    private TokenUse Expect(ModelRequest request) =>
        new(request.Turns.Sum(turn => TokenEstimate.Of(turn.Text)), 0, 0, settings.MaxOutputTokens);

    private static TokenUse Count(UsageDetails usage) =>
        new(
            usage.InputTokenCount ?? 0,
            usage.CachedInputTokenCount ?? 0,
            usage.AdditionalCounts?.GetValueOrDefault("CacheCreationInputTokens") ?? 0,
            usage.OutputTokenCount ?? 0
        );

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6001,
            EventName = "ModelAnswered",
            Level = LogLevel.Information,
            Message = "Model answered {Purpose} {Paper}: {Input} tokens in, {Cached} of them cached, {Output} out"
        )]
        public static partial void Answered(ILogger logger, string purpose, string paper, long input, long cached, long output);

        [LoggerMessage(
            EventId = 6002,
            EventName = "ModelFailed",
            Level = LogLevel.Warning,
            Message = "Model brought nothing for {Purpose} {Paper}: {Trouble}, {Reason}"
        )]
        public static partial void Failed(ILogger logger, string purpose, string paper, ModelTrouble trouble, string reason);
    }
}

/// <summary>What is asked of the model in one call.</summary>
/// <param name="Schema">The form of the reply, as a JSON schema.</param>
internal sealed record ModelRequest(
    WeekId Week,
    PaperId? Paper,
    string Purpose,
    IReadOnlyList<ModelTurn> Turns,
    JsonElement Schema
);

/// <summary>One message of a conversation.</summary>
/// <param name="IsLong">It stays the same over many calls and is worth the server's prompt cache.</param>
internal sealed record ModelTurn(ModelRole Role, string Text, bool IsLong = false);

internal enum ModelRole
{
    System,
    User,
    Assistant,
}

/// <summary>A call brought no reply.</summary>
internal sealed class ModelFailedException(ModelFailure failure) : Exception(failure.Words.English)
{
    public ModelFailure Failure => failure;
}

/// <summary>The vendor's client, behind the one seam that they share.</summary>
internal sealed class ModelClient(IChatClient chat, WriterSettings settings) : IDisposable
{
    private static readonly TimeSpan LongestRetryWait = TimeSpan.FromMinutes(1);

    /// <summary>Whose model, as it tells calls and notes apart. By which address it is reached changes nothing.</summary>
    public string Identity { get; } = $"{settings.Provider}|{settings.Model}";

    public void Dispose() => chat.Dispose();

    /// <summary>Streams, so that a server which thinks long is told from one that has died by the silence between two pieces.</summary>
    /// <exception cref="TimeoutException">It said nothing for longer than <see cref="WriterSettings.CallTimeout"/>.</exception>
    public async Task<ChatResponse> AskAsync(ModelRequest request, CancellationToken cancellationToken)
    {
        // The vendors' own limits do not all cover a stream that has begun; before it begins, they try again and wait in between.
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(settings.CallTimeout + (settings.Retries * (settings.CallTimeout + LongestRetryWait)));
        var updates = new List<ChatResponseUpdate>();
        try
        {
            await foreach (
                var update in chat.GetStreamingResponseAsync(Messages(request), Options(request), silence.Token)
                    .WithCancellation(silence.Token)
            )
            {
                updates.Add(update);
                silence.CancelAfter(settings.CallTimeout);
            }
        }
        catch (Exception exception) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The model's server fell silent.", exception);
        }

        return updates.ToChatResponse();
    }

    /// <summary>Speakers take turns, as some models' templates insist: what is said in a row by one is one message of several parts.</summary>
    private List<ChatMessage> Messages(ModelRequest request)
    {
        var messages = new List<ChatMessage>();
        foreach (var turn in request.Turns)
        {
            var role = RoleOf(turn);
            if (messages.Count == 0 || messages[^1].Role != role)
            {
                messages.Add(new ChatMessage(role, []));
            }

            var content = new TextContent(turn.Text);
            messages[^1].Contents.Add(turn.IsLong ? content.WithCacheControl(Ttl.Ttl5m) : content);
        }

        if (settings.Structured == ReplyForm.Prompt)
        {
            var form = "The form of your reply, as a JSON schema:\n" + request.Schema.GetRawText();
            messages[0] = new ChatMessage(ChatRole.System, request.Turns[0].Text + "\n\n" + form);
        }

        // What was said so far comes again with the next call.
        messages[^1].Contents[^1].WithCacheControl(Ttl.Ttl5m);
        return messages;
    }

    private static ChatRole RoleOf(ModelTurn turn) =>
        turn.Role switch
        {
            ModelRole.System => ChatRole.System,
            ModelRole.Assistant => ChatRole.Assistant,
            _ => ChatRole.User,
        };

    private ChatOptions Options(ModelRequest request)
    {
        var options = new ChatOptions { MaxOutputTokens = settings.MaxOutputTokens };
        if (settings.Structured == ReplyForm.Native)
        {
            options.ResponseFormat = ChatResponseFormat.ForJsonSchema(request.Schema, "reply");
            options.AdditionalProperties = new AdditionalPropertiesDictionary { ["strict"] = true };
        }

        return ModelClients.WithVendorFields(options, settings, request.Paper);
    }
}
