using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Fakes.Loopback;
using PaperBot.Fakes.Weeks;
using PaperBot.Papers;
using PaperBot.Publishing;
using PaperBot.Runs;
using PaperBot.Settings;
using PaperBot.Storage;
using PaperBot.Weeks;

namespace PaperBot.Tests.Runs;

/// <summary>What the schedule does after weeks in which nothing ran.</summary>
public sealed class CatchUpTests
{
    private sealed record Row(string Week, string Channel, string State, long PlannedAt);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task After_three_weeks_each_missed_week_is_planned_once_oldest_first_and_spaced_and_older_ones_are_archived()
    {
        var clock = new AcceleratedTime(1000);
        await using var temporary = await TemporaryStore.CreateAsync(clock, TestContext.Current.CancellationToken);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var thisMonday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        DateOnly[] mondays = [.. Enumerable.Range(1, 6).Select(ago => thisMonday.AddDays(-7 * ago))];
        await using var host = await ListHost.StartAsync(
            Cancelled,
            [
                .. mondays
                    .GroupBy(monday => monday.AddDays(6).Year)
                    .Select(year =>
                        (year.Key, WeekListText.YearFile(year.Key, [.. year.Select(monday => WeekListText.Week(monday))]))
                    ),
            ]
        );
        await using var services = Services(temporary, host, clock);
        var store = services.GetRequiredService<Store>();
        var weeks = mondays.Select(WeekId.Of).ToList();
        await StandStillSinceAsync(services, weeks[5]);
        var listing = services.GetRequiredService<Listing>();
        // Twice, some minutes apart: a list that may still change is not taken at its first sight.
        await listing.RefreshAsync(null, Cancelled);
        await Task.Delay(TimeSpan.FromMinutes(11), clock, Cancelled);
        await listing.RefreshAsync(null, Cancelled);
        var schedule = services.GetRequiredService<ScheduledRuns>();

        await schedule.RunDueAsync(Cancelled);
        // The newest list counts once it has stood still for a while after the last look.
        await Task.Delay(TimeSpan.FromMinutes(11), clock, Cancelled);
        await schedule.RunDueAsync(Cancelled);
        var once = await RowsAsync(store);
        await schedule.RunDueAsync(Cancelled);

        (await RowsAsync(store)).Should().Equal(once);
        var first = once.Where(row => row.Channel == "local:W1:C1" && row.Week != weeks[5].ToString()).ToList();
        // The day of the week decides whether three weeks or four are within the 21 days.
        var posted = first.Where(row => row.State != "ARCHIVED").OrderBy(row => row.PlannedAt).ToList();
        posted.Should().HaveCountGreaterThanOrEqualTo(3);
        posted.Select(row => row.Week).Should().BeInAscendingOrder(StringComparer.Ordinal).And.EndWith(weeks[0].ToString());
        posted
            .Zip(posted.Skip(1), (before, after) => after.PlannedAt - before.PlannedAt)
            .Should()
            .OnlyContain(span => span >= 600_000);
        first.Where(row => row.State == "ARCHIVED").Should().HaveCount(5 - posted.Count).And.NotBeEmpty();
        // A channel that is new has missed nothing, whatever the other one catches up.
        once.Where(row => row.Channel == "local:W1:C2" && row.State != "ARCHIVED")
            .Select(row => row.Week)
            .Should()
            .EndWith(weeks[0].ToString())
            .And.HaveCountLessThan(3, "it gets what is the newest settled list at each of the two looks");
    }

    private static ServiceProvider Services(TemporaryStore store, ListHost host, TimeProvider clock)
    {
        var settings = PaperBotSettings.Read(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>(StringComparer.Ordinal)
                    {
                        ["Store:ConnectionString"] = store.File,
                        ["Weeks:BaseUrl"] = host.BaseUrl.AbsoluteUri,
                        ["Arxiv:ApiBase"] = "http://127.0.0.1:9/",
                        ["Arxiv:PdfBase"] = "http://127.0.0.1:9/",
                        ["Channels:0:Platform"] = "local",
                        ["Channels:0:Id"] = "C1",
                        ["Channels:1:Platform"] = "local",
                        ["Channels:1:Id"] = "C2",
                    }
                )
                .Build()
        );
        var board = new BoardPlatform(new ChatBoard(clock), clock) { Name = "local" };
        return AppServices.Build(
            settings,
            new PlatformWiring(
                (services, _) => services.AddSingleton(clock).AddSingleton<IChatPlatform>(board),
                static (_, _) => { }
            )
        );
    }

    /// <summary>The first channel had this week's digest, and then nothing ran any more.</summary>
    private static async Task StandStillSinceAsync(ServiceProvider services, WeekId week)
    {
        var channels = services.GetRequiredService<DigestChannels>();
        var settings = services.GetServices<ChannelSettings>().First();
        var target = ((ChannelTarget.Found)await channels.FindAsync(settings, Cancelled)).Target;
        await services
            .GetRequiredService<Store>()
            .WriteAsync(
                async session =>
                {
                    await DigestPlanner.SaveAsync(session, week, target, SmallDigest.Make(papers: 1, replies: 0));
                    await session.ExecuteAsync("update digest set planned_at = planned_at - 3000000000");
                    await session.ExecuteAsync("update schema_version set at = 0");
                },
                Cancelled
            );
    }

    private static Task<IReadOnlyList<Row>> RowsAsync(Store store) =>
        store.ReadAsync(
            session =>
                session.QueryAsync<Row>(
                    "select week as Week, channel as Channel, state as State, planned_at as PlannedAt from digest order by channel, week"
                ),
            Cancelled
        );
}
