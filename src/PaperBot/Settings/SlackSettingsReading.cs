using System.Globalization;
using PaperBot.Papers;
using PaperBot.Slack;

namespace PaperBot.Settings;

/// <summary>Slack's settings from the files and variables; the adapter itself knows nothing of them.</summary>
public static class SlackSettingsReading
{
    /// <summary>Null where no bot token is set: Slack is off.</summary>
    public static SlackSettings? Read(SettingsReader reader)
    {
        var defaults = new SlackSettings { BotToken = "" };
        var settings = new SlackSettings
        {
            BotToken = reader.Secret("Slack:BotToken") ?? "",
            AppToken = reader.Secret("Slack:AppToken"),
            SigningSecret = reader.Secret("Slack:SigningSecret"),
            ApiBase = WithSlash(reader.Address("Slack:ApiBase", defaults.ApiBase)),
            Receive = reader.Choice("Slack:Receive", defaults.Receive),
            Connections = reader.Number("Slack:Connections", defaults.Connections, least: 1, most: 4),
            PostSpacing = reader.Duration(
                "Slack:PostSpacing",
                defaults.PostSpacing,
                least: TimeSpan.Zero,
                most: TimeSpan.FromMinutes(1)
            ),
            PostsPerMinute = reader.Number("Slack:PostsPerMinute", defaults.PostsPerMinute, least: 1, most: 100_000),
            RequestTimeout = reader.Duration(
                "Slack:RequestTimeout",
                defaults.RequestTimeout,
                least: TimeSpan.FromMilliseconds(100),
                most: TimeSpan.FromSeconds(10)
            ),
            KeepAliveInterval = reader.Duration(
                "Slack:KeepAliveInterval",
                defaults.KeepAliveInterval,
                least: TimeSpan.FromMilliseconds(10),
                most: TimeSpan.FromMinutes(1)
            ),
            KeepAliveTimeout = reader.Duration(
                "Slack:KeepAliveTimeout",
                defaults.KeepAliveTimeout,
                least: TimeSpan.FromMilliseconds(10),
                most: TimeSpan.FromMinutes(1)
            ),
            OperatorLanguage = (Languages.Find(CultureInfo.CurrentUICulture.Name) ?? Language.English).Code(),
        };
        if (settings.BotToken.Length == 0)
        {
            if (settings.AppToken is not null || settings.SigningSecret is not null)
            {
                reader.Report(
                    "Slack:BotToken",
                    "is not set, but another secret of Slack is",
                    "the app's Bot User OAuth Token (xoxb-…), which turns Slack on"
                );
            }

            return null;
        }

        Check(settings, reader);
        return settings;
    }

    private static void Check(SlackSettings settings, SettingsReader reader)
    {
        if (!settings.BotToken.StartsWith("xoxb-", StringComparison.Ordinal))
        {
            reader.Report("Slack:BotToken", "does not start with xoxb-", "the app's Bot User OAuth Token");
        }

        if (settings.Receive is SlackReceive.Socket && settings.AppToken is null)
        {
            reader.Report(
                "Slack:AppToken",
                "is not set, but Slack:Receive is socket",
                "an app-level token (xapp-…) with connections:write"
            );
        }

        if (settings.AppToken is not null && !settings.AppToken.StartsWith("xapp-", StringComparison.Ordinal))
        {
            reader.Report("Slack:AppToken", "does not start with xapp-", "an app-level token (xapp-…) with connections:write");
        }

        if (settings.Receive is SlackReceive.Http && settings.SigningSecret is null)
        {
            reader.Report("Slack:SigningSecret", "is not set, but Slack:Receive is http", "the app's Signing Secret");
        }
    }

    /// <summary>Without the slash at the end, the address's last step would be replaced by the method's name.</summary>
    private static Uri WithSlash(Uri address) =>
        address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;
}
