using System.Text.Json.Nodes;
using PaperBot.Chat;
using PaperBot.Fakes.Slack;
using static PaperBot.Slack.Tests.ScriptedHandler;

namespace PaperBot.Slack.Tests.Conversing;

public abstract class ConversationTests(SlackReceive receive) : IAsyncLifetime
{
    private const string General = "C0GENERAL";
    private const string Person = "U0PERSON";

    private RunningSlack _slack = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private SlackStandIn StandIn => _slack.StandIn;

    public async ValueTask InitializeAsync()
    {
        _slack = await RunningSlack.StartAsync(
            Stop,
            change: settings => settings with { Receive = receive, PostSpacing = TimeSpan.Zero },
            prepare: standIn => standIn.EnforcesRateLimits = false
        );
        StandIn.AddUser(Person, "ja-JP");
    }

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_command_is_acknowledged_at_once_and_answered_to_its_asker_alone()
    {
        _slack.Handler.Reply(new CommandReply.Show(Message("DPOのカード")));

        var exchange = await StandIn.SlashAsync(Person, General, "/paper", "DPO & RLHF <違い>");
        await exchange.Acknowledged.WaitAsync(Stop);
        var answer = await exchange.ResponseAsync(0, Stop);

        exchange.AcknowledgedAfter.Should().BeLessThan(TimeSpan.FromSeconds(1));
        answer.Type.Should().Be("ephemeral");
        answer.Words.Should().Be("DPOのカード");
        var command = _slack.Handler.Requests.Should().ContainSingle().Which.Should().BeOfType<ChatRequest.Command>().Subject;
        command.Name.Should().Be("paper");
        command.Text.Should().Be("DPO & RLHF <違い>");
        command
            .Origin.Should()
            .BeEquivalentTo(
                new
                {
                    Platform = "slack",
                    Workspace = SlackStandIn.TeamId,
                    ChannelId = General,
                    ThreadId = (string?)null,
                    UserId = Person,
                    Locale = "ja-JP",
                    HasAdminRight = false,
                }
            );
        StandIn.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_handler_that_takes_its_time_does_not_hold_up_the_acknowledgement()
    {
        var release = new TaskCompletionSource();
        _slack.Handler.Handle = async (_, stop) =>
        {
            await release.Task.WaitAsync(stop);
            return new CommandReply.Show(Message("やっと"));
        };

        var exchange = await StandIn.SlashAsync(Person, General, "/paper", "dpo");
        await exchange.Acknowledged.WaitAsync(TimeSpan.FromSeconds(5), Stop);
        exchange.Responses.Should().BeEmpty();
        release.SetResult();

        (await exchange.ResponseAsync(0, Stop)).Words.Should().Be("やっと");
    }

    [Fact]
    public async Task A_delivery_that_comes_twice_is_answered_once()
    {
        var exchange = await StandIn.SlashAsync(Person, General, "/paper", "dpo");
        await exchange.ResponseAsync(0, Stop);
        await StandIn.RedeliverAsync(exchange);
        var other = await StandIn.SlashAsync(Person, General, "/paper", "ppo");
        await other.ResponseAsync(0, Stop);

        exchange.Responses.Should().ContainSingle();
        _slack.Handler.Requests.Should().HaveCount(2);
    }

    [Fact]
    public async Task What_another_process_has_taken_on_is_left_to_it()
    {
        _slack.Handler.Claims = origin => !origin.RequestId.EndsWith("taken", StringComparison.Ordinal);
        var payload = (JsonObject)(await StandIn.SlashAsync(Person, General, "/paper", "first")).Payload.DeepClone();
        payload["trigger_id"] = "taken";

        var repeated = await StandIn.DeliverRawAsync("slash_commands", payload);
        await repeated.Acknowledged.WaitAsync(TimeSpan.FromSeconds(20), Stop);
        await (await StandIn.SlashAsync(Person, General, "/paper", "fence")).ResponseAsync(0, Stop);

        _slack
            .Handler.Requests.OfType<ChatRequest.Command>()
            .Select(command => command.Text)
            .Should()
            .BeEquivalentTo("first", "fence");
    }

    [Fact]
    public async Task A_button_on_an_answer_that_only_the_asker_sees_replaces_it()
    {
        _slack.Handler.Reply(new CommandReply.Show(Message("1ページ目", new ChatControl.Button("next", "次へ"))));
        await (await StandIn.SlashAsync(Person, General, "/paper", "dpo")).ResponseAsync(0, Stop);
        var shown = StandIn.Ephemerals(Person).Should().ContainSingle().Subject;
        _slack.Handler.Reply(new CommandReply.Replace(Message("2ページ目")));

        var pressed = await StandIn.PressAsync(Person, shown, "next");
        await pressed.ResponseAsync(0, Stop);

        StandIn.Ephemerals(Person).Should().ContainSingle().Which.Words.Should().Be("2ページ目");
        var action = _slack.Handler.Requests.Last().Should().BeOfType<ChatRequest.Action>().Subject;
        action.ActionId.Should().Be("next");
        action.MessageId.Should().BeNull("an ephemeral message has no id that anything could be done with");
    }

    [Fact]
    public async Task A_button_on_a_post_never_changes_what_everyone_sees()
    {
        var post = await PostAsync("カード", new ChatControl.Button("qa:1", "質問1"));
        _slack.Handler.Reply(new CommandReply.Replace(Message("答え")));

        var pressed = await StandIn.PressAsync(Person, post, "qa:1");
        await pressed.ResponseAsync(0, Stop);

        StandIn.Messages(General).Should().ContainSingle().Which.Words.Should().StartWith("カード");
        StandIn.Ephemerals(Person).Should().ContainSingle().Which.Words.Should().Be("答え");
        StandIn.Violations.Should().BeEmpty();
        ((ChatRequest.Action)_slack.Handler.Requests.Last()).MessageId.Should().Be(post.Ts);
    }

    [Fact]
    public async Task A_button_in_a_thread_is_answered_in_the_thread()
    {
        var parent = await PostAsync("論文");
        var reply = await PostAsync("Q&A", parent.Ts, new ChatControl.Select("qa", "質問", [new ChatOption("なぜ?", "2")]));
        _slack.Handler.Reply(new CommandReply.Show(Message("答え")));

        await StandIn.PressAsync(Person, reply, "qa", "2");
        await StandIn.UntilAsync(() => StandIn.Ephemerals(Person).Count == 1, Stop);

        StandIn.Ephemerals(Person)[0].ThreadTs.Should().Be(parent.Ts);
        var action = (ChatRequest.Action)_slack.Handler.Requests.Last();
        action.Value.Should().Be("2");
        action.Origin.ThreadId.Should().Be(parent.Ts);
    }

    [Fact]
    public async Task Sharing_posts_for_everyone_in_the_channel_and_in_the_thread()
    {
        var parent = await PostAsync("論文", new ChatControl.Button("share", "共有"));
        var reply = await PostAsync("Q&A", parent.Ts, new ChatControl.Button("share", "共有"));
        _slack.Handler.Reply(new CommandReply.Show(Message("共有された答え"), Audience.Channel));

        await (await StandIn.PressAsync(Person, parent, "share")).ResponseAsync(0, Stop);
        await (await StandIn.PressAsync(Person, reply, "share")).ResponseAsync(0, Stop);

        StandIn.Messages(General)[^1].Words.Should().Be("共有された答え");
        StandIn.Messages(General, parent.Ts)[^1].Words.Should().Be("共有された答え");
        StandIn.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_share_that_may_have_arrived_is_not_posted_again_but_said()
    {
        StandIn.Faults = call =>
            call.Method == "response_url" && call.Text("response_type") == "in_channel" ? new SlackFault.Status(503, true) : null;
        _slack.Handler.Reply(new CommandReply.Show(Message("共有"), Audience.Channel));

        var exchange = await StandIn.SlashAsync(Person, General, "/paper", "share");
        var notice = await exchange.ResponseAsync(0, Stop);

        notice.Type.Should().Be("ephemeral");
        notice.Words.Should().Contain("確認できませんでした");
        StandIn.Messages(General).Should().BeEmpty();
    }

    [Fact]
    public async Task An_answer_finds_its_way_when_the_response_url_is_used_up()
    {
        StandIn.Faults = call => call.Method == "response_url" ? new SlackFault.Status(404, Accepted: false) : null;

        await StandIn.SlashAsync(Person, General, "/paper", "dpo");
        await StandIn.UntilAsync(() => StandIn.Ephemerals(Person).Count == 1, Stop);

        StandIn.Ephemerals(Person)[0].Channel.Should().Be(General);
    }

    [Fact]
    public async Task An_answer_comes_as_a_direct_message_where_the_bot_is_no_member()
    {
        StandIn.AddChannel(new StandInChannel("C0ELSEWHERE", "elsewhere") { IsMember = false });
        StandIn.Faults = call => call.Method == "response_url" ? new SlackFault.Status(404, Accepted: false) : null;

        await StandIn.SlashAsync(Person, "C0ELSEWHERE", "/paper", "dpo");
        await StandIn.UntilAsync(() => StandIn.AllMessages().Count > 0, Stop);

        StandIn.Messages("D0PERSON").Should().ContainSingle().Which.Words.Should().Be("はい");
    }

    [Fact]
    public async Task A_form_opens_in_time_and_its_answer_comes_where_it_was_opened()
    {
        var post = await PostAsync("カード", new ChatControl.Button("ask", "質問する"));
        _slack.Handler.Reply(
            new CommandReply.OpenForm(new ChatForm("ask:1", "この論文に質問", "送る", "やめる", [new FormField("q", "質問")]))
        );
        await StandIn.PressAsync(Person, post, "ask");
        await StandIn.UntilAsync(() => StandIn.Views.Count == 1, Stop);
        _slack.Handler.Reply(new CommandReply.Show(Message("限界は三つです")));

        var submitted = await StandIn.SubmitAsync(StandIn.Views[0], ("q", "限界は?"));

        (await submitted.Acknowledged.WaitAsync(Stop)).Should().BeNull("the form closes");
        await StandIn.UntilAsync(() => StandIn.Ephemerals(Person).Count == 1, Stop);
        StandIn.Ephemerals(Person)[0].Words.Should().Be("限界は三つです");
        var form = (ChatRequest.FormSubmit)_slack.Handler.Requests.Last();
        form.FormId.Should().Be("ask:1");
        form.Fields.Should().Equal(new Dictionary<string, string> { ["q"] = "限界は?" });
        form.Origin.ChannelId.Should().Be(General);
    }

    [Fact]
    public async Task A_form_with_errors_stays_open_and_shows_them_at_their_fields()
    {
        var view = await OpenFormAsync();
        _slack.Handler.Reply(new CommandReply.FormErrors(new Dictionary<string, string> { ["q"] = "質問を入力してください。" }));

        var acknowledgement = await (await StandIn.SubmitAsync(view, ("q", ""))).Acknowledged.WaitAsync(Stop);

        acknowledgement!
            .ToJsonString()
            .Should()
            .Be(JsonNode.Parse("""{"response_action":"errors","errors":{"q":"質問を入力してください。"}}""")!.ToJsonString());
    }

    [Fact]
    public async Task A_form_whose_handler_is_slow_closes_in_time_and_is_answered_later()
    {
        var view = await OpenFormAsync();
        var release = new TaskCompletionSource();
        _slack.Handler.Handle = async (_, stop) =>
        {
            await release.Task.WaitAsync(stop);
            return new CommandReply.Show(Message("調べました"));
        };

        var submitted = await StandIn.SubmitAsync(view, ("q", "限界は?"));
        await submitted.Acknowledged.WaitAsync(TimeSpan.FromSeconds(3), Stop);
        release.SetResult();

        await StandIn.UntilAsync(() => StandIn.Ephemerals(Person).Any(message => message.Words == "調べました"), Stop);
    }

    [Fact]
    public async Task A_form_that_comes_too_late_for_Slack_is_explained()
    {
        StandIn.Faults = call => call.Method == "views.open" ? new SlackFault.Error("expired_trigger_id") : null;
        _slack.Handler.Reply(
            new CommandReply.OpenForm(new ChatForm("ask:1", "質問", "送る", "やめる", [new FormField("q", "質問")]))
        );

        var exchange = await StandIn.SlashAsync(Person, General, "/paper", "ask");

        (await exchange.ResponseAsync(0, Stop)).Words.Should().Contain("もう一度");
    }

    [Fact]
    public async Task A_search_list_fills_while_a_person_types()
    {
        _slack.Handler.Suggest = request => [new ChatOption(request.Typed + "の論文", "2305.18290", "DPO")];

        var typed = await StandIn.SuggestAsync(Person, General, "find", "DP");
        var acknowledgement = await typed.Acknowledged.WaitAsync(Stop);

        acknowledgement!["options"]!.AsArray().Should().ContainSingle().Which!["text"]!["text"]!
            .ToString()
            .Should()
            .Be("DPの論文");
    }

    [Fact]
    public async Task Slow_work_behind_an_ephemeral_page_takes_its_place_when_it_is_done()
    {
        _slack.Handler.Reply(new CommandReply.Show(Message("1ページ目", new ChatControl.Button("run", "実行"))));
        await (await StandIn.SlashAsync(Person, General, "/paper-admin", "rerun")).ResponseAsync(0, Stop);
        var release = new TaskCompletionSource();
        _slack.Handler.Reply(
            new CommandReply.Replace(Message("実行中です…"))
            {
                Then = async stop =>
                {
                    await release.Task.WaitAsync(stop);
                    return new CommandReply.Replace(Message("終わりました"));
                },
            }
        );

        var pressed = await StandIn.PressAsync(Person, StandIn.Ephemerals(Person)[0], "run");
        (await pressed.ResponseAsync(0, Stop)).Words.Should().Be("実行中です…");
        release.SetResult();
        (await pressed.ResponseAsync(1, Stop)).Words.Should().Be("終わりました");

        StandIn.Ephemerals(Person).Should().ContainSingle().Which.Words.Should().Be("終わりました");
    }

    [Fact]
    public async Task Work_that_is_quick_shows_a_command_its_result_alone_because_Slack_could_not_replace_the_first_word()
    {
        _slack.Handler.Reply(
            new CommandReply.Show(Message("お待ちください"))
            {
                Then = _ => Task.FromResult<CommandReply>(new CommandReply.Show(Message("結果"))),
            }
        );

        var exchange = await StandIn.SlashAsync(Person, General, "/paper", "slow");
        await exchange.ResponseAsync(0, Stop);

        exchange.Responses.Select(response => response.Words).Should().Equal("結果");
    }

    [Fact]
    public async Task A_mention_is_heard_once_and_answered_in_a_thread_under_it()
    {
        _slack.Handler.Reply(new CommandReply.Show(Message("答え"), Audience.Channel));

        var (said, _) = await StandIn.SayAsync(Person, General, $"<@{SlackStandIn.BotUserId}> DPOの限界は?");
        await StandIn.UntilAsync(() => StandIn.Messages(General, said.Ts).Count > 0, Stop);
        await (await StandIn.SlashAsync(Person, General, "/paper", "fence")).Acknowledged.WaitAsync(Stop);

        StandIn.Messages(General, said.Ts).Should().ContainSingle().Which.Words.Should().Be("答え");
        var message = _slack.Handler.Requests.OfType<ChatRequest.Message>().Should().ContainSingle().Subject;
        message.Text.Should().Be("DPOの限界は?");
        message.MentionsUs.Should().BeTrue();
        message.Origin.ThreadId.Should().BeNull();
    }

    [Fact]
    public async Task An_answer_in_a_thread_outlasts_a_limit_that_Slack_met_it_with()
    {
        var refused = 0;
        StandIn.Faults = call =>
            call.Method == "chat.postMessage" && Interlocked.Increment(ref refused) == 1 ? new SlackFault.RateLimited("1") : null;
        _slack.Handler.Reply(new CommandReply.Show(Message("答え"), Audience.Channel));

        var (said, _) = await StandIn.SayAsync(Person, General, $"<@{SlackStandIn.BotUserId}> DPOの限界は?");
        await StandIn.UntilAsync(() => StandIn.Messages(General, said.Ts).Count > 0, Stop);

        StandIn.Messages(General, said.Ts).Should().ContainSingle().Which.Words.Should().Be("答え");
        refused.Should().Be(2);
    }

    [Fact]
    public async Task A_reply_in_our_thread_is_heard_and_silence_stays_silence()
    {
        var parent = await PostAsync("論文");
        _slack.Handler.Reply(new CommandReply.Silence());

        await StandIn.SayAsync(Person, General, "限界は <https://a.example/x|ここ> にありますか &amp; なぜ?", parent.Ts);
        await _slack.Handler.FirstRequest.WaitAsync(TimeSpan.FromSeconds(20), Stop);

        var message = (ChatRequest.Message)_slack.Handler.Requests.Single();
        message.Text.Should().Be("限界は ここ にありますか & なぜ?");
        message.MentionsUs.Should().BeFalse();
        message.Origin.ThreadId.Should().Be(parent.Ts);
        StandIn.Messages(General, parent.Ts).Should().ContainSingle("only what the person said stands there");
    }

    [Fact]
    public async Task Talk_that_is_not_for_us_is_not_heard()
    {
        var (chat, _) = await StandIn.SayAsync(Person, General, "おはよう");
        await StandIn.SayAsync("U0OTHER", General, "おはよう!", chat.Ts);
        await StandIn.SlashAsync(Person, General, "/paper", "fence");
        await _slack.Handler.FirstRequest.WaitAsync(TimeSpan.FromSeconds(20), Stop);

        _slack.Handler.Requests.Should().ContainSingle().Which.Should().BeOfType<ChatRequest.Command>();
    }

    [Fact]
    public async Task A_direct_message_is_a_question_to_us()
    {
        StandIn.AddChannel(new StandInChannel("D0PERSON", "direct") { IsIm = true });

        await StandIn.SayAsync(Person, "D0PERSON", "DPOって何?");
        await StandIn.UntilAsync(() => StandIn.Messages("D0PERSON").Count == 2, Stop);

        StandIn.Messages("D0PERSON")[1].Words.Should().Be("はい");
        ((ChatRequest.Message)_slack.Handler.Requests.Single()).MentionsUs.Should().BeTrue();
    }

    [Fact]
    public async Task The_start_page_is_published_and_its_buttons_open_what_they_name()
    {
        _slack.Handler.Home = _ =>
            Message("今週の論文", new ChatControl.Button("paper:1", "DPO"), new ChatControl.Button("tab", "保存した論文"));
        await StandIn.OpenHomeAsync(Person);
        await StandIn.UntilAsync(() => StandIn.HomeOf(Person) is not null, Stop);
        BlockKitValidator.TextOf(StandIn.HomeOf(Person)!["blocks"]).First().Should().Be("今週の論文");

        _slack.Handler.Reply(new CommandReply.Show(Message("DPOのカード")));
        await StandIn.PressAsync(StandIn.HomeViewOf(Person), "paper:1");
        await StandIn.UntilAsync(() => StandIn.Views.Count == 1, Stop);
        BlockKitValidator.TextOf(StandIn.Views[0].View["blocks"]).Should().Equal("DPOのカード");

        _slack.Handler.Reply(new CommandReply.Replace(Message("保存した論文")));
        await StandIn.PressAsync(StandIn.HomeViewOf(Person), "tab");
        await StandIn.UntilAsync(
            () => BlockKitValidator.TextOf(StandIn.HomeOf(Person)!["blocks"]).First() == "保存した論文",
            Stop
        );
        StandIn.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Who_meets_a_failure_of_ours_is_told_in_their_language()
    {
        StandIn.AddUser("U0ENGLISH", "en-US");
        _slack.Handler.Handle = (_, _) => throw new InvalidOperationException("secret detail");

        var exchange = await StandIn.SlashAsync("U0ENGLISH", General, "/paper", "dpo");
        var answer = await exchange.ResponseAsync(0, Stop);

        answer.Words.Should().StartWith("Sorry").And.NotContain("secret");
    }

    [Fact]
    public async Task A_person_is_asked_about_at_Slack_once()
    {
        for (var i = 0; i < 3; i++)
        {
            await (await StandIn.SlashAsync(Person, General, "/paper", $"{i}")).ResponseAsync(0, Stop);
        }

        StandIn.Calls.Count(call => call.Method == "users.info").Should().Be(1);
    }

    [Fact]
    public async Task An_answer_is_never_sent_to_a_host_that_is_not_Slacks()
    {
        var strange = await SlackStandIn.StartAsync(Stop);
        await using var _ = strange;
        var payload = (JsonObject)(await StandIn.SlashAsync(Person, General, "/paper", "first")).Payload.DeepClone();
        payload["trigger_id"] = "another";
        payload["response_url"] = new Uri(strange.Root, "respond/x").AbsoluteUri;

        await StandIn.DeliverRawAsync("slash_commands", payload);
        await StandIn.UntilAsync(() => StandIn.Ephemerals(Person).Count == 2, Stop);

        strange.Calls.Should().BeEmpty();
    }

    private async Task<StandInView> OpenFormAsync()
    {
        _slack.Handler.Reply(
            new CommandReply.OpenForm(new ChatForm("ask:1", "質問", "送る", "やめる", [new FormField("q", "質問")]))
        );
        await StandIn.SlashAsync(Person, General, "/paper", "ask");
        await StandIn.UntilAsync(() => StandIn.Views.Count == 1, Stop);
        return StandIn.Views[0];
    }

    private Task<StandInMessage> PostAsync(string words, params ChatControl[] controls) => PostAsync(words, null, controls);

    private async Task<StandInMessage> PostAsync(string words, string? thread, params ChatControl[] controls)
    {
        var body = _slack.Platform.Render(Message(words, controls), PostKind.Starter, words);
        var sent = (SendOutcome.Sent)
            await _slack.Platform.SendAsync(
                new PostRequest(
                    General,
                    PostOperation.Create,
                    thread is null ? PostKind.Starter : PostKind.Reply,
                    thread,
                    null,
                    body,
                    words
                ),
                Stop
            );
        return StandIn.AllMessages().Single(message => message.Ts == sent.RemoteId);
    }
}

public sealed class SocketConversationTests() : ConversationTests(SlackReceive.Socket);

public sealed class HttpConversationTests() : ConversationTests(SlackReceive.Http);
