using System.Globalization;
using Microsoft.AspNetCore.Http;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Fakes.Weeks;
using PaperBot.Papers;

namespace PaperBot.Tests.EndToEnd;

/// <summary>
/// The whole program against a list host and an arXiv that misbehave in turns: each week is posted once, nothing is fetched from where it
/// may not be, and memory stays where it was. By hand also with hosts that never finish an answer, which take their time limits.
/// </summary>
public sealed class HostileHostsTests : IDisposable
{
    private const long Mebibyte = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(ByHand.Asked ? 15 : 3);
    private static readonly DateOnly LastWeek = WeekId
        .Of(DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime))
        .Previous()
        .Previous()
        .Monday;

    private readonly TestWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task Through_every_fault_of_the_hosts_each_week_is_posted_once_and_nothing_is_fetched_from_elsewhere()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var token = patience.Token;
        var forbidden = 0;
        await using var elsewhere = await StandInServer.StartAsync(
            context =>
            {
                Interlocked.Increment(ref forbidden);
                return context.Response.WriteAsync(YearFile(), context.RequestAborted);
            },
            token
        );
        await using var lists = await ListHost.StartAsync(token, (LastWeek.Year, YearFile()));
        await using var arxiv = await ArxivHost.StartAsync(token);
        MisbehaveAsArxiv(arxiv, elsewhere.Root);
        Configure(lists, arxiv);
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        await service.ReadyAsync(token);
        await PostedAsync(1, token);
        var idle = await IdleMemoryAsync(service.Id, token);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(token);
        var peak = PeakMemoryAsync(service.Id, watching.Token);

        foreach (var (name, fault) in Faults(elsewhere.Root))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"{TimeProvider.System.GetUtcNow().UtcDateTime:HH:mm:ss} {name}");
            var before = Asked(lists);
            lists.Serve(YearPath, fault);
            while (Asked(lists) < before + 2)
            {
                await Task.Delay(50, token);
            }
        }

        lists.Put(YearPath, YearFile(WeekListText.Week(NewWeek, 500)));
        await PostedAsync(2, token);
        await watching.CancelAsync();
        await service.StopAsync(token);
        // Read once more behind the end: what was posted too much may have come last.
        var posted = await PostedAsync(2, token);

        forbidden.Should().Be(0);
        lists.Violations.Should().BeEmpty();
        arxiv.Violations.Should().BeEmpty();
        ((await peak - idle) / Mebibyte).Should().BeLessThan(100);
        posted.Values.Should().Equal([22, 22], "a header and ten starters for each week, whatever came in between");
    }

    private static DateOnly NewWeek => LastWeek.AddDays(7);

    private static string YearPath => string.Create(CultureInfo.InvariantCulture, $"years/{LastWeek.Year}.md");

    private static string YearFile(params string[] newer) =>
        WeekListText.YearFile(LastWeek.Year, [.. newer, WeekListText.Week(LastWeek)]);

    private static int Asked(ListHost lists) =>
        lists.Requests.Count(request => request.Path.EndsWith(YearPath, StringComparison.Ordinal));

    private static IEnumerable<(string Name, HostedFile Fault)> Faults(Uri elsewhere)
    {
        yield return (
            "another server on loopback",
            HostedFile.Redirect(StatusCodes.Status302Found, new Uri(elsewhere, "years/x.md"))
        );
        yield return (
            "a cloud's metadata",
            HostedFile.Redirect(StatusCodes.Status301MovedPermanently, new("http://169.254.169.254/"))
        );
        yield return ("a file", HostedFile.Redirect(StatusCodes.Status302Found, new("file:///etc/passwd")));
        yield return ("an endless body", HostedFile.Endless());
        yield return ("a body that grows when unpacked", HostedFile.Exploding(512 * (int)Mebibyte));
        yield return ("a body that breaks off", HostedFile.CutOff(YearFile(WeekListText.Week(NewWeek, 700))));
        yield return ("a picture", HostedFile.Of([0x89, 0x50, 0x4e, 0x47], "image/png"));
        yield return ("a page of HTML", HostedFile.Of("<html><body>Sign in</body></html>"u8.ToArray(), "text/html"));
        yield return ("too many requests", HostedFile.Status(StatusCodes.Status429TooManyRequests, "1"));
        yield return ("not available", HostedFile.Status(StatusCodes.Status503ServiceUnavailable));
        yield return ("nothing", HostedFile.Of(""));
        yield return ("half a list", HostedFile.Of(YearFile(WeekListText.Week(NewWeek, 500, papers: 6))));
        yield return ("a heading that stands twice", HostedFile.Of(YearFile(WeekListText.Week(LastWeek, 600))));
        if (ByHand.Asked)
        {
            yield return ("a byte, and then nothing", HostedFile.Dripping());
            yield return ("no headers", HostedFile.Silent());
        }
    }

    /// <summary>The first questions are sent elsewhere or answered with nothing.</summary>
    private static void MisbehaveAsArxiv(ArxivHost arxiv, Uri elsewhere)
    {
        for (var paper = 0; paper < 10; paper++)
        {
            arxiv.Put(new HostedPaper(WeekListText.Id(LastWeek, paper + 1), WeekListText.Name(paper + 1), ["cs.LG"]));
            arxiv.Put(new HostedPaper(WeekListText.Id(NewWeek, paper + 500), WeekListText.Name(paper + 500), ["cs.LG"]));
        }

        arxiv.AnswerNext(context =>
        {
            context.Response.Redirect(new Uri(elsewhere, "api/query").AbsoluteUri);
            return Task.CompletedTask;
        });
        arxiv.AnswerNextWithNothing();
    }

    private void Configure(ListHost lists, ArxivHost arxiv)
    {
        _workspace.Settings["Weeks:BaseUrl"] = lists.BaseUrl.AbsoluteUri;
        _workspace.Settings["Weeks:LookEvery"] = "00:00:00.2";
        _workspace.Settings["Weeks:SettleFor"] = "00:00:00.5";
        _workspace.Settings["Weeks:CorrectionsEvery"] = "00:00:00.3";
        _workspace.Settings["Arxiv:ApiBase"] = arxiv.ApiBase.AbsoluteUri;
        _workspace.Settings["Arxiv:PdfBase"] = arxiv.PdfBase.AbsoluteUri;
        _workspace.Settings["Arxiv:RequestInterval"] = "00:00:00.1";
        _workspace.Settings["Schedule:Cron"] = "* * * * * ?";
    }

    /// <summary>Waits until headers and starters of so many weeks stand in both channels, and returns how many top posts there are in each.</summary>
    private async Task<IReadOnlyDictionary<string, int>> PostedAsync(int weeks, CancellationToken token)
    {
        while (true)
        {
            var posts = await LocalPosts.ReadAsync(_workspace.Settings["Store:ConnectionString"], token);
            var channels = posts
                .Where(post => post.Thread == 0 && WeekListText.Names(post.Body))
                .GroupBy(post => post.Channel)
                .ToDictionary(channel => channel.Key, channel => channel.Count());
            if (channels.Count == 2 && channels.Values.All(count => count >= weeks * 11))
            {
                return channels;
            }

            await Task.Delay(200, token);
        }
    }

    private static async Task<long> IdleMemoryAsync(int process, CancellationToken token)
    {
        await Task.Delay(2_000, token);
        return Resident(process);
    }

    private static async Task<long> PeakMemoryAsync(int process, CancellationToken token)
    {
        var peak = 0L;
        while (!token.IsCancellationRequested)
        {
            peak = Math.Max(peak, Resident(process));
            await Task.Delay(50, CancellationToken.None);
        }

        return peak;
    }

    private static long Resident(int process)
    {
        using var now = System.Diagnostics.Process.GetProcessById(process);
        return now.WorkingSet64;
    }
}
