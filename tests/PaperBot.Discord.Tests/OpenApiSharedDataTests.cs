using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Discord;

namespace PaperBot.Discord.Tests;

/// <summary>Everything that goes over the wire between the adapter and the stand-in is as Discord's own OpenAPI document describes it.</summary>
public sealed class OpenApiSharedDataTests
{
    private static readonly Lazy<OpenApiDocument> Document = new(() =>
        new OpenApiDocument(File.ReadAllText(SharedData.PathOf("platforms", "specs", "discord", "openapi.json")))
    );

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_request_and_every_answer_of_posting_is_as_described()
    {
        await using var scene = await DiscordScene.OpenAsync();
        foreach (
            var channel in new[] { scene.Text, scene.Forum, scene.Fake.AddChannel(scene.Guild, FakeChannel.Announcement, "news") }
        )
        {
            var header = await scene.PostAsync(channel, PostKind.Header, "header" + channel.Id);
            var starter = await scene.PostAsync(channel, PostKind.Starter, "p01" + channel.Id);
            var thread = await scene.PostAsync(channel, PostKind.Thread, "p01/thread" + channel.Id, "DPO", starter);
            var reply = await scene.PostAsync(channel, PostKind.Reply, "p01/qa1" + channel.Id, "概要", thread);
            await scene.CreateAsync(channel, PostKind.Thread, "p01/thread" + channel.Id, "DPO", starter);
            await scene.SendAsync(
                channel,
                PostOperation.Edit,
                PostKind.Header,
                "header" + channel.Id,
                "改題",
                thread: null,
                header
            );
            scene.Fake.Channel(thread)!.Archived = true;
            await scene.SendAsync(channel, PostOperation.Edit, PostKind.Reply, "p01/qa1" + channel.Id, "改めて", thread, reply);
            await scene.SendAsync(
                channel,
                PostOperation.Edit,
                PostKind.Thread,
                "p01/thread" + channel.Id,
                "改題",
                thread,
                thread
            );
            await scene.ReadAsync(channel);
            await scene.ReadAsync(channel, thread);
            await scene.SendAsync(channel, PostOperation.Delete, PostKind.Reply, "p01/qa1" + channel.Id, "", thread, reply);
            await scene.SendAsync(channel, PostOperation.Delete, PostKind.Thread, "p01/thread" + channel.Id, "", thread, thread);
            await scene.SendAsync(
                channel,
                PostOperation.Delete,
                PostKind.Header,
                "header" + channel.Id,
                "",
                thread: null,
                header
            );
        }

        var wrong = new PostRequest("1", PostOperation.Create, PostKind.Header, ThreadId: null, RemoteId: null, "{}", "x");
        await scene.Posting.SendAsync(wrong, Token);
        Check(scene.Fake, atLeast: 40);
    }

    [Fact]
    public async Task Every_request_and_every_answer_of_talking_is_as_described()
    {
        await using var scene = await PlatformScene.OpenAsync(settings => settings with { Messages = DiscordMessages.Threads });
        var form = new ChatForm(
            "f",
            "質問",
            "送る",
            "やめる",
            [new FormField("q", "質問", Multiline: true, Placeholder: "例", Value: "前の値")]
        );
        scene.Commands.Suggest = _ => [new ChatOption("DPO", "2305.18290")];
        await (await scene.Fake.TypeAsync(scene.Person, scene.Channel, "paper", "query", "dp", Token)).FirstAsync(Token);
        scene.Commands.Reply(
            new CommandReply.Show(
                DiscordScene.Message(
                    "答え",
                    new ChatControl.Button("more", "次へ", ButtonStyle.Primary),
                    new ChatControl.LinkButton(new Uri("https://arxiv.org/abs/2305.18290"), "arXiv"),
                    new ChatControl.Select("qa", "質問", [new ChatOption("なぜ？", "1", "p. 3")]),
                    new ChatControl.SearchSelect("find", "検索")
                )
            )
            {
                Then = _ => Task.FromResult<CommandReply>(new CommandReply.Show(DiscordScene.Message("続き"), Audience.Channel)),
            }
        );
        var asked = await scene.AskAsync("dpo");
        await asked.UntilAsync(answered => answered.FollowUps.Count == 1, Token);
        scene.Commands.Reply(new CommandReply.OpenForm(form));
        var pressed = await scene.Fake.PressAsync(scene.Person, scene.Channel, asked.Original!, "a:more", value: null, Token);
        await pressed.FirstAsync(Token);
        scene.Commands.Reply(new CommandReply.FormErrors(new Dictionary<string, string> { ["q"] = "空です" }));
        await (await scene.Fake.SubmitAsync(pressed, new Dictionary<string, string> { ["q"] = "?" }, Token)).FirstAsync(Token);
        scene.Commands.Reply(new CommandReply.Replace(DiscordScene.Message("置き換え")));
        await (await scene.Fake.PressAsync(scene.Person, scene.Channel, asked.Original!, "a:qa", "1", Token)).FirstAsync(Token);
        var slow = new TaskCompletionSource<CommandReply>();
        scene.Commands.Answer = (_, _) => slow.Task;
        var late = await scene.AskAsync("slow");
        await late.FirstAsync(Token);
        slow.SetResult(new CommandReply.Show(DiscordScene.Message("遅い答え")));
        await late.UntilAsync(answered => answered.Original is not null, Token);
        scene.Commands.Reply(new CommandReply.Show(DiscordScene.Message("答え")));
        scene.Fake.Write(scene.Person, scene.Channel, $"<@{scene.Fake.BotId}> 限界は？");
        await scene.Fake.UntilAsync(exchange => exchange is { Method: "POST", Template: "/channels/:id/messages" }, Token);

        Check(scene.Fake, atLeast: 12);
    }

    [Fact]
    public async Task What_discord_js_and_the_stand_in_say_to_each_other_is_as_described()
    {
        await using var fake = await FakeDiscord.StartAsync(new FakeDiscordOptions { RateLimits = false }, Token);
        var guild = fake.AddGuild();
        await using var sdk = DiscordJs.Start(
            fake,
            guild,
            fake.AddChannel(guild),
            fake.AddChannel(guild, FakeChannel.Forum, "forum")
        );
        foreach (var step in new[] { "ready", "registered", "posted", "forum", "refused" })
        {
            await sdk.ExpectAsync(Token, step);
        }

        // What another program sends besides is its own affair; here it is about what the stand-in answers.
        fake.Exchanges.SelectMany(Document.Value.Check)
            .Where(problem => problem.Contains(": response", StringComparison.Ordinal) && !IsWrongInTheDocument(problem))
            .Should()
            .BeEmpty();
        fake.Exchanges.Should().HaveCountGreaterThanOrEqualTo(20);
    }

    private static void Check(FakeDiscord fake, int atLeast)
    {
        fake.Exchanges.Should().HaveCountGreaterThanOrEqualTo(atLeast);
        fake.Exchanges.SelectMany(Document.Value.Check)
            .Where(problem => !IsWrongInTheDocument(problem))
            .Distinct()
            .Should()
            .BeEmpty();
    }

    /// <summary>
    /// Where the document differs from the documentation, Discord says to follow the documentation: permission sets are decimal strings,
    /// and so are the codes of errors inside a form.
    /// </summary>
    private static bool IsWrongInTheDocument(string problem) =>
        problem.Contains("default_member_permissions is \"32\"", StringComparison.Ordinal)
        || problem.Contains("response.errors.", StringComparison.Ordinal);
}
