using PaperBot.Fakes;
using PaperBot.Fakes.Weeks;

namespace PaperBot.Tests.EndToEnd;

/// <summary>The schedule pulls a new week from a list host on loopback.</summary>
public sealed class NewWeekTests : IDisposable
{
    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_schedule_fires_takes_the_newest_week_and_posts_ten_starters()
    {
        await using var lists = await ListHost.StartAsync(
            Cancellation,
            (
                2024,
                WeekListText.YearFile(
                    2024,
                    WeekListText.Week(new DateOnly(2024, 3, 4)),
                    WeekListText.Week(new DateOnly(2024, 2, 26))
                )
            )
        );
        _workspace.Settings["Weeks:BaseUrl"] = lists.BaseUrl.AbsoluteUri;
        _workspace.Settings["Arxiv:ApiBase"] = "http://127.0.0.1:9/";
        _workspace.Settings["Schedule:Cron"] = "* * * * * ?";
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        await service.ReadyAsync(Cancellation);

        var starters = await StartersAsync("papers-ja");

        starters.Should().HaveCount(10);
        starters.Should().OnlyContain(post => post.Body.Contains("arxiv.org", StringComparison.Ordinal));
    }

    /// <summary>The posts of the new week in the channel itself, without its header, once they all stand.</summary>
    private async Task<IReadOnlyList<LocalPost>> StartersAsync(string channel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (true)
        {
            var posts = await LocalPosts.ReadAsync(_workspace.Settings["Store:ConnectionString"], patience.Token);
            var starters = posts
                .Where(post =>
                    post.Channel == channel && post.Thread == 0 && post.Body.Contains("2403.", StringComparison.Ordinal)
                )
                .ToList();
            if (starters.Count >= 10)
            {
                return starters;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
        }
    }
}
