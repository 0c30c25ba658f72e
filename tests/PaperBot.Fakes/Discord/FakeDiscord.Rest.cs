using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An answer before it is written.</summary>
    private sealed record Reply(int Status, JsonNode? Body)
    {
        public static readonly Reply NoContent = new(204, Body: null);

        public static Reply Ok(JsonNode? body) => new(200, body);

        public static Reply Error(int status, int code, string message) =>
            new(status, new JsonObject { ["message"] = message, ["code"] = code });

        public static Reply Form(FormErrors errors) =>
            new(
                400,
                new JsonObject
                {
                    ["message"] = "Invalid Form Body",
                    ["code"] = 50035,
                    ["errors"] = errors.ToTree(),
                }
            );

        public static Reply UnknownChannel => Error(404, 10003, "Unknown Channel");

        public static Reply UnknownMessage => Error(404, 10008, "Unknown Message");

        public static Reply MissingAccess => Error(403, 50001, "Missing Access");

        public static Reply MissingPermissions => Error(403, 50013, "Missing Permissions");
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await Gateway.AcceptAsync(context, _stopping.Token);
            return;
        }

        var body = await ReadBodyAsync(context.Request);
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith("/api/v10/", StringComparison.Ordinal))
        {
            await WriteAsync(context, "", "", Reply.Error(404, 0, "404: Not Found"), injected: false);
            return;
        }

        var (template, ids) = Template(path["/api/v10".Length..]);
        var isInteraction =
            template.StartsWith("/interactions/", StringComparison.Ordinal)
            || template.StartsWith("/webhooks/", StringComparison.Ordinal);
        JsonNode? json = null;
        Reply? refused = Greet(context.Request, body, isInteraction, ref json);
        var request = new FakeRequest(context.Request.Method, template, ids, json);
        var fault = TakeFault(request) ?? Options.Chaos?.Invoke(request);
        if (fault is FakeFault.Slow slow)
        {
            await Task.Delay(slow.By, Options.Time, context.RequestAborted);
            fault = null;
        }

        if (await FailAsync(context, request, body, fault))
        {
            return;
        }

        if (refused is null && !template.EndsWith("/callback", StringComparison.Ordinal))
        {
            lock (_lock)
            {
                var (limitKey, major) = LimitKey(request);
                if (_limits.Enter(limitKey, major, isInteraction, context.Response.Headers) is var (wait, scope))
                {
                    Interlocked.Increment(ref _selfInflicted);
                    refused = Throttled(context.Response, scope, wait.TotalSeconds, code: null);
                }
            }
        }

        Reply reply;
        lock (_lock)
        {
            reply = refused ?? Route(request, context.Request.Query);
        }

        switch (fault)
        {
            case FakeFault.ServerError { Accepted: true } error:
                reply = Reply.Error(error.Status, 0, "Internal Server Error");
                break;
            case FakeFault.Reset { Accepted: true }:
                context.Abort();
                return;
            case FakeFault.Hang { Accepted: true }:
                await HangAsync(context);
                return;
            case FakeFault.Garbage garbage:
                await context.Response.WriteAsync(garbage.Body, context.RequestAborted);
                return;
            case FakeFault.Drip drip:
                context.Response.ContentType = "application/json";
                await SlowAnswer.DripAsync(context, drip.For);
                return;
        }

        await WriteAsync(context, template, body, reply, injected: fault is not null);
    }

    /// <summary>Faults that strike before anything is done. True: the request is over.</summary>
    private async Task<bool> FailAsync(HttpContext context, FakeRequest request, string body, FakeFault? fault)
    {
        switch (fault)
        {
            case FakeFault.Throttle throttle:
                await WriteAsync(
                    context,
                    request.Template,
                    body,
                    Throttled(context.Response, throttle.Scope, throttle.RetryAfter, throttle.Code),
                    injected: true
                );
                return true;
            case FakeFault.Refuse refuse:
                await WriteAsync(
                    context,
                    request.Template,
                    body,
                    Reply.Error(refuse.Status, refuse.Code, refuse.Message),
                    injected: true
                );
                return true;
            case FakeFault.ServerError { Accepted: false } error:
                await WriteAsync(
                    context,
                    request.Template,
                    body,
                    Reply.Error(error.Status, 0, "Internal Server Error"),
                    injected: true
                );
                return true;
            case FakeFault.Reset { Accepted: false }:
                context.Abort();
                return true;
            case FakeFault.Hang { Accepted: false }:
                await HangAsync(context);
                return true;
            default:
                return false;
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        var over = new TaskCompletionSource();
        await using var registration = both.Token.Register(() => over.TrySetResult());
        await over.Task;
        context.Abort();
    }

    private static Reply Throttled(HttpResponse response, string? scope, double? retryAfter, int? code)
    {
        if (retryAfter is { } seconds)
        {
            response.Headers.RetryAfter = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        }

        if (scope is null)
        {
            return new Reply(429, Body: null);
        }

        response.Headers["X-RateLimit-Scope"] = scope;
        if (scope == "global")
        {
            response.Headers["X-RateLimit-Global"] = "true";
        }

        var body = new JsonObject
        {
            ["message"] = "You are being rate limited.",
            ["global"] = scope == "global",
            ["code"] = code ?? 0,
        };
        if (retryAfter is { } wait)
        {
            body["retry_after"] = Math.Round(wait, 3);
        }

        return new Reply(429, body);
    }

    private FakeFault? TakeFault(FakeRequest request)
    {
        lock (_lock)
        {
            for (var i = 0; i < _faults.Count; i++)
            {
                var (match, fault, left) = _faults[i];
                if (!match(request))
                {
                    continue;
                }

                _faults[i] = (match, fault, left - 1);
                if (left == 1)
                {
                    _faults.RemoveAt(i);
                }

                return fault;
            }

            return null;
        }
    }

    private Reply? Greet(HttpRequest request, string body, bool isInteraction, ref JsonNode? json)
    {
        if (!UserAgent().IsMatch(request.Headers.UserAgent.ToString()))
        {
            return Reply.Error(403, 40333, "internal network error");
        }

        if (!isInteraction && request.Headers.Authorization.ToString() != "Bot " + Options.Token)
        {
            return Reply.Error(401, 0, "401: Unauthorized");
        }

        if (body.Length == 0)
        {
            return null;
        }

        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return Reply.Error(400, 50035, "Invalid Form Body");
        }

        try
        {
            json = JsonNode.Parse(body);
            return null;
        }
        catch (JsonException)
        {
            return Reply.Error(400, 50109, "The request body contains invalid JSON.");
        }
    }

    private (string Key, string Major) LimitKey(FakeRequest request)
    {
        var major =
            request.Template.StartsWith("/webhooks/", StringComparison.Ordinal) ? request.Ids[1]
            : request.Template.StartsWith("/applications/", StringComparison.Ordinal) ? request.Ids.ElementAtOrDefault(1) ?? ""
            : request.Ids.Count > 0 ? request.Ids[0]
            : "";
        var old =
            request.Key == "DELETE /channels/:id/messages/:id"
            && ulong.TryParse(request.Ids[1], CultureInfo.InvariantCulture, out _)
            && Options.Time.GetUtcNow() - TimeOf(request.Ids[1]) > TimeSpan.FromDays(14);
        return (old ? request.Key + " (old)" : request.Key, major);
    }

    private static async Task<string> ReadBodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    private async Task WriteAsync(HttpContext context, string template, string requestBody, Reply reply, bool injected)
    {
        var text = reply.Body?.ToJsonString(Relaxed);
        _exchanges.Enqueue(
            new FakeExchange(
                context.Request.Method,
                template,
                requestBody.Length == 0 ? null : requestBody,
                reply.Status,
                text,
                injected,
                Options.Time.GetTimestamp()
            )
        );
        Interlocked
            .Exchange(ref _exchanged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .SetResult();
        context.Response.StatusCode = reply.Status;
        if (text is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(text, context.RequestAborted);
        }
    }

    private static (string Template, IReadOnlyList<string> Ids) Template(string path)
    {
        var ids = new List<string>();
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var isToken = i == 2 && parts[0] is "webhooks" or "interactions" && i == 2;
            if (isToken || parts[i] == "@original" || (parts[i].Length > 0 && parts[i].All(char.IsAsciiDigit)))
            {
                ids.Add(parts[i]);
                parts[i] = isToken ? ":token" : ":id";
            }
        }

        return ("/" + string.Join('/', parts), ids);
    }

    [GeneratedRegex(@"^DiscordBot \(https?://\S+, [^)]+\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserAgent();
}
