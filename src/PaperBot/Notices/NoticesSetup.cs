namespace PaperBot.Notices;

public static class NoticesSetup
{
    public static IServiceCollection AddNotices(this IServiceCollection services) => services.AddSingleton<NoticeBoard>();
}
