using Microsoft.Extensions.DependencyInjection.Extensions;
using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Web;

namespace PaperBot.Local;

public static class LocalSetup
{
    /// <summary>The local workspace as a platform; <see cref="LocalEndpoints.MapLocalWorkspace"/> brings its page.</summary>
    public static IServiceCollection AddLocalWorkspace(this IServiceCollection services, WebSettings web)
    {
        services.TryAddSingleton(web);
        services.TryAddSingleton(ReadingLinks.None);
        return services
            .AddSingleton<LocalGate>()
            .AddSingleton<LocalAssets>()
            .AddSingleton<LocalMessages>()
            .AddSingleton<LocalConversation>()
            .AddSingleton<LocalPlatform>()
            .AddSingleton<IChatPlatform>(provider => provider.GetRequiredService<LocalPlatform>());
    }
}
