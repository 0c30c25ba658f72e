using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests;

/// <summary>The whole platform, running against a stand-in of its own.</summary>
internal sealed class RunningSlack : IAsyncDisposable
{
    private readonly HttpMessageHandler _handler = SlackHttp.CreateHandler();
    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _web;

    private RunningSlack(SlackStandIn standIn, TimeProvider time)
    {
        StandIn = standIn;
        Time = time;
    }

    public TimeProvider Time { get; }
    public SlackStandIn StandIn { get; }
    public ScriptedHandler Handler { get; } = new();
    public SlackPlatform Platform { get; private set; } = null!;
    public Task Running { get; private set; } = Task.CompletedTask;

    public static async Task<RunningSlack> StartAsync(
        CancellationToken cancellationToken,
        TimeProvider? time = null,
        Func<SlackSettings, SlackSettings>? change = null,
        Action<SlackStandIn>? prepare = null,
        bool waitUntilReady = true,
        ILoggerFactory? logs = null
    )
    {
        time ??= TimeProvider.System;
        var running = new RunningSlack(await SlackStandIn.StartAsync(time, cancellationToken), time);
        prepare?.Invoke(running.StandIn);
        var settings = new SlackSettings
        {
            BotToken = running.StandIn.BotToken,
            AppToken = running.StandIn.AppToken,
            SigningSecret = running.StandIn.SigningSecret,
            ApiBase = running.StandIn.ApiBase,
        };
        settings = change?.Invoke(settings) ?? settings;
#pragma warning disable RS0030 // The handler is shared and owned here, as a client factory would own it.
        running.Platform = new SlackPlatform(
            settings,
            () => new HttpClient(running._handler, disposeHandler: false),
            time,
            logs ?? NullLoggerFactory.Instance
        );
#pragma warning restore RS0030
        if (settings.Receive is SlackReceive.Http)
        {
            await running.ServeAsync(cancellationToken);
        }

        running.Running = running.Platform.RunAsync(running.Handler, running._stop.Token);
        if (waitUntilReady)
        {
            await running.Platform.Ready.WaitAsync(TimeSpan.FromSeconds(20), cancellationToken);
        }

        return running;
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Running;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await Running;
        }
        catch (SlackStoppedException)
        {
            // A test that wants to see it has awaited it.
        }

        if (_web is not null)
        {
            await _web.DisposeAsync();
        }

        Platform.Dispose();
        await StandIn.DisposeAsync();
        _handler.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _web = builder.Build();
        Platform.MapSlack(_web);
        await _web.StartAsync(cancellationToken);
        StandIn.RequestUrl = new Uri(new Uri(_web.Urls.First()), SlackPlatform.RequestPath);
    }
}
