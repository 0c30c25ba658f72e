using System.Collections.Concurrent;
using System.Text.Json;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests;

/// <summary>The real program, as an operator starts it, in a Slack workspace.</summary>
public sealed class EndToEndTests : IAsyncLifetime
{
    private const string General = "C0GENERAL";
    private const string Person = "U0PERSON";

    private readonly TestWorkspace _workspace = new();
    private SlackStandIn _slack = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(Stop);
        // Thirty posts at one a second are too long for a test; that they are kept to is shown elsewhere.
        _slack.EnforcesRateLimits = false;
        _slack.AddUser(Person, "ja-JP");
        _workspace.Settings["Slack:BotToken"] = _slack.BotToken;
        _workspace.Settings["Slack:AppToken"] = _slack.AppToken;
        _workspace.Settings["Slack:ApiBase"] = _slack.ApiBase.AbsoluteUri;
        _workspace.Settings["Slack:PostSpacing"] = "0s";
        _workspace.Settings["Channels:0:Platform"] = "slack";
        _workspace.Settings["Channels:0:Id"] = General;
        _workspace.Settings["Channels:0:Language"] = "ja";
    }

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task A_week_is_posted_and_asked_about_and_posted_no_second_time()
    {
        var note = await _workspace.SampleNoteAsync(Stop);
        (await CallAsync("note", "import", note)).ExitCode.Should().Be(0);

        var run = await CallAsync("week", "run", "2023-05-29");
        run.ExitCode.Should().Be(0, run.Errors);
        var posted = _slack.AllMessages().Count;
        _slack.Messages(General).Should().HaveCount(11, "a header and ten starters stand in the channel");
        (await CallAsync("week", "run", "2023-05-29")).ExitCode.Should().Be(0);
        _slack.AllMessages().Should().HaveCount(posted, "a second run of the same week posts nothing new");

        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        await service.ReadyAsync(Stop);
        var card = await (await _slack.SlashAsync(Person, General, "/paper", "thought cloning")).ResponseAsync(0, Stop);
        card.Words.Should().Contain("Thought Cloning");
        card.Type.Should().Be("ephemeral");

        await service.StopAsync(Stop);
        service.ExitCode.Should().Be(0, service.Errors);
        _slack.Violations.Should().BeEmpty();
        _slack.Rejections.Should().BeEmpty();
        service.Errors.Should().NotContain(_slack.BotToken).And.NotContain(_slack.AppToken);
    }

    [Fact]
    public async Task A_picture_comes_to_a_posted_week_by_the_next_run_alone_and_is_fetched_from_the_reading_pages()
    {
        (await CallAsync("note", "import", await _workspace.SampleNoteAsync(Stop))).ExitCode.Should().Be(0);
        (await CallAsync("week", "run", "2023-05-29")).ExitCode.Should().Be(0);
        var posted = _slack.AllMessages().Select(message => message.Ts).ToList();
        var header = _slack.Messages(General)[0];
        _workspace.Settings["Web:Picture"] = "true";
        _workspace.Settings["Web:PublicUrl"] = "https://papers.example.com/";

        await using var service = PaperBotProcess.StartService(_workspace.Settings);
        using var ready = JsonDocument.Parse(await service.ReadyAsync(Stop));
        var site = new Uri(ready.RootElement.GetProperty("web").GetString()!);
        using var fetching = new HttpClient(new SocketsHttpHandler());
        var fetched = new ConcurrentQueue<string>();
        _slack.Fetches = address =>
        {
            // As Slack does it: from the public address, which a proxy brings here.
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(site, address.PathAndQuery));
            using var answer = fetching.Send(request, Stop);
            fetched.Enqueue($"{address.Host} {(int)answer.StatusCode} {answer.Content.Headers.ContentType}");
            return answer is { IsSuccessStatusCode: true, Content.Headers.ContentType.MediaType: "image/png" };
        };
        header.Blocks!.Should().NotContain(block => (string?)block!["type"] == "image", "a start alone changes no post");

        var run = await CallAsync("week", "run", "2023-05-29");

        run.ExitCode.Should().Be(0, run.Errors);
        _slack.AllMessages().Select(message => message.Ts).Should().Equal(posted, "nothing is posted again");
        var picture = header.Blocks!.Should().ContainSingle(block => (string?)block!["type"] == "image").Subject!;
        ((string?)picture["alt_text"]).Should().StartWith("最新論文ノート 2023-05-29 ~ 2023-06-04");
        fetched.Should().NotBeEmpty().And.OnlyContain(line => line == "papers.example.com 200 image/png");
        _slack.Rejections.Should().BeEmpty();
        _slack.Violations.Should().BeEmpty();
    }

    private Task<CallResult> CallAsync(params string[] arguments) =>
        PaperBotProcess.CallAsync(arguments, _workspace.Settings, Stop);
}
