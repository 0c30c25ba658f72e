namespace PaperBot.Slack;

/// <summary>How connections to Slack are made.</summary>
public static class SlackHttp
{
    /// <summary>
    /// A handler that does nothing by itself: a redirect followed or a request repeated below us could post a message twice, and a
    /// cookie has no business here. Connections are renewed now and then, so that a change of Slack's addresses is noticed.
    /// </summary>
    public static SocketsHttpHandler CreateHandler() =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = System.Net.DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        };
}
