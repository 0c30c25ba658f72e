using PaperBot.Checking;

namespace PaperBot.Runs;

public static class RunsSetup
{
    public static IServiceCollection AddRuns(this IServiceCollection services, ScheduleSettings schedule) =>
        services
            .AddSingleton(schedule)
            .AddSingleton<StageLog>()
            .AddSingleton<PaperChecks>()
            .AddSingleton<PaperWriting>()
            .AddSingleton(provider => PageJudges.By(provider.GetRequiredService<Checker>()))
            .AddSingleton<WeekRun>()
            .AddSingleton<WeekStatus>()
            .AddSingleton<ScheduledRuns>()
            .AddSingleton<NotesWatch>()
            .AddSingleton<ThreadPapers>()
            .AddSingleton<SampleWeek>();
}
