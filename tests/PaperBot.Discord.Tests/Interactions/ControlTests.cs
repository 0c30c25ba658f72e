using PaperBot.Chat;

namespace PaperBot.Discord.Tests.Interactions;

/// <summary>Buttons, lists and forms.</summary>
public sealed class ControlTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

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
            PlatformScene.CustomIds(asked.Original!)[0],
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

        await scene.Fake.PressAsync(
            scene.Person,
            scene.Channel,
            asked.Original!,
            PlatformScene.CustomIds(asked.Original!)[0],
            "3",
            Token
        );
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

        await scene.Fake.PressAsync(
            scene.Person,
            scene.Channel,
            message,
            PlatformScene.CustomIds(message)[0],
            value: null,
            Token
        );

        PlatformScene.CustomIds(message)[0].Should().StartWith(DeliveryMarker.For("key"));
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
            PlatformScene.CustomIds(refused.Original!)[0],
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
            PlatformScene.CustomIds(asked.Original!)[0],
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
            PlatformScene.CustomIds(asked.Original!)[0],
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
            PlatformScene.CustomIds(typed.Original!)[0],
            "2305.18290",
            Token
        );
        await scene.Commands.NextAsync();
        var request = (ChatRequest.Action)await scene.Commands.NextAsync();

        request.Should().BeEquivalentTo(new { ActionId = "compare:1", Value = "2305.18290" });
        scene.Fake.Complaints.Should().BeEmpty();
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
}
