using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Slack;

/// <summary>One thing that a person did, from its delivery to every answer that came back.</summary>
public sealed class StandInExchange
{
    private readonly TaskCompletionSource<JsonObject?> _acknowledged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<StandInResponse> _responses = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required string EnvelopeId { get; init; }
    public required string Type { get; init; }
    public required JsonObject Payload { get; init; }
    public required bool AcceptsResponse { get; init; }

    /// <summary>How often it was handed to the program.</summary>
    public int Deliveries { get; internal set; }

    /// <summary>From the first delivery to the acknowledgement.</summary>
    public TimeSpan? AcknowledgedAfter { get; internal set; }

    /// <summary>From the first delivery to the first answer through its <c>response_url</c>.</summary>
    public TimeSpan? AnsweredAfter { get; internal set; }

    /// <summary>What the acknowledgement carried; faults where none came, as Slack would tell the person.</summary>
    public Task<JsonObject?> Acknowledged => _acknowledged.Task;

    public IReadOnlyList<StandInResponse> Responses
    {
        get
        {
            lock (_responses)
            {
                return [.. _responses];
            }
        }
    }

    internal long StartedAt { get; set; }

    /// <summary>The answer with this number, counted from 0, as soon as it is there.</summary>
    public async Task<StandInResponse> ResponseAsync(int index, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            Task changed;
            lock (_responses)
            {
                if (_responses.Count > index)
                {
                    return _responses[index];
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException(
                    $"No answer {index} to {Type} within 20 s; {Deliveries} deliveries, acknowledged: {AcknowledgedAfter}.",
                    exception
                );
            }
        }
    }

    internal void Acknowledge(JsonObject? payload) => _acknowledged.TrySetResult(payload);

    internal void Fail(string reason) => _acknowledged.TrySetException(new TimeoutException(reason));

    internal void Add(StandInResponse response)
    {
        lock (_responses)
        {
            _responses.Add(response);
            var changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            changed.TrySetResult();
        }
    }
}
