using System.Net;

namespace PaperBot.Writing;

public static class WritingSetup
{
    /// <summary>Nothing is registered where no model is set: then notes are imported.</summary>
    /// <param name="settings">The calls' ledger is there in any case, since a week may have cost something before the model was taken away.</param>
    public static IServiceCollection AddWriting(this IServiceCollection services, WriterSettings settings)
    {
        services.AddHttpClient().AddSingleton(settings).AddSingleton<CallLedger>().AddSingleton<ModelProbe>();
        if (!settings.IsOn)
        {
            return services;
        }

        services
            .AddHttpClient(ModelClients.HttpClientName)
            // The vendors' clients have their own limits; and no redirect leads the paper and the key somewhere else.
            .ConfigureHttpClient(http => http.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.All,
                    ConnectTimeout = TimeSpan.FromSeconds(10),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(5),
                }
            );
        return services
            .AddSingleton(provider => new ModelClient(
                ModelClients.Create(
                    settings,
                    provider.GetRequiredService<IHttpClientFactory>().CreateClient(ModelClients.HttpClientName)
                ),
                settings
            ))
            .AddSingleton(provider => new CallGate(
                settings.Parallel,
                settings.CallsPerMinute,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<ModelCaller>()
            .AddSingleton<INoteWriter, ModelNoteWriter>()
            .AddSingleton<WritingStage>();
    }
}
