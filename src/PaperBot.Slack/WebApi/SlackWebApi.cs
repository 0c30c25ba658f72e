using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.WebApi;

/// <summary>
/// Calls of the Web API, each sent once: whether to repeat one is for the caller to decide, who knows what a second one would do.
/// See https://docs.slack.dev/apis/web-api.
/// </summary>
/// <param name="http">Gives clients without retries, redirects or cookies; see <see cref="SlackHttp"/>.</param>
internal sealed partial class SlackWebApi(
    SlackSettings settings,
    Func<HttpClient> http,
    MethodBudgets budgets,
    TimeProvider time,
    ILogger<SlackWebApi> logger
)
{
    /// <summary>A page of history with full messages stays far below this.</summary>
    private const int LargestAnswer = 16 * 1024 * 1024;

    public Task<SlackAnswer> AuthTestAsync(CancellationToken cancellationToken) =>
        CallAsync(SlackMethod.AuthTest, [], cancellationToken);

    /// <summary>Asks for the address of one Socket Mode connection, with the app-level token.</summary>
    public Task<SlackAnswer> OpenConnectionAsync(CancellationToken cancellationToken) =>
        CallAsync(SlackMethod.ConnectionsOpen, [], cancellationToken, settings.AppToken);

    /// <param name="body">What <see cref="SlackRenderer"/> made.</param>
    public Task<SlackAnswer> PostAsync(string channelId, string? threadTs, JsonObject body, CancellationToken cancellationToken)
    {
        var arguments = With(body, ("channel", channelId), ("thread_ts", threadTs));
        arguments["unfurl_links"] = false;
        arguments["unfurl_media"] = false;
        arguments["mrkdwn"] = false;
        return CallAsync(SlackMethod.PostMessage, arguments, cancellationToken);
    }

    public Task<SlackAnswer> UpdateAsync(string channelId, string ts, JsonObject body, CancellationToken cancellationToken) =>
        CallAsync(SlackMethod.UpdateMessage, With(body, ("channel", channelId), ("ts", ts)), cancellationToken);

    public Task<SlackAnswer> DeleteAsync(string channelId, string ts, CancellationToken cancellationToken) =>
        CallAsync(SlackMethod.DeleteMessage, With([], ("channel", channelId), ("ts", ts)), cancellationToken);

    public Task<SlackAnswer> PostEphemeralAsync(
        string channelId,
        string userId,
        string? threadTs,
        JsonObject body,
        CancellationToken cancellationToken
    ) =>
        CallAsync(
            SlackMethod.PostEphemeral,
            With(body, ("channel", channelId), ("user", userId), ("thread_ts", threadTs)),
            cancellationToken
        );

    public Task<SlackAnswer> ChannelInfoAsync(string channelId, CancellationToken cancellationToken) =>
        CallAsync(SlackMethod.ConversationsInfo, With([], ("channel", channelId)), cancellationToken);

    /// <summary>One page of a channel's history, or of one thread's, with the markers in it.</summary>
    public Task<SlackAnswer> HistoryAsync(
        string channelId,
        string? threadTs,
        string? oldest,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var arguments = With([], ("channel", channelId), ("ts", threadTs), ("oldest", oldest), ("cursor", cursor));
        arguments["limit"] = limit;
        arguments["inclusive"] = true;
        arguments["include_all_metadata"] = true;
        var method = threadTs is null ? SlackMethod.ConversationsHistory : SlackMethod.ConversationsReplies;
        return CallAsync(method, arguments, cancellationToken);
    }

    public Task<SlackAnswer> UserInfoAsync(string userId, CancellationToken cancellationToken)
    {
        var arguments = With([], ("user", userId));
        arguments["include_locale"] = true;
        return CallAsync(SlackMethod.UsersInfo, arguments, cancellationToken);
    }

    public Task<SlackAnswer> OpenViewAsync(string triggerId, JsonObject view, CancellationToken cancellationToken) =>
        CallAsync(SlackMethod.ViewsOpen, new JsonObject { ["trigger_id"] = triggerId, ["view"] = view }, cancellationToken);

    public Task<SlackAnswer> PushViewAsync(string triggerId, JsonObject view, CancellationToken cancellationToken) =>
        CallAsync(SlackMethod.ViewsPush, new JsonObject { ["trigger_id"] = triggerId, ["view"] = view }, cancellationToken);

    /// <param name="hash">The state of the view that was answered; a view that somebody changed meanwhile stays as it is.</param>
    public Task<SlackAnswer> UpdateViewAsync(string viewId, string? hash, JsonObject view, CancellationToken cancellationToken)
    {
        var arguments = With([], ("view_id", viewId), ("hash", hash));
        arguments["view"] = view;
        return CallAsync(SlackMethod.ViewsUpdate, arguments, cancellationToken);
    }

    public Task<SlackAnswer> PublishHomeAsync(string userId, JsonObject view, CancellationToken cancellationToken) =>
        CallAsync(SlackMethod.ViewsPublish, new JsonObject { ["user_id"] = userId, ["view"] = view }, cancellationToken);

    private static JsonObject With(JsonObject body, params ReadOnlySpan<(string Name, string? Value)> arguments)
    {
        foreach (var (name, value) in arguments)
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }

        return body;
    }

    private async Task<SlackAnswer> CallAsync(
        SlackMethod method,
        JsonObject arguments,
        CancellationToken cancellationToken,
        string? token = null
    )
    {
        var wait = budgets.Take(method);
        if (wait > TimeSpan.Zero)
        {
            return new SlackAnswer.Throttled(wait);
        }

        var started = time.GetTimestamp();
        var answer = await SendAsync(method, arguments, token ?? settings.BotToken, cancellationToken);
        if (answer is SlackAnswer.Throttled throttled)
        {
            budgets.Close(method, throttled.RetryAfter);
        }

        var took = time.GetElapsedTime(started);
        SlackMeters.Called(method.Name, answer, took);
        if (answer is SlackAnswer.Done)
        {
            Log.Called(logger, method.Name, took.TotalMilliseconds);
        }
        else
        {
            Log.NotDone(logger, method.Name, took.TotalMilliseconds, answer.Describe());
        }

        return answer;
    }

    private async Task<SlackAnswer> SendAsync(
        SlackMethod method,
        JsonObject arguments,
        string token,
        CancellationToken cancellationToken
    )
    {
        using var deadline = new CancellationTokenSource(settings.RequestTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(settings.ApiBase, method.Name));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            request.Headers.UserAgent.ParseAdd(SlackSettings.UserAgent);
            request.Content = method.Encoding is SlackEncoding.Json ? JsonBody(arguments) : FormBody(arguments);
            using var client = http();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            return await ReadAsync(response, stop.Token);
        }
        catch (HttpRequestException exception) when (NeverSent(exception))
        {
            return new SlackAnswer.NotSent($"Slack could not be reached ({exception.HttpRequestError})");
        }
        catch (HttpRequestException exception)
        {
            return new SlackAnswer.Unknown($"the connection failed while Slack was answering ({exception.HttpRequestError})");
        }
        catch (IOException)
        {
            return new SlackAnswer.Unknown("the answer broke off");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The request may have left: the caller has to know that nobody knows.
            return new SlackAnswer.Unknown("stopped while Slack was answering");
        }
        catch (OperationCanceledException)
        {
            return new SlackAnswer.Unknown($"no answer within {settings.RequestTimeout.TotalSeconds:0.#} s");
        }
    }

    /// <summary>Failures of the name, the connection and its encryption come before the first byte of the request.</summary>
    private static bool NeverSent(HttpRequestException exception) =>
        exception.HttpRequestError
            is HttpRequestError.NameResolutionError
                or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError
                or HttpRequestError.ProxyTunnelError;

    private static async Task<SlackAnswer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            return new SlackAnswer.Throttled(RetryAfter(response));
        }

        var bytes = await ReadBoundedAsync(response.Content, cancellationToken);
        if (bytes is null)
        {
            return new SlackAnswer.Unknown("the answer is larger than any that Slack documents");
        }

        // Whatever an outage says in its body, it says nothing about the message.
        if ((int)response.StatusCode >= 500 || !TryParse(bytes, out var body))
        {
            return new SlackAnswer.Unknown($"HTTP {(int)response.StatusCode} without an answer of Slack's");
        }

        if (body.IsTrue("ok") && response.IsSuccessStatusCode)
        {
            return new SlackAnswer.Done(body, Scopes(response), response.Headers.Date);
        }

        return body.Text("error") is { } error && body.At("ok").ValueKind == JsonValueKind.False
            ? Failure(error, body, response)
            : new SlackAnswer.Unknown($"HTTP {(int)response.StatusCode} without an answer of Slack's");
    }

    private static SlackAnswer Failure(string error, JsonElement body, HttpResponseMessage response)
    {
        var meaning = SlackErrors.MeaningOf(error);
        if (meaning == SlackErrorMeaning.Wait)
        {
            return new SlackAnswer.Throttled(RetryAfter(response));
        }

        var detail = Detail(error, body);
        return meaning is SlackErrorMeaning.Refused refused
            ? new SlackAnswer.Refused(error, refused.Reason, detail)
            : new SlackAnswer.Unknown(detail);
    }

    /// <summary>What Slack adds to an error: the scope it misses, the places in the blocks that it does not like.</summary>
    private static string Detail(string error, JsonElement body)
    {
        var needed = body.Text("needed");
        var provided = body.Text("provided");
        var places = body.Each("response_metadata", "messages")
            .Concat(body.Each("errors"))
            .Where(message => message.ValueKind == JsonValueKind.String)
            .Select(message => message.GetString())
            .Distinct(StringComparer.Ordinal)
            .Take(5);
        var additions = string.Join("; ", places);
        return error
            + (needed is null ? "" : $" (needs the scope {needed}, has {provided ?? "none"})")
            + (additions.Length == 0 ? "" : $" ({additions})");
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        // A fraction is not allowed by HTTP, but proxies write it and HttpClient would drop it.
        if (
            !response.Headers.TryGetValues("Retry-After", out var values)
            || !double.TryParse(
                values.FirstOrDefault(),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var seconds
            )
        )
        {
            return null;
        }

        // Zero would mean at once, and at once is what was too fast.
        return TimeSpan.FromSeconds(Math.Clamp(seconds, 0.1, 24 * 3600));
    }

    private static HashSet<string>? Scopes(HttpResponseMessage response) =>
        response.Headers.TryGetValues("x-oauth-scopes", out var values)
            ? values
                .SelectMany(value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .ToHashSet(StringComparer.Ordinal)
            : null;

    private static ByteArrayContent JsonBody(JsonObject arguments)
    {
        var content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(SlackRenderer.Write(arguments)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return content;
    }

    private static FormUrlEncodedContent FormBody(JsonObject arguments) =>
        new(arguments.Select(argument => KeyValuePair.Create(argument.Key, argument.Value!.ToString())));

    private static async Task<byte[]?> ReadBoundedAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (bytes.Length + read > LargestAnswer)
            {
                return null;
            }

            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    private static bool TryParse(byte[] bytes, out JsonElement body)
    {
        try
        {
            body = JsonElement.Parse(bytes);
            return body.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            body = default;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Method} took {Milliseconds:0} ms")]
        public static partial void Called(ILogger logger, string method, double milliseconds);

        [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} was not done after {Milliseconds:0} ms: {Outcome}")]
        public static partial void NotDone(ILogger logger, string method, double milliseconds, string outcome);
    }
}
