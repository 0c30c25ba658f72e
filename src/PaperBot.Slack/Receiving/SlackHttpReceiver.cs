using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Receiving;

/// <summary>
/// Slack's requests over HTTP, all at one address: events, commands, interactions. Bounded body, signature, age, and only then
/// parsing. See https://docs.slack.dev/apis/events-api/using-http-request-urls.
/// </summary>
internal sealed partial class SlackHttpReceiver(string signingSecret, TimeProvider time, ILogger<SlackHttpReceiver> logger)
{
    private const int LargestBody = 1024 * 1024;

    private volatile SlackInbox? _inbox;

    /// <summary>From now on requests are served; before, Slack is told to come again.</summary>
    public void Open(SlackInbox inbox) => _inbox = inbox;

    public void Close() => _inbox = null;

    public async Task ServeAsync(HttpContext context)
    {
        var received = time.GetTimestamp();
        var body = await ReadBoundedAsync(context.Request, context.RequestAborted);
        if (body is null)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var headers = context.Request.Headers;
        string? signature = headers["X-Slack-Signature"];
        if (signature is null && IsCertificateCheck(context.Request, body))
        {
            // The one request that Slack does not sign: it looks at our certificate and wants a 200 and nothing else.
            return;
        }

        if (!SlackSignature.IsValid(signingSecret, headers["X-Slack-Request-Timestamp"], signature, body, time.GetUtcNow()))
        {
            Log.Refused(logger, signature is null ? "no signature" : "a wrong or old signature");
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (headers["x-slack-retry-num"] is [{ } number])
        {
            Log.Retried(logger, number, headers["x-slack-retry-reason"].ToString());
        }

        await AnswerAsync(context, body);
        SlackMeters.Acknowledged("http", time.GetElapsedTime(received));
    }

    private async Task AnswerAsync(HttpContext context, byte[] body)
    {
        if (!TryParse(context.Request, body, out var type, out var payload))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (type == "events_api" && payload.Text("type") == "url_verification")
        {
            context.Response.ContentType = "text/plain";
            await context.Response.WriteAsync(payload.Text("challenge") ?? "", context.RequestAborted);
            return;
        }

        var acceptance = _inbox is { } inbox
            ? await inbox.AcceptAsync(type, payload, context.RequestAborted)
            : SlackAcceptance.ComeAgain;
        if (!acceptance.Accepted)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        else if (acceptance.Payload is not null)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
            await context.Response.WriteAsync(SlackRenderer.Write(acceptance.Payload), context.RequestAborted);
        }
    }

    /// <summary>The same payloads as Socket Mode's envelopes carry, whatever form they were posted in.</summary>
    private static bool TryParse(HttpRequest request, byte[] body, out string type, out JsonElement payload)
    {
        type = "";
        payload = default;
        try
        {
            if (request.HasJsonContentType())
            {
                type = "events_api";
                payload = JsonElement.Parse(body);
                return payload.ValueKind is JsonValueKind.Object;
            }

            if (!IsForm(request))
            {
                return false;
            }

            var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body));
            if (form.TryGetValue("payload", out var interaction))
            {
                type = "interactive";
                payload = JsonElement.Parse(interaction.ToString());
                return payload.ValueKind is JsonValueKind.Object;
            }

            type = "slash_commands";
            var command = new JsonObject(form.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)field.Value.ToString())));
            payload = JsonSerializer.SerializeToElement(command);
            return form.ContainsKey("command");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            return false;
        }
    }

    private static bool IsForm(HttpRequest request) =>
        request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) == true;

    private static bool IsCertificateCheck(HttpRequest request, byte[] body) =>
        IsForm(request)
        && body.Length < 1024
        && QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)) is var form
        && form.TryGetValue("ssl_check", out var check)
        && check == "1";

    /// <summary>Grows with what arrives, never with what a header claims.</summary>
    private static async Task<byte[]?> ReadBoundedAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var buffer = new byte[8 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (body.Length + read > LargestBody)
            {
                return null;
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A request to Slack's address was refused: {Problem}")]
        public static partial void Refused(ILogger logger, string problem);

        [LoggerMessage(Level = LogLevel.Information, Message = "Slack delivers again (try {Number}): {Reason}")]
        public static partial void Retried(ILogger logger, string number, string reason);
    }
}
