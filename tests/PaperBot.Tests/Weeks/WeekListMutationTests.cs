using PaperBot.Fakes;
using PaperBot.Fakes.Weeks;
using PaperBot.Weeks;

namespace PaperBot.Tests.Weeks;

/// <summary>Damaged lists of our own: nothing is read from two rows in silence. By hand, fifty times as many.</summary>
public sealed class WeekListMutationTests
{
    [Fact]
    public void A_damaged_list_never_crashes_nor_gives_an_unflagged_paper_of_two_rows_nor_takes_long()
    {
        var mutation = new ListMutation(new Random(20260628));
        var monday = new DateOnly(2026, 1, 5);
        for (var count = ByHand.Count(2_000, 100_000); count > 0; count--)
        {
            var text = WeekListText.YearFile(2026, WeekListText.Week(monday.AddDays(7 * (count % 40)), count % 500));
            mutation.Try(text, "2026.md", WeekListParser.Parse(text, "2026.md"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{mutation.Compared} unflagged papers compared, mutated lists took {mutation.Slowdown:0.00} times as long"
        );
        mutation.Compared.Should().BeGreaterThan(1_000);
        mutation.Slowdown.Should().BeLessThan(2);
    }
}
