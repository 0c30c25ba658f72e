using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Slack;

/// <summary>A call as it arrived.</summary>
/// <param name="Method">Such as <c>chat.postMessage</c>, or <c>response_url</c>.</param>
/// <param name="Ordinal">Counts the calls of this stand-in from 1.</param>
public sealed record SlackCall(string Method, JsonObject Arguments, int Ordinal)
{
    public string? Text(string name) => Arguments[name]?.ToString();
}

/// <summary>What goes wrong with a call.</summary>
public abstract record SlackFault
{
    private SlackFault() { }

    /// <summary>429 with this header; null leaves the header out.</summary>
    public sealed record RateLimited(string? RetryAfter) : SlackFault;

    /// <summary><c>ok: false</c> with this error; the call is not carried out.</summary>
    public sealed record Error(string Code) : SlackFault;

    /// <summary>This status with an HTML page, before or after the call is carried out.</summary>
    public sealed record Status(int Code, bool Accepted) : SlackFault;

    /// <summary>The connection is reset, before or after the call is carried out.</summary>
    public sealed record Reset(bool Accepted) : SlackFault;

    /// <summary>No answer until the client gives up.</summary>
    public sealed record Hang(bool Accepted) : SlackFault;

    /// <summary>200 with something that is no JSON; the call is carried out.</summary>
    public sealed record Garbage(string Body) : SlackFault;

    /// <summary>200, the call is carried out, and its answer comes byte by byte for so long.</summary>
    public sealed record Drip(TimeSpan For) : SlackFault;
}
