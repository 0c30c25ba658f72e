using PaperBot.Papers;

namespace PaperBot.Web;

public static class WebSetup
{
    /// <summary>The reading pages; <see cref="ReadingEndpoints.MapReadingPages"/> serves them.</summary>
    /// <param name="on">Whether there are any.</param>
    public static IServiceCollection AddReadingPages(this IServiceCollection services, WebSettings web, bool on)
    {
        services.AddSingleton(web);
        return services
            .AddSingleton(on ? new ReadingLinks(web.Address) { HasPictures = web.Picture } : ReadingLinks.None)
            .AddSingleton<NoteTimes>()
            .AddSingleton<ReadingPages>();
    }
}
