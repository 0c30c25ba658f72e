using PaperBot.Chat;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Gateway;

/// <summary>The same over a real WebSocket.</summary>
public sealed class GatewayClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_asked_while_the_line_was_down_is_answered_after_the_resume()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Fake.Gateway.Connections[0].Drop();

        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);

        asked.Original!.Words.Should().Contain("答え");
        scene.Fake.Gateway.Identifies.Should().Be(1);
        scene.Fake.Gateway.Resumes.Should().Be(1);
    }

    [Fact]
    public async Task Asked_to_reconnect_it_comes_back_with_its_session()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Fake.Gateway.Connections[0].SendOp(7, null);
        await scene.Fake.Gateway.UntilAsync(gateway => gateway.Resumes == 1, Token);

        await (await scene.AskAsync("DPO")).FirstAsync(Token);

        scene.Fake.Gateway.Identifies.Should().Be(1);
        scene.Fake.Gateway.Connections[0].ClosedByClientWith.Should().Be(4200);
    }

    [Fact]
    public async Task One_compressed_stream_is_read_message_by_message()
    {
        await using var scene = await PlatformScene.OpenAsync(settings => settings with { Compress = true });

        for (var i = 0; i < 5; i++)
        {
            await (await scene.AskAsync("DPO " + i)).FirstAsync(Token);
        }

        scene.Fake.Gateway.Connections[0].Drop();
        await (await scene.AskAsync("again")).FirstAsync(Token);
        scene.Commands.Requests.Should().HaveCount(6);
    }

    [Fact]
    public async Task Every_shard_hears_its_own_servers()
    {
        await using var scene = await PlatformScene.OpenAsync(
            settings => settings with { Shards = 0 },
            new FakeDiscordOptions
            {
                RateLimits = false,
                RecommendedShards = 2,
                MaxConcurrency = 2,
            }
        );

        await (await scene.AskAsync("DPO")).FirstAsync(Token);

        scene.Fake.Gateway.Identifies.Should().Be(2);
        scene.Commands.Requests.Should().ContainSingle();
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_refused_token_stops_it_with_a_clear_word()
    {
        await using var scene = await PlatformScene.OpenAsync(
            settings => settings with { ApiBase = settings.ApiBase },
            before: null,
            ready: false,
            options: new FakeDiscordOptions { RateLimits = false }
        );
        await scene.Platform.Ready.WaitAsync(TimeSpan.FromSeconds(60), Token);
        scene.Fake.Gateway.Connections[0].Close(4004);

        var running = () => scene.Running.WaitAsync(TimeSpan.FromSeconds(60), Token);

        (await running.Should().ThrowAsync<DiscordStoppedException>()).WithMessage("*Discord:Token*");
    }

    [Fact]
    public async Task A_wrong_token_is_found_before_anything_is_connected()
    {
        var fake = await FakeDiscord.StartAsync(new FakeDiscordOptions { RateLimits = false }, Token);
        await using (fake)
        {
            using var platform = new DiscordPlatform(
                new DiscordSettings("wrong") { ApiBase = fake.ApiBase },
                DiscordScene.Client,
                TimeProvider.System,
                Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance
            );

            var running = () => platform.RunAsync(new ScriptedCommands(), Token);

            await running.Should().ThrowAsync<DiscordStoppedException>();
            platform.Ready.IsFaulted.Should().BeTrue();
            fake.Gateway.Connects.Should().Be(0);
        }
    }

    [Fact]
    public async Task An_intent_that_is_not_switched_on_is_named()
    {
        await using var scene = await PlatformScene.OpenAsync(
            settings => settings with { Messages = DiscordMessages.Threads },
            new FakeDiscordOptions { RateLimits = false, MessageContent = false },
            ready: false
        );

        var running = () => scene.Running.WaitAsync(TimeSpan.FromSeconds(60), Token);

        (await running.Should().ThrowAsync<DiscordStoppedException>()).WithMessage("*Message Content*");
        scene.Platform.Ready.IsFaulted.Should().BeTrue();
    }

    [Fact]
    public async Task Told_to_stop_it_says_goodbye_and_returns()
    {
        var scene = await PlatformScene.OpenAsync();
        await scene.DisposeAsync();

        scene.Running.IsCompletedSuccessfully.Should().BeTrue();
        scene.Fake.Gateway.Connections[0].ClosedByClientWith.Should().Be(1000);
    }

    [Fact]
    public async Task It_starts_before_Discord_can_be_reached_and_gets_through_later()
    {
        await using var scene = await PlatformScene.OpenAsync(before: fake =>
        {
            fake.Inject("GET /applications/@me", new FakeFault.ServerError(503, Accepted: false));
            fake.Inject("GET /gateway/bot", new FakeFault.ServerError(500, Accepted: false));
        });

        await (await scene.AskAsync("DPO")).FirstAsync(Token);
        scene.Fake.Gateway.Identifies.Should().Be(1);
    }

    [Fact]
    public async Task Every_payload_stays_within_what_the_gateway_takes()
    {
        await using var scene = await PlatformScene.OpenAsync(
            options: new FakeDiscordOptions { RateLimits = false, HeartbeatInterval = TimeSpan.FromMilliseconds(50) }
        );
        await scene.Fake.Gateway.UntilAsync(gateway => gateway.Connections[0].Opcodes.Count(op => op == 1) >= 5, Token);

        scene.Fake.Gateway.Connections.Should().ContainSingle().Which.Opcodes.First().Should().Be(2);
        scene.Fake.Complaints.Should().BeEmpty();
    }
}
