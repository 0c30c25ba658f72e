namespace PaperBot.Publishing;

/// <summary>Tells the outbox of this process that something was planned or released, without waiting for its next look at the store.</summary>
public sealed class OutboxSignal(TimeProvider time)
{
    private volatile TaskCompletionSource _next = NewSource();

    /// <summary>Completes at the next <see cref="Wake"/>; take it before reading what it announces.</summary>
    internal Task Next => _next.Task;

    public void Wake() => Interlocked.Exchange(ref _next, NewSource()).TrySetResult();

    /// <summary>Waits for the next <see cref="Wake"/>, but no longer than <paramref name="longest"/>.</summary>
    internal async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await Next.WaitAsync(longest, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Nobody woke us: that is the other half of the promise.
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
