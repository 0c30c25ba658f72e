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
            .AddSingleton(provider => new PicturePainter(
                web,
                PictureFonts.Folders,
                provider.GetRequiredService<ILogger<PicturePainter>>()
            ))
            .AddSingleton(provider =>
                on
                    ? new ReadingLinks(web.Address)
                    {
                        HasPictures = web.Picture,
                        // Fonts are looked for only where somebody wants to see them.
                        HasPicturesForChats = web.HasPicturesForChats && provider.GetRequiredService<PicturePainter>().CanPaint,
                    }
                    : ReadingLinks.None
            )
            .AddSingleton<NoteTimes>()
            .AddSingleton<ReadingPages>();
    }
}
