using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.Tests;

public sealed class SlackSenderTests : IAsyncLifetime
{
    private const string General = "C0GENERAL";

    private SlackStandIn _slack = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _slack = await SlackStandIn.StartAsync(Stop);

    public async ValueTask DisposeAsync() => await _slack.DisposeAsync();

    [Fact]
    public async Task A_post_stands_with_its_text_its_blocks_and_its_marker()
    {
        using var slack = new SlackUnderTest(_slack);

        var outcome = await slack.PostAsync(General, "今週の論文", "2023-W22|slack:C0GENERAL|header");

        var message = _slack.Messages(General).Should().ContainSingle().Subject;
        outcome.Should().Be(new SendOutcome.Sent(message.Ts));
        message.Text.Should().Be("今週の論文");
        message.Words.Should().Be("今週の論文");
        message.Marker.Should().Be(DeliveryMarker.For("2023-W22|slack:C0GENERAL|header"));
        _slack.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_reply_hangs_on_its_thread_and_an_edit_keeps_blocks_and_marker()
    {
        using var slack = new SlackUnderTest(_slack, change: settings => settings with { PostSpacing = TimeSpan.Zero });
        _slack.EnforcesRateLimits = false;
        var parent = (SendOutcome.Sent)await slack.PostAsync(General, "DPO", "p01");

        var reply = (SendOutcome.Sent)await slack.PostAsync(General, "要約", "p01/summary", parent.RemoteId);
        var edited = await slack.Sender.SendAsync(
            new PostRequest(
                General,
                PostOperation.Edit,
                PostKind.Reply,
                parent.RemoteId,
                reply.RemoteId,
                SlackUnderTest.Body("新しい要約", "p01/summary"),
                "p01/summary"
            ),
            Stop
        );

        edited.Should().Be(new SendOutcome.Sent(reply.RemoteId));
        var message = _slack.Messages(General, parent.RemoteId).Should().ContainSingle().Subject;
        message.Words.Should().Be("新しい要約");
        message.Text.Should().Be("新しい要約");
        message.Marker.Should().Be(DeliveryMarker.For("p01/summary"));
        _slack.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_picture_that_Slack_cannot_fetch_is_left_out_and_named_and_the_post_stands_once()
    {
        var logs = new WrittenLogs();
        using var slack = new SlackUnderTest(
            _slack,
            change: settings => settings with { PostSpacing = TimeSpan.Zero },
            logs: logs
        );
        _slack.EnforcesRateLimits = false;
        _slack.Fetches = _ => false;

        var outcome = await slack.Sender.SendAsync(WithPicture(PostOperation.Create, null), Stop);

        var message = _slack.Messages(General).Should().ContainSingle().Subject;
        outcome.Should().Be(new SendOutcome.Sent(message.Ts));
        message.Words.Should().Be("今週の論文");
        message.Marker.Should().Be(DeliveryMarker.For("header"));
        _slack.Calls.Select(call => call.Method).Should().Equal("chat.postMessage", "chat.postMessage");
        logs.Lines.Should().Contain(line => line.Contains(Picture.AbsoluteUri) && line.Contains("goes without it"));

        _slack.Fetches = null;
        var edited = await slack.Sender.SendAsync(WithPicture(PostOperation.Edit, message.Ts), Stop);
        edited.Should().Be(outcome, "an edit tries the picture again");
        message.Blocks!.Select(block => (string?)block!["type"]).Should().Equal("rich_text", "image");
        ((string?)message.Blocks![1]!["alt_text"]).Should().Be("一週間の一枚");

        _slack.Fetches = _ => false;
        (await slack.Sender.SendAsync(WithPicture(PostOperation.Edit, message.Ts), Stop)).Should().Be(outcome);
        message.Blocks!.Select(block => (string?)block!["type"]).Should().Equal("rich_text");
        _slack.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Blocks_that_Slack_refuses_for_another_reason_are_not_sent_twice()
    {
        using var slack = new SlackUnderTest(_slack);
        _slack.Faults = _ => new SlackFault.Error("invalid_blocks");

        (await slack.Sender.SendAsync(WithPicture(PostOperation.Create, null), Stop)).Should().BeOfType<SendOutcome.Rejected>();

        _slack.Calls.Should().ContainSingle();
    }

    private static readonly Uri Picture = new("https://papers.example.com/ja/weeks/2023-W22.png?v=0123456789");

    private static PostRequest WithPicture(PostOperation operation, string? ts) =>
        new(
            General,
            operation,
            PostKind.Header,
            null,
            ts,
            SlackRenderer.Post(
                new ChatMessage(
                    "今週の論文",
                    [new ChatBlock.Paragraph("今週の論文"), new ChatBlock.Image(Picture, "一週間の一枚")]
                ),
                "header"
            ),
            "header"
        );

    [Fact]
    public async Task A_delete_of_what_is_gone_has_done_its_work_and_an_edit_of_it_has_not()
    {
        using var slack = new SlackUnderTest(_slack);
        var sent = (SendOutcome.Sent)await slack.PostAsync(General, "a", "k");
        var delete = new PostRequest(General, PostOperation.Delete, PostKind.Starter, null, sent.RemoteId, "", "k");

        (await slack.Sender.SendAsync(delete, Stop)).Should().Be(sent);
        (await slack.Sender.SendAsync(delete, Stop)).Should().Be(sent);
        var edit = await slack.Sender.SendAsync(
            delete with
            {
                Operation = PostOperation.Edit,
                Body = SlackUnderTest.Body("b", "k"),
            },
            Stop
        );
        edit.Should().BeOfType<SendOutcome.Rejected>().Which.Reason.Should().Be(RejectionReason.MessageGone);
    }

    public static TheoryData<string, RejectionReason> Refusals { get; } =
        new()
        {
            { "channel_not_found", RejectionReason.ChannelGone },
            { "not_in_channel", RejectionReason.NotInChannel },
            { "is_archived", RejectionReason.ChannelArchived },
            { "restricted_action", RejectionReason.MissingPermission },
            { "restricted_action_thread_locked", RejectionReason.ThreadLocked },
            { "thread_not_found", RejectionReason.ThreadGone },
            { "msg_too_long", RejectionReason.TooLarge },
            { "msg_blocks_too_long", RejectionReason.TooLarge },
            { "invalid_blocks", RejectionReason.InvalidRequest },
            { "missing_scope", RejectionReason.MissingPermission },
            { "token_revoked", RejectionReason.TokenRefused },
            { "account_inactive", RejectionReason.TokenRefused },
            { "cant_update_message", RejectionReason.EditForbidden },
            { "edit_window_closed", RejectionReason.EditForbidden },
            { "slack_connect_file_link_sharing_blocked", RejectionReason.ContentRefused },
            { "message_limit_exceeded", RejectionReason.Other },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_documented_error_is_a_refusal_with_its_reason(string error, RejectionReason reason)
    {
        using var slack = new SlackUnderTest(_slack);
        _slack.Faults = _ => new SlackFault.Error(error);

        var rejected = (await slack.PostAsync(General, "a", "k")).Should().BeOfType<SendOutcome.Rejected>().Subject;

        rejected.Reason.Should().Be(reason);
        rejected.Code.Should().Be(error);
    }

    public static TheoryData<SlackFault> Doubts { get; } =
        new()
        {
            new SlackFault.Error("internal_error"),
            new SlackFault.Error("fatal_error"),
            new SlackFault.Error("request_timeout"),
            new SlackFault.Error("service_unavailable"),
            new SlackFault.Error("an_error_that_nobody_documented"),
            new SlackFault.Status(500, Accepted: false),
            new SlackFault.Status(503, Accepted: true),
            new SlackFault.Status(302, Accepted: false),
            new SlackFault.Reset(Accepted: false),
            new SlackFault.Reset(Accepted: true),
            new SlackFault.Hang(Accepted: true),
            new SlackFault.Garbage(""),
            new SlackFault.Garbage("<html>"),
            new SlackFault.Garbage("[]"),
            new SlackFault.Garbage("""{"ok":true}"""),
            new SlackFault.Garbage("""{"ok":"yes","ts":"1.1"}"""),
        };

    [Theory]
    [MemberData(nameof(Doubts), DisableDiscoveryEnumeration = true)]
    public async Task Whatever_leaves_a_doubt_is_unknown_and_is_asked_once(SlackFault fault)
    {
        using var slack = new SlackUnderTest(
            _slack,
            change: settings => settings with { RequestTimeout = TimeSpan.FromMilliseconds(600) }
        );
        _slack.Faults = _ => fault;

        var outcome = await slack.PostAsync(General, "a", "k");

        outcome.Should().BeOfType<SendOutcome.Unknown>();
        _slack.Calls.Should().ContainSingle("a create is never repeated by itself");
    }

    [Fact]
    public async Task Nothing_was_sent_where_nobody_listens()
    {
        using var slack = new SlackUnderTest(
            _slack,
            change: settings => settings with { ApiBase = new Uri("http://127.0.0.1:1/api/") }
        );

        (await slack.PostAsync(General, "a", "k"))
            .Should()
            .BeOfType<SendOutcome.NotSent>()
            .Which.Scope.Should()
            .Be(WaitScope.Request);
    }

    [Theory]
    [InlineData("30", 30.0)]
    [InlineData("0", 0.1)]
    [InlineData("0.3", 0.3)]
    [InlineData("3600", 3600.0)]
    [InlineData("soon", null)]
    [InlineData(null, null)]
    public async Task After_a_429_the_method_rests_as_long_as_Slack_said_and_other_methods_go_on(string? header, double? seconds)
    {
        using var slack = new SlackUnderTest(_slack);
        _slack.Faults = call => call.Method == "chat.postMessage" ? new SlackFault.RateLimited(header) : null;

        var first = await slack.PostAsync(General, "a", "k");
        var second = await slack.PostAsync("C0OTHER", "a", "k2");
        var other = await slack.Workspace.DescribeAsync(General, Stop);

        var told = first.Should().BeOfType<SendOutcome.NotSent>().Subject;
        told.RetryAfter.Should().Be(seconds is { } wait ? TimeSpan.FromSeconds(wait) : null);
        told.Scope.Should().Be(WaitScope.Workspace);
        second.Should().BeOfType<SendOutcome.NotSent>();
        other.Should().BeOfType<ChannelOutcome.Known>();
        if (seconds is null or > 1)
        {
            _slack.Calls.Count(call => call.Method == "chat.postMessage").Should().Be(1, "no request leaves before the reset");
        }
    }

    [Fact]
    public async Task Posts_into_one_channel_are_spaced_and_other_channels_do_not_wait()
    {
        var time = new AcceleratedTime(20);
        await using var standIn = await SlackStandIn.StartAsync(time, Stop);
        using var slack = new SlackUnderTest(
            standIn,
            time,
            settings => settings with { RequestTimeout = TimeSpan.FromMinutes(2) }
        );
        string[] channels = ["C1", "C2", "C3", "C4"];
        foreach (var channel in channels)
        {
            standIn.AddChannel(channel, channel);
        }

        await Task.WhenAll(
            channels.Select(async channel =>
            {
                for (var i = 0; i < 10; i++)
                {
                    (await slack.PostAsync(channel, $"{i}", $"{channel}/{i}")).Should().BeOfType<SendOutcome.Sent>();
                }
            })
        );

        standIn.ForeseeableThrottles.Should().Be(0);
        standIn.AllMessages().Should().HaveCount(40);
        foreach (var channel in channels)
        {
            standIn
                .Messages(channel)
                .Select(message => message.Text)
                .Should()
                .Equal("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }
    }

    [Fact]
    public async Task Edits_keep_to_their_tier_and_say_when_the_next_one_may_go()
    {
        using var slack = new SlackUnderTest(_slack);
        var sent = (SendOutcome.Sent)await slack.PostAsync(General, "a", "k");
        var edit = new PostRequest(
            General,
            PostOperation.Edit,
            PostKind.Starter,
            null,
            sent.RemoteId,
            SlackUnderTest.Body("b", "k"),
            "k"
        );

        var outcomes = new List<SendOutcome>();
        for (var i = 0; i < 51; i++)
        {
            outcomes.Add(await slack.Sender.SendAsync(edit, Stop));
        }

        outcomes.Take(50).Should().AllBeOfType<SendOutcome.Sent>();
        outcomes[50]
            .Should()
            .BeOfType<SendOutcome.NotSent>()
            .Which.RetryAfter.Should()
            .BeGreaterThan(TimeSpan.FromSeconds(20))
            .And.BeLessThan(TimeSpan.FromSeconds(62));
        _slack.ForeseeableThrottles.Should().Be(0);
    }

    [Fact]
    public async Task A_missing_scope_is_named_with_what_there_is()
    {
        using var slack = new SlackUnderTest(_slack);
        _slack.Scopes.Remove("chat:write");

        var rejected = (await slack.PostAsync(General, "a", "k")).Should().BeOfType<SendOutcome.Rejected>().Subject;

        rejected.Detail.Should().Contain("chat:write").And.Contain("has app_mentions:read");
    }

    [Fact]
    public async Task A_place_that_Slack_does_not_like_is_named_for_the_log()
    {
        using var slack = new SlackUnderTest(_slack);
        var request = new PostRequest(
            General,
            PostOperation.Create,
            PostKind.Starter,
            null,
            null,
            """{"text":"a","blocks":[{"type":"header"}]}""",
            "k"
        );

        var rejected = (await slack.Sender.SendAsync(request, Stop)).Should().BeOfType<SendOutcome.Rejected>().Subject;

        rejected.Detail.Should().Contain("[json-pointer:/blocks/0/text]");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    public async Task A_body_that_is_no_body_never_leaves(string body)
    {
        using var slack = new SlackUnderTest(_slack);
        var request = new PostRequest(General, PostOperation.Create, PostKind.Starter, null, null, body, "k");

        (await slack.Sender.SendAsync(request, Stop)).Should().BeOfType<SendOutcome.Rejected>();
        _slack.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task Who_is_stopped_while_waiting_for_the_channel_has_sent_nothing()
    {
        using var slack = new SlackUnderTest(_slack, change: settings => settings with { PostSpacing = TimeSpan.FromHours(1) });
        await slack.PostAsync(General, "a", "k");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var waiting = slack.Sender.SendAsync(
            new PostRequest(General, PostOperation.Create, PostKind.Starter, null, null, SlackUnderTest.Body("b", "k2"), "k2"),
            stop.Token
        );

        await stop.CancelAsync();

        (await waiting).Should().BeOfType<SendOutcome.NotSent>();
        _slack.Messages(General).Should().ContainSingle();
    }
}
