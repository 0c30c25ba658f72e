using PaperBot.Chat;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Posting;

/// <summary>Threads: opened once, opened again, locked, gone, taken back.</summary>
public sealed class DiscordThreadTests
{
    private const string Key = "2023-W22|discord:1|p01";
    private const string OpenThread = "POST /channels/:id/messages/:id/threads";

    [Fact]
    public async Task An_archived_thread_is_opened_again_for_an_edit()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var thread = await scene.PostAsync(scene.Forum, PostKind.Starter, Key, "前");
        var reply = await scene.PostAsync(scene.Forum, PostKind.Reply, Key + "/summary", "前", thread);
        scene.Fake.Channel(thread)!.Archived = true;

        var outcome = await scene.SendAsync(
            scene.Forum,
            PostOperation.Edit,
            PostKind.Reply,
            Key + "/summary",
            "後",
            thread,
            reply
        );

        outcome.Should().Be(new SendOutcome.Sent(reply));
        scene.Fake.Channel(thread)!.Archived.Should().BeFalse();
    }

    [Theory]
    [InlineData(PostOperation.Create)]
    [InlineData(PostOperation.Edit)]
    public async Task A_locked_thread_is_held_and_said_so(PostOperation operation)
    {
        await using var scene = await DiscordScene.OpenAsync();
        var thread = await scene.PostAsync(scene.Forum, PostKind.Starter, Key, "DPO");
        var reply = await scene.PostAsync(scene.Forum, PostKind.Reply, Key + "/summary", "概要", thread);
        scene.Fake.Channel(thread)!.Locked = true;
        scene.Fake.Channel(thread)!.Archived = true;

        var outcome = await scene.SendAsync(scene.Forum, operation, PostKind.Reply, Key + "/new", "追記", thread, reply);

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Reason.Should().Be(RejectionReason.ThreadLocked);
    }

    [Fact]
    public async Task A_thread_that_was_deleted_is_not_taken_for_the_channel()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var starter = await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        var thread = await scene.PostAsync(scene.Text, PostKind.Thread, Key + "/thread", "DPO", starter);
        scene.Fake.Channel(thread)!.Deleted = true;

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Reply, Key + "/summary", "概要", thread);

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Reason.Should().Be(RejectionReason.ThreadGone);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_thread_is_taken_back_with_and_without_the_right_to_delete_it(bool manages)
    {
        await using var scene = await DiscordScene.OpenAsync();
        var post = await scene.PostAsync(scene.Forum, PostKind.Starter, Key, "DPO");
        if (manages)
        {
            scene.Guild.Roles[scene.Guild.Id] |= 1UL << 34;
            scene.Directory.Forget(scene.Forum.Id);
        }

        var outcome = await scene.SendAsync(scene.Forum, PostOperation.Delete, PostKind.Starter, Key, "", thread: null, post);

        outcome.Should().Be(new SendOutcome.Sent(post));
        var thread = scene.Fake.Channel(post)!;
        (thread.Deleted || (thread.Archived && scene.Fake.MessagesIn(post).Count == 0)).Should().BeTrue();
        thread.Deleted.Should().Be(manages);
    }

    [Fact]
    public async Task Too_many_open_threads_are_named()
    {
        await using var scene = await DiscordScene.OpenAsync();
        scene.Guild.OtherActiveThreads = 1000;
        var starter = await scene.PostAsync(scene.Text, PostKind.Starter, Key);

        var outcome = await scene.CreateAsync(scene.Text, PostKind.Thread, Key + "/thread", "DPO", starter);

        outcome.Should().BeOfType<SendOutcome.Rejected>().Which.Code.Should().Be("160006");
    }

    [Fact]
    public async Task Opening_a_thread_that_stands_already_is_success()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var starter = await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        await scene.PostAsync(scene.Text, PostKind.Thread, Key + "/thread", "DPO", starter);

        (await scene.PostAsync(scene.Text, PostKind.Thread, Key + "/thread", "DPO", starter)).Should().Be(starter);
    }

    [Fact]
    public async Task A_thread_whose_opening_was_lost_is_simply_opened_again()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var starter = await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        scene.Fake.Inject(OpenThread, new FakeFault.Reset(Accepted: true));
        (await scene.CreateAsync(scene.Text, PostKind.Thread, Key + "/thread", "DPO", starter))
            .Should()
            .BeOfType<SendOutcome.Unknown>();

        (await scene.PostAsync(scene.Text, PostKind.Thread, Key + "/thread", "DPO", starter)).Should().Be(starter);
    }
}
