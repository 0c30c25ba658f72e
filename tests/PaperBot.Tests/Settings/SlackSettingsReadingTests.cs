using Microsoft.Extensions.Configuration;
using PaperBot.Settings;
using PaperBot.Slack;

namespace PaperBot.Tests.Settings;

public sealed class SlackSettingsReadingTests
{
    [Fact]
    public void Without_a_bot_token_Slack_is_off() => Read().Slack.Should().BeNull();

    [Fact]
    public void The_shipped_file_says_what_Slack_does_without_it()
    {
        using var shipped = typeof(PaperBotSettings).Assembly.GetManifestResourceStream("PaperBot.paperbot.json")!;
        var tokens = new Dictionary<string, string?> { ["Slack:BotToken"] = "xoxb-1", ["Slack:AppToken"] = "xapp-1" };
        var configuration = new ConfigurationBuilder().AddJsonStream(shipped).AddInMemoryCollection(tokens).Build();

        PaperBotSettings.Read(configuration).Slack.Should().Be(new SlackSettings { BotToken = "xoxb-1", AppToken = "xapp-1" });
    }

    [Fact]
    public void The_addresses_base_ends_in_a_slash_whether_it_was_written_or_not() =>
        Read("Slack:BotToken=xoxb-1", "Slack:AppToken=xapp-1", "Slack:ApiBase=http://127.0.0.1:5/api")
            .Slack!.ApiBase.Should()
            .Be(new Uri("http://127.0.0.1:5/api/"));

    [Theory]
    [InlineData("Slack:AppToken", "Slack:BotToken=xoxb-1")]
    [InlineData("Slack:SigningSecret", "Slack:BotToken=xoxb-1", "Slack:Receive=http")]
    [InlineData("Slack:BotToken", "Slack:BotToken=xapp-1", "Slack:AppToken=xapp-1")]
    [InlineData("Slack:AppToken", "Slack:BotToken=xoxb-1", "Slack:AppToken=xoxb-1")]
    [InlineData("Slack:ApiBase", "Slack:BotToken=xoxb-1", "Slack:AppToken=xapp-1", "Slack:ApiBase=http://example.org/api/")]
    [InlineData("Slack:Connections", "Slack:BotToken=xoxb-1", "Slack:AppToken=xapp-1", "Slack:Connections=11")]
    public void What_cannot_work_is_named(string key, params string[] settings)
    {
        var read = () => Read(settings);

        read.Should().Throw<SettingsException>().Which.Problems.Should().ContainSingle().Which.Key.Should().Be(key);
    }

    private static PaperBotSettings Read(params string[] settings) => PaperBotSettings.Read(null, settings);
}
