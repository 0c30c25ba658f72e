using System.Text.Json;
using PaperBot.Fakes;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Tests.WebApi;

public sealed class SlackErrorsSharedDataTests
{
    [Fact]
    public void Every_documented_error_of_every_method_that_we_call_was_thought_about()
    {
        using var facts = JsonDocument.Parse(
            File.ReadAllText(SharedData.PathOf("platforms", "specs", "slack", "methods-facts.json"))
        );
        var common = facts.RootElement.GetProperty("common_errors").EnumerateArray();

        var forgotten = SlackMethod
            .All.SelectMany(method =>
                facts.RootElement.GetProperty("methods").GetProperty(method.Name).GetProperty("errors").EnumerateArray()
            )
            .Concat(common)
            .Select(error => error.GetString()!)
            .Distinct()
            .Where(error => !SlackErrors.IsListed(error));

        forgotten.Should().BeEmpty();
    }

    [Fact]
    public void No_method_is_asked_for_more_than_its_tier_promises()
    {
        using var facts = JsonDocument.Parse(
            File.ReadAllText(SharedData.PathOf("platforms", "specs", "slack", "methods-facts.json"))
        );
        foreach (var method in SlackMethod.All.Where(method => method.PerMinute is not null))
        {
            var tier = facts.RootElement.GetProperty("methods").GetProperty(method.Name).GetProperty("tier");
            method
                .PerMinute.Should()
                .Be(
                    tier.GetInt32() switch
                    {
                        1 => 1,
                        2 => 20,
                        3 => 50,
                        _ => 100,
                    },
                    method.Name
                );
        }
    }
}
