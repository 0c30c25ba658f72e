using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Npgsql;
using PaperBot.Fakes;
using PaperBot.Fakes.Discord;
using PaperBot.Fakes.Slack;
using PaperBot.Storage;

namespace PaperBot.Tests.Observing;

/// <summary>
/// The real program with a secret in every setting that takes one, on stand-ins that repeat to it what it sent them, and everything
/// that leaves it: logs at their most talkative, spans, metrics, what calls print, and each column of the store.
/// </summary>
public sealed class CanaryTests : IAsyncLifetime
{
    private const string Person = "U0PERSON";

    private readonly TestWorkspace _workspace = new();
    private readonly ConcurrentQueue<byte[]> _exported = new();
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly string _password = Canary.Secret();
    private readonly string _modelKey = Canary.Secret("key-");
    private readonly string _collectorKey = Canary.Secret("collector-");
    private SlackStandIn _slack = null!;
    private FakeDiscord _discord = null!;
    private StandInServer _collector = null!;
    private StandInServer _model = null!;
    private TemporaryStore _store = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(Stop);
        _slack.EnforcesRateLimits = false;
        _slack.AddUser(Person, "ja-JP");
        _slack.AddChannel(new StandInChannel("C0BROKEN", "broken"));
        // Slack knows no such error; a proxy in between or a bad day may show the token all the same.
        _slack.Faults = call =>
            call.Method == "chat.postMessage" && call.Text("channel") == "C0BROKEN"
                ? new SlackFault.Error("not_allowed_" + _slack.BotToken)
                : null;
        string? token = null;
        _discord = await FakeDiscord.StartAsync(
            new FakeDiscordOptions
            {
                RateLimits = false,
                Chaos = request =>
                    request.Key == "POST /channels/:id/messages"
                        ? new FakeFault.Refuse(403, 50013, $"Missing Permissions for Bot {token}")
                        : null,
            },
            Stop
        );
        token = _discord.Token;
        var guild = _discord.AddGuild();
        var text = _discord.AddChannel(guild);
        _collector = await StandInServer.StartAsync(
            async context =>
            {
                _asked.Enqueue(context.Request.Path + " " + context.Request.Headers["x-key"]);
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body, context.RequestAborted);
                _exported.Enqueue(body.ToArray());
            },
            Stop
        );
        _model = await StandInServer.StartAsync(
            async context =>
            {
                context.Response.StatusCode = 401;
                await context.Response.WriteAsync(
                    $$$"""{"error":{"message":"Incorrect API key provided: {{{context.Request.Headers.Authorization}}}","code":"invalid_api_key"}}""",
                    context.RequestAborted
                );
            },
            Stop
        );
        _store = await TemporaryStore.CreateEmptyAsync(StoreProvider.Postgres, TimeProvider.System, Stop);
        foreach (
            var (key, value) in new (string, string)[]
            {
                ("Store:Provider", "postgres"),
                ("Store:ConnectionString", _store.ConnectionString + ";Password=" + _password),
                ("Slack:BotToken", _slack.BotToken),
                ("Slack:AppToken", _slack.AppToken),
                ("Slack:SigningSecret", _slack.SigningSecret),
                ("Slack:ApiBase", _slack.ApiBase.AbsoluteUri),
                ("Slack:PostSpacing", "0s"),
                ("Outbox:Settle", "50ms"),
                ("Outbox:LongestBackoff", "1s"),
                ("Discord:Token", _discord.Token),
                ("Discord:ApiBase", _discord.ApiBase.AbsoluteUri),
                ("Discord:GuildIds:0", guild.Id),
                ("Channels:0:Platform", "slack"),
                ("Channels:0:Id", "C0GENERAL"),
                ("Channels:1:Platform", "slack"),
                ("Channels:1:Id", "C0BROKEN"),
                ("Channels:2:Platform", "discord"),
                ("Channels:2:Id", text.Id),
                ("Admins:0", $"slack:{Person}"),
                ("Asking:Embeddings:Model", "likeness"),
                ("Asking:Embeddings:Endpoint", _model.Root.AbsoluteUri),
                ("Asking:Embeddings:ApiKey", _modelKey),
                ("Telemetry:OtlpEndpoint", _collector.Root.AbsoluteUri),
                ("Telemetry:OtlpHeaders", "x-key=" + _collectorKey),
                ("Logs:Format", "json"),
                ("Logs:Level", "trace"),
                ("Weeks:BaseUrl", "http://127.0.0.1:9/"),
                ("Arxiv:ApiBase", "http://127.0.0.1:9/"),
            }
        )
        {
            _workspace.Settings[key] = value;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        await _discord.DisposeAsync();
        await _collector.DisposeAsync();
        await _model.DisposeAsync();
        await _store.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task No_secret_leaves_the_program_by_any_way_while_things_work_and_while_they_fail()
    {
        // What a call prints is searched by whoever runs it, and so is the service's log at its end.
        await CallAsync(0, "note", "import", await _workspace.SampleNoteAsync(Stop));
        string metrics;
        await using (var service = PaperBotProcess.StartService(_workspace.Settings))
        {
            var web = new Uri(
                System.Text.Json.JsonDocument.Parse(await service.ReadyAsync(Stop)).RootElement.GetProperty("web").GetString()!
            );
            using var handler = new SocketsHttpHandler();
            using var client = new HttpClient(handler, disposeHandler: false);
            await (await _slack.SlashAsync(Person, "C0GENERAL", "/paper-admin", "rerun 2023-W22")).ResponseAsync(0, Stop);
            await (await _slack.SlashAsync(Person, "C0GENERAL", "/paper", "dpo 限界は?")).ResponseAsync(0, Stop);
            metrics = await UntilHeldAsync(client, new Uri(web, "/metrics"));
            await CallAsync(1, "week", "run", "2023-W22", "--json");
            await (await _slack.SlashAsync(Person, "C0GENERAL", "/paper-admin", "held")).ResponseAsync(0, Stop);
            await (await _slack.SlashAsync(Person, "C0GENERAL", "/paper-admin", "status")).ResponseAsync(0, Stop);
            await LookAtHealthAsync(client, web);
            Canary.Watch(
                "/health/ready",
                await (await client.GetAsync(new Uri(web, "/health/ready"), Stop)).Content.ReadAsStringAsync(Stop)
            );
            await CallAsync(0, "deliveries", "held", "--json");
            await CallAsync(1, "doctor");
            _slack.IsRevoked = true;
            await CallAsync(1, "doctor", "--json");
            await service.StopAsync(Stop);
            service.ExitCode.Should().Be(0);
            service.Errors.Should().Contain("[redacted]").And.Contain("\"level\":\"Debug\"");
        }

        _workspace.Settings["Store:ConnectionString"] += ";Port=1;Timeout=1";
        await CallAsync(1, "week", "status", "2023-W22");
        _workspace.Settings["Slack:BotToken"] = "Bearer " + _slack.BotToken;
        await CallAsync(2, "run");

        Canary.Watch("/metrics", metrics);
        metrics
            .Should()
            .Contain("paperbot_posts_total")
            .And.Contain("paperbot_asks_total")
            .And.Contain("paperbot_store_size_bytes");
        _asked.Should().Contain(path => path.StartsWith("/v1/traces")).And.Contain(path => path.StartsWith("/v1/metrics"));
        _asked.Should().OnlyContain(path => path.EndsWith(_collectorKey), "the collector gets its key, and nobody else");
        var exported = string.Join('\n', _exported.Select(Encoding.Latin1.GetString));
        exported.Should().Contain("stage publishing").And.Contain("[redacted]");
        Canary.Watch("what was exported", exported);
        (await SearchStoreAsync()).Should().BeGreaterThan(100);
    }

    private static async Task LookAtHealthAsync(HttpClient client, Uri web)
    {
        var ready = System
            .Text.Json.JsonDocument.Parse(await client.GetStringAsync(new Uri(web, "/health/ready"), Stop))
            .RootElement;
        var parts = ready
            .GetProperty("parts")
            .EnumerateArray()
            .ToDictionary(part => part.GetProperty("name").GetString()!, part => part.GetProperty("state").GetString()!);
        parts.Keys.Should().BeEquivalentTo("store", "outbox", "schedule", "answers", "slack", "discord");
        parts["outbox"].Should().MatchRegex("[1-9][0-9]* held");
        parts["schedule"].Should().StartWith("looks next at ");

        // What a proxy passes on from outside is nobody's who may see the figures.
        using var passedOn = new HttpRequestMessage(HttpMethod.Get, new Uri(web, "/metrics"));
        passedOn.Headers.Add("X-Forwarded-For", "198.51.100.7");
        (await client.SendAsync(passedOn, Stop)).StatusCode.Should().Be(System.Net.HttpStatusCode.NotFound);
    }

    /// <summary>Both broken channels hold what was refused.</summary>
    private static async Task<string> UntilHeldAsync(HttpClient client, Uri address)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var metrics = await client.GetStringAsync(address, patience.Token);
            if (
                Array.TrueForAll(
                    ["slack", "discord"],
                    platform =>
                        metrics
                            .Split('\n')
                            .Any(line =>
                                line.StartsWith("paperbot_deliveries{", StringComparison.Ordinal)
                                && line.Contains($"platform=\"{platform}\"", StringComparison.Ordinal)
                                && line.Contains("state=\"held\"", StringComparison.Ordinal)
                            )
                )
            )
            {
                return metrics;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
        }
    }

    private async Task CallAsync(int exitCode, params string[] arguments)
    {
        var call = await PaperBotProcess.CallAsync(arguments, _workspace.Settings, Stop);
        call.ExitCode.Should().Be(exitCode, $"{string.Join(' ', arguments)}: {call.Output} {call.Errors}");
    }

    /// <returns>How many columns were searched.</returns>
    private async Task<int> SearchStoreAsync()
    {
        await using var connection = new NpgsqlConnection(_store.ConnectionString);
        await connection.OpenAsync(Stop);
        var columns = new List<(string Table, string Column)>();
        await using (var command = connection.CreateCommand())
        {
            command.CommandText =
                "select table_schema || '.' || table_name, column_name from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')";
            await using var reader = await command.ExecuteReaderAsync(Stop);
            while (await reader.ReadAsync(Stop))
            {
                columns.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        foreach (var (table, column) in columns)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Names from the catalogue.
            command.CommandText = $"select count(*) from {table} where cast(\"{column}\" as text) ilike '%{Canary.Word}%'";
#pragma warning restore CA2100
            ((long)(await command.ExecuteScalarAsync(Stop))!).Should().Be(0, $"{table}.{column} holds no secret");
        }

        return columns.Count;
    }
}
