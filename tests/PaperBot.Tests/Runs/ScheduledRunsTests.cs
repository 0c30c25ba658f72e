using PaperBot.Chat;
using PaperBot.Fakes.Arxiv;
using PaperBot.Fakes.Weeks;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Tests.Runs;

public sealed class ScheduledRunsTests
{
    private static readonly DateOnly Newest = ScheduleUnderTest.Newest;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_is_posted_once_it_stood_unchanged_for_some_minutes_and_then_once()
    {
        await using var test = await ScheduleUnderTest.StartAsync(Token, WeekListText.Week(Newest));
        test.PutOnArxiv(Newest);

        await test.RunDueAsync(Token);
        test.Starters().Should().BeEmpty("one read is not enough");
        test.Time.Advance(test.Weeks.SettleFor);
        await test.RunDueAsync(Token);
        await test.SendAsync(Token);
        await test.RunDueAsync(Token);
        await test.SendAsync(Token);

        test.Starters().Should().HaveCount(10);
        test.Board.Removed("C1").Should().BeEmpty();
        test.Arxiv.Requests.Should().ContainSingle();
        test.Lists.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task It_looks_every_so_often_by_itself_and_sooner_where_a_list_has_just_appeared()
    {
        await using var test = await ScheduleUnderTest.StartAsync(Token, WeekListText.Week(Newest.AddDays(-7), 101));
        test.PutOnArxiv(Newest);
        test.PutOnArxiv(Newest.AddDays(-7), 101);
        await test.RunDueAsync(Token);
        await test.Runs.StartAsync(Token);
        var before = test.Lists.Requests.Count;
        test.Publish(WeekListText.Week(Newest), WeekListText.Week(Newest.AddDays(-7), 101));

        await test.WindAsync(UntilTakenAsync(test, Newest));

        test.Lists.Requests.Skip(before)
            .Count(request => request.Path.EndsWith("2026.md", StringComparison.Ordinal))
            .Should()
            .BeInRange(2, 4, "it is read when it is due, again when it has settled, and once more as it is taken");
        await test.WindAsync(test.Runs.StopAsync(Token));
    }

    [Fact]
    public async Task A_channel_with_a_schedule_of_its_own_gets_the_week_when_that_comes_and_not_before()
    {
        await using var test = await ScheduleUnderTest.StartAsync(Token, WeekListText.Week(Newest));
        test.PutOnArxiv(Newest);
        test.Channels =
        [
            test.Channels[0],
            test.Channels[0] with
            {
                Id = "C2",
                Schedule = "0 0 9 ? * TUE",
                TimeZone = "Europe/Berlin",
            },
        ];
        // The board is the same; what each channel got is in the store.
        await test.RunDueAsync(Token);
        test.Time.Advance(test.Weeks.SettleFor);
        await test.RunDueAsync(Token);
        (await PlannedAsync(test, "C1")).Should().NotBeNull();
        (await PlannedAsync(test, "C2")).Should().BeNull("its Tuesday has not come");

        await test.Runs.StartAsync(Token);
        await test.WindAsync(UntilPlannedAsync(test, "C2"), TimeSpan.FromMinutes(5));
        await test.WindAsync(test.Runs.StopAsync(Token));

        var tuesday = new DateTimeOffset(2026, 6, 30, 9, 0, 0, TimeSpan.FromHours(2));
        (await PlannedAsync(test, "C2")).Should().BeOnOrAfter(tuesday).And.BeBefore(tuesday.AddHours(2));
    }

    private static async Task UntilPlannedAsync(ScheduleUnderTest test, string channel)
    {
        while (await PlannedAsync(test, channel) is null)
        {
            await Task.Delay(5, Token);
        }
    }

    private static async Task<DateTimeOffset?> PlannedAsync(ScheduleUnderTest test, string channel) =>
        await test.Store.ReadAsync(
            session =>
                session.ScalarAsync<long>($"select coalesce(max(planned_at), 0) from digest where channel like '%:{channel}'"),
            Token
        )
            is > 0
                and var at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;

    [Fact]
    public async Task A_late_list_is_said_once_and_once_more_when_it_came()
    {
        await using var test = await ScheduleUnderTest.StartAsync(Token, WeekListText.Week(Newest.AddDays(-7), 101));
        test.Time.Advance(test.Schedule.LateAfter);
        await test.RunDueAsync(Token);
        await test.RunDueAsync(Token);
        var late = await test.NoticesAsync(Token);
        test.Publish(WeekListText.Week(Newest), WeekListText.Week(Newest.AddDays(-7), 101));
        await test.RunDueAsync(Token);
        test.Time.Advance(test.Weeks.SettleFor);
        await test.RunDueAsync(Token);
        await test.RunDueAsync(Token);

        late.Where(notice => notice.Kind == "list-late")
            .Should()
            .ContainSingle()
            .Which.Words.English.Should()
            .Contain("2026-W26");
        (await test.NoticesAsync(Token)).Count(notice => notice.Kind is "list-late" or "list-came").Should().Be(2);
    }

    [Fact]
    public async Task Weeks_that_appear_in_bulk_are_caught_up_in_order_one_after_the_other_and_older_ones_archived()
    {
        await using var test = await ScheduleUnderTest.StartAsync(Token, WeekListText.Week(Newest.AddDays(-70), 901));
        await test.RunDueAsync(Token);
        await test.SendAsync(Token);
        test.Board.Standing("C1").Should().NotBeEmpty("the channel has had a week, so it can miss some");
        var weeks = Enumerable
            .Range(0, 10)
            .Select(back => WeekListText.Week(Newest.AddDays(-7 * back), 1 + (back * 10)))
            .ToList();
        test.Publish([.. weeks, WeekListText.Week(Newest.AddDays(-70), 901)]);
        await test.RunDueAsync(Token);
        test.Time.Advance(test.Weeks.SettleFor);

        await test.RunDueAsync(Token);
        await test.SendAsync(Token);

        var headers = test.Board.Standing("C1").Where(post => post.Kind == PostKind.Header).Skip(1).ToList();
        headers.Select(post => post.Text[..60]).Should().BeInAscendingOrder().And.HaveCount(3, "21 days back are caught up");
        var planned = await test.Store.ReadAsync(
            session => session.QueryAsync<long>("select planned_at from digest where state <> 'ARCHIVED' order by planned_at"),
            Token
        );
        planned
            .Skip(1)
            .Zip(planned.Skip(2), (first, second) => second - first)
            .Should()
            .OnlyContain(gap => gap >= (long)test.Schedule.CatchUpSpacing.TotalMilliseconds);
        (
            await test.Store.ReadAsync(
                session => session.ScalarAsync<long>("select count(*) from digest where state = 'ARCHIVED'"),
                Token
            )
        )
            .Should()
            .Be(7);
    }

    [Fact]
    public async Task A_row_that_is_corrected_later_edits_what_was_posted_and_posts_nothing_new()
    {
        await using var test = await PostedAsync();
        var before = test.Board.Standing("C1").Select(post => post.Id).ToList();
        var rows = Rows();
        rows[0] = WeekListText.Row(1, "HarborNet, renamed", "https://example.org/reports/one.pdf");
        test.Publish(WeekListText.Week(Newest, rows));
        rows[0] = WeekListText.Row(1, "HarborNet, renamed twice", "https://example.org/reports/one.pdf");
        await LookForCorrectionsAsync(test);
        test.Publish(WeekListText.Week(Newest, rows));
        await LookForCorrectionsAsync(test);
        await LookForCorrectionsAsync(test);
        await test.SendAsync(Token);

        test.Board.Standing("C1").Select(post => post.Id).Should().Equal(before);
        test.Starters().Count(post => post.Edits > 0).Should().Be(1, "each state that stood for some minutes was taken");
        var starter = test.Starters().Single(post => post.Edits > 0);
        starter.Text.Should().Contain("example.org");
    }

    [Fact]
    public async Task A_replaced_paper_is_announced_in_its_place_and_the_others_keep_theirs()
    {
        await using var test = await PostedAsync();
        var before = test.Starters().ToDictionary(post => post.Id, post => post.Text);
        // Newer than all others: by its date it would stand first and move every other one.
        test.Arxiv.Put(
            new HostedPaper(WeekListText.Id(Newest, 77), $"{WeekListText.Name(77)}: The Right Paper", ["cs.AI"])
            {
                Published = Newest.AddDays(3),
            }
        );
        var rows = Rows();
        rows[4] = WeekListText.Row(5, Newest, 77);
        test.Publish(WeekListText.Week(Newest, rows));

        await LookForCorrectionsAsync(test);
        await LookForCorrectionsAsync(test);
        await test.SendAsync(Token);

        var changed = test.Starters().Where(post => post.Text != before[post.Id]).ToList();
        var post = changed.Should().ContainSingle().Subject;
        before[post.Id].Should().Contain(WeekListText.Id(Newest, 5));
        post.Text.Should().Contain("The Right Paper").And.Contain("in the place of").And.Contain($"{WeekListText.Name(5)}:");
        test.Board.Standing("C1").First(header => header.Kind == PostKind.Header).Text.Should().Contain("The Right Paper");
        test.Board.Removed("C1").Should().BeEmpty();
    }

    [Fact]
    public async Task A_second_list_for_a_posted_week_waits_for_an_admin()
    {
        await using var test = await PostedAsync();
        var before = test.Board.Standing("C1");
        test.Publish(WeekListText.Week(Newest, firstId: 51));

        await LookForCorrectionsAsync(test);
        await LookForCorrectionsAsync(test);
        await test.SendAsync(Token);

        test.Board.Standing("C1").Should().Equal(before);
        (await test.NoticesAsync(Token)).Should().ContainSingle(notice => notice.Kind == "second-list");
    }

    [Fact]
    public async Task A_correction_of_a_week_that_was_only_archived_posts_nothing()
    {
        await using var test = await PostedAsync();
        await test.Store.WriteAsync(
            session => session.ExecuteAsync("update digest set state = 'ARCHIVED' where digest like '2026-W26|%'"),
            Token
        );
        var before = test.Board.Standing("C1");
        test.Arxiv.Put(new HostedPaper(WeekListText.Id(Newest, 77), $"{WeekListText.Name(77)}: Another", ["cs.AI"]));
        var rows = Rows();
        rows[4] = WeekListText.Row(5, Newest, 77);
        test.Publish(WeekListText.Week(Newest, rows));

        await LookForCorrectionsAsync(test);
        await LookForCorrectionsAsync(test);
        await test.SendAsync(Token);

        test.Board.Standing("C1").Should().Equal(before);
        (await test.FindWeekAsync(Newest, Token))!
            .Papers.Should()
            .Contain(paper => paper.Paper.Id.Value == WeekListText.Id(Newest, 77));
    }

    [Fact]
    public async Task What_arXiv_could_not_say_is_filled_in_a_day_later_and_a_new_version_is_noticed()
    {
        await using var test = await PostedAsync(onArxiv: false);
        test.Starters().Should().HaveCount(10).And.OnlyContain(post => !post.Text.Contains("Made-Up"));
        test.PutOnArxiv(Newest);
        test.Time.Advance(TimeSpan.FromHours(25));
        await LookForCorrectionsAsync(test);
        (await EditsAsync(test))
            .Count(body => body.Contains("Made-Up", StringComparison.Ordinal))
            .Should()
            .Be(11, "ten starters and the header");

        test.Arxiv.Put(
            new HostedPaper(WeekListText.Id(Newest, 3), $"{WeekListText.Name(3)}: A Made-Up Paper", ["cs.LG"]) { Version = 2 }
        );
        test.Time.Advance(TimeSpan.FromHours(25));
        await LookForCorrectionsAsync(test);

        (await test.NoticesAsync(Token)).Should().Contain(notice => notice.Kind == "paper-new-version");
    }

    [Fact]
    public async Task A_paper_that_is_withdrawn_after_it_was_posted_is_marked_where_it_stands()
    {
        await using var test = await PostedAsync();
        test.Arxiv.Put(
            new HostedPaper(WeekListText.Id(Newest, 3), $"{WeekListText.Name(3)}: A Made-Up Paper", ["cs.LG"])
            {
                Version = 2,
                Comment = "This paper has been withdrawn by its authors",
            }
        );
        test.Time.Advance(TimeSpan.FromHours(25));

        await LookForCorrectionsAsync(test);
        var edits = await EditsAsync(test);
        edits
            .Should()
            .ContainSingle(body => body.Contains("withdrawn", StringComparison.Ordinal))
            .Which.Should()
            .Contain($"{WeekListText.Name(3)}:");
        (
            await test.Store.ReadAsync(
                session => session.ScalarAsync<long>("select count(*) from delivery where op = 'delete'"),
                Token
            )
        )
            .Should()
            .Be(0);
        (await test.NoticesAsync(Token)).Should().Contain(notice => notice.Kind == "paper-withdrawn");
    }

    [Fact]
    public async Task A_host_that_is_down_is_asked_at_its_pace_and_nothing_is_posted()
    {
        await using var test = await ScheduleUnderTest.StartAsync(Token, WeekListText.Week(Newest));
        test.Lists.Serve("README.md", HostedFile.Status(503, "120"));
        await test.RunDueAsync(Token);
        var begun = test.Lists.Requests.Count;
        await test.Runs.StartAsync(Token);

        await test.WindAsync(UntilAsync(() => test.Lists.Requests.Count >= begun + 3));

        var passed = test.Time.GetUtcNow() - ScheduleUnderTest.Due;
        passed.Should().BeGreaterThan(test.Weeks.LookEvery * 0.8 * 3);
        test.Board.Standing("C1").Should().BeEmpty();
        await test.WindAsync(test.Runs.StopAsync(Token));
    }

    /// <summary>A week that stands in the channel.</summary>
    private static async Task<ScheduleUnderTest> PostedAsync(bool onArxiv = true)
    {
        var test = await ScheduleUnderTest.StartAsync(Token, WeekListText.Week(Newest));
        if (onArxiv)
        {
            test.PutOnArxiv(Newest);
        }
        else
        {
            for (var request = 0; request < 30; request++)
            {
                test.Arxiv.AnswerNext(500);
            }
        }

        await test.RunDueAsync(Token);
        test.Time.Advance(test.Weeks.SettleFor);
        await test.RunDueAsync(Token);
        await test.SendAsync(Token);
        test.Starters().Should().HaveCount(10);
        test.Arxiv.AnswerAsUsual();
        return test;
    }

    /// <summary>What the posts will say that are to be edited.</summary>
    private static Task<IReadOnlyList<string>> EditsAsync(ScheduleUnderTest test) =>
        test.Store.ReadAsync(
            session => session.QueryAsync<string>("select payload from delivery where op = 'edit' and state = 'PENDING'"),
            Token
        );

    private static Task LookForCorrectionsAsync(ScheduleUnderTest test)
    {
        test.Time.Advance(test.Weeks.SettleFor * 2);
        return test.WindAsync(test.Runs.LookForCorrectionsAsync(Token));
    }

    private static async Task UntilTakenAsync(ScheduleUnderTest test, DateOnly monday)
    {
        while (await test.FindWeekAsync(monday, Token) is null)
        {
            await Task.Delay(20, Token);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(20, Token);
        }
    }

    private static string[] Rows() => [.. Enumerable.Range(1, 10).Select(rank => WeekListText.Row(rank, Newest, rank))];
}
