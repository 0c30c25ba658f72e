namespace PaperBot.Discord.Interactions;

/// <summary>Remembers what was handled, for as long as a repetition can come: over a resumed connection, or as a replayed request.</summary>
internal sealed class SeenIds(TimeProvider time)
{
    /// <summary>An interaction's token lives as long.</summary>
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(15);

    private readonly Lock _lock = new();
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long At)> _order = new();

    /// <summary>Whether it is new.</summary>
    public bool Add(string id)
    {
        lock (_lock)
        {
            while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > Life)
            {
                _order.Dequeue();
                _ids.Remove(oldest.Id);
            }

            if (!_ids.Add(id))
            {
                return false;
            }

            _order.Enqueue((id, time.GetTimestamp()));
            return true;
        }
    }
}
