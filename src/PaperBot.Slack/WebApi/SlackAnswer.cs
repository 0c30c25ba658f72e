using System.Text.Json;
using PaperBot.Chat;

namespace PaperBot.Slack.WebApi;

/// <summary>What came of one call of a Web API method.</summary>
internal abstract record SlackAnswer
{
    private SlackAnswer() { }

    /// <param name="Body">The whole answer, which says <c>ok: true</c>.</param>
    /// <param name="Scopes">What the token may do, from the <c>x-oauth-scopes</c> header; null where the answer had none.</param>
    /// <param name="At">Slack's clock when it answered.</param>
    public sealed record Done(JsonElement Body, IReadOnlySet<string>? Scopes, DateTimeOffset? At) : SlackAnswer;

    /// <summary>Refused for good, with an error that is listed in <see cref="SlackErrors"/>.</summary>
    /// <param name="Detail">The error with what Slack says about it: the scope it misses, the place in the blocks.</param>
    public sealed record Refused(string Error, RejectionReason Reason, string Detail) : SlackAnswer;

    /// <summary>Not done: Slack said to wait, or would have if the request had been sent.</summary>
    /// <param name="RetryAfter">Null where Slack did not say how long.</param>
    public sealed record Throttled(TimeSpan? RetryAfter) : SlackAnswer;

    /// <summary>Not done: it never reached Slack.</summary>
    public sealed record NotSent(string Reason) : SlackAnswer;

    /// <summary>Perhaps done: no answer, or one that cannot be understood.</summary>
    public sealed record Unknown(string Reason) : SlackAnswer;

    /// <summary>For the log and for people who operate this.</summary>
    public string Describe() =>
        this switch
        {
            Done => "ok",
            Refused refused => refused.Detail,
            Throttled throttled => throttled.RetryAfter is { } wait
                ? $"rate limited for {wait.TotalSeconds:0.#} s"
                : "rate limited",
            NotSent notSent => notSent.Reason,
            Unknown unknown => unknown.Reason,
            _ => throw new InvalidOperationException(),
        };
}
