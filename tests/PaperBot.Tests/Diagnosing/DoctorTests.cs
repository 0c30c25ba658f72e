using System.Text.Json;
using Microsoft.Data.Sqlite;
using PaperBot.Backups;
using PaperBot.Chat;
using PaperBot.Diagnosing;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Fakes.Slack;
using PaperBot.Fakes.Weeks;
using PaperBot.Papers;

namespace PaperBot.Tests.Diagnosing;

/// <summary><c>paperbot doctor</c> as an operator calls it, with Slack, the list host and arXiv on loopback.</summary>
public sealed class DoctorTests : IAsyncLifetime
{
    private const string General = "C0GENERAL";

    private readonly TestWorkspace _workspace = new();
    private SlackStandIn _slack = null!;
    private ListHost _lists = null!;
    private ArxivHost _arxiv = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(Stop);
        _lists = await ListHost.StartAsync(
            Stop,
            (2024, WeekListText.YearFile(2024, WeekListText.Week(new DateOnly(2024, 3, 4))))
        );
        _arxiv = await ArxivHost.StartAsync(Stop);
        _arxiv.Put(new HostedPaper("1706.03762", "Attention Is All You Need", ["cs.CL"]));
        _workspace.Settings["Slack:BotToken"] = _slack.BotToken;
        _workspace.Settings["Slack:AppToken"] = _slack.AppToken;
        _workspace.Settings["Slack:ApiBase"] = _slack.ApiBase.AbsoluteUri;
        _workspace.Settings["Channels:0:Platform"] = "slack";
        _workspace.Settings["Channels:0:Id"] = General;
        _workspace.Settings["Admins:0"] = "slack:U0ADMIN";
        _workspace.Settings["Weeks:BaseUrl"] = _lists.BaseUrl.AbsoluteUri;
        _workspace.Settings["Arxiv:ApiBase"] = _arxiv.ApiBase.AbsoluteUri;
        _workspace.Settings["Arxiv:PdfBase"] = _arxiv.PdfBase.AbsoluteUri;
    }

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        await _lists.DisposeAsync();
        await _arxiv.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public void A_folder_of_backups_that_cannot_be_made_is_named_before_the_first_night()
    {
        using var workspace = new TestWorkspace();
        var texts = DiagnosisTexts.For(Language.English);

        var found = Doctor.Backups(new BackupSettings { Folder = "/proc/nope/deep" }, texts).Should().ContainSingle().Subject;

        found.Level.Should().Be(FindingLevel.Wrong);
        (found.Subject + found.Detail + found.Remedy).Should().Contain("Backup:Folder").And.Contain("/proc/nope/deep");
        Doctor.Backups(new BackupSettings { Folder = "/proc/nope", Keep = 0 }, texts).Should().BeEmpty();
        Doctor.Backups(new BackupSettings { Folder = Path.Combine(workspace.Folder, "a", "b") }, texts).Should().BeEmpty();
        Directory.GetFileSystemEntries(workspace.Folder).Should().BeEmpty("it is only looked at");
    }

    [Fact]
    public async Task Where_all_is_well_it_says_so_of_each_part_and_changes_nothing()
    {
        _workspace.Settings["Web:Picture"] = "true";
        _workspace.Settings["Web:PublicUrl"] = "https://papers.example.com/";

        var (exitCode, ok, findings) = await ExamineAsync();

        exitCode.Should().Be(0, string.Join('\n', findings));
        ok.Should().BeTrue();
        findings.Should().OnlyContain(finding => finding.Level == "well");
        findings
            .Select(finding => finding.Subject)
            .Should()
            .Contain([
                "Settings",
                "Pictures of weeks",
                "Store",
                "Slack bot token",
                "Slack app token",
                $"Slack channel {General}",
                "Weekly lists",
                "arXiv",
            ]);
        findings.Single(finding => finding.Subject == "Weekly lists").Detail.Should().Contain("2024-W10");
        File.Exists(_workspace.Settings["Store:ConnectionString"]).Should().BeFalse("a diagnosis makes no store");
        _slack.AllMessages().Should().BeEmpty();
        _slack.Violations.Should().BeEmpty();
    }

    [Fact]
    public async Task Before_anything_is_set_up_it_looks_at_the_local_workspace()
    {
        foreach (var key in _workspace.Settings.Keys.Where(key => key.Split(':')[0] is "Slack" or "Channels").ToList())
        {
            _workspace.Settings.Remove(key);
        }

        _workspace.Settings.Remove("Admins:0");
        var (exitCode, _, findings) = await ExamineAsync();

        exitCode.Should().Be(0, string.Join('\n', findings));
        findings.Select(finding => finding.Subject).Should().Contain(["Settings", "Store", "Weekly lists", "arXiv"]);
    }

    [Fact]
    public async Task Each_thing_that_is_wrong_comes_with_what_to_do_about_it()
    {
        _slack.Scopes.Remove("channels:history");
        _slack.AddChannel(new StandInChannel("C0CLOSED", "closed") { IsMember = false });
        _workspace.Settings["Channels:1:Platform"] = "slack";
        _workspace.Settings["Channels:1:Id"] = "C0CLOSED";
        _workspace.Settings["Channels:2:Platform"] = "discord";
        _workspace.Settings["Channels:2:Id"] = "1122334455667788990";
        _lists.Remove("README.md");
        _lists.Remove("years/2024.md");
        _arxiv.AnswerNext(503);

        var (exitCode, ok, findings) = await ExamineAsync();

        exitCode.Should().Be(1);
        ok.Should().BeFalse();
        var wrong = findings.Where(finding => finding.Level == "wrong").ToList();
        wrong.Should().OnlyContain(finding => finding.Remedy != null);
        wrong.Should().Contain(finding => finding.Subject == "Settings" && finding.Detail.Contains("discord"));
        wrong.Should().Contain(finding => finding.Subject == "Slack scopes" && finding.Detail.Contains("channels:history"));
        wrong.Should().Contain(finding => finding.Subject == "Slack channel C0CLOSED" && finding.Remedy!.Contains("/invite @"));
        wrong.Should().Contain(finding => finding.Subject == "Weekly lists");
        wrong.Should().Contain(finding => finding.Subject == "arXiv" && finding.Detail.Contains("503"));
    }

    [Fact]
    public async Task A_token_that_Slack_refuses_is_named_but_never_shown()
    {
        _slack.IsRevoked = true;

        var call = await CallAsync();

        call.ExitCode.Should().Be(1);
        call.Output.Should().Contain("✗ Slack bot token").And.Contain("→ Copy the Bot User OAuth Token");
        (call.Output + call.Errors).Should().NotContain(_slack.BotToken).And.NotContain(_slack.AppToken);
    }

    [Fact]
    public async Task Wrong_settings_are_findings_too_and_bad_usage()
    {
        _workspace.Settings.Remove("Slack:AppToken");
        _workspace.Settings["Schedule:Cron"] = "whenever";

        var (exitCode, ok, findings) = await ExamineAsync();

        exitCode.Should().Be(2);
        ok.Should().BeFalse();
        findings.Select(finding => finding.Subject).Should().BeEquivalentTo("Slack:AppToken", "Schedule:Cron");
    }

    [Fact]
    public async Task A_store_of_a_newer_program_is_left_alone_and_named()
    {
        (await PaperBotProcess.CallAsync(["store", "migrate"], _workspace.Settings, Stop)).ExitCode.Should().Be(0);
        var file = _workspace.Settings["Store:ConnectionString"];
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=false"))
        {
            await connection.OpenAsync(Stop);
            await using var command = connection.CreateCommand();
            command.CommandText = "insert into schema_version(version, name, sha256, at) values(999, '999_later.sql', 'x', 0)";
            await command.ExecuteNonQueryAsync(Stop);
        }

        var (exitCode, _, findings) = await ExamineAsync();

        exitCode.Should().Be(1);
        var store = findings.Single(finding => finding.Subject == "Store");
        store.Level.Should().Be("wrong");
        store.Detail.Should().Contain("999");
    }

    private async Task<(int ExitCode, bool Ok, IReadOnlyList<Found> Findings)> ExamineAsync()
    {
        var call = await CallAsync("--json");
        using var document = JsonDocument.Parse(call.Output);
        return (
            call.ExitCode,
            document.RootElement.GetProperty("ok").GetBoolean(),
            [
                .. document
                    .RootElement.GetProperty("findings")
                    .EnumerateArray()
                    .Select(finding => new Found(
                        finding.GetProperty("level").GetString()!,
                        finding.GetProperty("subject").GetString()!,
                        finding.GetProperty("detail").GetString()!,
                        finding.GetProperty("remedy").GetString()
                    )),
            ]
        );
    }

    private Task<CallResult> CallAsync(params string[] more) =>
        PaperBotProcess.CallAsync(["doctor", .. more], _workspace.Settings, Stop);

    private sealed record Found(string Level, string Subject, string Detail, string? Remedy);
}
