using PaperBot.Arxiv;
using PaperBot.Fakes.Arxiv;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Tests.Arxiv;

public sealed class ArxivStageTests
{
    private static readonly WeekLabel Label = new(new(2026, 6, 22), new(2026, 6, 28));
    private static readonly HostedPaper Lantern = new("2606.00001", "Lantern Net: A Light in the Data", ["cs.LG"])
    {
        Version = 2,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_arXiv_says_replaces_what_the_list_said_and_the_lists_name_stays_an_alias()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        await ListAsync(test, (1, "2606.00001", "LanternNet for Everyone"));

        var outcomes = await RunAsync(test);

        outcomes.Should().Equal(new ArxivOutcome.Known(PaperId.Parse("2606.00001"), 2, Changed: true));
        var paper = (await WeekAsync(test)).Papers[0].Paper;
        paper.Title.Should().Be(Lantern.Title);
        paper.Arxiv!.ToString().Should().Be("2606.00001v2");
        paper.Link.Should().Be(new Uri("https://arxiv.org/pdf/2606.00001v2"));
        paper.Authors.Should().Equal(Lantern.Authors);
        paper.Categories.Should().Equal("Machine Learning");
        paper.Aliases.Should().Contain(["LanternNet for Everyone", "Lantern Net"]);
    }

    [Fact]
    public async Task The_same_again_changes_nothing()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        await ListAsync(test, (1, "2606.00001", "Lantern Net"));
        await RunAsync(test);

        var outcomes = await RunAsync(test, again: true);

        outcomes.Should().Equal(new ArxivOutcome.Known(PaperId.Parse("2606.00001"), 2, Changed: false));
    }

    [Fact]
    public async Task A_link_to_another_paper_is_held_said_once_and_leaves_no_alias_behind()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        await ListAsync(test, (1, "2606.00001", "Thistle Reward Hacking"));

        await RunAsync(test);
        var outcomes = await RunAsync(test);

        outcomes.Single().Should().BeOfType<ArxivOutcome.Held>().Which.Reason.Japanese.Should().Contain("Thistle Reward Hacking");
        var stored = (await WeekAsync(test)).Papers[0];
        stored.Held.Should().NotBeNull();
        stored.Paper.Aliases.Should().NotContain("Thistle Reward Hacking");
        (await new NoticeBoard(test.Store).LatestAsync(10, Token)).Should().ContainSingle().Which.Kind.Should().Be("paper-held");
    }

    [Fact]
    public async Task An_admin_confirms_a_link_and_it_is_not_held_again()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        await ListAsync(test, (1, "2606.00001", "Thistle Reward Hacking"));
        await RunAsync(test);
        var rulings = new LinkRulings(test.Store);
        var held = (await rulings.ListAsync(Token)).Single();

        var weeks = await rulings.ConfirmAsync(held.Paper, "slack:U1", Token);
        var outcomes = await RunAsync(test);

        weeks.Should().Equal(Label.Week);
        outcomes.Single().Should().BeOfType<ArxivOutcome.Known>();
        var stored = (await WeekAsync(test)).Papers[0];
        stored.Held.Should().BeNull();
        stored.Paper.Aliases.Should().Contain("Thistle Reward Hacking");
        (await rulings.ListAsync(Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task An_admin_corrects_a_link_and_the_right_paper_takes_the_place()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        test.Host.Put(new HostedPaper("2606.00077", "Thistle: Hacking a Reward", ["cs.AI"]));
        await ListAsync(test, (4, "2606.00001", "Thistle Reward Hacking"));
        await RunAsync(test);

        var weeks = await new LinkRulings(test.Store).CorrectAsync(
            PaperId.Parse("2606.00001"),
            new Uri("https://arxiv.org/abs/2606.00077"),
            "slack:U1",
            Token
        );
        var outcomes = await RunAsync(test);

        weeks.Should().Equal(Label.Week);
        outcomes.Single().Should().BeOfType<ArxivOutcome.Known>();
        var stored = (await WeekAsync(test)).Papers.Should().ContainSingle().Subject;
        stored.Rank.Should().Be(4);
        stored.Paper.Title.Should().Be("Thistle: Hacking a Reward");
        stored.Held.Should().BeNull();
        (await test.Store.ReadAsync(session => Audit.ReadAsync(session, 1), Token))
            .Single()
            .Entry.Should()
            .Be(new AuditEntry("slack:U1", "link.fix", "2606.00001", null, "2606.00077", Label.Week.ToString()));
    }

    [Fact]
    public async Task Of_two_rows_with_one_id_the_one_whose_name_fits_gets_it()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        var stand = UnlinkedRow.Key(new Uri("https://lists.example/years/2026.md"), Label.Week, 10, PaperId.Parse("2606.00001"));
        await ListAsync(test, (8, "2606.00001", "Thistle Reward Hacking"), (10, stand.Value, "Lantern Net"));
        await HoldAllAsync(test);

        var outcomes = await RunAsync(test);

        outcomes.OfType<ArxivOutcome.Known>().Should().ContainSingle();
        var week = await WeekAsync(test);
        var right = week.Papers.Single(paper => paper.Paper.Id.Arxiv is not null);
        right.Rank.Should().Be(10);
        right.ListName.Should().Be("Lantern Net");
        right.Held.Should().BeNull();
        var wrong = week.Papers.Single(paper => paper.Paper.Id.Arxiv is null);
        wrong.Rank.Should().Be(8);
        wrong.Paper.Title.Should().Be("Thistle Reward Hacking");
        wrong.Held.Should().NotBeNull();
    }

    [Fact]
    public async Task Papers_that_are_elsewhere_stay_what_the_list_says_and_cost_no_request()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        await ListAsync(test, (1, "https://example.org/harbor.pdf", "Harbor Report"));

        var outcomes = await RunAsync(test);

        outcomes.Single().Should().BeOfType<ArxivOutcome.NotOnArxiv>();
        test.Host.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task An_id_that_arXiv_does_not_know_is_held()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        await ListAsync(test, (1, "2606.00001", "Lantern Net"), (2, "2606.09999", "Nobody"));

        var outcomes = await RunAsync(test);

        outcomes[1].Should().BeOfType<ArxivOutcome.Held>().Which.Reason.English.Should().Contain("2606.09999");
    }

    [Fact]
    public async Task A_withdrawn_paper_is_held_and_said()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern with { Comment = "This paper has been withdrawn by the authors due to an error" });
        await ListAsync(test, (1, "2606.00001", "Lantern Net"));

        var outcomes = await RunAsync(test);

        outcomes.Single().Should().BeOfType<ArxivOutcome.Held>();
        (await new NoticeBoard(test.Store).LatestAsync(10, Token))
            .Select(notice => notice.Kind)
            .Should()
            .Contain("paper-withdrawn");
    }

    [Fact]
    public async Task A_new_version_is_noticed_and_a_first_one_is_none()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        test.Host.Put(Lantern);
        await ListAsync(test, (1, "2606.00001v1", "Lantern Net"));
        await RunAsync(test);
        var board = new NoticeBoard(test.Store);
        var first = await board.LatestAsync(10, Token);
        test.Host.Put(Lantern with { Version = 3, Updated = new(2026, 6, 27) });

        await RunAsync(test, again: true);

        first.Should().BeEmpty();
        (await board.LatestAsync(10, Token)).Should().ContainSingle().Which.Words.English.Should().Contain("v2 to v3");
        (await WeekAsync(test)).Papers[0].Paper.Arxiv!.Version.Should().Be(3);
    }

    [Fact]
    public async Task While_arXiv_is_away_papers_stay_what_they_are()
    {
        await using var test = await ArxivUnderTest.StartAsync(Token);
        for (var request = 0; request < 10; request++)
        {
            test.Host.AnswerNext(500);
        }

        await ListAsync(test, (1, "2606.00001", "Lantern Net"));

        var outcomes = await RunAsync(test);

        outcomes.Single().Should().BeOfType<ArxivOutcome.Unavailable>();
        (await WeekAsync(test)).Papers[0].Held.Should().BeNull();
    }

    private static Task ListAsync(ArxivUnderTest test, params (int Rank, string Key, string Name)[] rows) =>
        test.Store.WriteAsync(
            async session =>
            {
                await PaperStore.SaveWeekAsync(session, Label);
                foreach (var (rank, key, name) in rows)
                {
                    var id = PaperId.Parse(key);
                    await PaperStore.SavePaperAsync(
                        session,
                        new Paper
                        {
                            Id = id,
                            Title = name,
                            Arxiv = ArxivId.TryParse(key, out var arxiv) ? arxiv : null,
                        }
                    );
                    await PaperStore.SavePlaceAsync(session, Label.Week, id, rank, name, "hash" + rank, null);
                }
            },
            Token
        );

    private static Task HoldAllAsync(ArxivUnderTest test) =>
        test.Store.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "update week_paper set held = @held",
                    new { held = new TextForPeople("同じ", "same").ToStored() }
                ),
            Token
        );

    private static async Task<StoredWeek> WeekAsync(ArxivUnderTest test) =>
        (await new PaperStore(test.Store).FindWeekAsync(Label.Week, Token))!;

    private static async Task<IReadOnlyList<ArxivOutcome>> RunAsync(ArxivUnderTest test, bool again = false) =>
        await test.Stage.RunAsync(await WeekAsync(test), again, Token);
}
