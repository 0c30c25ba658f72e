using PaperBot.Chat;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests.Posting;

/// <summary>Posts are found again by their markers, or it is said that they cannot be.</summary>
public sealed class DiscordHistoryTests
{
    private const string Key = "2023-W22|discord:1|p01";
    private const string CreatePost = "POST /channels/:id/threads";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_accepted_forum_post_whose_answer_was_lost_is_found_again(bool archived)
    {
        await using var scene = await DiscordScene.OpenAsync();
        await scene.PostAsync(scene.Forum, PostKind.Header, "header");
        scene.Fake.Inject(CreatePost, new FakeFault.Reset(Accepted: true));
        (await scene.CreateAsync(scene.Forum, PostKind.Starter, Key)).Should().BeOfType<SendOutcome.Unknown>();
        var post = scene.Fake.ThreadsOf(scene.Forum.Id)[^1];
        post.Archived = archived;
        post.ArchivedAt = DateTimeOffset.UnixEpoch.AddYears(54);

        var history = await scene.ReadAsync(scene.Forum);

        history
            .Should()
            .BeOfType<HistoryOutcome.Read>()
            .Which.Posts.Where(found => found.Marker == DeliveryMarker.For(Key))
            .Should()
            .ContainSingle()
            .Which.RemoteId.Should()
            .Be(post.Id);
    }

    [Fact]
    public async Task Posts_are_found_again_in_a_channel_and_in_a_thread()
    {
        await using var scene = await DiscordScene.OpenAsync();
        var starter = await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        var thread = await scene.PostAsync(scene.Text, PostKind.Thread, Key + "/thread", "DPO", starter);
        for (var i = 0; i < 130; i++)
        {
            scene.Fake.AddMessage(scene.Fake.Channel(thread)!, "ひとこと");
        }

        var reply = await scene.PostAsync(scene.Text, PostKind.Reply, Key + "/summary", "概要", thread);

        var inChannel = (HistoryOutcome.Read)await scene.ReadAsync(scene.Text);
        var inThread = (HistoryOutcome.Read)await scene.ReadAsync(scene.Text, thread);
        inChannel
            .Posts.Should()
            .ContainSingle()
            .Which.Should()
            .Match<MarkedPost>(post => post.RemoteId == starter && post.Marker == DeliveryMarker.For(Key));
        inThread.Posts.Should().ContainSingle().Which.RemoteId.Should().Be(reply);
    }

    [Fact]
    public async Task An_empty_history_is_not_believed_without_the_right_to_read_it()
    {
        await using var scene = await DiscordScene.OpenAsync();
        await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        scene.Text.Overwrites.Add(new FakeOverwrite(scene.Guild.Id, 0, Allow: 0, Deny: 1UL << 16));
        scene.Directory.Forget(scene.Text.Id);

        (await scene.ReadAsync(scene.Text))
            .Should()
            .BeOfType<HistoryOutcome.Unreadable>()
            .Which.Detail.Should()
            .Contain("Read Message History");
    }

    [Fact]
    public async Task Somebody_elses_copy_of_a_marker_is_not_ours()
    {
        await using var scene = await DiscordScene.OpenAsync();
        await scene.PostAsync(scene.Text, PostKind.Starter, Key);
        var ours = scene.Fake.MessagesIn(scene.Text.Id)[0];
        var copy = scene.Fake.AddMessage(scene.Text, "copy");
        copy.Json = ours.Json.DeepClone().AsObject();

        ((HistoryOutcome.Read)await scene.ReadAsync(scene.Text))
            .Posts.Should()
            .ContainSingle()
            .Which.RemoteId.Should()
            .Be(ours.Id);
    }
}
