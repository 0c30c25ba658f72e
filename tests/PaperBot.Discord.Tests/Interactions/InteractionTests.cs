using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Chat;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Interactions;

/// <summary>What people type, press and send, from the gateway to the handler and back.</summary>
public sealed class InteractionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_is_answered_to_the_one_who_asked()
    {
        await using var scene = await PlatformScene.OpenAsync();

        var asked = await scene.AskAsync("DPO 限界は？");
        await asked.FirstAsync(Token);

        asked.FirstType.Should().Be(4);
        asked.IsEphemeral.Should().BeTrue();
        asked.Original!.Words.Should().Contain("答え");
        var request = scene.Commands.Requests.Should().ContainSingle().Which.Should().BeOfType<ChatRequest.Command>().Subject;
        request.Should().BeEquivalentTo(new { Name = "paper", Text = "DPO 限界は？" });
        request
            .Origin.Should()
            .Be(
                new ChatOrigin(
                    "discord",
                    scene.Fake.ApplicationId,
                    scene.Channel.Id,
                    ThreadId: null,
                    scene.Person.Id,
                    "ja",
                    HasAdminRight: false,
                    asked.Id
                )
            );
        scene.Platform.Workspace.Should().Be(scene.Fake.ApplicationId);
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task Asked_in_a_thread_the_origin_names_channel_and_thread()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var thread = new FakeChannel("77", FakeChannel.PublicThread, "DPO", scene.Guild, scene.Channel);

        await scene.Fake.CommandAsync(scene.Person, thread, "paper", "query", "限界は？", Token);

        var origin = (await scene.Commands.NextAsync()).Origin;
        origin.ChannelId.Should().Be(scene.Channel.Id);
        origin.ThreadId.Should().Be("77");
    }

    [Fact]
    public async Task The_right_to_manage_the_server_comes_from_the_payload()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var admin = scene.Fake.AddPerson("en-US", FakePerson.ManageGuild);

        await scene.Fake.CommandAsync(
            admin,
            scene.Channel,
            "paper-admin",
            FakeDiscord.Subcommand(
                "rerun",
                FakeDiscord.Flag("dry-run", true),
                FakeDiscord.Option("from", "writing"),
                FakeDiscord.Flag("repost", true),
                FakeDiscord.Option("week", "2023-W22")
            ),
            Token
        );

        var request = (ChatRequest.Command)await scene.Commands.NextAsync();
        request.Origin.HasAdminRight.Should().BeTrue();
        request.Name.Should().Be("paper-admin");
        request.Text.Should().Be("rerun 2023-W22 from writing repost dry-run");
    }

    [Fact]
    public async Task A_slow_answer_is_announced_in_time_and_brought_later()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var slow = new TaskCompletionSource<CommandReply>();
        scene.Commands.Answer = (_, _) => slow.Task;

        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);
        asked.FirstType.Should().Be(5);
        asked.IsEphemeral.Should().BeTrue();
        slow.SetResult(new CommandReply.Show(DiscordScene.Message("遅い答え")));
        await asked.UntilAsync(answered => answered.Original is not null, Token);

        asked.Original!.Words.Should().Contain("遅い答え");
        asked.FollowUps.Should().BeEmpty();
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_slow_answer_for_all_stands_in_the_channel()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var slow = new TaskCompletionSource<CommandReply>();
        scene.Commands.Answer = (_, _) => slow.Task;

        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);
        slow.SetResult(new CommandReply.Show(DiscordScene.Message("みんなへ"), Audience.Channel));
        await asked.UntilAsync(answered => answered.FollowUps.Count == 1, Token);

        scene.Fake.MessagesIn(scene.Channel.Id).Should().ContainSingle().Which.Words.Should().Contain("みんなへ");
        asked.Original!.Words.Should().Contain("共有しました");
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task What_slow_work_comes_to_takes_the_place_of_the_first_word()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Reply(
            new CommandReply.Show(DiscordScene.Message("始めました"))
            {
                Then = _ =>
                    Task.FromResult<CommandReply>(
                        new CommandReply.Show(DiscordScene.Message("半分です"))
                        {
                            Then = _ =>
                                Task.FromResult<CommandReply>(new CommandReply.Show(DiscordScene.Message("終わりました"))),
                        }
                    ),
            }
        );

        var asked = await scene.AskAsync("x");
        await asked.UntilAsync(
            answered => answered.Original?.Words.Contains("終わりました", StringComparison.Ordinal) == true,
            Token
        );

        asked.FirstType.Should().Be(4);
        asked.FollowUps.Should().BeEmpty();
    }

    [Fact]
    public async Task Suggestions_come_while_a_person_types()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Suggest = request =>
            [
                new ChatOption($"{request.Typed} @everyone " + new string('長', 200), "2305.18290"),
                new ChatOption("too long a value", new string('x', 101)),
                .. Enumerable.Range(0, 40).Select(i => new ChatOption($"#{i}", $"v{i}")),
            ];

        var typing = await scene.Fake.TypeAsync(scene.Person, scene.Channel, "paper", "query", "dp", Token);
        await typing.FirstAsync(Token);

        var choices = typing.First!["data"]!["choices"]!.AsArray();
        choices.Should().HaveCount(25);
        choices[0]!["name"]!.GetValue<string>().Should().StartWith("dp ").And.HaveLength(100).And.NotContain("@everyone");
        scene.Commands.Requests.Should().BeEmpty();
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task The_same_interaction_twice_is_handled_once()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);

        await scene.Fake.RepeatAsync(asked, Token);
        var next = await scene.AskAsync("次");
        await next.FirstAsync(Token);

        scene.Commands.Requests.Should().HaveCount(2);
        asked.Callbacks.Should().Be(1);
    }

    [Fact]
    public async Task Of_two_processes_that_hear_of_the_same_request_one_answers()
    {
        await using var scene = await PlatformScene.OpenAsync(settings => settings with { Messages = DiscordMessages.Mentions });
        scene.Commands.ClaimsOnce = true;
        using var second = new DiscordPlatform(
            new DiscordSettings(scene.Fake.Token) { ApiBase = scene.Fake.ApiBase, Messages = DiscordMessages.Mentions },
            DiscordScene.Client,
            TimeProvider.System,
            NullLoggerFactory.Instance
        );
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = second.RunAsync(scene.Commands, stop.Token);
        await second.Ready.WaitAsync(TimeSpan.FromSeconds(60), Token);

        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);
        scene.Fake.Write(scene.Person, scene.Channel, $"<@{scene.Fake.BotId}> 限界は？");
        await scene.Fake.UntilAsync(exchange => exchange is { Method: "POST", Template: "/channels/:id/messages" }, Token);
        await scene.Commands.UntilClaimedAsync(4);
        await stop.CancelAsync();
        await running;

        scene.Commands.Requests.Should().HaveCount(2);
        asked.Callbacks.Should().Be(1);
        scene.Fake.MessagesIn(scene.Channel.Id).Count(message => message.AuthorId == scene.Fake.BotId).Should().Be(1);
    }

    [Theory]
    [InlineData("ja", "うまく処理できませんでした")]
    [InlineData("en-GB", "Something went wrong")]
    public async Task When_a_feature_fails_the_person_hears_of_it_in_their_language(string locale, string words)
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Answer = (_, _) => throw new InvalidOperationException("secret detail");

        var asked = await scene.Fake.CommandAsync(scene.Fake.AddPerson(locale), scene.Channel, "paper", "query", "x", Token);
        await asked.FirstAsync(Token);

        asked.Original!.Words.Should().Contain(words).And.NotContain("secret");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_answer_whose_fate_is_unclear_is_looked_for_before_it_is_sent_again(bool accepted)
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Fake.Inject("POST /interactions/:id/:token/callback", new FakeFault.Reset(accepted));

        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);
        var next = await scene.AskAsync("次");
        await next.FirstAsync(Token);

        asked.Original!.Words.Should().Contain("答え");
        asked.Callbacks.Should().Be(1);
        scene.Commands.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task People_are_answered_while_posting_waits_for_its_limits()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Fake.Inject("GET /channels/:id", new FakeFault.Throttle("global", 60));
        (await scene.Platform.DescribeAsync(scene.Channel.Id, Token)).Should().BeOfType<ChannelOutcome.Unavailable>();

        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);

        asked.Original!.Words.Should().Contain("答え");
    }

    [Fact]
    public async Task After_a_quarter_of_an_hour_the_answer_comes_as_a_direct_message()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var slow = new TaskCompletionSource<CommandReply>();
        scene.Commands.Reply(new CommandReply.Show(DiscordScene.Message("始めました")) { Then = _ => slow.Task });
        var asked = await scene.AskAsync("rerun");
        await asked.FirstAsync(Token);
        scene.Fake.TokenLife = TimeSpan.Zero;

        slow.SetResult(new CommandReply.Show(DiscordScene.Message("終わりました")));
        await scene.Fake.UntilAsync(
            exchange => exchange.Template == "/channels/:id/messages" && exchange.Method == "POST",
            Token
        );

        var direct = scene.Fake.DirectChannelWith(scene.Person.Id)!;
        scene.Fake.MessagesIn(direct.Id).Should().ContainSingle().Which.Words.Should().Contain("終わりました");
        scene.Fake.MessagesIn(scene.Channel.Id).Should().BeEmpty("what was meant for one is not shown to all");
    }
}
