using PaperBot.Chat;
using PaperBot.Discord.Rest;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Posting;

/// <summary>One delivery at a time, in every kind of channel, through everything that can go wrong with it.</summary>
public sealed class DiscordPostingTests
{
    private const string Key = "2023-W22|discord:1|p01";
    private const string CreateMessage = "POST /channels/:id/messages";

    [Fact]
    public async Task A_digest_stands_in_a_text_channel_with_its_thread()
    {
        await using var scene = await DiscordScene.OpenAsync();

        var header = await scene.PostAsync(scene.Text, PostKind.Header, "header", "第22週");
        var starter = await scene.PostAsync(scene.Text, PostKind.Starter, Key, "Let's Verify Step by Step");
        var thread = await scene.PostAsync(scene.Text, PostKind.Thread, Key + "/thread", "Let's Verify Step by Step", starter);
        var reply = await scene.PostAsync(scene.Text, PostKind.Reply, Key + "/summary", "概要", thread);

        thread.Should().Be(starter, "a thread has the id of its message");
        scene.Fake.MessagesIn(scene.Text.Id).Select(message => message.Id).Should().Equal(header, starter);
        scene.Fake.MessagesIn(thread).Select(message => message.Id).Should().Equal(reply);
        scene.Fake.Channel(thread)!.Name.Should().Be("Let's Verify Step by Step");
        scene.Fake.Channel(thread)!.AutoArchiveMinutes.Should().Be(10080);
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task A_digest_stands_in_a_forum_as_posts_of_their_own()
    {
        await using var scene = await DiscordScene.OpenAsync();

        var header = await scene.PostAsync(scene.Forum, PostKind.Header, "header", "第22週");
        var starter = await scene.PostAsync(scene.Forum, PostKind.Starter, Key, "DPO");
        var thread = await scene.PostAsync(scene.Forum, PostKind.Thread, Key + "/thread", "DPO", starter);
        await scene.PostAsync(scene.Forum, PostKind.Reply, Key + "/summary", "概要", starter);

        thread.Should().Be(starter);
        scene.Fake.ThreadsOf(scene.Forum.Id).Select(post => post.Id).Should().Equal(header, starter);
        scene.Fake.MessagesIn(starter).Should().HaveCount(2);
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task An_announcement_channel_gets_announcement_threads()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var news = scene.Fake.AddChannel(scene.Guild, FakeChannel.Announcement, "news");

        var starter = await scene.PostAsync(news, PostKind.Starter, Key);
        var thread = await scene.PostAsync(news, PostKind.Thread, Key + "/thread", "DPO", starter);

        scene.Fake.Channel(thread)!.Type.Should().Be(FakeChannel.AnnouncementThread);
    }

    [Fact]
    public async Task The_same_delivery_sent_again_within_minutes_is_the_same_message()
    {
        await using var scene = await DiscordScene.OpenAsync();

        var first = await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        var second = await scene.PostAsync(scene.Text, PostKind.Starter, Key);

        second.Should().Be(first);
        scene.Fake.MessagesIn(scene.Text.Id).Should().ContainSingle().Which.Nonce.Should().Be(Nonce.For(Key)).And.HaveLength(25);
    }

    [Fact]
    public async Task A_message_that_was_taken_away_meanwhile_is_not_posted_again()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var posted = await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        scene.Fake.DeleteMessage(scene.Text.Id, posted);

        var again = await scene.CreateAsync(scene.Text, PostKind.Starter, Key);

        again.Should().BeOfType<SendOutcome.Rejected>().Which.Reason.Should().Be(RejectionReason.MessageGone);
    }

    public static TheoryData<FakeFault> Unclear() =>
        [
            new FakeFault.ServerError(500, Accepted: false),
            new FakeFault.ServerError(503, Accepted: true),
            new FakeFault.Reset(Accepted: false),
            new FakeFault.Reset(Accepted: true),
            new FakeFault.Hang(Accepted: true),
            new FakeFault.Garbage("<html>"),
            new FakeFault.Garbage(""),
            new FakeFault.Refuse(400, 999_999),
            new FakeFault.Refuse(404, 0),
        ];

    [Theory]
    [MemberData(nameof(Unclear))]
    public async Task What_is_not_known_is_said_to_be_unknown_and_sent_once(FakeFault fault)
    {
        await using var scene = await DiscordScene.OpenAsync();
        // A used connection is one that an HTTP client might silently try again on.
        await scene.PostAsync(scene.Text, PostKind.Header, "header");
        scene.Fake.Inject(CreateMessage, fault);

        // Only what never answers is given up early; a busy machine may need the time for everything else.
        var timeout = fault is FakeFault.Hang ? TimeSpan.FromSeconds(3) : scene.Settings.RequestTimeout;
        var outcome = await scene
            .WithTimeout(timeout)
            .SendAsync(DiscordScene.Request(scene.Text, PostKind.Starter, Key), TestContext.Current.CancellationToken);

        outcome.Should().BeOfType<SendOutcome.Unknown>();
        scene.Fake.MessagesIn(scene.Text.Id).Count(message => message.Nonce == Nonce.For(Key)).Should().BeLessThanOrEqualTo(1);
        scene.Fake.MessagesIn(scene.Text.Id).Should().HaveCountLessThanOrEqualTo(2);
    }

    [Fact]
    public async Task Nobody_at_the_other_end_is_certainly_not_sent()
    {
        await using var scene = await DiscordScene.OpenAsync();
        await scene.PostAsync(scene.Text, PostKind.Header, "header");
        await scene.Fake.DisposeAsync();

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Starter, Key);

        outcome.Should().BeOfType<SendOutcome.NotSent>();
    }

    [Theory]
    [InlineData("user", 1.5, 1.5, WaitScope.Place)]
    [InlineData("shared", 2.0, 2.0, WaitScope.Place)]
    [InlineData("global", 1.0, 1.0, WaitScope.Platform)]
    [InlineData(null, 30.0, 30.0, WaitScope.Platform)]
    [InlineData(null, null, 300.0, WaitScope.Platform)]
    [InlineData("user", null, 5.0, WaitScope.Place)]
    public async Task A_429_says_how_long_and_for_whom(string? scope, double? told, double expected, WaitScope reach)
    {
        await using var scene = await DiscordScene.OpenAsync();
        await scene.PostAsync(scene.Text, PostKind.Header, "header");
        scene.Fake.Inject(CreateMessage, new FakeFault.Throttle(scope, told));

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Starter, Key);

        var wait = outcome.Should().BeOfType<SendOutcome.NotSent>().Subject;
        wait.RetryAfter.Should().Be(TimeSpan.FromSeconds(expected));
        wait.Scope.Should().Be(reach);
    }

    [Theory]
    [InlineData(403, 50013, RejectionReason.MissingPermission)]
    [InlineData(403, 50001, RejectionReason.MissingPermission)]
    [InlineData(404, 10003, RejectionReason.ChannelGone)]
    [InlineData(404, 10008, RejectionReason.MessageGone)]
    [InlineData(400, 50035, RejectionReason.InvalidRequest)]
    [InlineData(400, 200000, RejectionReason.ContentRefused)]
    [InlineData(400, 240000, RejectionReason.ContentRefused)]
    [InlineData(413, 40005, RejectionReason.TooLarge)]
    [InlineData(401, 0, RejectionReason.TokenRefused)]
    public async Task A_refusal_is_named(int status, int code, RejectionReason reason)
    {
        await using var scene = await DiscordScene.OpenAsync();
        await scene.PostAsync(scene.Text, PostKind.Header, "header");
        scene.Fake.Inject(CreateMessage, new FakeFault.Refuse(status, code));

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Starter, Key);

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Reason.Should().Be(reason);
    }

    [Theory]
    [InlineData(400, 20016)]
    [InlineData(429, 20028)]
    [InlineData(400, 30046)]
    [InlineData(403, 40333)]
    public async Task What_passes_by_itself_is_waited_for(int status, int code)
    {
        await using var scene = await DiscordScene.OpenAsync();
        await scene.PostAsync(scene.Text, PostKind.Header, "header");
        scene.Fake.Inject(CreateMessage, new FakeFault.Refuse(status, code));

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Starter, Key);

        outcome.Should().BeOfType<SendOutcome.NotSent>().Which.RetryAfter.Should().BePositive();
    }

    [Fact]
    public async Task After_a_refused_token_nothing_is_sent_for_a_while()
    {
        await using var scene = await DiscordScene.OpenAsync();
        await scene.PostAsync(scene.Text, PostKind.Header, "header");
        scene.Fake.Inject(CreateMessage, new FakeFault.Refuse(401, 0));
        await scene.CreateAsync(scene.Text, PostKind.Starter, Key);
        var before = scene.Fake.Exchanges.Count;

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Starter, "another");

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Reason.Should().Be(RejectionReason.TokenRefused);
        scene.Fake.Exchanges.Should().HaveCount(before);
    }

    [Fact]
    public async Task A_missing_permission_is_named_to_the_admin()
    {
        await using var scene = await DiscordScene.OpenAsync();
        scene.Text.Overwrites.Add(new FakeOverwrite(scene.Guild.Id, 0, Allow: 0, Deny: 1UL << 11));

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Header, "header");

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Detail.Should().Contain("Send Messages").And.Contain("papers");
    }

    [Fact]
    public async Task Nothing_is_posted_where_its_embeds_would_be_lost()
    {
        await using var scene = await DiscordScene.OpenAsync();
        scene.Text.Overwrites.Add(new FakeOverwrite(scene.Guild.Id, 0, Allow: 0, Deny: 1UL << 14));

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Header, "header");

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Reason.Should().Be(RejectionReason.MissingPermission);
        scene.Fake.MessagesIn(scene.Text.Id).Should().BeEmpty();
    }

    [Fact]
    public async Task A_permission_given_back_is_noticed_at_the_next_try()
    {
        await using var scene = await DiscordScene.OpenAsync();
        scene.Text.Overwrites.Add(new FakeOverwrite(scene.Guild.Id, 0, Allow: 0, Deny: 1UL << 14));
        await scene.CreateAsync(scene.Text, PostKind.Header, "header");
        scene.Text.Overwrites.Clear();

        (await scene.CreateAsync(scene.Text, PostKind.Header, "header")).Should().BeOfType<SendOutcome.Sent>();
    }

    [Fact]
    public async Task An_edit_changes_the_post_in_place()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var posted = await scene.PostAsync(scene.Text, PostKind.Header, Key, "前");

        var outcome = await scene.SendAsync(scene.Text, PostOperation.Edit, PostKind.Header, Key, "後", thread: null, posted);

        outcome.Should().Be(new SendOutcome.Sent(posted));
        scene.Fake.MessagesIn(scene.Text.Id).Should().ContainSingle().Which.Words.Should().Contain("後");
        scene.Fake.Complaints.Should().BeEmpty();
    }

    [Fact]
    public async Task An_edit_in_a_forum_also_renames_the_post()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var posted = await scene.PostAsync(scene.Forum, PostKind.Starter, Key, "前");

        var outcome = await scene.SendAsync(scene.Forum, PostOperation.Edit, PostKind.Starter, Key, "後", thread: null, posted);

        outcome.Should().Be(new SendOutcome.Sent(posted));
        scene.Fake.Channel(posted)!.Name.Should().Be("後");
        scene.Fake.MessagesIn(posted)[0].Words.Should().Contain("後");
    }

    [Fact]
    public async Task Taking_back_a_post_that_is_gone_already_is_success()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var posted = await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        scene.Fake.DeleteMessage(scene.Text.Id, posted);

        var outcome = await scene.SendAsync(scene.Text, PostOperation.Delete, PostKind.Starter, Key, "", thread: null, posted);

        outcome.Should().Be(new SendOutcome.Sent(posted));
    }

    [Fact]
    public async Task A_forum_that_requires_tags_is_refused_with_the_remedy()
    {
        await using var scene = await DiscordScene.OpenAsync();
        scene.Forum.Flags = 1 << 4;

        var outcome = await scene.CreateAsync(scene.Forum, PostKind.Header, "header");

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Detail.Should().Contain("tag");
    }

    [Theory]
    [InlineData("../users/@me", null)]
    [InlineData("C0123", null)]
    [InlineData("1", "x/../y")]
    public async Task What_is_no_id_never_becomes_part_of_an_address(string channel, string? thread)
    {
        await using var scene = await DiscordScene.OpenAsync();

        var outcome = await scene.Posting.SendAsync(
            new PostRequest(
                channel,
                PostOperation.Create,
                thread is null ? PostKind.Header : PostKind.Reply,
                thread,
                RemoteId: null,
                "{}",
                Key
            ),
            TestContext.Current.CancellationToken
        );

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Reason.Should().Be(RejectionReason.InvalidRequest);
        scene.Fake.Exchanges.Should().BeEmpty();
    }
}
