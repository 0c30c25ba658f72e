namespace PaperBot.Discord.Rest;

/// <summary>
/// Counts answers that Discord holds against an address: 401, 403 and 429 (but for the shared scope). At 10,000 in ten minutes it is banned for
/// a while, together with everything else behind it; we stop long before.
/// </summary>
internal sealed class InvalidRequests(TimeProvider time)
{
    public const int Limit = 1000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Queue<long> _seen = new();

    public void Count()
    {
        lock (_lock)
        {
            _seen.Enqueue(time.GetTimestamp());
        }
    }

    /// <summary>How long to send nothing at all; zero while there is room.</summary>
    public TimeSpan Wait()
    {
        lock (_lock)
        {
            while (_seen.TryPeek(out var oldest) && time.GetElapsedTime(oldest) >= Window)
            {
                _seen.Dequeue();
            }

            return _seen.Count < Limit ? TimeSpan.Zero : Window - time.GetElapsedTime(_seen.Peek());
        }
    }
}
