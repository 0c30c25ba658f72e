using System.Globalization;
using PaperBot.Discord;
using PaperBot.Papers;

namespace PaperBot.Settings;

/// <summary>Discord's settings from the files and variables; the adapter itself knows nothing of them.</summary>
public static class DiscordSettingsReading
{
    /// <summary>Null where no token is set: Discord is off.</summary>
    public static DiscordSettings? Read(SettingsReader reader)
    {
        var defaults = new DiscordSettings("");
        var settings = new DiscordSettings(reader.Secret("Discord:Token") ?? "")
        {
            ApiBase = reader.Address("Discord:ApiBase", defaults.ApiBase),
            Receive = reader.Choice("Discord:Receive", defaults.Receive),
            GuildIds = reader.List("Discord:GuildIds"),
            Messages = reader.Choice("Discord:Messages", defaults.Messages),
            Shards = reader.Number("Discord:Shards", defaults.Shards, least: 0, most: 64),
            Compress = reader.Flag("Discord:Compress", defaults.Compress),
            OperatorLanguage = (Languages.Find(CultureInfo.CurrentUICulture.Name) ?? Language.English).Code(),
            RequestTimeout = reader.Duration(
                "Discord:RequestTimeout",
                defaults.RequestTimeout,
                least: TimeSpan.FromMilliseconds(100),
                most: TimeSpan.FromSeconds(10)
            ),
            KeepAliveInterval = reader.Duration(
                "Discord:KeepAliveInterval",
                defaults.KeepAliveInterval,
                least: TimeSpan.FromMilliseconds(10),
                most: TimeSpan.FromMinutes(1)
            ),
            KeepAliveTimeout = reader.Duration(
                "Discord:KeepAliveTimeout",
                defaults.KeepAliveTimeout,
                least: TimeSpan.FromMilliseconds(10),
                most: TimeSpan.FromMinutes(1)
            ),
        };
        if (settings.Token.StartsWith("Bot ", StringComparison.OrdinalIgnoreCase))
        {
            reader.Report("Discord:Token", "begins with the word Bot", "the token alone, as the developer portal shows it");
        }

        foreach (var guild in settings.GuildIds.Where(id => !id.All(char.IsAsciiDigit)))
        {
            reader.Report(
                "Discord:GuildIds",
                $"holds '{guild}'",
                "server ids, which are numbers (Copy Server ID in Discord's developer mode)"
            );
        }

        return settings.Token.Length == 0 ? null : settings;
    }
}
