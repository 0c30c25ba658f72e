using System.Text.Json.Nodes;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests;

/// <summary>The stand-in is believed because Slack's own libraries work against it.</summary>
public sealed class SlackSdkTests : IAsyncLifetime
{
    private const string General = "C0GENERAL";
    private const string Person = "U0PERSON";

    private SlackStandIn _slack = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(Stop);
        _slack.EnforcesRateLimits = false;
        _slack.AddUser(Person, "ja-JP");
    }

    public async ValueTask DisposeAsync() => await _slack.DisposeAsync();

    [Fact]
    public async Task Slacks_own_web_client_is_understood_and_understands()
    {
        await using var sdk = SlackSdk.Start("web-api.mjs", _slack, ("SLACK_USER", Person));

        var story = await sdk.ExpectAsync(Stop);

        story
            .ToJsonString()
            .Should()
            .Be(
                new JsonObject
                {
                    ["team"] = SlackStandIn.TeamId,
                    ["scopes"] = new JsonArray([
                        .. SlackStandIn.ManifestScopes.Order(StringComparer.Ordinal).Select(scope => JsonValue.Create(scope)),
                    ]),
                    ["history"] = new JsonArray(new JsonArray("changed", "abc")),
                    ["bareMetadata"] = new JsonObject { ["event_type"] = "sdk_check" },
                    ["replies"] = new JsonArray("changed", "reply"),
                    ["channel"] = "general",
                    ["locale"] = "ja-JP",
                    ["ephemeral"] = "string",
                    ["paged"] = 1,
                    ["refusals"] = new JsonObject
                    {
                        ["unknownChannel"] = "channel_not_found",
                        ["noText"] = "no_text",
                        ["badBlocks"] = "invalid_blocks",
                        ["gone"] = "message_not_found",
                        ["badTrigger"] = "invalid_trigger_id",
                        ["badToken"] = "invalid_auth",
                    },
                }.ToJsonString()
            );
    }

    [Theory]
    [InlineData("socket")]
    [InlineData("http")]
    public async Task An_app_on_Slacks_own_framework_lives_in_the_stand_in(string mode)
    {
        await using var bolt = SlackSdk.Start("bolt.mjs", _slack, ("SLACK_MODE", mode));
        var ready = await bolt.ExpectAsync(Stop, "ready");
        if (mode == "http")
        {
            _slack.RequestUrl = new Uri($"http://127.0.0.1:{ready["port"]}/slack/events");
        }

        var command = await _slack.SlashAsync(Person, General, "/paper", "DPO");
        (await bolt.ExpectAsync(Stop, "command"))["text"]!.ToString().Should().Be("DPO");
        (await command.ResponseAsync(0, Stop)).Words.Should().StartWith("found DPO");

        var pressed = await _slack.PressAsync(Person, _slack.Ephemerals(Person).Single(), "next");
        await bolt.ExpectAsync(Stop, "action");
        (await pressed.ResponseAsync(0, Stop)).ReplacesOriginal.Should().BeTrue();

        var suggested = await _slack.SuggestAsync(Person, General, "find", "DP");
        (await suggested.Acknowledged.WaitAsync(TimeSpan.FromSeconds(10), Stop))!["options"]![0]!["text"]!["text"]!
            .ToString()
            .Should()
            .Be("DP!");

        await _slack.SlashAsync(Person, General, "/form", "");
        await bolt.ExpectAsync(Stop, "opened");
        var view = _slack.Views.Single();
        var empty = await _slack.SubmitAsync(view);
        (await empty.Acknowledged.WaitAsync(TimeSpan.FromSeconds(10), Stop))!["errors"]!["q"]!.ToString().Should().Be("missing");
        var full = await _slack.SubmitAsync(view, ("q", "なぜ?"));
        await full.Acknowledged.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        (await bolt.ExpectAsync(Stop, "submission"))["question"]!.ToString().Should().Be("なぜ?");

        await _slack.OpenHomeAsync(Person);
        await _slack.UntilAsync(() => _slack.HomeOf(Person) is not null, Stop);

        var (said, _) = await _slack.SayAsync(Person, General, "hello");
        (await bolt.ExpectAsync(Stop, "message"))["text"]!.ToString().Should().Be("hello");
        await _slack.SayAsync(Person, General, "in the thread", said.Ts);
        (await bolt.ExpectAsync(Stop, "message"))["thread"]!.ToString().Should().Be(said.Ts);

        var mention = new JsonObject
        {
            ["type"] = "app_mention",
            ["user"] = Person,
            ["text"] = $"<@{SlackStandIn.BotUserId}> hi",
            ["ts"] = said.Ts,
            ["channel"] = General,
            ["event_ts"] = said.Ts,
        };
        await _slack.DeliverEventAsync(mention);
        await bolt.ExpectAsync(Stop, "mention");
        await _slack.UntilAsync(() => _slack.Messages(General, said.Ts).Any(message => message.Text == "heard"), Stop);
    }

    [Fact]
    public async Task Slacks_own_socket_client_comes_back_after_every_disconnect()
    {
        _slack.WarningTime = TimeSpan.FromMilliseconds(100);
        await using var bolt = SlackSdk.Start("bolt.mjs", _slack, ("SLACK_MODE", "socket"));
        await bolt.ExpectAsync(Stop, "ready");
        var greetings = 1;
        foreach (var how in new[] { StandInDisconnect.RefreshRequested, StandInDisconnect.Close, StandInDisconnect.Reset })
        {
            greetings++;
            await _slack.DisconnectAsync(how);
            await _slack.UntilAsync(() => _slack.Greetings == greetings && _slack.OpenSockets == 1, Stop);

            await _slack.SlashAsync(Person, General, "/paper", "again");
            await bolt.ExpectAsync(Stop, "command");
        }
    }
}
