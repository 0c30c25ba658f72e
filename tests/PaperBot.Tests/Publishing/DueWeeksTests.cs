using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

public sealed class DueWeeksTests
{
    private static readonly DateTimeOffset Monday = new(2023, 6, 26, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2023, 6, 26);
    private static readonly TimeSpan CatchUp = TimeSpan.FromDays(21);
    private static readonly TimeSpan Spacing = TimeSpan.FromMinutes(10);

    /// <summary>W21 ends on May 28, W22 on June 4, W23 on June 11, W24 on June 18, W25 on June 25.</summary>
    private static readonly WeekLabel[] Listed =
    [
        .. Enumerable
            .Range(0, 5)
            .Select(week => new WeekLabel(
                new DateOnly(2023, 5, 22).AddDays(7 * week),
                new DateOnly(2023, 5, 28).AddDays(7 * week)
            )),
    ];

    [Fact]
    public void After_three_weeks_of_outage_each_missed_week_is_due_once_oldest_first_and_spaced() =>
        Find(planned: ["2023-W21", "2023-W22"], lastPlanned: Monday.AddDays(-21))
            .Should()
            .Equal(
                new DueWeek.Post(WeekId.Parse("2023-W23"), Monday),
                new DueWeek.Post(WeekId.Parse("2023-W24"), Monday + Spacing),
                new DueWeek.Post(WeekId.Parse("2023-W25"), Monday + (2 * Spacing))
            );

    [Fact]
    public void Weeks_older_than_the_catch_up_are_archived()
    {
        // June 4 is 22 days ago, June 11 is 15.
        Find(planned: ["2023-W21"], lastPlanned: Monday.AddDays(-28))
            .Should()
            .Equal(
                new DueWeek.Archive(WeekId.Parse("2023-W22")),
                new DueWeek.Post(WeekId.Parse("2023-W23"), Monday),
                new DueWeek.Post(WeekId.Parse("2023-W24"), Monday + Spacing),
                new DueWeek.Post(WeekId.Parse("2023-W25"), Monday + (2 * Spacing))
            );
        // On the last day of the catch-up it is still posted.
        Find(["2023-W21"], Monday.AddDays(-28), today: Today.AddDays(-1))
            .OfType<DueWeek.Post>()
            .Select(week => week.Week.ToString())
            .Should()
            .Equal("2023-W22", "2023-W23", "2023-W24");
    }

    [Fact]
    public void A_new_channel_has_missed_nothing_and_begins_with_the_newest_week() =>
        Find(planned: [], lastPlanned: null)
            .Should()
            .Equal(
                new DueWeek.Archive(WeekId.Parse("2023-W21")),
                new DueWeek.Archive(WeekId.Parse("2023-W22")),
                new DueWeek.Archive(WeekId.Parse("2023-W23")),
                new DueWeek.Archive(WeekId.Parse("2023-W24")),
                new DueWeek.Post(WeekId.Parse("2023-W25"), Monday)
            );

    [Fact]
    public void A_list_whose_week_is_not_over_waits() =>
        Find(planned: ["2023-W21", "2023-W22", "2023-W23", "2023-W24"], Monday.AddDays(-7), today: new DateOnly(2023, 6, 25))
            .Should()
            .BeEmpty();

    [Fact]
    public void A_single_missed_week_is_posted_at_once_however_lately_something_was_posted() =>
        Find(planned: ["2023-W21", "2023-W22", "2023-W23", "2023-W24"], lastPlanned: Monday.AddMinutes(-1))
            .Should()
            .Equal(new DueWeek.Post(WeekId.Parse("2023-W25"), Monday));

    [Fact]
    public void A_second_wake_up_in_the_middle_of_catching_up_keeps_the_spacing() =>
        Find(planned: ["2023-W21", "2023-W22", "2023-W23"], lastPlanned: Monday.AddMinutes(-4))
            .Should()
            .Equal(
                new DueWeek.Post(WeekId.Parse("2023-W24"), Monday.AddMinutes(6)),
                new DueWeek.Post(WeekId.Parse("2023-W25"), Monday.AddMinutes(16))
            );

    [Fact]
    public void The_newest_list_is_posted_however_late_it_came() =>
        DueWeeks
            .Find(Listed[..1], new HashSet<WeekId>(), Monday.AddDays(-90), Monday, Today.AddDays(60), CatchUp, Spacing)
            .Should()
            .Equal(new DueWeek.Post(WeekId.Parse("2023-W21"), Monday));

    [Fact]
    public void Nothing_missing_is_nothing_due() =>
        Find(["2023-W21", "2023-W22", "2023-W23", "2023-W24", "2023-W25"], Monday.AddDays(-7)).Should().BeEmpty();

    private static IReadOnlyList<DueWeek> Find(string[] planned, DateTimeOffset? lastPlanned, DateOnly? today = null) =>
        DueWeeks.Find(
            Listed.Reverse(),
            planned.Select(WeekId.Parse).ToHashSet(),
            lastPlanned,
            Monday,
            today ?? Today,
            CatchUp,
            Spacing
        );
}
