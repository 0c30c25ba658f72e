namespace PaperBot.Runs;

public static class RunsSetup
{
    public static IServiceCollection AddRuns(this IServiceCollection services, ScheduleSettings schedule) =>
        services
            .AddSingleton(schedule)
            .AddSingleton<StageLog>()
            .AddSingleton<PaperChecks>()
            .AddSingleton<WeekRun>()
            .AddSingleton<WeekStatus>()
            .AddSingleton<ScheduledRuns>()
            .AddSingleton<NotesWatch>()
            .AddSingleton<ThreadPapers>()
            .AddSingleton<SampleWeek>();
}
