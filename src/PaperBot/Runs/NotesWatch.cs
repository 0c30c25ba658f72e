using PaperBot.Weeks;

namespace PaperBot.Runs;

/// <summary>Looks at the folder of weekly notes every so often; what came is posted, or fills the threads of what was posted without it.</summary>
public sealed partial class NotesWatch(
    NoteFiles files,
    ScheduledRuns runs,
    WeeksSettings settings,
    TimeProvider time,
    ILogger<NotesWatch> logger
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Notes is null)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var week in await files.LookAsync(stoppingToken))
                {
                    await runs.RunNotedAsync(week, stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The store may be away for a while; a file that was not saved is taken at a later look.
                Log.LookFailed(logger, exception);
            }

            await Task.Delay(settings.NotesEvery, time, stoppingToken);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 5007,
            EventName = "NotesLookFailed",
            Level = LogLevel.Error,
            Message = "The folder of notes could not be looked at; it is looked at again"
        )]
        public static partial void LookFailed(ILogger logger, Exception exception);
    }
}
