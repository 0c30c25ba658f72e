using PaperBot.Settings;
using PaperBot.Storage;

namespace PaperBot.Backups;

/// <summary>The nightly copy of the store, and how long what people asked is kept.</summary>
public sealed record BackupSettings
{
    /// <summary>Quartz's cron form with seconds, in the schedule's time zone; at half past three by default.</summary>
    public string Cron { get; init; } = "0 30 3 * * ?";

    /// <summary>Where the copies go: <c>backups</c> beside the SQLite file, or in the user's data folder, where none is set.</summary>
    public required string Folder { get; init; }

    /// <summary>How many nightly copies are kept; 0 makes none. 14 by default.</summary>
    public int Keep { get; init; } = 14;

    /// <summary>How long after it was asked last a question of somebody's is kept. 365 days by default.</summary>
    public TimeSpan KeepQuestions { get; init; } = TimeSpan.FromDays(365);

    public static BackupSettings Read(SettingsReader reader, StoreSettings store)
    {
        var defaults = new BackupSettings { Folder = "" };
        var cron = reader.Cron("Backup:Cron", defaults.Cron, "a cron expression beginning with seconds, such as 0 30 3 * * ?");

        var folder = reader.Text("Backup:Folder", "");
        if (folder.Length > 0 && File.Exists(folder))
        {
            reader.Report("Backup:Folder", $"is '{folder}', which is a file", "a folder; it is made where it does not exist");
        }

        return new BackupSettings
        {
            Cron = cron,
            Folder = folder.Length > 0 ? folder : UsualFolder(store),
            Keep = reader.Number("Backup:Keep", defaults.Keep, least: 0, most: 1000),
            KeepQuestions = reader.Duration(
                "Asking:KeepFor",
                defaults.KeepQuestions,
                TimeSpan.FromDays(1),
                TimeSpan.FromDays(3650)
            ),
        };
    }

    private static string UsualFolder(StoreSettings store)
    {
        try
        {
            return store.Provider is StoreProvider.Sqlite
                ? Path.Combine(
                    Path.GetDirectoryName(new SqliteDialect(store.ConnectionString, TimeProvider.System).File)!,
                    "backups"
                )
                : DataFolder.File("backups");
        }
        catch (ArgumentException)
        {
            // A connection string that is none is reported as such.
            return "";
        }
    }
}
