using PaperBot.Chat;
using PaperBot.Fakes.Slack;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.Tests;

public sealed class SlackWorkspaceTests : IAsyncLifetime
{
    private SlackStandIn _slack = null!;
    private SlackUnderTest _under = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(Stop);
        _under = new SlackUnderTest(_slack);
    }

    public async ValueTask DisposeAsync()
    {
        _under.Dispose();
        await _slack.DisposeAsync();
    }

    [Fact]
    public async Task A_channel_is_described_and_asked_about_once()
    {
        var described = await _under.Workspace.DescribeAsync("C0GENERAL", Stop);
        await _under.Workspace.DescribeAsync("C0GENERAL", Stop);

        described
            .Should()
            .Be(new ChannelOutcome.Known(SlackStandIn.TeamId, "general", ThreadModel.Implicit, SlackLimits.Message));
        _slack.Calls.Select(call => call.Method).Should().Equal("auth.test", "conversations.info");
    }

    [Fact]
    public async Task What_keeps_us_from_posting_is_named_and_asked_about_again()
    {
        _slack.Channel("C0GENERAL").IsMember = false;
        (await _under.Workspace.DescribeAsync("C0GENERAL", Stop))
            .Should()
            .BeOfType<ChannelOutcome.Refused>()
            .Which.Reason.Should()
            .Be(RejectionReason.NotInChannel);

        _slack.Channel("C0GENERAL").IsMember = true;
        (await _under.Workspace.DescribeAsync("C0GENERAL", Stop)).Should().BeOfType<ChannelOutcome.Known>();
    }

    [Fact]
    public async Task A_refused_post_makes_us_look_at_the_channel_anew()
    {
        await _under.Workspace.DescribeAsync("C0GENERAL", Stop);
        _slack.Channel("C0GENERAL").IsArchived = true;

        (await _under.PostAsync("C0GENERAL", "a", "k")).Should().BeOfType<SendOutcome.Rejected>();

        (await _under.Workspace.DescribeAsync("C0GENERAL", Stop))
            .Should()
            .BeOfType<ChannelOutcome.Refused>()
            .Which.Reason.Should()
            .Be(RejectionReason.ChannelArchived);
    }

    [Fact]
    public async Task An_outage_is_no_refusal()
    {
        _slack.Faults = _ => new SlackFault.Status(503, false);

        (await _under.Workspace.DescribeAsync("C0GENERAL", Stop)).Should().BeOfType<ChannelOutcome.Unavailable>();
    }

    [Fact]
    public async Task A_post_has_an_address_once_the_workspace_is_known()
    {
        await using var running = await RunningSlack.StartAsync(Stop);

        running
            .Platform.Permalink("C1", null, "1721000000.000100")
            .Should()
            .Be(new Uri("https://papers.slack.test/archives/C1/p1721000000000100"));
        running
            .Platform.Permalink("C1", "1721000000.000100", "1721000001.000200")
            .Should()
            .Be(new Uri("https://papers.slack.test/archives/C1/p1721000001000200?thread_ts=1721000000.000100&cid=C1"));
    }

    [Fact]
    public void A_workspace_that_is_not_known_yet_has_no_addresses()
    {
        using var platform = new SlackPlatform(
            _under.Settings,
            _under.Client,
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance
        );

        platform.Permalink("C1", null, "1.1").Should().BeNull();
        platform.Workspace.Should().BeNull();
    }
}
