namespace PaperBot.Discord;

/// <summary>What an operator decides about Discord. The token comes from the environment or a file, and is never shown.</summary>
/// <param name="Token">The bot token, without the word <c>Bot</c>.</param>
public sealed record DiscordSettings(string Token)
{
    /// <summary>Discord's API, with its version.</summary>
    public Uri ApiBase { get; init; } = new("https://discord.com/api/v10");

    /// <summary>How interactions arrive.</summary>
    public DiscordReceive Receive { get; init; } = DiscordReceive.Gateway;

    /// <summary>Servers that get the commands as their own, visible at once. Empty: the commands are global.</summary>
    public IReadOnlyList<string> GuildIds { get; init; } = [];

    /// <summary>Which plain messages the bot may read; each step needs a further intent.</summary>
    public DiscordMessages Messages { get; init; } = DiscordMessages.None;

    /// <summary>How many shards the guilds are spread over; this process runs all of them. 0: as many as Discord recommends.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Ask the gateway for one compressed stream. Not worth it for a bot in a few servers.</summary>
    public bool Compress { get; init; }

    /// <summary>How often the socket is asked for a sign of life, besides Discord's own heartbeat.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long that sign may take before the connection counts as dead.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The longest that one call may take, waiting for its turn included. The outbox relies on this being shorter than its lease.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The project's page, which Discord asks every client to name.</summary>
    public Uri ProjectUrl { get; init; } = new("https://github.com/paperbot/paperbot");

    public string Version { get; init; } = "0.1.0";

    /// <summary>The path under which Discord sends interactions in HTTP mode.</summary>
    public string InteractionsPath { get; init; } = "/discord/interactions";

    /// <summary>The language of what an operator reads: <c>ja</c> or <c>en</c>.</summary>
    public string OperatorLanguage { get; init; } = "en";

    /// <summary>The token stays out of logs and debuggers.</summary>
    public override string ToString() => $"Discord at {ApiBase}, receiving by {Receive}";
}

public enum DiscordReceive
{
    /// <summary>Over a WebSocket that we open: no public address is needed.</summary>
    Gateway,

    /// <summary>By requests that Discord sends to our public address.</summary>
    Http,
}

/// <summary>Which plain messages the bot may read (gateway only).</summary>
public enum DiscordMessages
{
    /// <summary>Commands, buttons and forms only: no intent is needed.</summary>
    None,

    /// <summary>Messages that mention the bot: GUILD_MESSAGES, which is not privileged.</summary>
    Mentions,

    /// <summary>Replies in our threads besides: MESSAGE_CONTENT, which is switched on in the developer portal.</summary>
    Threads,
}
