using Microsoft.Data.Sqlite;
using Npgsql;
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
        else if (!settings.IsConnectionString)
        {
            // What is wrong with it is not said to the letter: it may hold a password.
            reader.Report(
                "Store:ConnectionString",
                $"is no connection string of {settings.Provider}",
                settings.Provider is StoreProvider.Postgres
                    ? "Host=…;Database=…;Username=…;Password=…"
                    : "the path of a file, or Data Source=…"
            );
        }

        return settings;
    }

    /// <summary>Whether the provider can read its connection string; whether anything answers there is another question.</summary>
    internal bool IsConnectionString
    {
        get
        {
            try
            {
                if (Provider == StoreProvider.Postgres)
                {
                    return new NpgsqlConnectionStringBuilder(ConnectionString).Host is { Length: > 0 };
                }

                return !ConnectionString.Contains('=', StringComparison.Ordinal)
                    || new SqliteConnectionStringBuilder(ConnectionString).DataSource.Length > 0;
            }
            catch (Exception exception)
                when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
            {
                return false;
            }
        }
    }
}

public enum StoreProvider
{
    Sqlite,
    Postgres,
}
