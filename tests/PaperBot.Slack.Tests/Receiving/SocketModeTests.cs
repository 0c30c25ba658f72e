using System.Text.Json.Nodes;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests.Receiving;

public sealed class SocketModeTests
{
    private const string General = "C0GENERAL";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_ready_with_the_first_hello_and_holds_as_many_connections_as_told()
    {
        await using var slack = await RunningSlack.StartAsync(Stop, change: settings => settings with { Connections = 3 });

        await slack.StandIn.UntilAsync(() => slack.StandIn.OpenSockets == 3, Stop);

        slack.Platform.Workspace.Should().Be(SlackStandIn.TeamId);
        slack.StandIn.Violations.Should().BeEmpty();
    }

    [Theory]
    [InlineData(StandInDisconnect.Warning)]
    [InlineData(StandInDisconnect.RefreshRequested)]
    public async Task Before_an_announced_end_the_next_connection_is_open(StandInDisconnect how)
    {
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            change: settings => settings with { Connections = 1 },
            prepare: standIn => standIn.WarningTime = TimeSpan.FromHours(1)
        );

        var disconnecting = slack.StandIn.DisconnectAsync(how);
        await slack.StandIn.UntilAsync(() => slack.StandIn.Greetings == 2, Stop);

        // The old one still stands: what Slack sends over it is served as well.
        slack.StandIn.OpenSockets.Should().Be(2);
        for (var i = 0; i < 4; i++)
        {
            await (await slack.StandIn.SlashAsync("U1", General, "/paper", $"{i}")).Acknowledged.WaitAsync(
                TimeSpan.FromSeconds(5),
                Stop
            );
        }

        slack.StandIn.Gaps.Should().Be(0);
        await slack.StopAsync();
        await disconnecting;
    }

    [Fact]
    public async Task A_connection_is_renewed_before_the_age_at_which_Slack_recycles_it()
    {
        var time = new AcceleratedTime(600);
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            time,
            settings => settings with { Connections = 1, RequestTimeout = TimeSpan.FromHours(3) },
            standIn => standIn.ConnectionLife = TimeSpan.FromMinutes(10)
        );

        await slack.StandIn.UntilAsync(() => slack.StandIn.Greetings >= 4, Stop);

        slack.StandIn.Gaps.Should().Be(0);
        slack.StandIn.Calls.Count(call => call.Method == "apps.connections.open").Should().BeLessThan(10);
    }

    [Theory]
    [InlineData(StandInDisconnect.Close)]
    [InlineData(StandInDisconnect.Reset)]
    public async Task A_connection_that_breaks_comes_back(StandInDisconnect how)
    {
        await using var slack = await RunningSlack.StartAsync(Stop, change: settings => settings with { Connections = 1 });

        await slack.StandIn.DisconnectAsync(how);
        await slack.StandIn.UntilAsync(() => slack.StandIn is { Greetings: 2, OpenSockets: 1 }, Stop);

        var exchange = await slack.StandIn.SlashAsync("U1", General, "/paper", "dpo");
        await exchange.ResponseAsync(0, Stop);
    }

    [Fact]
    public async Task A_connection_that_falls_silent_is_noticed_by_its_missing_pong()
    {
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            change: settings =>
                settings with
                {
                    Connections = 1,
                    KeepAliveInterval = TimeSpan.FromMilliseconds(100),
                    KeepAliveTimeout = TimeSpan.FromMilliseconds(300),
                }
        );

        await slack.StandIn.DisconnectAsync(StandInDisconnect.Freeze);

        await slack.StandIn.UntilAsync(() => slack.StandIn.Greetings == 2, Stop);
    }

    [Fact]
    public async Task What_was_not_acknowledged_when_its_connection_died_is_answered_once_all_the_same()
    {
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            change: settings =>
                settings with
                {
                    Connections = 2,
                    KeepAliveInterval = TimeSpan.FromMilliseconds(100),
                    KeepAliveTimeout = TimeSpan.FromMilliseconds(300),
                }
        );
        await slack.StandIn.UntilAsync(() => slack.StandIn.OpenSockets == 2, Stop);
        await slack.StandIn.DisconnectAsync(StandInDisconnect.Freeze);

        // One of the two goes over the deaf connection: it arrives, but its acknowledgement does not.
        var exchanges = new[]
        {
            await slack.StandIn.SlashAsync("U1", General, "/paper", "1"),
            await slack.StandIn.SlashAsync("U1", General, "/paper", "2"),
        };
        foreach (var exchange in exchanges)
        {
            await exchange.ResponseAsync(0, Stop);
            await exchange.Acknowledged.WaitAsync(TimeSpan.FromSeconds(10), Stop);
        }

        exchanges.Should().Contain(exchange => exchange.Deliveries > 1);
        exchanges.Should().AllSatisfy(exchange => exchange.Responses.Should().ContainSingle());
        slack.Handler.Requests.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("internal_error")]
    [InlineData("ratelimited")]
    [InlineData("an_error_that_nobody_documented")]
    public async Task An_error_that_passes_is_waited_out(string error)
    {
        var left = 2;
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            new AcceleratedTime(20),
            settings => settings with { Connections = 1, RequestTimeout = TimeSpan.FromHours(1) },
            prepare: standIn =>
                standIn.Faults = call =>
                    call.Method == "apps.connections.open" && Interlocked.Decrement(ref left) >= 0
                        ? new SlackFault.Error(error)
                        : null
        );

        slack.StandIn.OpenSockets.Should().Be(1);
    }

    [Theory]
    [InlineData("invalid_auth", "xapp-")]
    [InlineData("token_revoked", "xapp-")]
    [InlineData("missing_scope", "connections:write")]
    public async Task An_error_that_no_retry_mends_ends_it_with_what_to_do(string error, string remedy)
    {
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            prepare: standIn =>
                standIn.Faults = call => call.Method == "apps.connections.open" ? new SlackFault.Error(error) : null,
            waitUntilReady: false
        );

        var stopped = (await slack.Running.Awaiting(running => running).Should().ThrowAsync<SlackStoppedException>()).Which;

        stopped.Message.Should().Contain(error).And.Contain(remedy);
        await slack.Platform.Ready.Awaiting(ready => ready).Should().ThrowAsync<SlackStoppedException>();
    }

    [Fact]
    public async Task A_revoked_bot_token_ends_it_with_what_to_do()
    {
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            prepare: standIn => standIn.IsRevoked = true,
            waitUntilReady: false
        );

        (await slack.Running.Awaiting(running => running).Should().ThrowAsync<SlackStoppedException>())
            .Which.Message.Should()
            .Contain("token_revoked")
            .And.Contain("Slack:BotToken");
    }

    [Fact]
    public async Task An_outage_at_the_start_is_waited_out()
    {
        var left = 3;
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            new AcceleratedTime(20),
            settings => settings with { RequestTimeout = TimeSpan.FromHours(1) },
            prepare: standIn =>
                standIn.Faults = call =>
                    call.Method == "auth.test" && Interlocked.Decrement(ref left) >= 0 ? new SlackFault.Status(503, false) : null
        );

        slack.Platform.Ready.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public async Task Being_switched_off_is_not_answered_by_a_storm_and_ends_with_being_switched_on()
    {
        await using var slack = await RunningSlack.StartAsync(
            Stop,
            new AcceleratedTime(200),
            settings => settings with { Connections = 1, RequestTimeout = TimeSpan.FromHours(1) }
        );
        var before = slack.StandIn.Calls.Count(call => call.Method == "apps.connections.open");

        await slack.StandIn.DisconnectAsync(StandInDisconnect.LinkDisabled);
        await slack.StandIn.UntilAsync(() => slack.StandIn.Greetings == 2, Stop);

        slack.StandIn.Calls.Count(call => call.Method == "apps.connections.open").Should().Be(before + 1);
    }

    [Fact]
    public async Task The_app_that_was_removed_from_the_workspace_stops()
    {
        await using var slack = await RunningSlack.StartAsync(Stop);

        await slack.StandIn.DeliverEventAsync(new JsonObject { ["type"] = "app_uninstalled" });

        (await slack.Running.Awaiting(running => running).Should().ThrowAsync<SlackStoppedException>())
            .Which.Message.Should()
            .Contain("removed");
    }

    [Fact]
    public async Task Told_to_stop_it_says_goodbye_and_finishes_what_is_under_way()
    {
        await using var slack = await RunningSlack.StartAsync(Stop);
        var begun = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        slack.Handler.Handle = async (_, _) =>
        {
            begun.SetResult();
            await release.Task;
            return new CommandReply.Show(ScriptedHandler.Message("まだ間に合いました"));
        };
        var exchange = await slack.StandIn.SlashAsync("U1", General, "/paper", "dpo");
        await begun.Task.WaitAsync(Stop);

        var stopping = slack.StopAsync();
        await slack.StandIn.UntilAsync(() => slack.StandIn.OpenSockets == 0, Stop);
        release.SetResult();
        await stopping.WaitAsync(TimeSpan.FromSeconds(9), Stop);

        exchange.Responses.Should().ContainSingle().Which.Words.Should().Be("まだ間に合いました");
    }

    [Fact]
    public async Task Strange_messages_on_the_socket_do_no_harm()
    {
        await using var slack = await RunningSlack.StartAsync(Stop, change: settings => settings with { Connections = 1 });
        foreach (
            var payload in new JsonObject[]
            {
                [],
                new() { ["type"] = "block_actions" },
                new() { ["command"] = 5, ["user_id"] = null },
            }
        )
        {
            foreach (var type in new[] { "interactive", "slash_commands", "events_api", "a_type_of_tomorrow" })
            {
                await (await slack.StandIn.DeliverRawAsync(type, (JsonObject)payload.DeepClone())).Acknowledged.WaitAsync(
                    TimeSpan.FromSeconds(5),
                    Stop
                );
            }
        }

        await (await slack.StandIn.SlashAsync("U1", General, "/paper", "dpo")).ResponseAsync(0, Stop);
        slack.StandIn.Greetings.Should().Be(1);
    }
}
