using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Rest;

/// <summary>
/// Sends one request at a time to Discord, each once, and says what became of it. It keeps to every limit that Discord has told, and repeats nothing: whoever
/// asked knows whether a repetition is harmless.
/// </summary>
internal sealed partial class DiscordRest(
    DiscordSettings settings,
    Func<HttpClient> clients,
    TimeProvider time,
    ILogger<DiscordRest> logger
)
{
    private const int MaxResponseBytes = 16 * 1024 * 1024;

    /// <summary>After a 401 everything stops. One request a minute then asks whether the token is good again.</summary>
    private static readonly TimeSpan TokenPause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan CloudflarePause = TimeSpan.FromMinutes(5);

    private readonly RateLimits _limits = new(time);
    private readonly InvalidRequests _invalid = new(time);
    private readonly string _userAgent = $"DiscordBot ({settings.ProjectUrl}, {settings.Version})";
    private readonly string _base = settings.ApiBase.AbsoluteUri.TrimEnd('/');
    private long? _tokenRefusedAt;

    /// <summary>Whether Discord refused the token lately.</summary>
    public bool TokenRefused => _tokenRefusedAt is { } at && time.GetElapsedTime(at) < TokenPause;

    /// <param name="patience">How long the request may wait for its turn before it is sent.</param>
    public async Task<DiscordAnswer> SendAsync(
        DiscordRoute route,
        string? json,
        TimeSpan patience,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        if (Stopped(route) is { } stopped)
        {
            return stopped;
        }

        var started = time.GetTimestamp();
        var (permit, wait) = await _limits.EnterAsync(route, Min(patience, timeout), cancellationToken);
        if (permit is null)
        {
            // A bucket is one place's: other threads of the channel have their own.
            var scope = _limits.GlobalPause > TimeSpan.Zero ? WaitScope.Platform : WaitScope.Place;
            return new DiscordAnswer.Wait(wait, scope, Code: 0, $"our turn at {route} comes in {Seconds(wait)} s");
        }

        HttpResponseHeaders? headers = null;
        try
        {
            using var deadline = new CancellationTokenSource(
                Max(timeout - time.GetElapsedTime(started), TimeSpan.FromMilliseconds(1)),
                time
            );
            using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
            using var request = Request(route, json);
            var body = request.Content as JsonBody;
            try
            {
                using var client = clients();
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
                headers = response.Headers;
                return await ReadAsync(route, response, both.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return body is { Begun: false }
                    ? new DiscordAnswer.NotWritten($"no connection for {route} within {Seconds(timeout)} s")
                    : new DiscordAnswer.Unclear($"no answer to {route} within {Seconds(timeout)} s");
            }
            catch (HttpRequestException exception)
            {
                Log.RequestFailed(logger, exception, route.Key, exception.HttpRequestError);
                return IsBeforeWriting(exception) || body is { Begun: false }
                    ? new DiscordAnswer.NotWritten($"no connection for {route}: {exception.HttpRequestError}")
                    : new DiscordAnswer.Unclear($"the connection broke during {route}: {exception.HttpRequestError}");
            }
            catch (IOException exception)
            {
                Log.RequestFailed(logger, exception, route.Key, HttpRequestError.ResponseEnded);
                return new DiscordAnswer.Unclear($"the connection broke during {route}");
            }
        }
        finally
        {
            _limits.Leave(permit, route, headers);
        }
    }

    /// <summary>What stops every request: a refused token, or too many refusals.</summary>
    private DiscordAnswer? Stopped(DiscordRoute route)
    {
        if (route.Kind == RouteKind.Bot && TokenRefused)
        {
            return new DiscordAnswer.Refused(401, 0, "Discord refused the bot token a moment ago");
        }

        var pause = _invalid.Wait();
        return pause > TimeSpan.Zero && route.Kind != RouteKind.Callback
            ? new DiscordAnswer.Wait(
                pause,
                WaitScope.Platform,
                Code: 0,
                "too many refused requests within ten minutes; Discord would ban this address"
            )
            : null;
    }

    private HttpRequestMessage Request(DiscordRoute route, string? json)
    {
        var request = new HttpRequestMessage(route.Method, _base + route.Path);
        if (route.Kind == RouteKind.Bot)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bot", settings.Token);
        }

        request.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        request.Content = json is null ? null : new JsonBody(json);
        return request;
    }

    private async Task<DiscordAnswer> ReadAsync(
        DiscordRoute route,
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        var status = (int)response.StatusCode;
        await response.Content.LoadIntoBufferAsync(MaxResponseBytes, cancellationToken);
        var json = Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (status is >= 200 and < 300)
        {
            _tokenRefusedAt = null;
            return status == 204 || json is not null
                ? new DiscordAnswer.Done(json)
                : new DiscordAnswer.Unclear($"{route} was answered {status} without JSON");
        }

        if (status is 401 or 403)
        {
            _invalid.Count();
        }

        var code = json is { } error ? (int)(DiscordJson.Number(error, "code") ?? 0) : 0;
        var detail = Detail(json) ?? response.ReasonPhrase ?? "no reason given";
        switch (status)
        {
            case 429:
                return Throttled(route, response, json, code, detail);
            case 401 when route.Kind == RouteKind.Bot:
                _tokenRefusedAt = time.GetTimestamp();
                Log.TokenRefused(logger);
                return new DiscordAnswer.Refused(status, code, detail);
            case >= 500 or < 400:
                return new DiscordAnswer.Unclear($"{route} was answered {status}: {detail}");
            case 403 when json is null || code == DiscordErrors.Cloudflare:
                // Not Discord but what stands before it; its pages are no JSON.
                _limits.PauseAll(CloudflarePause);
                Log.Cloudflare(logger, route.Key);
                return new DiscordAnswer.Wait(CloudflarePause, WaitScope.Platform, code, "Cloudflare refused the request");
            default:
                if (DiscordErrors.IsOurFault(code))
                {
                    Log.Malformed(logger, route.Key, code, detail);
                }

                return new DiscordAnswer.Refused(status, code, detail);
        }
    }

    private DiscordAnswer.Wait Throttled(
        DiscordRoute route,
        HttpResponseMessage response,
        JsonElement? json,
        int code,
        string detail
    )
    {
        var scope = Header(response, "X-RateLimit-Scope");
        var global = Header(response, "X-RateLimit-Global") is not null || scope == "global" || Flag(json, "global");
        if (scope != "shared")
        {
            _invalid.Count();
        }

        var fromDiscord = RetryAfter(json) ?? response.Headers.RetryAfter?.Delta ?? Seconds(Header(response, "Retry-After"));
        var known = response.Headers.Contains("X-RateLimit-Bucket") || json is not null;
        var wait = fromDiscord ?? (known ? TimeSpan.FromSeconds(5) : CloudflarePause);
        Log.Throttled(
            logger,
            route.Key,
            scope
                ?? (
                    global ? "global"
                    : known ? "user"
                    : "cloudflare"
                ),
            wait.TotalSeconds
        );
        if (global || !known)
        {
            _limits.PauseAll(wait);
            return new DiscordAnswer.Wait(wait, WaitScope.Platform, code, $"Discord asks the whole bot to wait: {detail}");
        }

        // With turns left in the bucket it is a limit that the headers do not show, such as one for edits of old messages.
        _limits.Pause(route, wait, wholeBucket: scope != "shared" && Header(response, "X-RateLimit-Remaining") is null or "0");
        return new DiscordAnswer.Wait(wait, WaitScope.Place, code, $"Discord asks to wait: {detail}");
    }

    private static bool IsBeforeWriting(HttpRequestException exception) =>
        exception.HttpRequestError
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static JsonElement? Parse(byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // An error page of what stands between us and Discord; the status says the rest.
            return null;
        }
    }

    /// <summary>Discord's message, and the first fields that it found wrong.</summary>
    private static string? Detail(JsonElement? json)
    {
        if (json is not { ValueKind: JsonValueKind.Object } error)
        {
            return null;
        }

        var text = new StringBuilder(error.TryGetProperty("message", out var message) ? message.ToString() : "");
        if (error.TryGetProperty("errors", out var errors))
        {
            foreach (var (path, reason) in Leaves(errors, "").Take(3))
            {
                text.Append(CultureInfo.InvariantCulture, $"; {path}: {reason}");
            }
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private static IEnumerable<(string Path, string Reason)> Leaves(JsonElement node, string path)
    {
        if (node.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var property in node.EnumerateObject())
        {
            if (property.NameEquals("_errors") && property.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var error in property.Value.EnumerateArray())
                {
                    yield return (path, error.TryGetProperty("message", out var message) ? message.ToString() : error.ToString());
                }

                continue;
            }

            foreach (var leaf in Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"))
            {
                yield return leaf;
            }
        }
    }

    private static TimeSpan? RetryAfter(JsonElement? json) =>
        json is { } error
        && DiscordJson.Field(error, "retry_after") is { ValueKind: JsonValueKind.Number } seconds
        && seconds.TryGetDouble(out var value)
            ? Seconds(value)
            : null;

    private static bool Flag(JsonElement? json, string name) =>
        json is { ValueKind: JsonValueKind.Object } error
        && error.TryGetProperty(name, out var flag)
        && flag.ValueKind == JsonValueKind.True;

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? Seconds(seconds)
            : null;

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, 86_400));

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordRequestFailed",
            Message = "{Route} failed on the network: {Error}"
        )]
        public static partial void RequestFailed(ILogger logger, Exception exception, string route, HttpRequestError error);

        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordThrottled",
            Message = "{Route} has to wait {Seconds} s (limit of scope {Scope})"
        )]
        public static partial void Throttled(ILogger logger, string route, string scope, double seconds);

        [LoggerMessage(
            Level = LogLevel.Error,
            EventName = "DiscordTokenRefused",
            Message = "Discord refused the bot token; nothing is sent until a minute from now"
        )]
        public static partial void TokenRefused(ILogger logger);

        [LoggerMessage(
            Level = LogLevel.Error,
            EventName = "DiscordCloudflareBlocked",
            Message = "Cloudflare refused {Route}; everything waits for five minutes"
        )]
        public static partial void Cloudflare(ILogger logger, string route);

        [LoggerMessage(
            Level = LogLevel.Error,
            EventName = "DiscordRequestMalformed",
            Message = "Discord found {Route} malformed ({Code}): {Detail}"
        )]
        public static partial void Malformed(ILogger logger, string route, int code, string detail);
    }
}
