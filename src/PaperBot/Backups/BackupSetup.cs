using PaperBot.Runs;
using Quartz;

namespace PaperBot.Backups;

public static class BackupSetup
{
    private static readonly JobKey Job = new("nightly");

    public static IServiceCollection AddBackups(this IServiceCollection services, BackupSettings settings) =>
        services.AddSingleton(settings).AddSingleton<StoreBackup>().AddSingleton<StoreRestore>().AddTransient<NightlyJob>();

    /// <summary>One more job on the schedule that the service runs anyway, so that of several nodes one makes the copy.</summary>
    public static IServiceCollection AddNightlyBackup(
        this IServiceCollection services,
        BackupSettings settings,
        ScheduleSettings schedule
    ) =>
        services.AddQuartz(quartz =>
        {
            quartz.AddJob<NightlyJob>(job => job.WithIdentity(Job).StoreDurably());
            quartz.AddTrigger(trigger =>
                trigger
                    .WithIdentity("nightly")
                    .ForJob(Job)
                    .WithCronSchedule(
                        settings.Cron,
                        cron =>
                            cron.InTimeZone(schedule.TimeZone)
                                .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
                    )
            );
            quartz.RunAtStartup(Job);
        });
}
