using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PaperBot.Chat;
using PaperBot.Fakes.Local;

namespace PaperBot.Tests.Local;

/// <summary>What other pages in the same browser, and other programs, can get out of the workspace: nothing.</summary>
public sealed class LocalGateTests : IAsyncLifetime
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private LocalSite _site = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _site = await LocalSite.StartAsync(Cancellation, new Uri("https://papers.example.com/"));

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _site.DisposeAsync();
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("papers.example.com")]
    public async Task A_name_of_ours_is_served(string host) =>
        (await GetAsync("", host)).StatusCode.Should().Be(HttpStatusCode.OK);

    [Theory]
    [InlineData("attacker.example")]
    [InlineData("127.0.0.1.attacker.example")]
    [InlineData("localhost.attacker.example")]
    [InlineData("10.0.0.5")]
    public async Task A_name_that_only_resolves_to_us_is_not(string host)
    {
        (await GetAsync("", host)).StatusCode.Should().Be(HttpStatusCode.MisdirectedRequest);
        (await GetAsync("local/workspace", host)).StatusCode.Should().Be(HttpStatusCode.MisdirectedRequest);
    }

    [Theory]
    [InlineData("https://attacker.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task A_page_of_another_origin_can_neither_ask_nor_act(string origin)
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, At("local/workspace"));
        ask.Headers.Add("Origin", origin);
        (await _client.SendAsync(ask, Cancellation)).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        var act = await ActAsync(await TokenAsync(), origin);
        act.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        _site.Commands.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_page_of_another_origin_that_hides_where_it_is_cannot_ask_either()
    {
        using var ask = new HttpRequestMessage(HttpMethod.Get, At("local/workspace"));
        ask.Headers.Add("Sec-Fetch-Site", "cross-site");
        ask.Headers.Add("Sec-Fetch-Mode", "no-cors");

        (await _client.SendAsync(ask, Cancellation)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_link_elsewhere_may_lead_to_the_page()
    {
        using var open = new HttpRequestMessage(HttpMethod.Get, At(""));
        open.Headers.Add("Sec-Fetch-Site", "cross-site");
        open.Headers.Add("Sec-Fetch-Mode", "navigate");

        (await _client.SendAsync(open, Cancellation)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    public async Task Nothing_is_done_without_the_token_of_this_start(string? token)
    {
        (await ActAsync(token, OurOrigin())).StatusCode.Should().Be(HttpStatusCode.Forbidden);

        _site.Commands.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_token_from_before_a_restart_is_worth_nothing()
    {
        var token = await TokenAsync();
        await _site.RestartAsync(Cancellation);

        (await ActAsync(token, OurOrigin())).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await ActAsync(await TokenAsync(), OurOrigin())).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https://papers.example.com")]
    public async Task Our_page_acts_from_here_and_from_behind_the_proxy(string origin)
    {
        var acted = await ActAsync(await TokenAsync(), origin == "http" ? OurOrigin() : origin);

        acted.StatusCode.Should().Be(HttpStatusCode.OK);
        _site.Commands.Only<ChatRequest.Command>().Text.Should().Be("dpo");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("""{"act":{"text":"no type"}}""")]
    [InlineData(
        """{"requestId":"1","person":"root","language":"ja","channel":"papers-ja","act":{"type":"say","text":"/paper"}}"""
    )]
    [InlineData(
        """{"requestId":"1","person":"member","language":"xx","channel":"papers-ja","act":{"type":"say","text":"/paper"}}"""
    )]
    [InlineData(
        """{"requestId":"1","person":"member","language":"ja","channel":"general","act":{"type":"say","text":"/paper"}}"""
    )]
    [InlineData(
        """{"requestId":"1","person":"member","language":"ja","channel":"papers-ja","thread":"99","act":{"type":"say","text":"a"}}"""
    )]
    [InlineData("""{"requestId":"1","person":"member","language":"ja","channel":"papers-ja","act":{"type":"say","text":"  "}}""")]
    public async Task What_is_no_act_of_our_page_is_refused(string body)
    {
        (await SendAsync(body, await TokenAsync(), OurOrigin())).StatusCode.Should().Be(HttpStatusCode.BadRequest);

        _site.Commands.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task A_huge_body_is_not_read()
    {
        var act = Submission(new string('あ', 300_000));

        var refused = await SendAsync(act, await TokenAsync(), OurOrigin());

        ((int)refused.StatusCode).Should().BeOneOf(400, 413);
        _site.Commands.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("local/assets/main.js")]
    [InlineData("local/workspace")]
    public async Task Every_answer_says_what_a_browser_may_do_with_it(string path)
    {
        var answer = await GetAsync(path, "localhost");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy
            .Should()
            .Contain("default-src 'none'")
            .And.Contain("frame-ancestors 'none'")
            .And.Contain("require-trusted-types-for 'script'");
        policy.Should().NotContain("unsafe").And.NotContain("http").And.NotContain("*");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
        answer.Headers.GetValues("Cross-Origin-Resource-Policy").Should().Equal("same-origin");
        answer.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
    }

    [Fact]
    public async Task The_page_asks_no_other_host_for_anything()
    {
        var index = await (await GetAsync("", "localhost")).Content.ReadAsStringAsync(Cancellation);

        foreach (var name in Assets(index).Append("server.js").Append("blocks.js"))
        {
            var asset = await GetAsync($"local/assets/{name}", "localhost");
            asset.StatusCode.Should().Be(HttpStatusCode.OK, name);
            var text = await asset.Content.ReadAsStringAsync(Cancellation);
            text.Replace("http://www.w3.org/2000/svg", "").Should().NotMatchRegex("https?://[a-z]", name);
        }

        index.Should().NotMatchRegex("https?://").And.NotContain("style=").And.NotContain("onclick");
    }

    [Fact]
    public async Task A_file_that_did_not_change_is_not_sent_again()
    {
        var first = await GetAsync("local/assets/theme.css", "localhost");
        using var again = new HttpRequestMessage(HttpMethod.Get, At("local/assets/theme.css"));
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        (await _client.SendAsync(again, Cancellation)).StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("local/assets/..%2f..%2fpaperbot.json")]
    [InlineData("local/assets/paperbot.json")]
    [InlineData("local/assets/001_papers.sql")]
    public async Task Nothing_but_the_pages_own_files_is_served(string path) =>
        (await GetAsync(path, "localhost")).StatusCode.Should().Be(HttpStatusCode.NotFound);

    [Fact]
    public async Task A_stream_of_changes_does_not_hold_up_a_stop()
    {
        using var stream = await _client.GetAsync(
            At("local/changes?after=0"),
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        stream.Content.Headers.ContentType.Should().Be(new MediaTypeHeaderValue("text/event-stream"));

        await _site.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(8), Cancellation);
        await InitializeAsync();
    }

    private static IEnumerable<string> Assets(string index) =>
        Regex
            .Matches(index, "(src|href)=\"local/assets/(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1))
            .Select(match => match.Groups["name"].Value)
            .Distinct();

    private Uri At(string path) => new($"http://127.0.0.1:{Port()}/{path}");

    private int Port() => _site.Port;

    private string OurOrigin() => $"http://127.0.0.1:{Port()}";

    private async Task<HttpResponseMessage> GetAsync(string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, At(path));
        request.Headers.Host = $"{host}:{Port()}";
        return await _client.SendAsync(request, Cancellation);
    }

    private async Task<string> TokenAsync()
    {
        var workspace = JsonNode.Parse(await _client.GetStringAsync(At("local/workspace"), Cancellation));
        return workspace!["token"]!.GetValue<string>();
    }

    private static string Submission(string text) =>
        JsonSerializer.Serialize(
            new
            {
                requestId = "1",
                person = "member",
                language = "ja",
                channel = "papers-ja",
                act = new { type = "say", text },
            }
        );

    private Task<HttpResponseMessage> ActAsync(string? token, string origin) =>
        SendAsync(Submission("/paper dpo"), token, origin);

    private async Task<HttpResponseMessage> SendAsync(string body, string? token, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, At("local/requests"))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Origin", origin);
        if (token is not null)
        {
            request.Headers.Add("X-PaperBot-Token", token);
        }

        return await _client.SendAsync(request, Cancellation);
    }
}
