using PaperBot.Settings;

namespace PaperBot.Weeks;

/// <summary>Where weekly lists come from and how they are watched.</summary>
public sealed record WeeksSettings
{
    /// <summary>The folder that holds README.md and the year files; ends in a slash.</summary>
    public Uri BaseUrl { get; init; } = new("https://raw.githubusercontent.com/dair-ai/AI-Papers-of-the-Week/main/");

    /// <summary>A folder that is watched for weekly notes; null where none is.</summary>
    public string? Notes { get; init; }

    /// <summary>How often it looks for an awaited list; a fifth more or less, so that installations do not all ask at once. Default 15 minutes.</summary>
    public TimeSpan LookEvery { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>A list counts once two reads this far apart were equal. Default 5 minutes.</summary>
    public TimeSpan SettleFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it looks for corrections while no list is awaited; a fifth more or less. Default 6 hours.</summary>
    public TimeSpan CorrectionsEvery { get; init; } = TimeSpan.FromHours(6);

    /// <summary>How long after its last day a week is run again once a day, so that what changed at arXiv is noticed. Default 28 days.</summary>
    public TimeSpan CorrectionsFor { get; init; } = TimeSpan.FromDays(28);

    /// <summary>How often the notes folder is looked at. Default 30 seconds.</summary>
    public TimeSpan NotesEvery { get; init; } = TimeSpan.FromSeconds(30);

    public static WeeksSettings Read(SettingsReader reader)
    {
        var defaults = new WeeksSettings();
        var folder = reader.Text("Weeks:Notes", "");
        if (folder.Length > 0 && !Directory.Exists(folder))
        {
            reader.Report("Weeks:Notes", $"names '{folder}', which is no folder", "a folder that exists, or nothing");
        }

        var address = reader.Address("Weeks:BaseUrl", defaults.BaseUrl);
        return new WeeksSettings
        {
            BaseUrl = address.AbsolutePath.EndsWith('/') ? address : new Uri(address.GetLeftPart(UriPartial.Path) + "/"),
            Notes = folder.Length > 0 ? Path.GetFullPath(folder) : null,
            LookEvery = reader.Duration(
                "Weeks:LookEvery",
                defaults.LookEvery,
                SettingsReader.IsLoopback(address) ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromMinutes(1),
                TimeSpan.FromHours(12)
            ),
            SettleFor = reader.Duration("Weeks:SettleFor", defaults.SettleFor, TimeSpan.Zero, TimeSpan.FromHours(2)),
            CorrectionsEvery = reader.Duration(
                "Weeks:CorrectionsEvery",
                defaults.CorrectionsEvery,
                SettingsReader.IsLoopback(address) ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromMinutes(10),
                TimeSpan.FromDays(7)
            ),
            CorrectionsFor = reader.Duration(
                "Weeks:CorrectionsFor",
                defaults.CorrectionsFor,
                TimeSpan.Zero,
                TimeSpan.FromDays(3650)
            ),
            NotesEvery = reader.Duration(
                "Weeks:NotesEvery",
                defaults.NotesEvery,
                TimeSpan.FromMilliseconds(100),
                TimeSpan.FromHours(1)
            ),
        };
    }
}
