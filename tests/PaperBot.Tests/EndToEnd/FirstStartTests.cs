using System.Net;
using System.Text.Json;
using PaperBot.Fakes;

namespace PaperBot.Tests.EndToEnd;

/// <summary>The program as a newcomer starts it: no settings but where to listen and where to keep its store.</summary>
public sealed class FirstStartTests : IDisposable
{
    private static readonly string[] Channels = ["papers-en", "papers-ja"];

    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Database => _workspace.Settings["Store:ConnectionString"];

    public FirstStartTests() => _workspace.Settings["Weeks:BaseUrl"] = "http://127.0.0.1:9/";

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task The_first_start_serves_the_sample_week_and_the_second_posts_nothing_again()
    {
        await using (var first = PaperBotProcess.StartService(_workspace.Settings))
        {
            var ready = JsonDocument.Parse(await first.ReadyAsync(Cancellation)).RootElement;
            ready.GetProperty("platforms").EnumerateArray().Select(name => name.GetString()).Should().Equal("local");
            await AssertPageAnswersAsync(new Uri(ready.GetProperty("web").GetString()!));
            await UntilPostedAsync();
            await first.StopAsync(Cancellation);
            first.ExitCode.Should().Be(0);
        }

        var posts = await LocalPosts.ReadAsync(Database, Cancellation);
        foreach (var channel in Channels)
        {
            var own = posts.Where(post => post.Channel == channel).ToList();
            own.Count(post => post.Thread == 0).Should().Be(11, "there is a header and a starter for each of ten papers");
            own.Where(post => post.Thread != 0).Select(post => post.Thread).Distinct().Should().HaveCount(10);
        }

        await using (var second = PaperBotProcess.StartService(_workspace.Settings))
        {
            await second.ReadyAsync(Cancellation);
            await UntilPostedAsync();
            await second.StopAsync(Cancellation);
        }

        (await LocalPosts.ReadAsync(Database, Cancellation)).Should().Equal(posts);
    }

    [Fact]
    public async Task Twenty_kills_during_import_and_posting_leave_the_same_digest_as_none()
    {
        using var undisturbed = new TestWorkspace();
        undisturbed.Settings["Weeks:BaseUrl"] = "http://127.0.0.1:9/";
        var whole = await PostAsync(undisturbed);

        for (var kill = 0; kill < 20; kill++)
        {
            await using var program = PaperBotProcess.StartService(_workspace.Settings);
            // From before the store is there to the middle of the posts; what was reached by then is the next start's beginning.
            await Task.Delay(TimeSpan.FromMilliseconds(250 + (35 * kill)), Cancellation);
            await program.KillAsync();
        }

        var survived = await PostAsync(_workspace);
        InOrder(survived).Should().Equal(InOrder(whole));
        survived.Select(post => post.Marker).Should().OnlyHaveUniqueItems();
        Texts(survived).Should().Equal(Texts(whole));
    }

    [Fact]
    public async Task A_second_service_on_one_store_is_refused_with_a_clear_word()
    {
        await using var first = PaperBotProcess.StartService(_workspace.Settings);
        await first.ReadyAsync(Cancellation);

        var second = await PaperBotProcess.CallAsync(["run"], _workspace.Settings, Cancellation);

        second.ExitCode.Should().Be(1);
        second.Errors.Should().Contain("Another PaperBot is running on");
    }

    [Fact]
    public async Task A_store_in_a_place_that_is_none_is_said_with_the_setting_to_change()
    {
        var file = Path.Combine(_workspace.Folder, "file");
        await File.WriteAllTextAsync(file, "no folder", Cancellation);
        _workspace.Settings["Store:ConnectionString"] = Path.Combine(file, "paperbot.db");

        var run = await PaperBotProcess.CallAsync(["run"], _workspace.Settings, Cancellation);

        run.ExitCode.Should().Be(1);
        run.Errors.Should().Contain("cannot be kept at").And.Contain("Store:ConnectionString").And.NotContain("Another PaperBot");
    }

    [Fact]
    public async Task A_week_run_beside_the_service_is_done_by_the_service()
    {
        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        await service.ReadyAsync(Cancellation);
        await UntilPostedAsync();

        var run = await PaperBotProcess.CallAsync(["week", "run", "2023-W22", "--json"], _workspace.Settings, Cancellation);

        run.ExitCode.Should().Be(0, run.Errors);
        var report = JsonDocument.Parse(run.Output).RootElement;
        report.GetProperty("week").GetString().Should().Be("2023-W22");
        report.GetProperty("held").GetArrayLength().Should().Be(0);
        report.GetProperty("digests").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start_with_every_problem_and_its_key()
    {
        _workspace.Settings["Schedule:Cron"] = "mondays";
        _workspace.Settings["Channels:0:Platform"] = "irc";
        _workspace.Settings["Web:Urls"] = "http://0.0.0.0:5080";
        _workspace.Settings["Slak:BotToken"] = "xoxb-1";

        var start = await PaperBotProcess.CallAsync(["run"], _workspace.Settings, Cancellation);

        start.ExitCode.Should().Be(2);
        start.Output.Should().BeEmpty();
        start.Errors.Should().ContainAll("Schedule:Cron", "Channels:0:Platform", "Channels:0:Id", "Web:Urls", "Slak:BotToken");
    }

    private static async Task<IReadOnlyList<LocalPost>> PostAsync(TestWorkspace workspace)
    {
        await using var program = PaperBotProcess.StartService(workspace.Settings);
        await program.ReadyAsync(Cancellation);
        await UntilPostedAsync(workspace);
        await program.StopAsync(Cancellation);
        return await LocalPosts.ReadAsync(workspace.Settings["Store:ConnectionString"], Cancellation);
    }

    private Task UntilPostedAsync() => UntilPostedAsync(_workspace);

    /// <summary>A run of the week beside the service changes nothing and ends when everything is sent.</summary>
    private static async Task UntilPostedAsync(TestWorkspace workspace)
    {
        var run = await PaperBotProcess.CallAsync(["week", "run", "2023-W22"], workspace.Settings, Cancellation);
        run.ExitCode.Should().Be(0, run.Output + run.Errors);
    }

    private static async Task AssertPageAnswersAsync(Uri address)
    {
        using var handler = new SocketsHttpHandler();
        using var client = new HttpClient(handler, disposeHandler: false) { BaseAddress = address };
        (await client.GetAsync(new Uri("/health/live", UriKind.Relative), Cancellation))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);
        (await client.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancellation))
            .StatusCode.Should()
            .Be(HttpStatusCode.OK);
        (await client.GetStringAsync(new Uri("/", UriKind.Relative), Cancellation)).Should().Contain("PaperBot");
    }

    /// <summary>Two channels are written at once, so numbers differ from run to run; each channel's own order does not.</summary>
    private static IEnumerable<string> Texts(IReadOnlyList<LocalPost> posts) =>
        // The header holds the addresses of the starters, which are numbers of their own.
        posts
            .OrderBy(post => post.Channel, StringComparer.Ordinal)
            .ThenBy(post => post.Marker, StringComparer.Ordinal)
            .Where(post => !post.Body.Contains("/#/", StringComparison.Ordinal))
            .Select(post => post.Body);

    private static IEnumerable<(string Channel, string Marker)> InOrder(IReadOnlyList<LocalPost> posts) =>
        posts
            .OrderBy(post => post.Channel, StringComparer.Ordinal)
            .ThenBy(post => post.Thread == 0 ? post.Number : post.Thread)
            .ThenBy(post => post.Number)
            .Select(post => (post.Channel, post.Marker));
}
