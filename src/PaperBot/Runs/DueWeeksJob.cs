using Quartz;

namespace PaperBot.Runs;

/// <summary>
/// A wake-up call and nothing else: the week never comes from the fire time, so a misfire, a start-up run, a recovery, a manual run
/// and two nodes at the same instant are all the same harmless event.
/// </summary>
[DisallowConcurrentExecution]
public sealed class DueWeeksJob(ScheduledRuns runs) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await runs.RunDueAsync(cancellationToken);
}
