namespace PaperBot.Notices;

public static class NoticesSetup
{
    public static IServiceCollection AddNotices(this IServiceCollection services, NoticesSettings settings) =>
        services.AddSingleton(settings).AddSingleton<NoticeBoard>().AddSingleton<NoticePosts>();
}
