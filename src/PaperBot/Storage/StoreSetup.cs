namespace PaperBot.Storage;

public static class StoreSetup
{
    public static IServiceCollection AddStore(this IServiceCollection services, StoreSettings settings) =>
        services
            .AddSingleton<StoreDialect>(provider =>
                settings.Provider == StoreProvider.Sqlite
                    ? new SqliteDialect(settings.ConnectionString, provider.GetRequiredService<TimeProvider>())
                    : new PostgresDialect(settings.ConnectionString, Environment.MachineName)
            )
            .AddSingleton<Store>()
            .AddSingleton<StoreChanges>()
            .AddSingleton<StoreCopy>()
            .AddSingleton(provider => new StoreMigrator(provider.GetRequiredService<Store>(), StoreMigration.Shipped));
}
