using Microsoft.Extensions.Logging.Abstractions;
using PaperBot.Admin;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Tests.Publishing;

namespace PaperBot.Tests.Admin;

/// <summary>Taking back, posting anew, pausing: by chat.</summary>
public sealed class AdminPlansTests
{
    private static readonly WeekId Week = SmallWeek.Build().Week;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_week_is_taken_back_by_the_one_who_asked_and_at_the_second_press()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var plans = await PostedAsync(bench);
        var posted = bench.Board.Standing("C1").Count;

        var offer = await ThenAsync(plans.OfferRetract(Week, Person("U1"), Language.Japanese));
        var button = Buttons(offer).Should().ContainSingle().Subject;
        bench.Board.Standing("C1").Should().HaveCount(posted);
        Words(offer).Should().Contain($"削除 (確認が必要) {posted} 件").And.Contain("p01/summary");

        var other = await ThenAsync(plans.Carry(Press(button, "U2"), Language.Japanese));
        Words(other).Should().Contain("別の人");
        var done = await ThenAsync(plans.Carry(Press(button, "U1"), Language.Japanese));
        await bench.RunAsync();

        Words(done).Should().Contain("実行します");
        bench.Board.Standing("C1").Should().BeEmpty();
        var again = await ThenAsync(plans.Carry(Press(button, "U1"), Language.English));
        Words(again).Should().Contain("used already");
    }

    [Fact]
    public async Task A_week_is_posted_anew_with_the_old_posts_removed_or_kept_as_chosen()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var plans = await PostedAsync(bench);
        var first = bench.Board.Standing("C1").Select(post => post.Id).ToList();

        var dry = await ThenAsync(plans.OfferRepost(Week, dryRun: true, Person("U1"), Language.English));
        Buttons(dry).Should().BeEmpty();
        var offer = await ThenAsync(plans.OfferRepost(Week, dryRun: false, Person("U1"), Language.English));
        var buttons = Buttons(offer);
        buttons.Select(button => button.Label).Should().Equal("Post anew, remove the old posts", "Post anew, old posts stay");
        buttons
            .Should()
            .OnlyContain(button => button.Id.Length <= 100 && AdminPlans.Owns(button.Id) && AdminCommands.Owns(button.Id));

        await ThenAsync(plans.Carry(Press(buttons[0], "U1"), Language.English));
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(first.Count);
        bench.Board.Standing("C1").Select(post => post.Id).Should().NotIntersectWith(first);
    }

    [Fact]
    public async Task A_plan_that_has_changed_since_is_not_carried_out()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var plans = await PostedAsync(bench);
        var button = Buttons(await ThenAsync(plans.OfferRetract(Week, Person("U1"), Language.English)))[0];
        await bench.ExecuteAsync("update delivery set gone = 1 where part = 'p01'");

        var answer = await ThenAsync(plans.Carry(Press(button, "U1"), Language.English));

        Words(answer).Should().Contain("no longer what was shown");
        bench.Board.Standing("C1").Should().NotBeEmpty();
    }

    [Fact]
    public void A_button_that_is_none_of_ours_is_met_with_silence()
    {
        var plans = new AdminPlans(null!, null!, null!, NullLogger<AdminPlans>.Instance);

        plans
            .Carry(new ChatRequest.Action(Person("U1"), "admin:plan:Nothing:2023-W22:x", null, null), Language.English)
            .Should()
            .BeOfType<CommandReply.Silence>();
    }

    [Fact]
    public async Task Posting_is_paused_where_it_was_asked_for_and_goes_on_when_resumed()
    {
        await using var bench = await OutboxBench.CreateAsync();
        var plans = Plans(bench);

        var elsewhere = await plans.PauseAsync(false, Person("U1", "C9"), Language.English, Cancelled);
        var paused = await plans.PauseAsync(false, Person("U1"), Language.English, Cancelled);
        var twice = await plans.PauseAsync(true, Person("U1"), Language.English, Cancelled);
        await bench.PlanAsync(Fakes.Loopback.SmallDigest.Make(papers: 1, replies: 1));
        await bench.RunAsync();
        var before = bench.Board.Standing("C1").Count;
        var resumed = await plans.ResumeAsync(false, Person("U1"), Language.English, Cancelled);
        await bench.RunAsync();

        Words(elsewhere).Should().Contain("gets no digests");
        Words(paused).Should().Contain("Posting is paused: board #C1");
        Words(twice).Should().Contain("so already");
        Words(resumed).Should().Contain("goes on");
        before.Should().Be(0);
        bench.Board.Standing("C1").Should().HaveCount(3);
    }

    private static async Task<AdminPlans> PostedAsync(OutboxBench bench)
    {
        await OutboxCompliance.SaveWeekAsync(bench, SmallWeek.Build());
        await Publisher(bench).PublishAsync(new PublishRequest(Week, PublishAction.Repair, "schedule"), Cancelled);
        await bench.RunAsync();
        return Plans(bench);
    }

    private static AdminPlans Plans(OutboxBench bench) =>
        new(Publisher(bench), new Pauses(bench.Store, bench.Signal), Channels(bench), NullLogger<AdminPlans>.Instance);

    private static Publisher Publisher(OutboxBench bench) => new(bench.Store, Channels(bench), bench.Signal, ReadingLinks.None);

    private static DigestChannels Channels(OutboxBench bench) =>
        new([bench.Target().Settings], [bench.Platform], new Subscriptions(bench.Store), bench.Clock);

    private static ChatOrigin Person(string user, string channel = "C1") =>
        new("board", "W1", channel, null, user, null, HasAdminRight: true, "r1");

    private static ChatRequest.Action Press(ChatControl.Button button, string user) => new(Person(user), button.Id, null, null);

    private static async Task<ChatMessage> ThenAsync(CommandReply reply) =>
        ((CommandReply.Replace)await reply.Then!(Cancelled)).Message;

    private static List<ChatControl.Button> Buttons(ChatMessage message) =>
        [.. message.Blocks.OfType<ChatBlock.Actions>().SelectMany(block => block.Controls).OfType<ChatControl.Button>()];

    private static string Words(CommandReply reply) => Words(((CommandReply.Show)reply).Message);

    private static string Words(ChatMessage message) => string.Join('\n', message.Blocks.Select(DrawnMessage.Draw));
}
