using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PaperBot.Chat;
using PaperBot.Discord;
using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Settings;
using PaperBot.Slack;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>
/// The program under test in a process of its own: the real service, with the platform under trial in it and a hook at the failpoints
/// that no other program installs. It brings the week to the state that it is told, says <c>planned</c>, and goes on until it is ended.
/// </summary>
internal static class CrashNode
{
    public static async Task<int> RunAsync(NodeOrder order)
    {
        try
        {
            await LiveAsync(order);
        }
        catch (OperationCanceledException)
        {
            // Told to stop while it was starting; the program itself ends in the same way.
        }

        return 0;
    }

    private static async Task LiveAsync(NodeOrder order)
    {
        var fate = new NodeFate(order);
        fate.Install();
        var settings = PaperBotSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(order.Settings()).Build());
        var time = new ShiftedTime();
        await using var app = await Service.StartAsync(
            settings,
            new PlatformWiring((services, all) => Register(services, all, order, fate, time), (_, _) => { }),
            CancellationToken.None
        );
        await app.WorkAsync(async () =>
        {
            if (order.Blind)
            {
                await ForgetDoubtsAsync(app.Services.GetRequiredService<Store>());
            }

            using var commands = new NodeCommands(app.Services, time);
            // A plan or an audit that fails must show: the harness waits for its word.
            await PlanAsync(app.Services, order, app.Lifetime.ApplicationStopping);
            var shutdown = app.WaitForShutdownAsync();
            await Task.WhenAny(commands.RunAsync(app.Lifetime.ApplicationStopping), shutdown).Unwrap();
            // Without a harness to listen to there is nothing to go on for.
            app.Lifetime.StopApplication();
            await shutdown;
        });
    }

    private static void Register(
        IServiceCollection services,
        PaperBotSettings settings,
        NodeOrder order,
        NodeFate fate,
        TimeProvider time
    )
    {
        services.AddSingleton(time);
        switch (order.Platform)
        {
            case "slack":
                services.AddPlatform("slack", (http, clock, loggers) => new SlackPlatform(settings.Slack!, http, clock, loggers));
                break;
            case "discord":
                services.AddPlatform(
                    "discord",
                    (http, clock, loggers) => new DiscordPlatform(settings.Discord!, http, clock, loggers)
                );
                break;
            default:
                services.AddPlatform("loopback", (http, _, _) => Board(order, http()));
                break;
        }

        var name = order.Platform == "board" ? "loopback" : order.Platform;
        services.AddHttpClient(name).AddHttpMessageHandler(() => new DyingHandler(fate));
        if (order.Blind)
        {
            var inner = services.Last(service => service.ServiceType == typeof(IChatPlatform));
            services.Remove(inner);
            services.AddSingleton<IChatPlatform>(provider => new BlindPlatform(
                (IChatPlatform)inner.ImplementationFactory!(provider)
            ));
        }

        foreach (var channel in order.Channels)
        {
            services.AddSingleton(new ChannelSettings { Platform = name, Id = channel });
        }
    }

    private static LoopbackPlatform Board(NodeOrder order, HttpClient http)
    {
        http.BaseAddress = new Uri(order.Place["Address"]);
        http.Timeout = Timeout.InfiniteTimeSpan;
        return new LoopbackPlatform(http)
        {
            Pacing = new PostPacing
            {
                Settle = order.DefaultTimes ? PostPacing.Unlimited.Settle : NodeOrder.ShortSettle,
                Threads = order.Threads,
                Channel = order.Spacing > TimeSpan.Zero ? new RateLimit(1, order.Spacing) : null,
            },
        };
    }

    /// <summary>What a program does that takes an intent without an outcome for one that was not carried out.</summary>
    private static Task ForgetDoubtsAsync(Store store) =>
        store.WriteAsync(
            session => session.ExecuteAsync("update delivery set state = 'PENDING' where state in ('SENDING', 'UNKNOWN')"),
            CancellationToken.None
        );

    /// <summary>As often as it takes: a channel that cannot be looked at now is planned later, a store that is away is waited for.</summary>
    private static async Task PlanAsync(IServiceProvider services, NodeOrder order, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var isPlanned = true;
                foreach (var week in Enumerable.Range(0, order.Weeks))
                {
                    isPlanned &= await TryPlanAsync(services, order, week, stopping);
                }

                if (isPlanned)
                {
                    await Console.Out.WriteLineAsync("planned");
                    return;
                }
            }
            catch (System.Data.Common.DbException exception)
            {
                await Console.Error.WriteLineAsync($"Planning waits for the store: {exception.Message}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(300), stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<bool> TryPlanAsync(
        IServiceProvider services,
        NodeOrder order,
        int later,
        CancellationToken stopping
    )
    {
        var week = CrashWeek.Build(order.Phase == CrashPhase.Edit ? 2 : 1, later);
        var publisher = services.GetRequiredService<Publisher>();
        if (order.Phase == CrashPhase.Retract)
        {
            var asked = await publisher.PublishAsync(new PublishRequest(week.Week, PublishAction.Retract, "crash"), stopping);
            if (asked.Asked is { } word)
            {
                await publisher.PublishAsync(
                    new PublishRequest(week.Week, PublishAction.Retract, "crash") { Confirmation = word },
                    stopping
                );
            }

            var digests = await services.GetRequiredService<DeliveryStatus>().OfWeekAsync(week.Week, stopping);
            return digests.All(digest => digest.State is DigestState.Retracting or DigestState.Retracted);
        }

        await services.GetRequiredService<Store>().WriteAsync(session => CrashWeek.SaveAsync(session, week), stopping);
        var planned = await publisher.PublishAsync(new PublishRequest(week.Week, PublishAction.Repair, "crash"), stopping);
        return planned.Channels.All(channel => channel.Problem is null);
    }
}
