namespace PaperBot.Slack;

/// <summary>How this installation reaches its Slack workspace.</summary>
public sealed record SlackSettings
{
    /// <summary>What every request of ours calls itself, the WebSocket handshake too.</summary>
    public static string UserAgent { get; } =
        "PaperBot/" + (typeof(SlackSettings).Assembly.GetName().Version?.ToString(3) ?? "0");

    /// <summary>The bot's token, <c>xoxb-…</c>. It travels in the Authorization header and nowhere else.</summary>
    public required string BotToken { get; init; }

    /// <summary>The app-level token, <c>xapp-…</c> with <c>connections:write</c>; needed by <see cref="SlackReceive.Socket"/>.</summary>
    public string? AppToken { get; init; }

    /// <summary>What Slack signs its requests with; needed by <see cref="SlackReceive.Http"/>.</summary>
    public string? SigningSecret { get; init; }

    /// <summary>Where the Web API's methods hang; ends in a slash.</summary>
    public Uri ApiBase { get; init; } = new("https://slack.com/api/");

    public SlackReceive Receive { get; init; } = SlackReceive.Socket;

    /// <summary>Socket Mode connections held at the same time, 1 to 4. Slack allows ten per app, and each takes a second one while it is renewed.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>Between two posts into one channel, counted from the answer to the first. Slack takes about one a second.</summary>
    public TimeSpan PostSpacing { get; init; } = TimeSpan.FromMilliseconds(1030);

    /// <summary>All posts into the workspace together, in any minute. Slack speaks of "several hundred" and names no number.</summary>
    public int PostsPerMinute { get; init; } = 300;

    /// <summary>From the start of a request to the last byte of its answer.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A socket that was silent for this long is asked whether it lives.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A socket that does not answer within this time is dead. Five seconds, as Slack's own libraries had it, cut healthy connections.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The language of what an operator reads: <c>ja</c> or <c>en</c>.</summary>
    public string OperatorLanguage { get; init; } = "en";
}

/// <summary>How requests of people reach us.</summary>
public enum SlackReceive
{
    /// <summary>Over WebSockets that we open; no public address is needed.</summary>
    Socket,

    /// <summary>Over HTTPS requests that Slack makes to us, each signed.</summary>
    Http,
}
