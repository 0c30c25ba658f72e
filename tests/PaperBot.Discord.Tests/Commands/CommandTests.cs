using System.Text.Json.Nodes;
using PaperBot.Admin;
using PaperBot.Discord.Commands;
using PaperBot.Discord.Wire;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Commands;

public sealed class CommandTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commands_are_written_once_and_then_left_alone()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene
            .Fake.Commands(guildId: null)
            .Select(command => command["name"]!.GetValue<string>())
            .Should()
            .Equal("paper", "paper-week", "paper-admin");
        Writes(scene.Fake).Should().Be(1);

        using var second = new DiscordPlatform(
            new DiscordSettings(scene.Fake.Token) { ApiBase = scene.Fake.ApiBase, Receive = DiscordReceive.Http },
            DiscordScene.Client,
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = second.RunAsync(scene.Commands, stop.Token);
        await second.Ready.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await stop.CancelAsync();
        await running;

        Writes(scene.Fake).Should().Be(1);
    }

    [Fact]
    public async Task A_changed_description_is_written()
    {
        await using var scene = await PlatformScene.OpenAsync(before: fake =>
            fake.Register(Changed(commands => commands[0]!["description"] = "old words"))
        );

        Writes(scene.Fake).Should().Be(1);
        scene.Fake.Commands(guildId: null)[0]["description"]!.GetValue<string>().Should().NotBe("old words");
    }

    public static TheoryData<string> Changes() =>
        ["localization", "extra option", "missing option", "permission", "extra command", "required"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Every_difference_that_people_would_see_is_noticed(string change)
    {
        await using var scene = await PlatformScene.OpenAsync(before: fake =>
            fake.Register(
                Changed(commands =>
                {
                    switch (change)
                    {
                        case "localization":
                            commands[0]!["description_localizations"]!["ja"] = "古い説明";
                            break;
                        case "extra option":
                            commands[0]!["options"]!
                                .AsArray()
                                .Add(
                                    new JsonObject
                                    {
                                        ["type"] = 3,
                                        ["name"] = "more",
                                        ["description"] = "more",
                                    }
                                );
                            break;
                        case "missing option":
                            commands[0]!["options"] = new JsonArray();
                            break;
                        case "permission":
                            commands[2]!["default_member_permissions"] = "8";
                            break;
                        case "extra command":
                            commands.Add(
                                new JsonObject
                                {
                                    ["type"] = 1,
                                    ["name"] = "old",
                                    ["description"] = "gone",
                                }
                            );
                            break;
                        case "required":
                            commands[0]!["options"]![0]!["required"] = true;
                            break;
                    }
                })
            )
        );

        Writes(scene.Fake).Should().Be(1);
        scene.Fake.Commands(guildId: null).Should().HaveCount(3);
    }

    [Fact]
    public async Task Named_servers_get_the_commands_as_their_own_and_the_global_ones_go()
    {
        var guild = "";
        await using var scene = await PlatformScene.OpenAsync(
            settings => settings with { GuildIds = [guild] },
            before: fake =>
            {
                guild = fake.Guilds[0].Id;
                fake.Register(CommandCatalog.Definitions(isGlobal: true));
            }
        );

        scene.Fake.Commands(guild).Should().HaveCount(3);
        scene.Fake.Commands(guildId: null).Should().BeEmpty();
    }

    [Fact]
    public async Task When_the_days_commands_are_used_up_everything_else_works()
    {
        await using var scene = await PlatformScene.OpenAsync(before: fake => fake.CommandCreatesLeft = 0);

        await (await scene.AskAsync("DPO")).FirstAsync(Token);
        scene.Fake.Commands(guildId: null).Should().BeEmpty();
    }

    [Fact]
    public async Task A_rate_limit_at_the_start_is_waited_for()
    {
        await using var scene = await PlatformScene.OpenAsync(before: fake =>
            fake.Inject("PUT /applications/:id/commands", new FakeFault.Throttle("user", 0.2))
        );

        scene.Fake.Commands(guildId: null).Should().HaveCount(3);
    }

    [Fact]
    public void Admin_commands_are_shown_to_those_who_may_manage_the_server()
    {
        var admin = CommandCatalog
            .Definitions(isGlobal: true)
            .Single(command => command!["name"]!.GetValue<string>() == "paper-admin")!;

        admin["default_member_permissions"]!.GetValue<string>().Should().Be("32");
        admin["contexts"]!.ToJsonString().Should().Be("[0]", "there is nobody to administer in a direct message");
    }

    public static TheoryData<string, string, string> Folded() =>
        new()
        {
            { """{"name":"paper","options":[{"name":"query","type":3,"value":" DPOはなぜ？ "}]}""", "paper", "DPOはなぜ？" },
            { """{"name":"paper"}""", "paper", "" },
            { """{"name":"paper-week","options":[{"name":"week","type":3,"value":"2023-05-29"}]}""", "paper", "week 2023-05-29" },
            { """{"name":"paper-week"}""", "paper", "week latest" },
            { """{"name":"paper-admin","options":[{"name":"status","type":1}]}""", "paper-admin", "status" },
            {
                """{"name":"paper-admin","options":[{"name":"rerun","type":1,"options":[{"name":"repost","type":5,"value":false},{"name":"week","type":3,"value":"latest"}]}]}""",
                "paper-admin",
                "rerun latest"
            },
            {
                """{"name":"paper-admin","options":[{"name":"fix","type":1,"options":[{"name":"url","type":3,"value":"https://arxiv.org/abs/1"},{"name":"paper","type":3,"value":"dpo"}]}]}""",
                "paper-admin",
                "fix dpo https://arxiv.org/abs/1"
            },
            { """{"name":"paper-admin","options":[{"name":"release","type":1}]}""", "paper-admin", "release" },
            {
                """{"name":"paper-admin","options":[{"name":"pause","type":1,"options":[{"name":"everywhere","type":5,"value":true}]}]}""",
                "paper-admin",
                "pause all"
            },
        };

    [Theory]
    [MemberData(nameof(Folded))]
    public void Options_are_folded_into_the_words_that_a_person_would_type(string data, string name, string text)
    {
        var read = System.Text.Json.JsonSerializer.Deserialize<InteractionData>(data, DiscordJson.Options)!;

        CommandCatalog.Fold(read).Should().Be((name, text));
    }

    [Fact]
    public void Every_subcommand_with_all_its_options_is_a_command_that_the_program_knows()
    {
        var admin = CommandCatalog.Definitions(isGlobal: true).Single(command => command!["name"]!.ToString() == "paper-admin")!;
        foreach (var subcommand in admin["options"]!.AsArray())
        {
            var options = (subcommand!["options"] as JsonArray ?? []).Select(option => new JsonObject
            {
                ["name"] = option!["name"]!.DeepClone(),
                ["type"] = option["type"]!.DeepClone(),
                ["value"] = option["name"]!.ToString() switch
                {
                    "week" => "2023-05-29",
                    "from" => "writing",
                    "paper" => "thought cloning",
                    "url" => "https://arxiv.org/abs/2306.00323",
                    "delivery" => "2023-W22",
                    "language" => "en",
                    "profile" => "papers=5 want=\"rl, agents\" zone=Europe/Berlin",
                    _ => true,
                },
            });
            var data = new JsonObject
            {
                ["name"] = "paper-admin",
                ["options"] = FakeDiscord.Subcommand(subcommand["name"]!.ToString(), [.. options]),
            };

            var (_, text) = CommandCatalog.Fold(
                System.Text.Json.JsonSerializer.Deserialize<InteractionData>(data.ToJsonString(), DiscordJson.Options)!
            );

            AdminCommand.Parse(text).Should().NotBeOfType<AdminCommand.Unclear>(text);
        }
    }

    private static JsonArray Changed(Action<JsonArray> change)
    {
        var commands = CommandCatalog.Definitions(isGlobal: true);
        change(commands);
        return commands;
    }

    private static int Writes(FakeDiscord fake) => fake.Exchanges.Count(exchange => exchange is { Method: "PUT", Status: 200 });
}
