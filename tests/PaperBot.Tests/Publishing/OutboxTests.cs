using PaperBot.Chat;
using PaperBot.Fakes.Loopback;

namespace PaperBot.Tests.Publishing;

public sealed class OutboxTests
{
    [Fact]
    public async Task A_planned_digest_stands_once_in_order_with_its_threads_and_linked_header()
    {
        await using var bench = await OutboxBench.CreateAsync();

        await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 2));
        await bench.RunAsync();

        var posts = bench.Board.Standing("C1");
        posts
            .Select(post => post.Text.Split(' ')[0].Split('\n')[0])
            .Should()
            .Equal("週報", "p01", "p02", "p03", "p01/summary", "p01/qa1", "p02/summary", "p02/qa1", "p03/summary", "p03/qa1");
        posts[4].Thread.Should().Be(posts[1].Id);
        posts[0].Text.Should().Contain($"論文 2<https://board.example/C1/{posts[2].Id}>");
        posts[0].Edits.Should().Be(1);
        (await bench.CountAsync("state <> 'SENT'")).Should().Be(0);
    }

    [Fact]
    public async Task A_second_plan_of_the_same_week_posts_nothing_new()
    {
        await using var bench = await OutboxBench.CreateAsync();
        await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 2));
        await bench.RunAsync();
        var sent = bench.Platform.Requests.Count;

        var plan = await bench.PlanAsync(SmallDigest.Make(papers: 3, replies: 2));
        await bench.RunAsync();

        plan.IsEmpty.Should().BeTrue();
        bench.Platform.Requests.Should().HaveCount(sent);
    }

    [Fact]
    public async Task A_lost_answer_is_looked_up_and_not_posted_again()
    {
        await using var bench = await OutboxBench.CreateAsync();
        bench.Platform.Interfere = (request, carryOut, _) =>
        {
            var outcome = carryOut();
            return Task.FromResult(
                request is { Kind: PostKind.Reply } ? new SendOutcome.Unknown("The connection was reset.") : outcome
            );
        };

        await bench.PlanAsync(SmallDigest.Make(papers: 2, replies: 2));
        await bench.RunAsync();

        bench.Board.Standing("C1").Should().HaveCount(7);
        (await bench.CountAsync("state <> 'SENT'")).Should().Be(0);
    }
}
