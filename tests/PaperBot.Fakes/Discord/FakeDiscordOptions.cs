using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

/// <summary>What a stand-in does differently from the next one.</summary>
public sealed record FakeDiscordOptions
{
    public string Token { get; init; } = Canary.Secret("stand-in.token.");

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Off for tests that are about something else and send much.</summary>
    public bool RateLimits { get; init; } = true;

    public int GlobalPerSecond { get; init; } = 50;

    /// <summary>Requests and seconds by method and route; these figures are the stand-in's own, Discord publishes none.</summary>
    public IReadOnlyDictionary<string, (int Limit, double Seconds)> Buckets { get; init; } =
        new Dictionary<string, (int, double)>(StringComparer.Ordinal)
        {
            ["POST /channels/:id/messages"] = (5, 5),
            ["PATCH /channels/:id/messages/:id"] = (5, 5),
            ["DELETE /channels/:id/messages/:id"] = (5, 1),
            ["DELETE /channels/:id/messages/:id (old)"] = (3, 1),
            ["POST /channels/:id/messages/:id/threads"] = (5, 5),
            ["POST /channels/:id/threads"] = (5, 5),
            ["PATCH /channels/:id"] = (5, 15),
            ["GET /channels/:id/messages"] = (5, 1),
            ["PUT /applications/:id/commands"] = (2, 20),
            ["PUT /applications/:id/guilds/:id/commands"] = (2, 20),
            ["POST /webhooks/:id/:token"] = (5, 2),
            ["PATCH /webhooks/:id/:token/messages/:id"] = (5, 2),
        };

    /// <summary>For how long a nonce is remembered; Discord says "the past few minutes".</summary>
    public TimeSpan NonceWindow { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How late a post shows in the history.</summary>
    public TimeSpan HistoryLag { get; init; } = TimeSpan.Zero;

    /// <summary>Identifies that are left today.</summary>
    public int SessionStarts { get; init; } = 1000;

    public int MaxConcurrency { get; init; } = 1;

    public int RecommendedShards { get; init; } = 1;

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(41.25);

    /// <summary>For how long a session without a connection can be resumed.</summary>
    public TimeSpan SessionLife { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether the privileged intents are switched on in the portal.</summary>
    public bool MessageContent { get; init; } = true;

    /// <summary>Something to do before each request: delay it, or give a fault for it.</summary>
    public Func<FakeRequest, FakeFault?>? Chaos { get; init; }
}

/// <summary>A request as a fault rule sees it.</summary>
/// <param name="Template">As <c>/channels/:id/messages</c>.</param>
public sealed record FakeRequest(string Method, string Template, IReadOnlyList<string> Ids, JsonNode? Body)
{
    public string Key => $"{Method} {Template}";
}

/// <summary>Something that goes wrong with one request.</summary>
public abstract record FakeFault
{
    private FakeFault() { }

    /// <summary>429 though nothing was exceeded.</summary>
    /// <param name="Scope"><c>user</c>, <c>global</c> or <c>shared</c>; null leaves out every header but Retry-After, as Cloudflare does.</param>
    /// <param name="RetryAfter">Null leaves it out of body and headers.</param>
    public sealed record Throttle(string? Scope, double? RetryAfter, int? Code = null) : FakeFault;

    /// <summary>An error by Discord's code, before anything is done.</summary>
    public sealed record Refuse(int Status, int Code, string Message = "Refused by the test") : FakeFault;

    /// <summary>A 5xx, before or after the request was carried out.</summary>
    public sealed record ServerError(int Status, bool Accepted) : FakeFault;

    /// <summary>The connection breaks, before or after the request was carried out.</summary>
    public sealed record Reset(bool Accepted) : FakeFault;

    /// <summary>No answer ever comes.</summary>
    public sealed record Hang(bool Accepted) : FakeFault;

    /// <summary>Carried out, and answered 200 with something that is no JSON.</summary>
    public sealed record Garbage(string Body) : FakeFault;

    public sealed record Slow(TimeSpan By) : FakeFault;

    /// <summary>Carried out, and the answer comes byte by byte for so long.</summary>
    public sealed record Drip(TimeSpan For) : FakeFault;
}
