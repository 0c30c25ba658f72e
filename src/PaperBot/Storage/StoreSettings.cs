using PaperBot.Settings;

namespace PaperBot.Storage;

/// <summary>Where everything is kept.</summary>
public sealed record StoreSettings
{
    /// <summary>SQLite for one process (the default), PostgreSQL for several.</summary>
    public StoreProvider Provider { get; init; } = StoreProvider.Sqlite;

    /// <summary>Empty: <c>paperbot.db</c> in the user's data folder. For SQLite a bare file path is enough.</summary>
    public string ConnectionString { get; init; } = "";

    public static StoreSettings Read(SettingsReader reader)
    {
        var defaults = new StoreSettings();
        var settings = new StoreSettings
        {
            Provider = reader.Choice("Store:Provider", defaults.Provider),
            ConnectionString = reader.Secret("Store:ConnectionString") ?? defaults.ConnectionString,
        };
        if (settings is { Provider: StoreProvider.Postgres, ConnectionString: "" })
        {
            reader.Report(
                "Store:ConnectionString",
                "is empty, but Store:Provider is postgres",
                "Host=…;Database=…;Username=…;Password=…"
            );
        }

        return settings;
    }
}

public enum StoreProvider
{
    Sqlite,
    Postgres,
}
