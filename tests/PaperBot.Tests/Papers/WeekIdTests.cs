using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class WeekIdTests
{
    [Theory]
    [InlineData("2023-W22", "2023-W22")]
    [InlineData("2023w22", "2023-W22")]
    [InlineData("2023-05-29", "2023-W22")]
    [InlineData("2023/6/4", "2023-W22")]
    [InlineData("2020-12-31", "2020-W53")]
    [InlineData("2021-01-03", "2020-W53")]
    public void A_week_is_read_from_its_number_and_from_any_date_in_it(string text, string week)
    {
        WeekId.TryParse(text, out var read).Should().BeTrue();
        read.ToString().Should().Be(week);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2023-W00")]
    [InlineData("2021-W53")]
    [InlineData("2023-02-30")]
    [InlineData("W22")]
    [InlineData("dpo")]
    public void What_is_no_week_is_refused(string text) => WeekId.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void An_eight_day_label_belongs_to_the_week_that_holds_most_of_its_days() =>
        new WeekLabel(new(2023, 1, 1), new(2023, 1, 8)).Week.ToString().Should().Be("2023-W01");
}
