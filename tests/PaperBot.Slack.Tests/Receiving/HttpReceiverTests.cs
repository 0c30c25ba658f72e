using System.Net;
using System.Net.Http.Headers;
using System.Text;
using PaperBot.Chat;

namespace PaperBot.Slack.Tests.Receiving;

public sealed class HttpReceiverTests : IAsyncLifetime
{
    private const string Form = "application/x-www-form-urlencoded";

    private readonly HttpMessageHandler _handler = SlackHttp.CreateHandler();
    private RunningSlack _slack = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _slack = await RunningSlack.StartAsync(Stop, change: settings => settings with { Receive = SlackReceive.Http });

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        _handler.Dispose();
    }

    [Fact]
    public async Task The_address_is_proved_to_be_ours_when_Slack_asks()
    {
        var (status, body) = await SendAsync(
            _slack.StandIn.SignedRequest("""{"type":"url_verification","token":"x","challenge":"abc"}""", "application/json")
        );

        status.Should().Be(HttpStatusCode.OK);
        body.Should().Be("abc");
    }

    [Fact]
    public async Task The_certificate_check_is_answered_and_does_nothing()
    {
        using var request = Unsigned(
            "ssl_check=1&token=x&command=%2Fpaper&user_id=U1&channel_id=C1&trigger_id=1&team_id=T0WORKSPACE"
        );

        (await SendAsync(request)).Status.Should().Be(HttpStatusCode.OK);
        _slack.Handler.Requests.Should().BeEmpty();
    }

    [Theory]
    [InlineData("command=%2Fpaper&text=ssl_check%3D1")]
    [InlineData("ssl_check=0")]
    [InlineData("")]
    [InlineData("{}")]
    public async Task What_is_not_signed_is_refused(string body) =>
        (await SendAsync(Unsigned(body))).Status.Should().Be(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task What_another_secret_signed_is_refused() =>
        (await SendAsync(_slack.StandIn.SignedRequest("command=%2Fpaper", Form, secret: "another")))
            .Status.Should()
            .Be(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task A_request_that_was_recorded_six_minutes_ago_is_refused() =>
        (await SendAsync(_slack.StandIn.SignedRequest("command=%2Fpaper", Form, TimeProvider.System.GetUtcNow().AddMinutes(-6))))
            .Status.Should()
            .Be(HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("{", "application/json")]
    [InlineData("[]", "application/json")]
    [InlineData("payload={", Form)]
    [InlineData("nothing=here", Form)]
    [InlineData("command=/paper", "text/plain")]
    public async Task A_signed_request_that_cannot_be_read_is_called_bad(string body, string type) =>
        (await SendAsync(_slack.StandIn.SignedRequest(body, type))).Status.Should().Be(HttpStatusCode.BadRequest);

    [Fact]
    public async Task A_body_without_end_is_not_read_to_its_end()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _slack.StandIn.RequestUrl)
        {
            Content = new ByteArrayContent(new byte[2 * 1024 * 1024]),
        };

        (await SendAsync(request)).Status.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task An_event_that_Slack_repeats_for_lack_of_an_answer_counts_even_where_the_first_never_came()
    {
        using var request = _slack.StandIn.SignedRequest(
            """{"type":"event_callback","team_id":"T0WORKSPACE","event_id":"Ev1","event":{"type":"app_mention","user":"U1","text":"<@U0BOT> dpo","ts":"1.1","channel":"C0GENERAL"}}""",
            "application/json"
        );
        request.Headers.Add("x-slack-retry-num", "1");
        request.Headers.Add("x-slack-retry-reason", "http_timeout");

        (await SendAsync(request)).Status.Should().Be(HttpStatusCode.OK);
        await _slack.Handler.FirstRequest.WaitAsync(TimeSpan.FromSeconds(20), Stop);

        _slack.Handler.Requests.Should().ContainSingle().Which.Should().BeOfType<ChatRequest.Message>();
    }

    [Fact]
    public async Task When_it_has_stopped_Slack_is_asked_to_come_again()
    {
        await _slack.StopAsync();

        (await SendAsync(_slack.StandIn.SignedRequest("command=%2Fpaper", Form)))
            .Status.Should()
            .Be(HttpStatusCode.ServiceUnavailable);
    }

    private HttpRequestMessage Unsigned(string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(Form);
        return new HttpRequestMessage(HttpMethod.Post, _slack.StandIn.RequestUrl) { Content = content };
    }

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpRequestMessage request)
    {
        using var client = new HttpMessageInvoker(_handler, disposeHandler: false);
        using var response = await client.SendAsync(request, Stop);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Stop));
    }
}
