namespace PaperBot.Storage;

/// <summary>
/// Notices what other nodes and other calls changed: looks at the store's change counters every second, which is cheap enough
/// for that and quick enough for a promise of two.
/// </summary>
public sealed class StoreChanges(Store store, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private sealed record Row(string Topic, long Version);

    /// <summary>The counter of a topic; it only grows.</summary>
    public Task<long> VersionAsync(StoreTopic topic, CancellationToken cancellationToken) =>
        store.ReadAsync(
            session =>
                session.ScalarAsync<long>(
                    "select coalesce(max(version), 0) from store_change where topic = @topic",
                    new { topic = topic.ToString() }
                ),
            cancellationToken
        );

    /// <summary>Waits until the topic's counter is not <paramref name="seen"/> any more, and returns it.</summary>
    public async Task<long> WaitAsync(StoreTopic topic, long seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            var version = await VersionAsync(topic, cancellationToken);
            if (version != seen)
            {
                return version;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }
}
