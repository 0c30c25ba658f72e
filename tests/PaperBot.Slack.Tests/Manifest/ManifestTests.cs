using System.Text.Json;
using PaperBot.Fakes.Slack;
using PaperBot.Slack.Diagnosing;

namespace PaperBot.Slack.Tests.Manifest;

public sealed class ManifestTests
{
    private readonly JsonElement _manifest = JsonElement.Parse(File.ReadAllText(ManifestFile.Path));

    [Fact]
    public void The_app_asks_for_what_is_used_and_nothing_else()
    {
        var asked = _manifest
            .GetProperty("oauth_config")
            .GetProperty("scopes")
            .GetProperty("bot")
            .EnumerateArray()
            .Select(scope => scope.GetString());

        asked.Should().BeEquivalentTo(SlackScope.Needed.Select(scope => scope.Name));
        SlackStandIn.ManifestScopes.Should().BeEquivalentTo(asked);
    }

    [Fact]
    public void The_commands_are_registered_and_reach_us_over_the_socket()
    {
        var commands = _manifest.GetProperty("features").GetProperty("slash_commands").EnumerateArray().ToList();

        commands.Select(command => command.GetProperty("command").GetString()).Should().Equal("/paper", "/paper-admin");
        commands.Should().AllSatisfy(command => command.TryGetProperty("url", out _).Should().BeFalse());
        _manifest.GetProperty("settings").GetProperty("socket_mode_enabled").GetBoolean().Should().BeTrue();
        _manifest.GetProperty("settings").GetProperty("interactivity").GetProperty("is_enabled").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public void Texts_keep_to_what_Slack_shows()
    {
        var shown = _manifest.GetProperty("display_information");

        shown.GetProperty("name").GetString()!.Length.Should().BeLessThanOrEqualTo(35);
        shown.GetProperty("description").GetString()!.Length.Should().BeLessThanOrEqualTo(140);
        shown.GetProperty("long_description").GetString()!.Length.Should().BeInRange(175, 4_000);
    }
}

public sealed class ManifestSharedDataTests
{
    [Fact]
    public void The_manifest_is_what_Slacks_own_schema_describes()
    {
        var schema = JsonElement.Parse(
            File.ReadAllText(Fakes.SharedData.PathOf("platforms", "specs", "slack", "manifest.schema.2.0.0.json"))
        );

        new JsonSchema(schema).Check(JsonElement.Parse(File.ReadAllText(ManifestFile.Path))).Should().BeEmpty();
    }

    [Fact]
    public void The_schema_is_read_strictly_enough_to_refuse_a_wrong_manifest()
    {
        var schema = JsonElement.Parse(
            File.ReadAllText(Fakes.SharedData.PathOf("platforms", "specs", "slack", "manifest.schema.2.0.0.json"))
        );
        var wrong = JsonElement.Parse(
            """{"display_information":{"name":"A name that is far longer than Slack will ever show"},"features":{"slash_commands":[{"command":"paper","description":"x"}]},"settings":{"sockets":true}}"""
        );

        new JsonSchema(schema).Check(wrong).Should().HaveCount(3);
    }
}

internal static class ManifestFile
{
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "slack-app-manifest.json");
}
