using PaperBot.Chat;
using PaperBot.Fakes.Slack;
using PaperBot.Slack.Diagnosing;

namespace PaperBot.Slack.Tests.Diagnosing;

public sealed class SlackDoctorTests : IAsyncLifetime
{
    private const string General = "C0GENERAL";

    private SlackStandIn _slack = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _slack = await SlackStandIn.StartAsync(Stop);

    public async ValueTask DisposeAsync() => await _slack.DisposeAsync();

    [Fact]
    public async Task A_healthy_installation_is_well_in_every_respect()
    {
        var findings = await ExamineAsync();

        findings.Should().AllSatisfy(finding => finding.Level.Should().Be(FindingLevel.Well, finding.Detail)).And.HaveCount(4);
        _slack.Violations.Should().BeEmpty();
        _slack.AllMessages().Should().BeEmpty("a diagnosis leaves nothing behind");
    }

    public static TheoryData<string, Action<SlackStandIn>, string, string> Troubles { get; } =
        new()
        {
            { "a revoked token", slack => slack.IsRevoked = true, "token_revoked", "Slack:BotToken" },
            { "a missing scope", slack => slack.Scopes.Remove("users:read"), "users:read", "slack-app-manifest.json" },
            { "an archived channel", slack => slack.Channel(General).IsArchived = true, "archived", "Unarchive" },
            {
                "a channel that we are not in",
                slack => slack.Channel(General).IsMember = false,
                "not a member",
                "/invite @paperbot"
            },
            {
                "a channel that only admins post to",
                slack => slack.Channel(General).IsReadOnly = true,
                "restricted",
                "posting permissions"
            },
            { "a history that may not be read", slack => slack.Scopes.Remove("channels:history"), "history", "channels:history" },
            { "an outage", slack => slack.Faults = _ => new SlackFault.Status(503, false), "HTTP 503", "Slack:ApiBase" },
            {
                "an app token that is refused",
                slack =>
                    slack.Faults = call => call.Method == "apps.connections.open" ? new SlackFault.Error("invalid_auth") : null,
                "invalid_auth",
                "connections:write"
            },
        };

    [Theory]
    [MemberData(nameof(Troubles), DisableDiscoveryEnumeration = true)]
    public async Task Each_trouble_is_found_and_comes_with_what_to_do(
        string trouble,
        Action<SlackStandIn> cause,
        string detail,
        string remedy
    )
    {
        cause(_slack);

        var findings = await ExamineAsync();

        findings
            .Should()
            .Contain(
                finding =>
                    finding.Level == FindingLevel.Wrong && finding.Detail.Contains(detail) && finding.Remedy!.Contains(remedy),
                trouble
            );
    }

    [Fact]
    public async Task A_channel_that_nobody_knows_is_named()
    {
        var findings = await ExamineAsync(channels: ["C0NOWHERE"]);

        findings.Should().Contain(finding => finding.Subject.Contains("C0NOWHERE") && finding.Level == FindingLevel.Wrong);
    }

    [Fact]
    public async Task More_rights_than_needed_are_a_warning()
    {
        _slack.Scopes.Add("admin");

        (await ExamineAsync())
            .Should()
            .Contain(finding => finding.Level == FindingLevel.Warning && finding.Detail.Contains("admin"));
    }

    [Fact]
    public async Task Settings_that_do_not_fit_together_are_found()
    {
        (await ExamineAsync(settings => settings with { AppToken = null }))
            .Should()
            .Contain(finding => finding.Level == FindingLevel.Wrong && finding.Remedy!.Contains("Slack:AppToken"));
        (await ExamineAsync(settings => settings with { Receive = SlackReceive.Http, SigningSecret = null }))
            .Should()
            .Contain(finding => finding.Level == FindingLevel.Wrong && finding.Remedy!.Contains("Slack:SigningSecret"));
    }

    [Fact]
    public async Task An_operator_may_read_it_in_Japanese()
    {
        var findings = await ExamineAsync(settings => settings with { OperatorLanguage = "ja" });

        findings[0].Detail.Should().StartWith("有効です");
    }

    [Fact]
    public async Task No_finding_shows_a_token()
    {
        _slack.IsRevoked = true;

        (await ExamineAsync())
            .Should()
            .NotContain(finding => finding.ToString().Contains(_slack.BotToken) || finding.ToString().Contains(_slack.AppToken));
    }

    private async Task<IReadOnlyList<Finding>> ExamineAsync(
        Func<SlackSettings, SlackSettings>? change = null,
        string[]? channels = null
    )
    {
        using var under = new SlackUnderTest(_slack, change: change);
        return await new SlackDoctor(under.Settings, under.Api).ExamineAsync(channels ?? [General], Stop);
    }
}
