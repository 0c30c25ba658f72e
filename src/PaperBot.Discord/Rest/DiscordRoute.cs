using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Rest;

/// <summary>
/// One call of https://discord.com/developers/docs/reference. Limits are shared by calls with the same bucket and the same major
/// resource; interaction calls stand outside the global limit.
/// </summary>
/// <param name="Template">The path without ids: what is logged, and the bucket's name until Discord has told it.</param>
/// <param name="Major">The channel, guild or webhook that the limit is counted for.</param>
internal sealed record DiscordRoute(HttpMethod Method, string Template, string Major, string Path, RouteKind Kind = RouteKind.Bot)
{
    /// <summary>Older messages are deleted through a slower bucket of their own.</summary>
    private static readonly TimeSpan OldMessage = TimeSpan.FromDays(14);

    public string Key => $"{Method} {Template}";

    public static DiscordRoute Gateway() => Get("/gateway/bot", "", "/gateway/bot");

    public static DiscordRoute Application() => Get("/applications/@me", "", "/applications/@me");

    public static DiscordRoute Self() => Get("/users/@me", "", "/users/@me");

    public static DiscordRoute Channel(string channel) => Get("/channels/:id", channel, $"/channels/{channel}");

    public static DiscordRoute ModifyChannel(string channel) =>
        new(HttpMethod.Patch, "/channels/:id", channel, $"/channels/{channel}");

    public static DiscordRoute DeleteChannel(string channel) =>
        new(HttpMethod.Delete, "/channels/:id", channel, $"/channels/{channel}");

    public static DiscordRoute Guild(string guild) => Get("/guilds/:id", guild, $"/guilds/{guild}");

    public static DiscordRoute GuildChannels(string guild) => Get("/guilds/:id/channels", guild, $"/guilds/{guild}/channels");

    public static DiscordRoute Member(string guild, string user) =>
        Get("/guilds/:id/members/:id", guild, $"/guilds/{guild}/members/{user}");

    public static DiscordRoute ActiveThreads(string guild) =>
        Get("/guilds/:id/threads/active", guild, $"/guilds/{guild}/threads/active");

    public static DiscordRoute ArchivedThreads(string channel, string before) =>
        Get(
            "/channels/:id/threads/archived/public",
            channel,
            $"/channels/{channel}/threads/archived/public?limit=100&before={Uri.EscapeDataString(before)}"
        );

    public static DiscordRoute Messages(string channel, string after) =>
        Get("/channels/:id/messages", channel, $"/channels/{channel}/messages?limit=100&after={after}");

    public static DiscordRoute Message(string channel, string message) =>
        Get("/channels/:id/messages/:id", channel, $"/channels/{channel}/messages/{message}");

    public static DiscordRoute CreateMessage(string channel) =>
        new(HttpMethod.Post, "/channels/:id/messages", channel, $"/channels/{channel}/messages");

    public static DiscordRoute EditMessage(string channel, string message) =>
        new(HttpMethod.Patch, "/channels/:id/messages/:id", channel, $"/channels/{channel}/messages/{message}");

    public static DiscordRoute DeleteMessage(string channel, string message, DateTimeOffset now) =>
        new(
            HttpMethod.Delete,
            Snowflake.TryParse(message, out var id) && now - Snowflake.TimeOf(id) > OldMessage
                ? "/channels/:id/messages/:id (old)"
                : "/channels/:id/messages/:id",
            channel,
            $"/channels/{channel}/messages/{message}"
        );

    public static DiscordRoute OpenThread(string channel, string message) =>
        new(HttpMethod.Post, "/channels/:id/messages/:id/threads", channel, $"/channels/{channel}/messages/{message}/threads");

    public static DiscordRoute CreateForumPost(string channel) =>
        new(HttpMethod.Post, "/channels/:id/threads", channel, $"/channels/{channel}/threads");

    public static DiscordRoute DirectChannel() => new(HttpMethod.Post, "/users/@me/channels", "", "/users/@me/channels");

    public static DiscordRoute Commands(string application, string? guild) =>
        guild is null
            ? Get("/applications/:id/commands", "", $"/applications/{application}/commands?with_localizations=true")
            : Get(
                "/applications/:id/guilds/:id/commands",
                guild,
                $"/applications/{application}/guilds/{guild}/commands?with_localizations=true"
            );

    public static DiscordRoute OverwriteCommands(string application, string? guild) =>
        guild is null
            ? new(HttpMethod.Put, "/applications/:id/commands", "", $"/applications/{application}/commands")
            : new(
                HttpMethod.Put,
                "/applications/:id/guilds/:id/commands",
                guild,
                $"/applications/{application}/guilds/{guild}/commands"
            );

    public static DiscordRoute Callback(string interaction, string token) =>
        new(
            HttpMethod.Post,
            "/interactions/:id/:token/callback",
            "",
            $"/interactions/{interaction}/{token}/callback",
            RouteKind.Callback
        );

    public static DiscordRoute Original(string application, string token) =>
        new(
            HttpMethod.Get,
            "/webhooks/:id/:token/messages/:id",
            token,
            $"/webhooks/{application}/{token}/messages/@original",
            RouteKind.Webhook
        );

    public static DiscordRoute EditOriginal(string application, string token) => EditFollowUp(application, token, "@original");

    public static DiscordRoute FollowUp(string application, string token) =>
        new(HttpMethod.Post, "/webhooks/:id/:token", token, $"/webhooks/{application}/{token}", RouteKind.Webhook);

    public static DiscordRoute EditFollowUp(string application, string token, string message) =>
        new(
            HttpMethod.Patch,
            "/webhooks/:id/:token/messages/:id",
            token,
            $"/webhooks/{application}/{token}/messages/{message}",
            RouteKind.Webhook
        );

    /// <summary>Interaction tokens stand in paths: they stay out of logs.</summary>
    public override string ToString() => Key;

    private static DiscordRoute Get(string template, string major, string path) => new(HttpMethod.Get, template, major, path);
}

internal enum RouteKind
{
    /// <summary>Under the bot's token and the global limit.</summary>
    Bot,

    /// <summary>An interaction's follow-ups: the token in the path is the right, and only their own bucket counts.</summary>
    Webhook,

    /// <summary>An interaction's first answer: under no limit at all.</summary>
    Callback,
}
