using Npgsql;
using PaperBot.Storage;
using Quartz;

namespace PaperBot.Runs;

public static class ScheduleSetup
{
    private static readonly JobKey Job = new("due-weeks");

    /// <summary>
    /// Quartz wakes <see cref="DueWeeksJob"/> at the scheduled time and once at start. Which weeks are due is asked of the store, so
    /// on SQLite the schedule needs no memory of its own; on PostgreSQL it is clustered, so that one node wakes instead of all.
    /// </summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services, ScheduleSettings schedule, StoreSettings store)
    {
        // A trigger that is declared again at each start must count from the stored one, or a firing missed while the process was down is lost.
        services.Configure<QuartzOptions>(options => options.Scheduling.ScheduleTriggerRelativeToReplacedTrigger = true);
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = "paperbot";
                options.InstanceId = $"{Environment.MachineName}-{Guid.NewGuid():N}";
            });
            if (store.Provider == StoreProvider.Postgres)
            {
                quartz.UsePersistentStore(persistent =>
                {
                    persistent.UsePostgres(NpgsqlFactory.Instance, store.ConnectionString);
                    persistent.ProvisionSchema();
                    persistent.UseSystemTextJsonSerializer();
                    persistent.ConfigureStore(options => options.StoreJobDataAsStrings = true);
                    persistent.UseClustering(cluster =>
                    {
                        cluster.CheckinInterval = TimeSpan.FromSeconds(5);
                        cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(10);
                    });
                });
            }
            else
            {
                quartz.UseInMemoryStore();
            }

            quartz.AddJob<DueWeeksJob>(job => job.WithIdentity(Job).StoreDurably().RequestRecovery());
            quartz.AddTrigger(trigger =>
                trigger
                    .WithIdentity("due-weeks")
                    .ForJob(Job)
                    .WithCronSchedule(
                        schedule.Cron,
                        cron =>
                            cron.InTimeZone(schedule.TimeZone)
                                .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)
                    )
            );
            quartz.RunAtStartup(Job);
        });
        return services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }
}
