using PaperBot.Fakes;
using PaperBot.Fakes.Slack;

namespace PaperBot.Slack.Tests;

/// <summary>Slack's own JavaScript libraries in the scripts in <c>sdk/</c>, run by node.</summary>
internal static class SlackSdk
{
    public static NodeScript Start(string script, SlackStandIn slack, params (string Name, string Value)[] variables) =>
        NodeScript.Start(
            script,
            "@slack/bolt",
            [
                ("SLACK_API", slack.ApiBase.AbsoluteUri),
                ("SLACK_BOT_TOKEN", slack.BotToken),
                ("SLACK_APP_TOKEN", slack.AppToken),
                ("SLACK_SIGNING_SECRET", slack.SigningSecret),
                .. variables,
            ]
        );
}
