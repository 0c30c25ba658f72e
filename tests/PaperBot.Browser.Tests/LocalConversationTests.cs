using Microsoft.Playwright;
using PaperBot.Chat;
using static Microsoft.Playwright.Assertions;

namespace PaperBot.Browser.Tests;

/// <summary>Posts, threads, controls, forms and commands, as people in two windows see them.</summary>
public sealed class LocalConversationTests(Chromium chromium) : BrowserTest(chromium)
{
    private static readonly ChatMessage Starter = SampleDigest.Starter(SampleDigest.Papers[0], japanese: true);

    [Fact]
    public async Task A_post_appears_in_every_window_without_a_reload_whichever_process_made_it()
    {
        var member = await OpenAsync();
        var admin = await OpenAsync(person: "admin");

        await Site.PostAsync(Say("この場で投稿"));
        await Site.PostFromElsewhereAsync(Say("別のプロセスから投稿"));

        foreach (var page in new[] { member, admin })
        {
            await Expect(page.Locator("#messages")).ToContainTextAsync("この場で投稿");
            await Expect(page.Locator("#messages")).ToContainTextAsync("別のプロセスから投稿");
        }
    }

    [Fact]
    public async Task An_edit_and_a_deletion_show_without_a_reload()
    {
        var first = await Site.PostAsync(Say("直す前"));
        var second = await Site.PostAsync(Say("消える"));
        var page = await OpenAsync();
        await Expect(page.Locator("#messages")).ToContainTextAsync("直す前");

        await Site.ChangeAsync(first, Say("直した後"));
        await Site.ChangeAsync(second, null);

        await Expect(page.Locator($"#m{first}")).ToContainTextAsync("直した後");
        await Expect(page.Locator($"#m{second}")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_thread_opens_beside_its_channel_grows_live_and_gives_the_focus_back()
    {
        var starter = await Site.PostAsync(Starter);
        await Site.PostAsync(Say("最初の返信"), starter);
        var page = await OpenAsync();

        await page.Locator($"#m{starter} .thread-link").ClickAsync();

        await Expect(page.Locator("#thread")).ToContainTextAsync("最初の返信");
        await Expect(page.Locator("#thread-title")).ToBeFocusedAsync();
        await Site.PostAsync(Say("次の返信"), starter);
        await Expect(page.Locator("#thread")).ToContainTextAsync("次の返信");
        await Expect(page.Locator($"#m{starter} .thread-count")).ToHaveTextAsync("2件の返信");

        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#thread")).ToBeHiddenAsync();
        await Expect(page.Locator($"#m{starter} .thread-link")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_permalink_opens_the_thread_it_names_and_stays_inside_the_page()
    {
        var starter = await Site.PostAsync(Starter);
        var reply = await Site.PostAsync(Say("目当ての返信"), starter);
        var link = Site.Platform.Permalink("papers-ja", starter, reply)!;
        await Site.PostAsync(
            new ChatMessage("リンク", [new ChatBlock.Paragraph(RichText.Of(new Inline.Link(link, "スレッドへ")))]),
            channel: "papers-en"
        );
        var page = await OpenAsync("#/papers-en");

        await page.GetByRole(AriaRole.Link, new() { Name = "スレッドへ" }).ClickAsync();

        await Expect(page.Locator($"#t{reply}")).ToBeInViewportAsync();
        await Expect(page.Locator("#channel-title")).ToHaveTextAsync("papers-ja");
        new Uri(page.Url).Fragment.Should().Be($"#/papers-ja/{starter}/{reply}");
        page.Context.Pages.Should().ContainSingle();
    }

    [Fact]
    public async Task Older_messages_come_on_demand_and_a_permalink_reaches_them()
    {
        var first = await Site.PostAsync(Say("一番古い投稿"));
        for (var i = 0; i < 70; i++)
        {
            await Site.PostAsync(Say($"投稿 {i}"));
        }

        var page = await OpenAsync();
        await Expect(page.Locator("#messages")).ToContainTextAsync("投稿 69");
        await Expect(page.Locator("#messages")).Not.ToContainTextAsync("一番古い投稿");
        await page.GetByRole(AriaRole.Button, new() { Name = "以前のメッセージを表示" }).ClickAsync();
        await Expect(page.Locator("#messages")).ToContainTextAsync("一番古い投稿");

        var linked = await OpenAsync($"#/papers-ja/{first}");
        await Expect(linked.Locator($"#m{first}")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_button_comes_back_with_its_id_its_message_and_who_pressed_it()
    {
        var starter = await Site.PostAsync(Starter);
        Site.Commands.Answer = _ => new CommandReply.Show(Say("答え"));
        var page = await OpenAsync(person: "admin");

        await page.Locator("[data-control='ask-1']").ClickAsync();
        await Expect(page.Locator(".answer")).ToContainTextAsync("答え");

        var request = Site.Commands.Only<ChatRequest.Action>();
        (request.ActionId, request.Value, request.MessageId).Should().Be(("ask-1", null, starter));
        request
            .Origin.Should()
            .BeEquivalentTo(
                new
                {
                    Platform = "local",
                    ChannelId = "papers-ja",
                    ThreadId = (string?)null,
                    UserId = "admin",
                    Locale = "ja",
                    HasAdminRight = true,
                }
            );
    }

    [Fact]
    public async Task A_button_in_a_thread_is_answered_in_that_thread()
    {
        var starter = await Site.PostAsync(Say("親"));
        var reply = await Site.PostAsync(Starter, starter);
        Site.Commands.Answer = _ => new CommandReply.Show(Say("みんなに"), Audience.Channel);
        var page = await OpenAsync($"#/papers-ja/{starter}");
        var other = await OpenAsync($"#/papers-ja/{starter}", person: "admin");

        await page.Locator("#thread [data-control='ask-1']").ClickAsync();

        await Expect(other.Locator("#thread")).ToContainTextAsync("みんなに");
        Site.Commands.Only<ChatRequest.Action>()
            .Should()
            .Match<ChatRequest.Action>(action => action.MessageId == reply && action.Origin.ThreadId == starter);
    }

    [Fact]
    public async Task A_button_with_a_question_acts_only_when_it_is_answered_with_yes()
    {
        var confirm = new ConfirmDialog("取り下げますか?", "11件の投稿が消えます。", "取り下げる", "やめる");
        await Site.PostAsync(
            new ChatMessage(
                "確認",
                [new ChatBlock.Actions([new ChatControl.Button("retract", "取り下げ", ButtonStyle.Danger, confirm)])]
            )
        );
        Site.Commands.Answer = _ => new CommandReply.Show(Say("取り下げました"));
        var page = await OpenAsync();
        var button = page.Locator("[data-control='retract']");

        await button.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog)).ToContainTextAsync("11件の投稿が消えます。");
        await page.GetByRole(AriaRole.Button, new() { Name = "やめる" }).ClickAsync();
        await Expect(button).ToBeFocusedAsync();
        Site.Commands.Requests.Should().BeEmpty();

        await button.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "取り下げる" }).ClickAsync();
        await Expect(page.Locator(".answer")).ToContainTextAsync("取り下げました");
    }

    [Fact]
    public async Task A_select_gives_the_chosen_value_by_mouse_and_by_keyboard()
    {
        await Site.PostAsync(Starter);
        Site.Commands.Answer = request => new CommandReply.Show(Say($"選んだのは {((ChatRequest.Action)request).Value}"));
        var page = await OpenAsync();
        var select = page.Locator("[data-control='pick-1']");

        await select.ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "学習にはどのようなデータが必要ですか?" }).ClickAsync();
        await Expect(page.Locator(".answer")).ToContainTextAsync("選んだのは 1");

        await select.FocusAsync();
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(page.GetByRole(AriaRole.Option, new() { Selected = true })).ToContainTextAsync("PPO");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".answer").First).ToContainTextAsync("選んだのは 2");
        await Expect(select).ToContainTextAsync("PPO");
    }

    [Fact]
    public async Task A_list_that_fills_while_one_types_asks_for_what_was_typed()
    {
        await Site.PostAsync(
            new ChatMessage("検索", [new ChatBlock.Actions([new ChatControl.SearchSelect("find", "論文を探す")])])
        );
        Site.Commands.Suggest = request =>
            request.Typed == "dpo" && request.ActionId == "find"
                ? [new ChatOption("Direct Preference Optimization", "2305.18290", "2023年")]
                : [];
        Site.Commands.Answer = request => new CommandReply.Show(Say($"選んだのは {((ChatRequest.Action)request).Value}"));
        var page = await OpenAsync();

        await page.Locator("[data-control='find']").ClickAsync();
        await Expect(page.Locator(".panel")).ToContainTextAsync("候補はありません");
        await page.Keyboard.TypeAsync("dpo");
        await Expect(page.GetByRole(AriaRole.Option)).ToContainTextAsync("Direct Preference Optimization");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator(".answer")).ToContainTextAsync("選んだのは 2305.18290");
    }

    [Fact]
    public async Task A_form_says_what_is_missing_keeps_what_is_wrong_open_and_closes_when_it_is_right()
    {
        await Site.PostAsync(Starter);
        var form = new ChatForm(
            "ask:1",
            "この論文に質問する",
            "質問する",
            "キャンセル",
            [new FormField("question", "質問", Multiline: true), new FormField("note", "補足", Required: false)]
        );
        Site.Commands.Answer = request =>
            request switch
            {
                ChatRequest.Action => new CommandReply.OpenForm(form),
                ChatRequest.FormSubmit { Fields: var fields } when fields["question"] == "?" => new CommandReply.FormErrors(
                    new Dictionary<string, string>(StringComparer.Ordinal) { ["question"] = "もう少し詳しく書いてください。" }
                ),
                _ => new CommandReply.Show(Say("回答です")),
            };
        var page = await OpenAsync();
        await page.Locator("[data-control='ask-1']").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var question = dialog.GetByRole(AriaRole.Textbox, new() { Name = "質問" });
        await Expect(question).ToBeFocusedAsync();

        await dialog.GetByRole(AriaRole.Button, new() { Name = "質問する" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("必須項目です。");
        Site.Commands.Requests.OfType<ChatRequest.FormSubmit>().Should().BeEmpty();

        await question.FillAsync("?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "質問する" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("もう少し詳しく書いてください。");
        await Expect(question).ToHaveAttributeAsync("aria-invalid", "true");

        await question.FillAsync("限界は何ですか?");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "質問する" }).ClickAsync();
        await Expect(page.Locator(".answer")).ToContainTextAsync("回答です");
        await Expect(dialog).ToBeHiddenAsync();
        Site.Commands.Requests.OfType<ChatRequest.FormSubmit>()
            .Last()
            .Fields.Should()
            .Equal(new Dictionary<string, string>(StringComparer.Ordinal) { ["question"] = "限界は何ですか?", ["note"] = "" });
    }

    [Fact]
    public async Task A_commands_answer_is_seen_by_the_one_who_asked_alone_and_is_gone_after_a_reload()
    {
        Site.Commands.Answer = _ => new CommandReply.Show(Say("あなたへの答え"));
        var asker = await OpenAsync();
        var other = await OpenAsync(person: "admin");

        await WriteAsync(asker, "/paper dpo 限界は?");

        await Expect(asker.Locator(".answer")).ToContainTextAsync("あなたへの答え");
        await Expect(asker.Locator(".answer")).ToContainTextAsync("あなただけに表示されています");
        var command = Site.Commands.Only<ChatRequest.Command>();
        (command.Name, command.Text).Should().Be(("paper", "dpo 限界は?"));

        // A post that comes later has arrived in the other window, and the answer has not.
        await Site.PostAsync(Say("後からの投稿"));
        await Expect(other.Locator("#messages")).ToContainTextAsync("後からの投稿");
        await Expect(other.Locator("body")).Not.ToContainTextAsync("あなたへの答え");
        (await other.ContentAsync()).Should().NotContain("あなたへの答え");

        await asker.ReloadAsync();
        await Expect(asker.Locator("#messages")).ToContainTextAsync("後からの投稿");
        await Expect(asker.Locator(".answer")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task An_answer_belongs_to_the_person_and_not_to_the_window()
    {
        Site.Commands.Answer = _ => new CommandReply.Show(Say("葵への答え"));
        var page = await OpenAsync();
        await WriteAsync(page, "/paper dpo");
        await Expect(page.Locator(".answer")).ToContainTextAsync("葵への答え");

        await BecomeAsync(page, "湊");
        await Expect(page.Locator(".answer")).ToHaveCountAsync(0);

        await BecomeAsync(page, "葵");
        await Expect(page.Locator(".answer")).ToContainTextAsync("葵への答え");
    }

    [Fact]
    public async Task Slow_work_is_shown_first_and_replaced_when_it_is_done()
    {
        var done = new TaskCompletionSource<CommandReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Site.Commands.Answer = _ => new CommandReply.Show(Say("調べています…")) { Then = _ => done.Task };
        var page = await OpenAsync(person: "admin");

        await WriteAsync(page, "/paper-admin rerun 2023-W22");
        await Expect(page.Locator(".answer")).ToContainTextAsync("調べています…");

        done.SetResult(new CommandReply.Show(Say("終わりました")));
        await Expect(page.Locator(".answer")).ToContainTextAsync("終わりました");
        await Expect(page.Locator(".answer")).ToHaveCountAsync(1);
        await Expect(page.Locator("#messages")).Not.ToContainTextAsync("調べています…");
    }

    [Fact]
    public async Task Slow_work_that_everybody_sees_is_one_message_that_changes()
    {
        var done = new TaskCompletionSource<CommandReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Site.Commands.Answer = _ => new CommandReply.Show(Say("調べています…"), Audience.Channel) { Then = _ => done.Task };
        var page = await OpenAsync();
        var other = await OpenAsync(person: "admin");

        await WriteAsync(page, "/paper dpo");
        await Expect(other.Locator("#messages")).ToContainTextAsync("調べています…");

        done.SetResult(new CommandReply.Show(Say("終わりました"), Audience.Channel));
        await Expect(other.Locator("#messages")).ToContainTextAsync("終わりました");
        await Expect(other.Locator(".message")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Work_that_a_person_began_for_others_is_finished_though_he_leaves()
    {
        var done = new TaskCompletionSource<CommandReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        Site.Commands.Answer = _ => new CommandReply.Show(Say("調べています…")) { Then = _ => done.Task };
        var page = await OpenAsync();
        var other = await OpenAsync(person: "admin");
        await WriteAsync(page, "/paper dpo");
        await Expect(page.Locator(".answer")).ToContainTextAsync("調べています…");

        await page.CloseAsync();
        done.SetResult(new CommandReply.Show(Say("終わりました"), Audience.Channel));

        await Expect(other.Locator("#messages")).ToContainTextAsync("終わりました");
    }

    [Fact]
    public async Task A_reply_that_replaces_takes_the_place_of_the_answer_its_control_stood_on()
    {
        var pages = new ChatMessage(
            "1ページ目",
            [new ChatBlock.Paragraph("1ページ目"), new ChatBlock.Actions([new ChatControl.Button("next", "次へ")])]
        );
        Site.Commands.Answer = request =>
            request is ChatRequest.Command ? new CommandReply.Show(pages) : new CommandReply.Replace(Say("2ページ目"));
        var page = await OpenAsync();
        await WriteAsync(page, "/paper list");

        await page.Locator(".answer [data-control='next']").ClickAsync();

        await Expect(page.Locator(".answer")).ToContainTextAsync("2ページ目");
        await Expect(page.Locator(".answer")).ToHaveCountAsync(1);
        Site.Commands.Only<ChatRequest.Action>().MessageId.Should().BeNull();
        await page.Locator(".answer").GetByRole(AriaRole.Button, new() { Name = "閉じる" }).ClickAsync();
        await Expect(page.Locator(".answer")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_message_of_a_person_reaches_the_others_and_the_handler_only_where_it_is_meant_for_us()
    {
        var starter = await Site.PostAsync(Starter);
        Site.Commands.Answer = _ => new CommandReply.Show(Say("PaperBotの返事"), Audience.Channel);
        var member = await OpenAsync();
        var admin = await OpenAsync(person: "admin");

        await WriteAsync(member, "独り言です");
        await Expect(admin.Locator(".by-person")).ToContainTextAsync("独り言です");
        await Expect(admin.Locator(".by-person")).ToContainTextAsync("葵");
        Site.Commands.Requests.Should().BeEmpty();

        await WriteAsync(member, "これは@paperbot どういう意味ですか?");
        await Expect(admin.Locator("#messages")).ToContainTextAsync("PaperBotの返事");
        var mention = Site.Commands.Only<ChatRequest.Message>();
        mention.MentionsUs.Should().BeTrue();
        mention.Text.Should().NotContain("@").And.Contain("どういう意味ですか?");

        await member.Locator($"#m{starter} [data-thread]").ClickAsync();
        await WriteAsync(member, "限界は何ですか?", "#thread-composer");
        await Expect(member.Locator("#thread")).ToContainTextAsync("PaperBotの返事");
        var inThread = Site.Commands.Requests.OfType<ChatRequest.Message>().Last();
        (inThread.Text, inThread.MentionsUs, inThread.Origin.ThreadId).Should().Be(("限界は何ですか?", false, starter));
    }

    [Fact]
    public async Task A_handler_that_fails_says_so_politely_and_hides_why()
    {
        Site.Commands.Answer = _ => throw new InvalidOperationException("secret detail");
        var page = await OpenAsync();

        await WriteAsync(page, "/paper dpo");

        await Expect(page.Locator(".answer")).ToContainTextAsync("うまくいきませんでした");
        await Expect(page.Locator("body")).Not.ToContainTextAsync("secret detail");
    }

    [Fact]
    public async Task A_command_that_does_not_exist_is_named()
    {
        var page = await OpenAsync();

        await WriteAsync(page, "/papper dpo");

        await Expect(page.Locator(".answer")).ToContainTextAsync("/papper というコマンドはありません");
        Site.Commands.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task After_a_restart_of_the_program_the_open_page_goes_on()
    {
        Site.Commands.Answer = _ => new CommandReply.Show(Say("答え"));
        var page = await OpenAsync();
        await Site.PostAsync(Say("再起動の前"));
        await Expect(page.Locator("#messages")).ToContainTextAsync("再起動の前");

        await Site.RestartAsync(Cancellation);
        await Site.PostAsync(Say("再起動の後"));

        await Expect(page.Locator("#messages")).ToContainTextAsync("再起動の後", new() { Timeout = 20_000 });
        await WriteAsync(page, "/paper dpo");
        await Expect(page.Locator(".answer")).ToContainTextAsync("答え");
    }

    [Fact]
    public async Task What_could_not_be_sent_is_still_there_to_send_again()
    {
        var page = await OpenAsync();
        await page.RouteAsync("**/local/requests", route => route.AbortAsync());

        await WriteAsync(page, "大事な質問");

        await Expect(page.Locator("#notice")).ToContainTextAsync("うまくいきませんでした");
        await Expect(page.Locator("#channel-composer textarea")).ToHaveValueAsync("大事な質問");
    }

    [Fact]
    public async Task The_home_page_shows_what_the_handler_has_for_this_person()
    {
        Site.Commands.Home = new ChatMessage(
            "ホーム",
            [new ChatBlock.Heading("今週の論文"), new ChatBlock.Actions([new ChatControl.Button("help", "使い方")])]
        );
        Site.Commands.Answer = _ => new CommandReply.Show(Say("使い方はこちら"));
        var page = await OpenAsync();

        await page.Locator("#home-link").ClickAsync();
        await Expect(page.Locator("#messages")).ToContainTextAsync("今週の論文");
        await page.Locator("[data-control='help']").ClickAsync();

        await Expect(page.Locator(".answer")).ToContainTextAsync("使い方はこちら");
        await Expect(page.Locator("#messages")).ToContainTextAsync("今週の論文");
    }

    [Fact]
    public async Task A_channel_with_news_is_marked_until_it_is_read()
    {
        await Site.PostAsync(Say("English post"), channel: "papers-en");
        var page = await OpenAsync();
        var english = page.Locator("#channels a", new() { HasText = "papers-en" });
        await Expect(english).ToContainTextAsync("新着");

        await english.ClickAsync();
        await Expect(page.Locator("#messages")).ToContainTextAsync("English post");
        await Expect(page.Locator("#channels")).Not.ToContainTextAsync("New");

        await page.Locator("#channels a", new() { HasText = "papers-ja" }).ClickAsync();
        await Expect(page.Locator("#channel-title")).ToHaveTextAsync("papers-ja");
        await Site.PostAsync(Say("One more"), channel: "papers-en");
        await Expect(english).ToContainTextAsync("新着");
    }

    private static ChatMessage Say(string text) => new(text, [new ChatBlock.Paragraph(text)]);

    private static async Task WriteAsync(IPage page, string text, string composer = "#channel-composer")
    {
        await page.Locator($"{composer} textarea").FillAsync(text);
        await page.Locator($"{composer} .send").ClickAsync();
    }

    private static async Task BecomeAsync(IPage page, string name)
    {
        await page.Locator("#person").ClickAsync();
        await page.Locator("#settings").GetByText(name, new() { Exact = false }).First.ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#person")).ToContainTextAsync(name);
    }
}
