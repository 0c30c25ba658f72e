using PaperBot.Papers;
using PaperBot.Settings;

namespace PaperBot.Notices;

/// <summary>Where admins are told what they did not ask for.</summary>
public sealed record NoticesSettings
{
    private static readonly string[] Platforms = ["slack", "discord", "local"];

    /// <summary>Channels as <c>slack:C0123</c>; none by default: then notices stand in <c>/paper-admin status</c> alone.</summary>
    public IReadOnlyList<NoticeChannel> Channels { get; init; } = [];

    /// <summary>The language of what is posted there; Japanese by default.</summary>
    public Language Language { get; init; } = Language.Japanese;

    public static NoticesSettings Read(SettingsReader reader)
    {
        var channels = new List<NoticeChannel>();
        foreach (var text in reader.List("Notices:Channels"))
        {
            var parts = text.Split(':', 2);
            if (parts.Length == 2 && Platforms.Contains(parts[0], StringComparer.Ordinal) && parts[1].Length > 0)
            {
                channels.Add(new NoticeChannel(parts[0], parts[1]));
            }
            else
            {
                reader.Report(
                    "Notices:Channels",
                    $"holds '{text}'",
                    "a platform and a channel's id, such as slack:C0123456789 or discord:1234"
                );
            }
        }

        var language = reader.Text("Notices:Language", Language.Japanese.Code());
        if (Languages.Find(language) is null)
        {
            reader.Report("Notices:Language", $"is '{language}'", "ja or en");
        }

        return new NoticesSettings
        {
            Channels = [.. channels.Distinct()],
            Language = Languages.Find(language) ?? Language.Japanese,
        };
    }
}

/// <param name="Platform"><c>slack</c>, <c>discord</c> or <c>local</c>.</param>
/// <param name="Id">The platform's id of the channel.</param>
public sealed record NoticeChannel(string Platform, string Id)
{
    public override string ToString() => $"{Platform}:{Id}";
}
