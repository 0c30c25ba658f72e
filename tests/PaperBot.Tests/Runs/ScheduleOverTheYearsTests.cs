using CsCheck;
using PaperBot.Papers;
using PaperBot.Publishing;
using Quartz;

namespace PaperBot.Tests.Runs;

/// <summary>
/// Years of schedule, fire by fire: clocks go forward and back, years have 52 or 53 weeks, the program is down now and then. Whatever the
/// time zone, each week is posted once, in order, and never before it is over.
/// </summary>
public sealed class ScheduleOverTheYearsTests
{
    private static readonly TimeSpan CatchUp = TimeSpan.FromDays(21);
    private static readonly TimeSpan Spacing = TimeSpan.FromMinutes(10);

    /// <summary>Half an hour of daylight saving, a zone that skipped a day, the date line, and the ordinary ones.</summary>
    private static readonly string[] Zones =
    [
        "Asia/Tokyo",
        "Europe/Berlin",
        "America/New_York",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "UTC",
    ];

    /// <summary>On the hour of Monday, in the hour that spring leaves out, in the one that autumn has twice, at midnight, daily.</summary>
    private static readonly string[] Crons =
    [
        "0 0 9 ? * MON",
        "0 30 2 ? * SUN",
        "0 30 1 ? * SUN",
        "0 0 0 ? * MON",
        "0 15 2 * * ?",
    ];

    [Fact]
    public void Each_week_is_posted_once_in_order_through_clock_changes_and_years_of_53_weeks() =>
        Gen.Select(
                Gen.Int[0, Zones.Length - 1].Select(at => Zones[at]),
                Gen.Int[0, Crons.Length - 1].Select(at => Crons[at]),
                Gen.Int[2009, 2032],
                Gen.Double[0, 0.3],
                Gen.Int[0, 1000]
            )
            .Sample(
                (zoneName, cron, year, missing, seed) =>
                {
                    var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
                    var posted = Live(zone, new CronExpression(cron, zone), year, missing, new Random(seed));

                    var weeks = posted.Select(post => post.Week).ToList();
                    weeks.Should().OnlyHaveUniqueItems();
                    weeks.Should().BeInAscendingOrder();
                    weeks.Zip(weeks.Skip(1)).Should().OnlyContain(pair => pair.First.Next() == pair.Second);
                    posted
                        .Should()
                        .OnlyContain(post =>
                            DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(post.At, zone).DateTime) > post.Week.Sunday
                        );
                },
                iter: 300,
                seed: "cYgWR4dEd0w4"
            );

    [Theory]
    [InlineData(2020)]
    [InlineData(2026)]
    [InlineData(2032)]
    public void The_53rd_week_of_a_year_is_a_week_like_any_other(int year)
    {
        var last = WeekId.Of(new DateOnly(year, 12, 31));

        last.ToString().Should().EndWith("W53");
        last.Next().ToString().Should().Be($"{year + 1}-W01");
        Live(TimeZoneInfo.Utc, new CronExpression("0 0 9 ? * MON", TimeZoneInfo.Utc), year, 0, new Random(1))
            .Select(post => post.Week)
            .Should()
            .ContainInConsecutiveOrder(last.Previous(), last, last.Next());
    }

    /// <summary>The schedule's fires of a year and a bit, some of them missed; what each finds due is planned.</summary>
    private static List<(WeekId Week, DateTimeOffset At)> Live(
        TimeZoneInfo zone,
        CronExpression cron,
        int year,
        double missing,
        Random random
    )
    {
        var now = new DateTimeOffset(year, 1, 1, 12, 0, 0, TimeSpan.Zero);
        var end = now.AddDays(420);
        var posted = new List<(WeekId Week, DateTimeOffset At)>();
        var archived = new HashSet<WeekId>();
        var missed = 0;
        while (NextFire(cron, now) is { } fire && fire < end)
        {
            fire.Should().BeAfter(now);
            now = fire;
            // Down for up to two fires in a row: within what is caught up.
            if (missed < 2 && random.NextDouble() < missing)
            {
                missed++;
                continue;
            }

            missed = 0;
            Wake(zone, now, posted, archived);
            if (random.Next(4) == 0)
            {
                // A restart wakes the schedule as well, and finds nothing more to do.
                Wake(zone, now.AddMinutes(1), posted, archived);
            }
        }

        return posted;
    }

    /// <summary>
    /// Quartz gives the same instant once more where a zone leaves out a whole day (Apia, 30 December 2011): asked from behind that day,
    /// as a scheduler does whose clock went on, it goes on as well.
    /// </summary>
    private static DateTimeOffset? NextFire(CronExpression cron, DateTimeOffset now) =>
        cron.GetNextValidTimeAfter(now) is { } fire && fire > now ? fire : cron.GetNextValidTimeAfter(now.AddDays(1));

    private static void Wake(
        TimeZoneInfo zone,
        DateTimeOffset now,
        List<(WeekId Week, DateTimeOffset At)> posted,
        HashSet<WeekId> archived
    )
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var newest = WeekId.Of(today);
        var lists = Enumerable.Range(0, 6).Select(back => WeekId.Of(newest.Monday.AddDays(-7 * back)));
        var due = DueWeeks.Find(
            lists.Select(week => new WeekLabel(week.Monday, week.Sunday)),
            posted.Select(post => post.Week).Concat(archived).ToHashSet(),
            posted.Count == 0 ? null : posted.Max(post => post.At),
            now,
            today,
            CatchUp,
            Spacing
        );
        archived.UnionWith(due.OfType<DueWeek.Archive>().Select(old => old.Week));
        posted.AddRange(due.OfType<DueWeek.Post>().Select(post => (post.Week, post.NotBefore)));
    }
}
