using System.Text.Json.Nodes;
using PaperBot.Fakes;
using PaperBot.Fakes.Slack;
using PaperBot.Papers;

namespace PaperBot.Slack.Tests;

/// <summary>A Slack workspace in which the real program has posted the sample week in both languages, and answers.</summary>
public sealed class PublishedWorkspace : IAsyncLifetime
{
    public const string Japanese = "C0GENERAL";
    public const string English = "C0ENGLISH";
    public const string Elsewhere = "C0ELSEWHERE";
    public const string AdminUser = "U0ADMIN";

    private readonly TestWorkspace _workspace = new();
    private PaperBotProcess _service = null!;

    public SlackStandIn Slack { get; private set; } = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Slack = await SlackStandIn.StartAsync(Stop);
        // Sixty posts at one a second are too long for a test; that they are kept to is shown elsewhere.
        Slack.EnforcesRateLimits = false;
        Slack.AddChannel(English, "english");
        Slack.AddChannel(Elsewhere, "elsewhere");
        _workspace.Settings["Slack:BotToken"] = Slack.BotToken;
        _workspace.Settings["Slack:AppToken"] = Slack.AppToken;
        _workspace.Settings["Slack:ApiBase"] = Slack.ApiBase.AbsoluteUri;
        _workspace.Settings["Slack:PostSpacing"] = "0s";
        _workspace.Settings["Channels:0:Platform"] = "slack";
        _workspace.Settings["Channels:0:Id"] = Japanese;
        _workspace.Settings["Channels:1:Platform"] = "slack";
        _workspace.Settings["Channels:1:Id"] = English;
        _workspace.Settings["Channels:1:Language"] = "en";
        _workspace.Settings["Admins:0"] = "slack:" + AdminUser;
        foreach (var language in new[] { Language.Japanese, Language.English })
        {
            await CallAsync("note", "import", await _workspace.SampleNoteAsync(Stop, language));
        }

        await CallAsync("week", "run", "2023-05-29");
        _service = PaperBotProcess.StartService(_workspace.Settings);
        await _service.ReadyAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await Slack.DisposeAsync();
        _workspace.Dispose();
    }

    /// <summary>The starter of a paper, by words of its title.</summary>
    public StandInMessage Starter(string channel, string words) =>
        Slack
            .Messages(channel)
            .Skip(1)
            .Single(message => message.Marker is not null && message.Words.Contains(words, StringComparison.Ordinal));

    /// <summary>The action id behind a label.</summary>
    public static string ActionOf(JsonNode? blocks, string label) =>
        (string)
            blocks!
                .AsArray()
                .Where(block => (string?)block!["type"] == "actions")
                .SelectMany(block => (block!["elements"] as JsonArray ?? []).OfType<JsonObject>())
                .First(element =>
                    ((string?)element["text"]?["text"] ?? (string?)element["placeholder"]?["text"])?.Contains(
                        label,
                        StringComparison.Ordinal
                    ) == true
                )["action_id"]!;

    private async Task CallAsync(params string[] arguments)
    {
        var call = await PaperBotProcess.CallAsync(arguments, _workspace.Settings, Stop);
        call.ExitCode.Should().Be(0, string.Join(' ', arguments) + "\n" + call.Output + call.Errors);
    }
}
