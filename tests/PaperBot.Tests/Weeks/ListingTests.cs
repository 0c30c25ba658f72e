using PaperBot.Fakes.Weeks;
using PaperBot.Papers;
using PaperBot.Weeks;

namespace PaperBot.Tests.Weeks;

public sealed class ListingTests
{
    private static readonly DateOnly Newest = ListingUnderTest.Newest;

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

        outcome.Should().BeOfType<ListingOutcome.Listed>().Which.Week.Should().Be(WeekId.Of(Newest));
        var week = await test.FindWeekAsync(Newest, Token);
        week!.Papers.Select(paper => paper.Rank).Should().Equal(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        week.Papers[0].ListName.Should().Be(WeekListText.Name(1));
        week.Papers[0].Paper.Title.Should().Be(WeekListText.Name(1));
        week.Papers[0].Paper.Id.Value.Should().Be(WeekListText.Id(Newest, 1));
        week.Papers.Should().OnlyContain(paper => paper.Held == null);
    }
}
