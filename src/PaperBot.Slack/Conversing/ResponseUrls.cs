using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PaperBot.Slack.Rendering;

namespace PaperBot.Slack.Conversing;

/// <summary>What came of an answer through a <c>response_url</c>.</summary>
internal enum ResponseUrlResult
{
    Shown,

    /// <summary>Certainly not shown: used up, expired, refused or never sent.</summary>
    NotShown,

    /// <summary>Perhaps shown: no answer, or an outage.</summary>
    Doubtful,
}

/// <summary>
/// Answers through the addresses that payloads carry. They come from outside, so only Slack's own hosts, and the one that the
/// settings name, are ever written to, and never with a token.
/// </summary>
internal sealed partial class ResponseUrls(
    SlackSettings settings,
    Func<HttpClient> http,
    TimeProvider time,
    ILogger<ResponseUrls> logger
)
{
    private static readonly string[] SlackHosts = ["hooks.slack.com", "hooks.slack-gov.com"];

    public async Task<ResponseUrlResult> PostAsync(ResponseAddress address, JsonObject body, CancellationToken cancellationToken)
    {
        if (!IsAllowed(address.Target))
        {
            Log.StrangeHost(logger, address.Target.Host);
            return ResponseUrlResult.NotShown;
        }

        if (!address.TryUse(time.GetUtcNow()))
        {
            return ResponseUrlResult.NotShown;
        }

        using var deadline = new CancellationTokenSource(settings.RequestTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address.Target);
            request.Headers.UserAgent.ParseAdd(SlackSettings.UserAgent);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(SlackRenderer.Write(body)));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
            using var client = http();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            if (response.IsSuccessStatusCode)
            {
                return ResponseUrlResult.Shown;
            }

            Log.Refused(logger, (int)response.StatusCode);
            return response.StatusCode >= HttpStatusCode.InternalServerError
                ? ResponseUrlResult.Doubtful
                : ResponseUrlResult.NotShown;
        }
        catch (HttpRequestException exception)
        {
            Log.Failed(logger, exception.HttpRequestError);
            return exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                ? ResponseUrlResult.NotShown
                : ResponseUrlResult.Doubtful;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NoAnswer(logger);
            return ResponseUrlResult.Doubtful;
        }
    }

    private bool IsAllowed(Uri target) =>
        (
            target is { Scheme: "https", IsDefaultPort: true, UserInfo: "" }
            && SlackHosts.Contains(target.Host, StringComparer.OrdinalIgnoreCase)
        )
        || (
            target.Scheme == settings.ApiBase.Scheme
            && target.Authority == settings.ApiBase.Authority
            && target.UserInfo.Length == 0
        );

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "A payload asked for its answer at {Host}, which is no host of Slack; nothing was sent there"
        )]
        public static partial void StrangeHost(ILogger logger, string host);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A response_url refused an answer: HTTP {Status}")]
        public static partial void Refused(ILogger logger, int status);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A response_url could not be reached: {Error}")]
        public static partial void Failed(ILogger logger, HttpRequestError error);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A response_url gave no answer in time")]
        public static partial void NoAnswer(ILogger logger);
    }
}
