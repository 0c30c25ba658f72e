using System.Text.Json.Nodes;
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
    public async Task A_button_shares_an_answer_to_the_channel()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Reply(new CommandReply.Show(DiscordScene.Message("答え", new ChatControl.Button("share:1", "共有"))));
        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);
        scene.Commands.Reply(new CommandReply.Show(DiscordScene.Message("共有された答え"), Audience.Channel));

        var pressed = await scene.Fake.PressAsync(
            scene.Person,
            scene.Channel,
            asked.Original!,
            CustomIds(asked.Original!)[0],
            value: null,
            Token
        );
        await pressed.FirstAsync(Token);

        scene.Commands.Requests[^1].Should().BeOfType<ChatRequest.Action>().Which.ActionId.Should().Be("share:1");
        pressed.IsEphemeral.Should().BeFalse();
        scene.Fake.MessagesIn(scene.Channel.Id).Should().ContainSingle().Which.Words.Should().Contain("共有された答え");
    }

    [Fact]
    public async Task Ones_own_message_is_replaced_in_place_and_anybody_elses_is_not()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Reply(new CommandReply.Show(DiscordScene.Message("1ページ目", new ChatControl.Button("next", "次へ"))));
        var mine = await scene.AskAsync("DPO");
        await mine.FirstAsync(Token);
        scene.Commands.Reply(
            new CommandReply.Show(DiscordScene.Message("公開", new ChatControl.Button("next", "次へ")), Audience.Channel)
        );
        var shared = await scene.AskAsync("DPO");
        await shared.FirstAsync(Token);
        scene.Commands.Reply(new CommandReply.Replace(DiscordScene.Message("2ページ目")));

        var onMine = await scene.Fake.PressAsync(scene.Person, scene.Channel, mine.Original!, "a:next", value: null, Token);
        await onMine.FirstAsync(Token);
        var onShared = await scene.Fake.PressAsync(scene.Person, scene.Channel, shared.Original!, "a:next", value: null, Token);
        await onShared.FirstAsync(Token);

        onMine.FirstType.Should().Be(7);
        mine.Original!.Words.Should().Contain("2ページ目");
        onShared.FirstType.Should().Be(4);
        onShared.IsEphemeral.Should().BeTrue();
        shared.Original!.Words.Should().Contain("公開");
    }

    [Fact]
    public async Task A_chosen_entry_comes_back_with_its_value()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Reply(
            new CommandReply.Show(
                DiscordScene.Message("質問", new ChatControl.Select("qa", "選んでください", [new ChatOption("なぜ？", "3")]))
            )
        );
        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);

        await scene.Fake.PressAsync(scene.Person, scene.Channel, asked.Original!, CustomIds(asked.Original!)[0], "3", Token);
        await scene.Commands.NextAsync();
        var request = (ChatRequest.Action)await scene.Commands.NextAsync();

        request.Should().BeEquivalentTo(new { ActionId = "qa", Value = "3" });
    }

    [Fact]
    public async Task A_control_on_a_posted_digest_carries_its_own_id_beside_the_marker()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var body = scene.Platform.Render(
            DiscordScene.Message("DPO", new ChatControl.Button("card:2305.18290", "開く")),
            PostKind.Header,
            "key"
        );
        var sent = (SendOutcome.Sent)
            await scene.Platform.SendAsync(
                new PostRequest(
                    scene.Channel.Id,
                    PostOperation.Create,
                    PostKind.Header,
                    ThreadId: null,
                    RemoteId: null,
                    body,
                    "key"
                ),
                Token
            );
        var message = scene.Fake.MessagesIn(scene.Channel.Id).Single();

        await scene.Fake.PressAsync(scene.Person, scene.Channel, message, CustomIds(message)[0], value: null, Token);

        CustomIds(message)[0].Should().StartWith(DeliveryMarker.For("key"));
        var request = (ChatRequest.Action)await scene.Commands.NextAsync();
        request.ActionId.Should().Be("card:2305.18290");
        request.MessageId.Should().Be(sent.RemoteId);
    }

    [Fact]
    public async Task A_form_comes_back_with_what_was_typed()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Reply(
            new CommandReply.OpenForm(
                new ChatForm(
                    "ask:1",
                    "質問する",
                    "送る",
                    "やめる",
                    [new FormField("q", "この論文への質問", Multiline: true, Placeholder: "例：限界は？")]
                )
            )
        );
        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);
        asked.FirstType.Should().Be(9);
        scene.Commands.Reply(new CommandReply.Show(DiscordScene.Message("答え")));

        var sent = await scene.Fake.SubmitAsync(asked, new Dictionary<string, string> { ["q"] = "限界は？" }, Token);
        await sent.FirstAsync(Token);

        var request = scene.Commands.Requests[^1].Should().BeOfType<ChatRequest.FormSubmit>().Subject;
        request.FormId.Should().Be("ask:1");
        request.Fields.Should().BeEquivalentTo(new Dictionary<string, string> { ["q"] = "限界は？" });
        sent.IsEphemeral.Should().BeTrue();
    }

    [Fact]
    public async Task A_refused_form_says_what_is_wrong_and_can_be_opened_again_with_what_was_typed()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Reply(
            new CommandReply.OpenForm(new ChatForm("fix", "URL", "送る", "やめる", [new FormField("url", "論文のURL")]))
        );
        var asked = await scene.AskAsync("fix");
        await asked.FirstAsync(Token);
        scene.Commands.Reply(new CommandReply.FormErrors(new Dictionary<string, string> { ["url"] = "URLではありません" }));

        var refused = await scene.Fake.SubmitAsync(asked, new Dictionary<string, string> { ["url"] = "arxiv" }, Token);
        await refused.FirstAsync(Token);
        var again = await scene.Fake.PressAsync(
            scene.Person,
            scene.Channel,
            refused.Original!,
            CustomIds(refused.Original!)[0],
            value: null,
            Token
        );
        await again.FirstAsync(Token);

        refused.Original!.Words.Should().Contain("論文のURL").And.Contain("URLではありません");
        again.FirstType.Should().Be(9);
        again.First!["data"]!["components"]![0]!["component"]!["value"]!.GetValue<string>().Should().Be("arxiv");
        scene.Commands.Requests.Should().HaveCount(2, "the platform's own button does not reach the handler");
    }

    [Fact]
    public async Task A_form_that_comes_too_late_waits_behind_a_button()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var slow = new TaskCompletionSource<CommandReply>();
        scene.Commands.Answer = (_, _) => slow.Task;
        var asked = await scene.AskAsync("x");
        await asked.FirstAsync(Token);

        slow.SetResult(new CommandReply.OpenForm(new ChatForm("f", "質問", "送る", "やめる", [new FormField("q", "質問")])));
        await asked.UntilAsync(answered => answered.Original is not null, Token);
        var pressed = await scene.Fake.PressAsync(
            scene.Person,
            scene.Channel,
            asked.Original!,
            CustomIds(asked.Original!)[0],
            value: null,
            Token
        );
        await pressed.FirstAsync(Token);

        pressed.FirstType.Should().Be(9);
    }

    [Fact]
    public async Task A_list_that_is_searched_becomes_a_form_and_then_a_list()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Reply(
            new CommandReply.Show(DiscordScene.Message("比べる", new ChatControl.SearchSelect("compare:1", "もう一方の論文")))
        );
        scene.Commands.Suggest = request =>
            request is { ActionId: "compare:1", Typed: "dpo" } ? [new ChatOption("DPO", "2305.18290")] : [];
        var asked = await scene.AskAsync("x");
        await asked.FirstAsync(Token);

        var pressed = await scene.Fake.PressAsync(
            scene.Person,
            scene.Channel,
            asked.Original!,
            CustomIds(asked.Original!)[0],
            value: null,
            Token
        );
        await pressed.FirstAsync(Token);
        var typed = await scene.Fake.SubmitAsync(pressed, new Dictionary<string, string> { ["typed"] = "dpo" }, Token);
        await typed.FirstAsync(Token);
        await scene.Fake.PressAsync(
            scene.Person,
            scene.Channel,
            typed.Original!,
            CustomIds(typed.Original!)[0],
            "2305.18290",
            Token
        );
        await scene.Commands.NextAsync();
        var request = (ChatRequest.Action)await scene.Commands.NextAsync();

        request.Should().BeEquivalentTo(new { ActionId = "compare:1", Value = "2305.18290" });
        scene.Fake.Complaints.Should().BeEmpty();
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
        await second.Ready.WaitAsync(TimeSpan.FromSeconds(30), Token);

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

    [Fact]
    public async Task Where_nothing_is_to_be_said_a_button_still_gets_its_acknowledgement()
    {
        await using var scene = await PlatformScene.OpenAsync();
        scene.Commands.Reply(new CommandReply.Show(DiscordScene.Message("答え", new ChatControl.Button("up", "👍"))));
        var asked = await scene.AskAsync("DPO");
        await asked.FirstAsync(Token);
        scene.Commands.Reply(new CommandReply.Silence());

        var pressed = await scene.Fake.PressAsync(scene.Person, scene.Channel, asked.Original!, "a:up", value: null, Token);
        await pressed.FirstAsync(Token);

        pressed.FirstType.Should().Be(6);
        asked.Original!.Words.Should().Contain("答え");
    }

    [Fact]
    public async Task A_button_of_an_older_version_is_answered_politely()
    {
        await using var scene = await PlatformScene.OpenAsync();
        var old = scene.Fake.AddMessage(scene.Channel, "old", scene.Fake.BotId);

        var pressed = await scene.Fake.PressAsync(scene.Person, scene.Channel, old, "v0:something", value: null, Token);
        await pressed.FirstAsync(Token);

        pressed.IsEphemeral.Should().BeTrue();
        scene.Commands.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData(DiscordMessages.Threads, "限界は？", true, false, true)]
    [InlineData(DiscordMessages.Threads, "<@BOT> 限界は？", true, true, true)]
    [InlineData(DiscordMessages.Mentions, "<@BOT> 限界は？", false, true, true)]
    [InlineData(DiscordMessages.Mentions, "限界は？", true, false, false)]
    [InlineData(DiscordMessages.Threads, "限界は？", false, false, false)]
    [InlineData(DiscordMessages.None, "<@BOT> 限界は？", true, true, false)]
    public async Task A_plain_message_is_a_question_where_the_settings_say_so(
        DiscordMessages messages,
        string content,
        bool inOurThread,
        bool mentions,
        bool asked
    )
    {
        await using var scene = await PlatformScene.OpenAsync(settings => settings with { Messages = messages });
        var place = inOurThread ? await ThreadAsync(scene) : scene.Channel;

        var message = scene.Fake.Write(scene.Person, place, content.Replace("BOT", scene.Fake.BotId, StringComparison.Ordinal));
        if (asked)
        {
            var request = (ChatRequest.Message)await scene.Commands.NextAsync();
            request.Text.Should().Be("限界は？");
            request.MentionsUs.Should().Be(mentions);
            request.MessageId.Should().Be(message.Id);
            request.Origin.ThreadId.Should().Be(inOurThread ? place.Id : null);
            await scene.Fake.UntilAsync(
                exchange =>
                    exchange is { Method: "POST", Template: "/channels/:id/messages" }
                    && exchange.RequestBody!.Contains("message_reference", StringComparison.Ordinal),
                Token
            );
            scene.Fake.MessagesIn(place.Id)[^1].Words.Should().Contain("答え");
        }
        else
        {
            // A command comes after it over the same connection: when that is here, the message has been passed over.
            await (await scene.AskAsync("x")).FirstAsync(Token);
            scene.Commands.Requests.Should().ContainSingle().Which.Should().BeOfType<ChatRequest.Command>();
        }

        scene.Fake.Complaints.Should().BeEmpty();
    }

    private static async Task<FakeChannel> ThreadAsync(PlatformScene scene)
    {
        var starter = await PostAsync(PostKind.Starter, thread: null);
        var thread = await PostAsync(PostKind.Thread, starter);
        return scene.Fake.Channel(thread)!;

        async Task<string> PostAsync(PostKind kind, string? thread) =>
            (
                (SendOutcome.Sent)
                    await scene.Platform.SendAsync(
                        new PostRequest(
                            scene.Channel.Id,
                            PostOperation.Create,
                            kind,
                            thread,
                            RemoteId: null,
                            scene.Platform.Render(DiscordScene.Message("DPO"), kind, "k" + kind),
                            "k" + kind
                        ),
                        Token
                    )
            ).RemoteId;
    }

    private static List<string> CustomIds(FakeMessage message) =>
        [
            .. (message.Json["components"] as JsonArray ?? [])
                .SelectMany(row => row!["components"]!.AsArray())
                .Select(control => control!["custom_id"]?.GetValue<string>())
                .OfType<string>(),
        ];
}
