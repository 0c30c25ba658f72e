using PaperBot.Papers;
using PaperBot.Settings;

namespace PaperBot.Publishing;

/// <summary>A channel that gets digests.</summary>
public sealed record ChannelSettings
{
    private static readonly string[] Platforms = ["slack", "discord", "local"];

    /// <summary>The key that it was read from, <c>Channels:0</c>; empty for a channel that no setting names.</summary>
    public string Entry { get; init; } = "";

    /// <summary><c>slack</c>, <c>discord</c> or <c>local</c>.</summary>
    public required string Platform { get; init; }

    /// <summary>The platform's id of the channel.</summary>
    public required string Id { get; init; }

    /// <summary>The language of its digests; Japanese by default.</summary>
    public Language Language { get; init; } = Language.Japanese;

    /// <summary>How many papers of a week are posted at most. 10 by default.</summary>
    public int MaxPapers { get; init; } = 10;

    /// <summary>Wanted words: papers whose title, names or categories hold one come first and are marked.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Muted words: papers that hold one are mentioned at the end of the header and not posted. The archive keeps them.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Papers of these authors come first, as wanted ones.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>Papers of these arXiv categories, such as <c>cs.CL</c>, come first, as wanted ones.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>A cron expression of its own; null follows <c>Schedule:Cron</c>.</summary>
    public string? Schedule { get; init; }

    /// <summary>The time zone of <see cref="Schedule"/>, an IANA name; null follows <c>Schedule:TimeZone</c>.</summary>
    public string? TimeZone { get; init; }

    public static IReadOnlyList<ChannelSettings> ReadAll(SettingsReader reader)
    {
        var channels = new List<ChannelSettings>();
        if (reader.Text("Channels", "") is { Length: > 0 } text)
        {
            reader.Report("Channels", $"is '{text}'", "a list of channels, such as Channels:0:Platform, Channels:0:Id and so on");
        }

        foreach (var entry in reader.Entries("Channels"))
        {
            if (Read(reader, entry) is not { } channel)
            {
                continue;
            }

            if (channels.Any(other => other.Platform == channel.Platform && other.Id == channel.Id))
            {
                reader.Report(
                    $"{entry}:Id",
                    $"is '{channel.Id}', which another entry of Channels names already",
                    "each channel once"
                );
            }

            channels.Add(channel);
        }

        return channels;
    }

    private static ChannelSettings? Read(SettingsReader reader, string entry)
    {
        var defaults = new ChannelSettings { Platform = "", Id = "" };
        var platform = reader.Text($"{entry}:Platform", "").ToLowerInvariant();
        if (!Platforms.Contains(platform, StringComparer.Ordinal))
        {
            reader.Report($"{entry}:Platform", $"is '{platform}'", "one of " + string.Join(", ", Platforms));
        }

        var id = reader.Text($"{entry}:Id", "");
        if (id.Length == 0)
        {
            reader.Report($"{entry}:Id", "is missing", "the channel's id, such as C0123456789 on Slack");
        }

        var language = reader.Text($"{entry}:Language", defaults.Language.Code());
        if (Languages.Find(language) is null)
        {
            reader.Report($"{entry}:Language", $"is '{language}'", "ja or en");
        }

        var schedule = reader.Text($"{entry}:Schedule", "");
        if (schedule.Length > 0)
        {
            reader.Cron($"{entry}:Schedule", schedule, "a cron expression such as 0 0 9 ? * MON");
        }

        var zone = reader.Text($"{entry}:TimeZone", "");
        if (zone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            reader.Report($"{entry}:TimeZone", $"is '{zone}'", "a time zone such as Asia/Tokyo or Europe/Berlin");
        }

        var channel = new ChannelSettings
        {
            Entry = entry,
            Platform = platform,
            Id = id,
            Language = Languages.Find(language) ?? defaults.Language,
            MaxPapers = reader.Number($"{entry}:MaxPapers", defaults.MaxPapers, 1, 50),
            Include = reader.List($"{entry}:Include"),
            Exclude = reader.List($"{entry}:Exclude"),
            Authors = reader.List($"{entry}:Authors"),
            Categories = reader.List($"{entry}:Categories"),
            Schedule = schedule.Length > 0 ? schedule : null,
            TimeZone = zone.Length > 0 ? zone : null,
        };
        return id.Length > 0 ? channel : null;
    }
}
