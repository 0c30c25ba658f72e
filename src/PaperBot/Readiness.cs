using System.Data.Common;
using System.Globalization;
using PaperBot.Asking;
using PaperBot.Chat;
using PaperBot.Storage;
using Quartz;

namespace PaperBot;

/// <summary>
/// What <c>/health/ready</c> answers: every part with its state. A part that is not ready makes the answer 503; posts that are held
/// wait for a person, not for the service, so they show and do no more.
/// </summary>
public sealed class Readiness(Store store, PlatformRunner platforms, PaperIndex index, ISchedulerFactory schedulers)
{
    private volatile bool _complete;

    /// <summary>Says that the first content is stored: from here on the service is what it will be.</summary>
    public void Complete() => _complete = true;

    public async Task<ReadinessReport> CheckAsync(CancellationToken cancellationToken)
    {
        var parts = new List<ReadinessPart>();
        parts.AddRange(await StoreAsync(cancellationToken));
        parts.Add(await ScheduleAsync(cancellationToken));
        parts.Add(
            _complete && index.Ready.IsCompletedSuccessfully
                ? new ReadinessPart("answers", true, "the index is built")
                : new ReadinessPart("answers", false, "the index is being built")
        );
        parts.AddRange(platforms.Platforms.Select(Part));
        return new ReadinessReport(parts.TrueForAll(part => part.Ready), parts);
    }

    private async Task<IReadOnlyList<ReadinessPart>> StoreAsync(CancellationToken cancellationToken)
    {
        try
        {
            var (held, open) = await store.ReadAsync(
                async session =>
                    (
                        await session.ScalarAsync<long>("select count(*) from delivery where state = 'HELD'"),
                        await session.ScalarAsync<long>(
                            "select count(*) from delivery where state in ('PENDING', 'SENDING', 'UNKNOWN')"
                        )
                    ),
                cancellationToken
            );
            return
            [
                new ReadinessPart("store", true, "answers"),
                new ReadinessPart("outbox", true, string.Create(CultureInfo.InvariantCulture, $"{open} to be sent, {held} held")),
            ];
        }
        catch (Exception exception) when (exception is DbException or StorePlaceException)
        {
            return
            [
                new ReadinessPart("store", false, "does not answer; see the log"),
                new ReadinessPart("outbox", false, "cannot be read: the store does not answer"),
            ];
        }
    }

    private async Task<ReadinessPart> ScheduleAsync(CancellationToken cancellationToken)
    {
        try
        {
            var scheduler = await schedulers.GetScheduler(cancellationToken);
            if (scheduler.Status is not SchedulerStatus.Running)
            {
                return new ReadinessPart("schedule", false, "is not running");
            }

            var trigger = await scheduler.GetTrigger(new TriggerKey("due-weeks"), cancellationToken);
            return new ReadinessPart(
                "schedule",
                true,
                trigger?.NextFireTimeUtc is { } next
                    ? string.Create(CultureInfo.InvariantCulture, $"looks next at {next:yyyy-MM-ddTHH:mm:ssZ}")
                    : "runs"
            );
        }
        catch (SchedulerException)
        {
            // On PostgreSQL the schedule stands in the store: where that is away nobody can say.
            return new ReadinessPart("schedule", false, "does not answer; see the log");
        }
    }

    /// <summary>One that was connected may have been put out since: a token revoked, a connection closed for good.</summary>
    private ReadinessPart Part(IChatPlatform platform) =>
        platforms.ReasonOfEnd(platform) is not null ? new ReadinessPart(platform.Name, false, "stopped for good; see the log")
        : platforms.IsConnected(platform) ? new ReadinessPart(platform.Name, true, "connected")
        : new ReadinessPart(platform.Name, false, platform.Ready.IsFaulted ? "cannot connect; see the log" : "connecting");
}

public sealed record ReadinessReport(bool Ready, IReadOnlyList<ReadinessPart> Parts);

public sealed record ReadinessPart(string Name, bool Ready, string State);
