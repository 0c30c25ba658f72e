using System.Collections.Frozen;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Publishing;

/// <summary>
/// Knows the newest digest of each channel without asking the store: read once at the start and again whenever this node or another posted
/// or withdrew one. While nothing is read yet, no channel has any.
/// </summary>
public sealed partial class NewestDigests(Store store, StoreChanges changes, TimeProvider time, ILogger<NewestDigests> logger)
    : BackgroundService
{
    // While hundreds of channels are posted to, the store changes at every look.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private volatile FrozenDictionary<string, WeekId> _weeks = FrozenDictionary<string, WeekId>.Empty;

    private sealed record Row(string Channel, string Week);

    /// <summary>The newest week of which something stands in the channel; null where nothing does.</summary>
    public WeekId? Find(ChannelKey channel) => _weeks.TryGetValue(channel.ToString(), out var week) ? week : null;

    /// <summary>Reads what stands in the channels now.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var rows = await store.ReadAsync(
            session =>
                session.QueryAsync<Row>(
                    """
                    select channel as Channel, max(week) as Week from digest
                    where live = 1 and state in ('POSTING', 'POSTED') and exists(
                      select 1 from delivery where delivery.digest = digest.digest and op = 'create' and delivery.state = 'SENT' and gone = 0
                    )
                    group by channel
                    """
                ),
            cancellationToken
        );
        _weeks = rows.ToFrozenDictionary(row => row.Channel, row => WeekId.Parse(row.Week), StringComparer.Ordinal);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? seen = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                seen = seen is { } version
                    ? await changes.WaitAsync(StoreTopic.Deliveries, version, stoppingToken)
                    : await changes.VersionAsync(StoreTopic.Deliveries, stoppingToken);
                await LoadAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            // The store may be away for a while; what is known stays.
            catch (Exception exception)
            {
                Log.NotRead(logger, exception, Pause);
                seen = null;
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Error,
            Message = "The newest digests of the channels could not be read; the ones known before stand. Next try in {Wait}"
        )]
        public static partial void NotRead(ILogger logger, Exception exception, TimeSpan wait);
    }
}
