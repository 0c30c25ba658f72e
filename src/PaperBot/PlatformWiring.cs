using System.Net;
using PaperBot.Chat;
using PaperBot.Settings;

namespace PaperBot;

/// <summary>How Program.cs, the one file that names the platforms, hands them to the rest.</summary>
/// <param name="Register">Registers the platforms that the settings turn on.</param>
/// <param name="Map">Maps the pages and calls that they take over HTTP.</param>
public sealed record PlatformWiring(
    Action<IServiceCollection, PaperBotSettings> Register,
    Action<WebApplication, PaperBotSettings> Map
);

public static class PlatformRegistration
{
    /// <summary>Registers an adapter as itself and as a platform, with HTTP clients of its own under its name.</summary>
    public static IServiceCollection AddPlatform<TPlatform>(
        this IServiceCollection services,
        string name,
        Func<Func<HttpClient>, TimeProvider, ILoggerFactory, TPlatform> create
    )
        where TPlatform : class, IChatPlatform
    {
        services.AddHttpClient(name).ConfigurePrimaryHttpMessageHandler(QuietHandler);
        return services
            .AddSingleton(provider =>
                create(
                    () => provider.GetRequiredService<IHttpClientFactory>().CreateClient(name),
                    provider.GetRequiredService<TimeProvider>(),
                    provider.GetRequiredService<ILoggerFactory>()
                )
            )
            .AddSingleton<IChatPlatform>(provider => new RedactingPlatform(
                provider.GetRequiredService<TPlatform>(),
                provider.GetRequiredService<Redactor>()
            ));
    }

    /// <summary>Does nothing by itself: a redirect followed or a request repeated below the adapters could post a message twice.</summary>
    private static SocketsHttpHandler QuietHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
}
