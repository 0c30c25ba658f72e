using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Fakes.Loopback;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Settings;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>
/// The program under test in a process of its own: the real composition with the loopback platform in it, and a hook at the failpoints
/// that no other program installs. It brings the week to the state that it is told, and says <c>done</c> when nothing is open.
/// </summary>
internal static partial class CrashNode
{
    private const int SigKill = 9;
    private const int SigStop = 19;

    public static async Task<int> RunAsync(NodeOrder order)
    {
        InstallHook(order);
        var settings = PaperBotSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(order.Settings()).Build());
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
        builder.Services.AddPaperBot(settings);
        builder.Services.AddSingleton<IChatPlatform>(_ => Platform(order));
        foreach (var channel in order.Channels)
        {
            builder.Services.AddSingleton(new ChannelSettings { Platform = "loopback", Id = channel });
        }

        builder.Services.AddHostedService(provider => provider.GetRequiredService<Outbox>());
        using var host = builder.Build();
        await host.Services.GetRequiredService<StoreMigrator>().MigrateAsync(CancellationToken.None);
        if (order.Blind)
        {
            await ForgetDoubtsAsync(host.Services.GetRequiredService<Store>());
        }

        await host.StartAsync();
        await PlanAsync(host.Services, order);
        var finishing = FinishAsync(
            host.Services,
            order,
            host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping
        );
        // A finish that fails must show: the harness waits for its word.
        await Task.WhenAny(finishing, host.WaitForShutdownAsync());
        await finishing;
        await host.WaitForShutdownAsync();
        return 0;
    }

    private static void InstallHook(NodeOrder order)
    {
        if (order.Failpoint.Length == 0)
        {
            return;
        }

        var hits = 0;
        Failpoint.Hook = name =>
        {
            if (name == order.Failpoint && Interlocked.Increment(ref hits) == order.Hit)
            {
                _ = Kill(Environment.ProcessId, order.Stop ? SigStop : SigKill);
                if (!order.Stop)
                {
                    // The signal comes in its own time; nothing more may happen here.
                    Task.Delay(Timeout.InfiniteTimeSpan).GetAwaiter().GetResult();
                }
            }
        };
    }

    private static IChatPlatform Platform(NodeOrder order)
    {
#pragma warning disable CA2000, RS0030 // One client for the life of the process.
        var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = order.Server, Timeout = Timeout.InfiniteTimeSpan };
#pragma warning restore CA2000, RS0030
        IChatPlatform platform = new LoopbackPlatform(http) { Pacing = new PostPacing { Settle = NodeOrder.Settle } };
        return order.Blind ? new BlindPlatform(platform) : platform;
    }

    /// <summary>What a program does that takes an intent without an outcome for one that was not carried out.</summary>
    private static Task ForgetDoubtsAsync(Store store) =>
        store.WriteAsync(
            session => session.ExecuteAsync("update delivery set state = 'PENDING' where state in ('SENDING', 'UNKNOWN')"),
            CancellationToken.None
        );

    private static async Task PlanAsync(IServiceProvider services, NodeOrder order)
    {
        var week = CrashWeek.Build(order.Phase == CrashPhase.Edit ? 2 : 1);
        var publisher = services.GetRequiredService<Publisher>();
        if (order.Phase == CrashPhase.Retract)
        {
            var asked = await publisher.PublishAsync(
                new PublishRequest(week.Week, PublishAction.Retract, "crash"),
                CancellationToken.None
            );
            if (asked.Count<PlanStep.Retract>() > 0 && !await IsWithdrawnAsync(services))
            {
                await publisher.PublishAsync(
                    new PublishRequest(week.Week, PublishAction.Retract, "crash") { Confirmation = asked.Asked },
                    CancellationToken.None
                );
            }

            return;
        }

        await services.GetRequiredService<Store>().WriteAsync(session => SaveAsync(session, week), CancellationToken.None);
        await publisher.PublishAsync(new PublishRequest(week.Week, PublishAction.Repair, "crash"), CancellationToken.None);
    }

    private static async Task<bool> IsWithdrawnAsync(IServiceProvider services) =>
        (await services.GetRequiredService<DeliveryStatus>().OfWeekAsync(CrashWeek.Week, CancellationToken.None)).All(digest =>
            digest.State is DigestState.Retracting or DigestState.Retracted
        );

    private static async Task SaveAsync(StoreSession session, StoredWeek week)
    {
        await PaperStore.SaveWeekAsync(session, week.Label);
        foreach (var (language, theme) in week.Themes)
        {
            await PaperStore.SaveThemeAsync(session, week.Week, language, theme);
        }

        foreach (var paper in week.Papers)
        {
            await PaperStore.SavePaperAsync(session, paper.Paper);
            await PaperStore.SavePlaceAsync(session, week.Week, paper.Paper.Id, paper.Rank, "", "hash", null);
            foreach (var note in paper.Notes.Values)
            {
                await PaperStore.SaveNoteAsync(session, note);
            }
        }
    }

    /// <summary>Waits until nothing is open; what was held is released, as an admin would after the remedy.</summary>
    private static async Task FinishAsync(IServiceProvider services, NodeOrder order, CancellationToken stopping)
    {
        var status = services.GetRequiredService<DeliveryStatus>();
        try
        {
            while (true)
            {
                await status.WaitAsync(CrashWeek.Week, stopping);
                if ((await status.HeldAsync(stopping)).Count == 0)
                {
                    break;
                }

                await Task.Delay(200, stopping);
                await status.ReleaseAsync(null, "crash", stopping);
            }

            // The control has nobody who looks afterwards either.
            if (order.Phase != CrashPhase.Retract && !order.Blind)
            {
                // Late history shows by now.
                await Task.Delay(TimeSpan.FromSeconds(1.5), stopping);
                await services.GetRequiredService<Auditor>().AuditAllAsync(stopping);
                await status.WaitAsync(CrashWeek.Week, stopping);
            }

            await Console.Out.WriteLineAsync("done");
            await Console.Out.FlushAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Told to stop before the end.
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}

/// <summary>The control: every answer that is not clear is taken for "not sent".</summary>
internal sealed class BlindPlatform(IChatPlatform inner) : IChatPlatform
{
    public string Name => inner.Name;

    public string? Workspace => inner.Workspace;

    public Task Ready => inner.Ready;

    public MessageLimits Limits => inner.Limits;

    public PostPacing Pacing => inner.Pacing;

    public Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken) =>
        inner.RunAsync(commands, cancellationToken);

    public Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken) =>
        inner.DescribeAsync(channelId, cancellationToken);

    public string Render(ChatMessage message, PostKind kind, string deliveryKey) => inner.Render(message, kind, deliveryKey);

    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await inner.SendAsync(request, cancellationToken);
            return outcome is SendOutcome.Unknown unknown
                ? new SendOutcome.NotSent(TimeSpan.FromMilliseconds(100), WaitScope.Request, unknown.Reason)
                : outcome;
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.NotSent(TimeSpan.FromMilliseconds(100), WaitScope.Request, "No answer in time.");
        }
    }

    public Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        inner.ReadHistoryAsync(request, cancellationToken);

    public Uri? Permalink(string channelId, string? threadId, string remoteId) => inner.Permalink(channelId, threadId, remoteId);

    public Task<IReadOnlyList<Finding>> DiagnoseAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken) =>
        inner.DiagnoseAsync(channelIds, cancellationToken);
}
