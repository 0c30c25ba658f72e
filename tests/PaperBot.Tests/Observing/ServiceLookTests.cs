using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Fakes;
using PaperBot.Local;
using PaperBot.Observing;
using PaperBot.Settings;
using PaperBot.Storage;

namespace PaperBot.Tests.Observing;

/// <summary>What monitors see of a running service.</summary>
public sealed class ServiceLookTests : IAsyncLifetime
{
    private static readonly PlatformWiring Local = new(
        (services, settings) => services.AddLocalWorkspace(settings.Web),
        (app, _) => app.MapLocalWorkspace()
    );

    private readonly TestWorkspace _workspace = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = await Service.StartAsync(
            PaperBotSettings.Read(
                null,
                [.. _workspace.Settings.Select(setting => $"{setting.Key}={setting.Value}"), "Schedule:Cron=0 0 9 1 1 ?"]
            ),
            Local,
            Cancelled
        );
        _client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Monitors_that_ask_with_HEAD_are_answered_and_metrics_are_only_read()
    {
        foreach (var path in new[] { "/health/live", "/health/ready", "/", "/metrics" })
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, path);
            using var answer = await _client.SendAsync(head, Cancelled);
            answer.StatusCode.Should().BeOneOf([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], path);
            (await answer.Content.ReadAsByteArrayAsync(Cancelled)).Should().BeEmpty();
        }

        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, "/metrics");
            using var answer = await _client.SendAsync(request, Cancelled);
            answer.StatusCode.Should().Be(HttpStatusCode.MethodNotAllowed);
            answer.Content.Headers.Allow.Should().BeEquivalentTo("GET", "HEAD");
        }

        // The store goes away under the service: both parts that stand in it say so.
        await _app
            .Services.GetRequiredService<Store>()
            .WriteAsync(session => session.ExecuteAsync("alter table delivery rename to delivery_away"), Cancelled);
        using var ready = await _client.GetAsync("/health/ready", Cancelled);
        ready.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        using var report = JsonDocument.Parse(await ready.Content.ReadAsStringAsync(Cancelled));
        report
            .RootElement.GetProperty("parts")
            .EnumerateArray()
            .Where(part => !part.GetProperty("ready").GetBoolean())
            .Select(part => part.GetProperty("name").GetString())
            .Should()
            .Contain(["store", "outbox"]);
    }

    [Fact]
    public void A_port_that_is_taken_is_not_told_twice_but_everything_else_the_host_says_is()
    {
        Line(11, new IOException("Failed to bind")).Should().BeEmpty("the call itself ends with this line");
        Line(11, new InvalidOperationException("a mistake of ours")).Should().Contain("a mistake of ours");
        Line(9, new IOException("a background service fell")).Should().Contain("a background service fell");
    }

    private static string Line(int eventId, Exception exception)
    {
        using var output = new StringWriter();
        new LogLines(Redactor.ByShape, LogFormat.Text, TimeProvider.System).Write(
            new LogEntry<string>(
                LogLevel.Error,
                "Microsoft.Extensions.Hosting.Internal.Host",
                new EventId(eventId),
                "Hosting failed to start",
                exception,
                (state, _) => state
            ),
            null,
            output
        );
        return output.ToString();
    }
}
