using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using PaperBot.Fakes;
using PaperBot.Fakes.Postgres;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests;

/// <summary>What whoever watches the service is told while a part of it is not well.</summary>
public sealed class HealthTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TestWorkspace _workspace = new();
    private readonly PostgresServer _database = new();
    private SlackStandIn _slack = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Part(string Name, bool Ready, string State);

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(Stop);
        _workspace.Settings["Store:Provider"] = "postgres";
        _workspace.Settings["Store:ConnectionString"] = await _database.CreateDatabaseAsync(Stop);
        _workspace.Settings["Slack:BotToken"] = _slack.BotToken;
        _workspace.Settings["Slack:AppToken"] = _slack.AppToken;
        _workspace.Settings["Slack:ApiBase"] = _slack.ApiBase.AbsoluteUri;
    }

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        _database.Dispose();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Ready_is_503_and_names_the_part_while_the_store_is_away_and_once_a_platform_has_ended()
    {
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        using var announced = JsonDocument.Parse(await service.ReadyAsync(Stop));
        using var client = new HttpClient(new SocketsHttpHandler())
        {
            BaseAddress = new Uri(announced.RootElement.GetProperty("web").GetString()!),
        };
        (await UntilAsync(client, HttpStatusCode.OK)).Should().OnlyContain(part => part.Ready);

        _database.StopAtOnce();
        var away = await UntilAsync(client, HttpStatusCode.ServiceUnavailable);

        away.Single(part => part.Name == "store").Should().Be(new Part("store", false, "does not answer; see the log"));
        away.Single(part => part.Name == "slack").Ready.Should().BeTrue("it has nothing to do with the store");
        (await client.GetAsync(new Uri("health/live", UriKind.Relative), Stop)).StatusCode.Should().Be(HttpStatusCode.OK);

        _database.Start();
        await UntilAsync(client, HttpStatusCode.OK);
        await _slack.DeliverEventAsync(new JsonObject { ["type"] = "app_uninstalled" });
        var ended = await UntilAsync(client, HttpStatusCode.ServiceUnavailable);

        ended
            .Where(part => !part.Ready)
            .Should()
            .ContainSingle()
            .Which.Should()
            .Be(new Part("slack", false, "stopped for good; see the log"));
        await service.StopAsync(Stop);
        service.Errors.Should().Contain("cannot go on").And.NotContain(_slack.BotToken);
    }

    /// <summary>The parts as they are named with that status.</summary>
    private static async Task<IReadOnlyList<Part>> UntilAsync(HttpClient client, HttpStatusCode wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        while (true)
        {
            using var answer = await client.GetAsync(new Uri("health/ready", UriKind.Relative), patience.Token);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(patience.Token))!;
            ((bool)body["ready"]!).Should().Be(answer.StatusCode == HttpStatusCode.OK);
            if (answer.StatusCode == wanted)
            {
                return
                [
                    .. body["parts"]!
                        .AsArray()
                        .Select(part => new Part((string)part!["name"]!, (bool)part["ready"]!, (string)part["state"]!)),
                ];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience.Token);
        }
    }
}
