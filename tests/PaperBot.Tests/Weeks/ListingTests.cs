using System.Globalization;
using PaperBot.Fakes.Weeks;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Weeks;

namespace PaperBot.Tests.Weeks;

public sealed class ListingTests
{
    private static readonly DateOnly Newest = ListingUnderTest.Newest;
    private static readonly WeekId NewestWeek = WeekId.Of(Newest);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_newest_complete_list_becomes_the_weeks_papers_under_the_lists_names()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(
            Token,
            WeekListText.Week(Newest),
            WeekListText.Week(Newest.AddDays(-7), firstId: 101)
        );

        var outcome = await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);

        outcome.Should().BeOfType<ListingOutcome.Listed>().Which.Week.Should().Be(NewestWeek);
        var week = await test.FindWeekAsync(Newest, Token);
        week!.Papers.Select(paper => paper.Rank).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        week.Papers[0].ListName.Should().Be(WeekListText.Name(1));
        week.Papers[0].Paper.Title.Should().Be(WeekListText.Name(1));
        week.Papers[0].Paper.Id.Value.Should().Be(WeekListText.Id(Newest, 1));
        week.Papers.Should().OnlyContain(paper => paper.Held == null);
        test.Host.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task A_week_is_found_by_its_number_and_one_that_is_not_there_is_not_ready()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(
            Token,
            WeekListText.Week(Newest),
            WeekListText.Week(Newest.AddDays(-7), firstId: 101)
        );

        var older = await test.Listing.FetchAsync(NewestWeek.Previous(), ListingPatience.Complete, Token);
        var next = await test.Listing.FetchAsync(NewestWeek.Next(), ListingPatience.Complete, Token);

        older.Should().BeOfType<ListingOutcome.Listed>();
        next.Should().BeOfType<ListingOutcome.NotReady>().Which.Reason.English.Should().Contain("2026-W27");
        (await test.FindWeekAsync(Newest, Token)).Should().BeNull("nobody asked for it");
    }

    [Fact]
    public async Task A_list_counts_once_two_reads_some_minutes_apart_are_equal()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));

        var first = await test.Listing.FetchAsync(null, ListingPatience.Settled, Token);
        test.Time.Advance(test.Settings.SettleFor / 2);
        var soon = await test.Listing.FetchAsync(null, ListingPatience.Settled, Token);
        test.Time.Advance(test.Settings.SettleFor);
        var settled = await test.Listing.FetchAsync(null, ListingPatience.Settled, Token);

        first.Should().BeOfType<ListingOutcome.NotReady>();
        soon.Should().BeOfType<ListingOutcome.NotReady>();
        settled.Should().BeOfType<ListingOutcome.Listed>();
    }

    [Fact]
    public async Task A_list_that_changes_in_between_settles_anew()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest, firstId: 1));
        await test.Listing.RefreshAsync(null, Token);
        test.Time.Advance(test.Settings.SettleFor);
        test.Publish(WeekListText.Week(Newest, firstId: 2));

        var changed = await test.Listing.FetchAsync(null, ListingPatience.Settled, Token);
        test.Time.Advance(test.Settings.SettleFor);
        var settled = await test.Listing.FetchAsync(null, ListingPatience.Settled, Token);

        changed.Should().BeOfType<ListingOutcome.NotReady>();
        settled.Should().BeOfType<ListingOutcome.Listed>();
    }

    [Fact]
    public async Task A_half_updated_list_is_not_ready_and_the_week_before_it_is_the_newest()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(
            Token,
            WeekListText.Week(Newest, firstId: 1, papers: 6),
            WeekListText.Week(Newest.AddDays(-7), firstId: 101)
        );

        var latest = await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);
        var half = await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);

        latest.Should().BeOfType<ListingOutcome.Listed>().Which.Week.Should().Be(NewestWeek.Previous());
        half.Should().BeOfType<ListingOutcome.NotReady>().Which.Reason.English.Should().Contain("6 papers");
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_trouble_of_the_host_and_changes_nothing()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        test.Host.Serve("years/2026.md", HostedFile.CutOff(WeekListText.YearFile(2026, WeekListText.Week(Newest))));

        var outcome = await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);

        outcome.Should().BeOfType<ListingOutcome.SourceTrouble>().Which.LayoutUnknown.Should().BeFalse();
        (await test.Listing.KnownAsync(Token)).Should().BeEmpty();
    }

    [Fact]
    public async Task The_new_list_under_a_copy_of_the_old_heading_is_taken_for_nothing()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest, firstId: 1));
        await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);
        var slipped = WeekListText.Week(Newest, firstId: 51);
        test.Publish(slipped, WeekListText.Week(Newest, firstId: 1));

        await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);

        (await test.FindWeekAsync(Newest, Token))!
            .Papers[0]
            .Paper.Id.Value.Should()
            .Be(WeekListText.Id(Newest, 1), "the list that was taken stands below");

        // Put right, as it was after 15 to 89 seconds each time.
        test.Publish(WeekListText.Week(Newest.AddDays(7), firstId: 51), WeekListText.Week(Newest, firstId: 1));
        var next = await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);
        next.Should().BeOfType<ListingOutcome.Listed>().Which.Week.Should().Be(NewestWeek.Next());
    }

    [Fact]
    public async Task Two_lists_for_a_week_that_was_never_taken_are_not_ready()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(
            Token,
            WeekListText.Week(Newest, firstId: 51),
            WeekListText.Week(Newest, firstId: 1)
        );

        var outcome = await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);

        outcome.Should().BeOfType<ListingOutcome.NotReady>().Which.Reason.English.Should().Contain(ListFlags.WeekTwice);
    }

    [Fact]
    public async Task A_second_list_for_a_known_week_is_held_until_an_admin_accepts_it()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest, firstId: 1));
        await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);
        test.Publish(WeekListText.Week(Newest, firstId: 51));

        var held = await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);
        await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);
        var stands = await test.FindWeekAsync(Newest, Token);
        var accepted = await test.Listing.FetchAsync(NewestWeek, ListingPatience.Accept, Token);

        held.Should().BeOfType<ListingOutcome.Held>().Which.Reason.English.Should().Contain("0 of the 10");
        stands!.Papers[0].Paper.Id.Value.Should().Be(WeekListText.Id(Newest, 1));
        accepted.Should().BeOfType<ListingOutcome.Listed>().Which.Revisions.Should().HaveCount(10);
        (await test.FindWeekAsync(Newest, Token))!.Papers[0].Paper.Id.Value.Should().Be(WeekListText.Id(Newest, 51));
        var notices = await new NoticeBoard(test.Store).LatestAsync(10, Token);
        notices.Should().ContainSingle("it is said once").Which.Kind.Should().Be("second-list");
    }

    [Fact]
    public async Task A_changed_row_is_a_revision_and_no_new_week()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);
        var rows = Rows();
        rows[0] = WeekListText.Row(1, "Lantern Net, renamed", $"https://arxiv.org/abs/{WeekListText.Id(Newest, 1)}");
        rows[4] = WeekListText.Row(5, Newest, 77);
        test.Publish(WeekListText.Week(Newest, rows));

        var outcome = await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);

        outcome
            .Should()
            .BeOfType<ListingOutcome.Listed>()
            .Which.Revisions.Select(revision => (revision.Kind, revision.Rank))
            .Should()
            .BeEquivalentTo([(RevisionKind.Renamed, 1), (RevisionKind.Replaced, 5)]);
        var week = await test.FindWeekAsync(Newest, Token);
        week!.Papers.Should().HaveCount(10);
        week.Papers[0].ListName.Should().Be("Lantern Net, renamed");
        week.Papers[4].Paper.Id.Value.Should().Be(WeekListText.Id(Newest, 77));
        var again = await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);
        again.Should().BeOfType<ListingOutcome.Listed>().Which.Revisions.Should().BeEmpty();
    }

    [Fact]
    public async Task A_list_that_loses_a_row_for_a_while_leaves_the_week_as_it_is()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);
        test.Publish(WeekListText.Week(Newest, Rows()[..8]));

        var outcome = await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);

        outcome.Should().BeOfType<ListingOutcome.Listed>().Which.Revisions.Should().BeEmpty();
        (await test.FindWeekAsync(Newest, Token))!.Papers.Should().HaveCount(10);
    }

    [Fact]
    public async Task A_paper_that_comes_again_is_the_same_paper_and_points_to_its_earlier_week()
    {
        var rows = Rows();
        rows[2] = WeekListText.Row(3, "Lantern Net again", $"https://arxiv.org/abs/{WeekListText.Id(Newest.AddDays(-7), 101)}v3");
        await using var test = await ListingUnderTest.WithWeeksAsync(
            Token,
            WeekListText.Week(Newest, rows),
            WeekListText.Week(Newest.AddDays(-7), firstId: 101)
        );
        await test.Listing.FetchAsync(NewestWeek.Previous(), ListingPatience.Complete, Token);

        await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);

        var again = (await test.FindWeekAsync(Newest, Token))!.Papers.Single(paper => paper.Rank == 3);
        again.Paper.Id.Value.Should().Be(WeekListText.Id(Newest.AddDays(-7), 101));
        again.Earlier.Should().Be(NewestWeek.Previous());
        (await test.FindWeekAsync(Newest.AddDays(-7), Token))!.Papers.Should().OnlyContain(paper => paper.Earlier == null);
        (await new PaperStore(test.Store).LoadAllAsync(Token))[0].Papers.Count(paper => paper.Earlier is not null).Should().Be(1);
    }

    [Fact]
    public async Task Papers_that_are_not_on_arXiv_stand_with_the_lists_name_and_link()
    {
        var rows = Rows();
        rows[0] = WeekListText.Row(1, "Harbor Report", "https://www.example.org/harbor/report.pdf?utm_source=list");
        rows[1] = "| 2) **Only a Post** - Nobody wrote it down. | [Tweet](https://x.com/nobody/status/2) |";
        rows[2] = "| 3) **Nothing At All** - Not even a post. | [Tweet]() |";
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest, rows));

        await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);

        var week = await test.FindWeekAsync(Newest, Token);
        week!.Papers[0].Paper.Id.Value.Should().Be("https://example.org/harbor/report.pdf");
        week.Papers[0].Paper.Link!.Host.Should().Be("www.example.org");
        week.Papers[1].Paper.Link!.Host.Should().Be("x.com");
        week.Papers[2].Paper.Link.Should().BeNull();
        week.Papers.Should().OnlyHaveUniqueItems(paper => paper.Paper.Id);
    }

    [Fact]
    public async Task Two_rows_with_one_id_are_both_held()
    {
        var rows = Rows();
        rows[9] = WeekListText.Row(10, "Another Name", $"https://arxiv.org/abs/{WeekListText.Id(Newest, 8)}");
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest, rows));

        await test.Listing.FetchAsync(NewestWeek, ListingPatience.Complete, Token);

        var held = (await test.FindWeekAsync(Newest, Token))!.Papers.Where(paper => paper.Held is not null).ToList();
        held.Select(paper => paper.Rank).Should().Equal(8, 10);
        held.Select(paper => TextForPeople.FromStored(paper.Held!).Japanese)
            .Should()
            .OnlyContain(reason => reason.Contains(WeekListText.Id(Newest, 8)));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        await test.Listing.FetchAsync(null, ListingPatience.Settled, Token);
        var before = test.Host.Requests.Count;
        test.Time.Advance(test.Settings.SettleFor);

        var outcome = await test.Listing.FetchAsync(null, ListingPatience.Settled, Token);

        outcome.Should().BeOfType<ListingOutcome.Listed>("an unchanged file is an equal read");
        test.Host.Requests.Skip(before).Should().HaveCount(2).And.OnlyContain(request => request.IfNoneMatch.Length > 0);
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_and_said_once()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        var place = test.Host.Rename("Papers-of-the-Week");

        var outcome = await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);
        await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);

        outcome.Should().BeOfType<ListingOutcome.Listed>();
        var notice = (await new NoticeBoard(test.Store).LatestAsync(10, Token)).Should().ContainSingle().Subject;
        notice.Words.English.Should().Contain(place.AbsoluteUri).And.Contain("Weeks:BaseUrl");
    }

    [Fact]
    public async Task An_unknown_layout_is_said_in_words()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        test.Host.Put("README.md", "# Moved\n\nWe now publish elsewhere.\n");
        test.Host.Remove("years/2026.md");

        var outcome = await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);

        var trouble = outcome.Should().BeOfType<ListingOutcome.SourceTrouble>().Subject;
        trouble.LayoutUnknown.Should().BeTrue();
        trouble.Reason.Japanese.Should().Contain("Weeks:BaseUrl");
        (await new NoticeBoard(test.Store).LatestAsync(10, Token)).Should().ContainSingle().Which.Kind.Should().Be("list-layout");
    }

    [Fact]
    public async Task A_year_file_in_a_form_nobody_knows_is_not_zero_papers_in_silence()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        test.Host.Put("years/2026.md", "# 2026\n\n<table><tr><td>Lantern Net</td></tr></table>\n");

        var outcome = await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);

        outcome.Should().BeOfType<ListingOutcome.SourceTrouble>().Which.Reason.English.Should().Contain("years/2026.md");
    }

    [Fact]
    public async Task The_year_files_are_found_without_an_index()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        test.Host.Remove("README.md");

        (await test.Listing.FetchAsync(null, ListingPatience.Complete, Token)).Should().BeOfType<ListingOutcome.Listed>();
    }

    [Fact]
    public async Task All_weeks_in_one_page_are_read_as_before_2026()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token);
        test.Host.Put(
            "README.md",
            "# AI Papers of the Week\n\n" + WeekListText.Week(Newest) + "\n---\n\n" + WeekListText.Week(Newest.AddDays(-7), 101)
        );

        (await test.Listing.FetchAsync(null, ListingPatience.Complete, Token)).Should().BeOfType<ListingOutcome.Listed>();
        (await test.Listing.KnownAsync(Token)).Should().HaveCount(2);
    }

    [Fact]
    public async Task Around_New_Year_both_year_files_are_read()
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(new DateOnly(2025, 12, 29)));
        test.Host.Put("README.md", WeekListText.Index(2026, 2025));
        test.Host.Put(
            "years/2025.md",
            WeekListText.YearFile(
                2025,
                WeekListText.Week(new DateOnly(2025, 12, 22), 101),
                WeekListText.Week(new DateOnly(2025, 12, 15), 201)
            )
        );

        await test.Listing.RefreshAsync(null, Token);

        (await test.Listing.KnownAsync(Token))
            .Select(list => list.Week.ToString())
            .Should()
            .Equal("2026-W01", "2025-W52", "2025-W51");
    }

    [Theory]
    [InlineData(429, "120")]
    [InlineData(503, "0")]
    [InlineData(500, null)]
    public async Task A_host_that_is_busy_or_broken_is_trouble_for_now(int status, string? retryAfter)
    {
        await using var test = await ListingUnderTest.WithWeeksAsync(Token, WeekListText.Week(Newest));
        test.Host.Serve("README.md", HostedFile.Status(status, retryAfter));

        var outcome = await test.Listing.FetchAsync(null, ListingPatience.Complete, Token);

        var trouble = outcome.Should().BeOfType<ListingOutcome.SourceTrouble>().Subject;
        trouble.LayoutUnknown.Should().BeFalse();
        trouble.Reason.English.Should().Contain(status.ToString(CultureInfo.InvariantCulture));
    }

    private static string[] Rows() => [.. Enumerable.Range(1, 10).Select(rank => WeekListText.Row(rank, Newest, rank))];
}
