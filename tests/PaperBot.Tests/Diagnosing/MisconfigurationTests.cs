using System.Text.Json;
using Microsoft.Data.Sqlite;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;
using PaperBot.Fakes.Slack;
using PaperBot.Fakes.Weeks;

namespace PaperBot.Tests.Diagnosing;

/// <summary>Twenty and more things that operators get wrong: <c>paperbot doctor</c> finds each and says what to do about it.</summary>
public sealed class MisconfigurationTests : IAsyncLifetime
{
    private readonly TestWorkspace _workspace = new();
    private SlackStandIn _slack = null!;
    private ListHost _lists = null!;
    private ArxivHost _arxiv = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Found(string Level, string Subject, string Detail, string? Remedy);

    public async ValueTask InitializeAsync()
    {
        _slack = await SlackStandIn.StartAsync(Stop);
        _lists = await ListHost.StartAsync(Stop);
        _arxiv = await ArxivHost.StartAsync(Stop);
        Set("Slack:BotToken", _slack.BotToken);
        Set("Slack:AppToken", _slack.AppToken);
        Set("Slack:ApiBase", _slack.ApiBase.AbsoluteUri);
        Set("Weeks:BaseUrl", _lists.BaseUrl.AbsoluteUri);
        Set("Arxiv:ApiBase", _arxiv.ApiBase.AbsoluteUri);
    }

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        await _lists.DisposeAsync();
        await _arxiv.DisposeAsync();
        _workspace.Dispose();
    }

    [Fact]
    public async Task Settings_that_cannot_be_right_are_named_by_their_keys_all_at_once()
    {
        (string Key, string Value, string Remedy)[] seeded =
        [
            ("Schedule:Cron", "mondays at nine", "0 0 9 ? * MON"),
            ("Schedule:TimeZone", "Tokyo", "Asia/Tokyo"),
            ("Slak:BotToken", "xoxb", "Slack:BotToken"),
            ("Slack:Receive", "events", "http"),
            ("Web:Urls", "http://0.0.0.0:5080", "Web:AllowRemote"),
            ("Web:PublicUrl", "http://papers.example.com", "https"),
            ("Channels:0:Platform", "teams", "slack, discord"),
            ("Channels:0:Language", "jp", "ja or en"),
            ("Channels:0:Schedule", "weekly", "cron"),
            ("Admins", "hoshi", "slack:U0"),
            ("Store:Provider", "mysql", "sqlite, postgres"),
            ("Discord:Token", "Bot abc", "the token alone"),
            ("Discord:GuildIds", "my-server", "Copy Server ID"),
            ("Asking:Embeddings:ApiKey_FILE", "/nowhere/key", "a readable file"),
            ("Backup:Keep", "always", "a whole number"),
            ("Telemetry:OtlpEndpoint", "collector:4318", "https"),
        ];
        foreach (var (key, value, _) in seeded)
        {
            Set(key, value);
        }

        Set("Channels:0:Id", "C0GENERAL");
        var (exitCode, findings) = await ExamineAsync();

        exitCode.Should().Be(2);
        foreach (var (key, _, remedy) in seeded)
        {
            findings
                .Should()
                .Contain(finding => finding.Subject == key && finding.Level == "wrong" && finding.Remedy!.Contains(remedy), key);
        }
    }

    [Fact]
    public async Task What_only_the_world_can_tell_is_found_as_well_each_with_its_remedy()
    {
        _slack.Scopes.Remove("channels:history");
        _slack.AddChannel(new StandInChannel("C0CLOSED", "closed") { IsMember = false });
        Channel(0, "slack", "C0CLOSED");
        Channel(1, "slack", "C0NOWHERE");
        Channel(2, "discord", "1122334455667788990");
        _lists.Remove("README.md");
        for (var call = 0; call < 5; call++)
        {
            _arxiv.AnswerNext(503);
        }

        (await PaperBotProcess.CallAsync(["store", "migrate"], _workspace.Settings, Stop)).ExitCode.Should().Be(0);
        await ExecuteAsync("insert into schema_version(version, name, sha256, at) values(999, '999_later.sql', 'x', 0)");
        var (exitCode, findings) = await ExamineAsync();

        exitCode.Should().Be(1);
        Expect(findings, "Slack scopes", "channels:history", "slack-app-manifest.json");
        Expect(findings, "Slack channel C0CLOSED", "", "/invite @");
        Expect(findings, "Slack channel C0NOWHERE", "", "");
        Expect(findings, "Settings", "discord", "token");
        Expect(findings, "Settings", "nobody on slack is an admin", "PAPERBOT_Admins__0");
        Expect(findings, "Weekly lists", "", "Weeks:BaseUrl");
        Expect(findings, "arXiv", "503", "network");
        Expect(findings, "Store", "999", "restore a backup");

        // The token itself, a store that is no store, and a folder that cannot be written to.
        _slack.IsRevoked = true;
        await File.WriteAllTextAsync(Path.Combine(_workspace.Folder, "notes.txt"), "no database at all, though a file", Stop);
        Set("Store:ConnectionString", Path.Combine(_workspace.Folder, "notes.txt"));
        (_, findings) = await ExamineAsync();
        Expect(findings, "Slack bot token", "", "Bot User OAuth Token");
        Expect(findings, "Store", "cannot be used", "Store:ConnectionString");
    }

    private static void Expect(IReadOnlyList<Found> findings, string subject, string detail, string remedy) =>
        findings
            .Should()
            .Contain(
                finding =>
                    finding.Subject == subject
                    && finding.Level != "well"
                    && finding.Detail.Contains(detail)
                    && finding.Remedy != null
                    && finding.Remedy.Contains(remedy),
                $"{subject} {detail}: {string.Join('\n', findings)}"
            );

    private void Set(string key, string value) => _workspace.Settings[key] = value;

    private void Channel(int index, string platform, string id)
    {
        Set($"Channels:{index}:Platform", platform);
        Set($"Channels:{index}:Id", id);
    }

    private async Task<(int ExitCode, IReadOnlyList<Found> Findings)> ExamineAsync()
    {
        var call = await PaperBotProcess.CallAsync(["doctor", "--json"], _workspace.Settings, Stop);
        using var document = JsonDocument.Parse(call.Output);
        return (
            call.ExitCode,
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

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection(
            $"Data Source={_workspace.Settings["Store:ConnectionString"]};Pooling=False"
        );
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Written right here.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Stop);
    }
}
