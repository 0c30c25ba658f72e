using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Slack.Conversing;
using PaperBot.Slack.Diagnosing;
using PaperBot.Slack.Receiving;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack;

/// <summary>
/// One Slack workspace: speaks the documented Web API and Socket Mode (or Slack's HTTP requests) itself, thin and exact. See
/// https://docs.slack.dev.
/// </summary>
public sealed partial class SlackPlatform : IChatPlatform, IDisposable
{
    internal const string PlatformName = "slack";

    /// <summary>Where Slack sends its requests in HTTP mode.</summary>
    public const string RequestPath = "/slack/events";

    /// <summary>What is under way at the end may take so long; the program has ten seconds in all.</summary>
    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(4);

    private readonly SlackSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<SlackPlatform> _logger;
    private readonly Func<HttpClient> _http;
    private readonly SlackWebApi _api;
    private readonly SlackWorkspace _workspace;
    private readonly ChannelTurns _turns;
    private readonly SlackSender _sender;
    private readonly SlackHistory _history;
    private readonly SlackWork _work;
    private readonly SlackHttpReceiver? _receiver;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="http">Gives clients whose handler is made by <see cref="SlackHttp.CreateHandler"/>, or one as quiet.</param>
    public SlackPlatform(SlackSettings settings, Func<HttpClient> http, TimeProvider time, ILoggerFactory loggers)
    {
        _settings = settings;
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger<SlackPlatform>();
        _http = http;
        _api = new SlackWebApi(settings, http, new MethodBudgets(time), time, loggers.CreateLogger<SlackWebApi>());
        _workspace = new SlackWorkspace(_api, time);
        _turns = new ChannelTurns(settings.PostSpacing, time);
        _sender = new SlackSender(_api, _workspace, _turns, loggers.CreateLogger<SlackSender>());
        _history = new SlackHistory(_api, _workspace);
        _work = new SlackWork(loggers.CreateLogger<SlackWork>());
        _receiver =
            settings.Receive is SlackReceive.Http
                ? new SlackHttpReceiver(
                    settings.SigningSecret
                        ?? throw new ArgumentException("Receiving over HTTP needs the signing secret.", nameof(settings)),
                    time,
                    loggers.CreateLogger<SlackHttpReceiver>()
                )
                : null;
    }

    public string Name => PlatformName;

    public string? Workspace => _workspace.Identity?.TeamId;

    public Task Ready => _ready.Task;

    public MessageLimits Limits => SlackLimits.Message;

    /// <summary>About a message a second into a channel, its threads included, and a few hundred a minute in the workspace.</summary>
    public PostPacing Pacing =>
        new()
        {
            Channel = new RateLimit(1, _settings.PostSpacing),
            Workspace = new RateLimit(_settings.PostsPerMinute, TimeSpan.FromMinutes(1)),
            Settle = TimeSpan.FromSeconds(5),
        };

    /// <inheritdoc />
    /// <exception cref="SlackStoppedException">Slack refuses the app for good; the message says what to do.</exception>
    public async Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken)
    {
        try
        {
            var identity = await LearnAsync(cancellationToken);
            var inbox = CreateInbox(commands, identity);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var receiving = _receiver is null ? ReceiveBySocketAsync(inbox, stop.Token) : ReceiveByHttpAsync(inbox, stop.Token);
            await Task.WhenAny(receiving, inbox.Removed);
            await stop.CancelAsync();
            await receiving;
            await _work.DrainAsync(DrainPatience, _time);
            if (inbox.Removed.IsCompleted)
            {
                throw new SlackStoppedException(
                    $"The workspace {identity.TeamName} removed the app or its token ({await inbox.Removed}). Install the app again and set Slack:BotToken."
                );
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop before Slack could be reached.
        }
        catch (Exception exception)
        {
            _ready.TrySetException(exception);
            throw;
        }
    }

    public Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken) =>
        _workspace.DescribeAsync(channelId, cancellationToken);

    public string Render(ChatMessage message, PostKind kind, string deliveryKey) => SlackRenderer.Post(message, deliveryKey);

    public Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken) =>
        _sender.SendAsync(request, cancellationToken);

    public Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        _history.ReadAsync(request, cancellationToken);

    public Uri? Permalink(string channelId, string? threadId, string remoteId)
    {
        if (_workspace.Identity?.Address is not { } workspace)
        {
            return null;
        }

        var post = new Uri(
            workspace,
            $"archives/{Uri.EscapeDataString(channelId)}/p{remoteId.Replace(".", "", StringComparison.Ordinal)}"
        );
        return threadId is null
            ? post
            : new Uri(post, $"?thread_ts={Uri.EscapeDataString(threadId)}&cid={Uri.EscapeDataString(channelId)}");
    }

    public Task<IReadOnlyList<Finding>> DiagnoseAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken) =>
        new SlackDoctor(_settings, _api).ExamineAsync(channelIds, cancellationToken);

    /// <summary>Maps the one address that Slack calls in HTTP mode; nothing where requests come over sockets.</summary>
    public void MapSlack(IEndpointRouteBuilder endpoints)
    {
        if (_receiver is not null)
        {
            endpoints.MapPost(RequestPath, _receiver.ServeAsync);
        }
    }

    public void Dispose() => _work.Dispose();

    /// <summary>Asks who we are until Slack tells, or says that it never will.</summary>
    private async Task<SlackIdentity> LearnAsync(CancellationToken cancellationToken)
    {
        var backoff = new Backoff();
        while (true)
        {
            var (identity, problem) = await _workspace.LearnAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (identity is not null)
            {
                Log.KnowsItself(_logger, identity.UserName, identity.TeamName, identity.TeamId);
                return identity;
            }

            if (problem is SlackAnswer.Refused refused && SlackErrors.IsFatal(refused.Error))
            {
                throw new SlackStoppedException(
                    $"Slack refuses the bot token: {refused.Detail}. Set Slack:BotToken to the app's Bot User OAuth Token (xoxb-…)."
                );
            }

            var wait = (problem as SlackAnswer.Throttled)?.RetryAfter ?? backoff.Next();
            Log.CannotReachSlack(_logger, problem!.Describe(), wait.TotalSeconds);
            await Task.Delay(wait, _time, cancellationToken);
        }
    }

    private SlackInbox CreateInbox(ICommandHandler commands, SlackIdentity identity)
    {
        var responseUrls = new ResponseUrls(_settings, _http, _time, _loggers.CreateLogger<ResponseUrls>());
        var answers = new SlackAnswers(_api, responseUrls, _turns, _time, _loggers.CreateLogger<SlackAnswers>());
        var conversation = new SlackConversation(
            commands,
            identity,
            answers,
            new SlackLocales(_api, _time),
            _time,
            _loggers.CreateLogger<SlackConversation>()
        );
        return new SlackInbox(
            new SlackRequestReader(identity, _time),
            conversation,
            _work,
            new SeenRequests(_time),
            _time,
            _loggers.CreateLogger<SlackInbox>()
        );
    }

    private async Task ReceiveBySocketAsync(SlackInbox inbox, CancellationToken cancellationToken)
    {
        var sockets = new SocketMode(_settings, _api, inbox, _time, _loggers.CreateLogger<SocketMode>());
        var running = sockets.RunAsync(cancellationToken);
        if (await Task.WhenAny(sockets.Greeted, running) == sockets.Greeted)
        {
            _ready.TrySetResult();
        }

        await running;
    }

    private async Task ReceiveByHttpAsync(SlackInbox inbox, CancellationToken cancellationToken)
    {
        _receiver!.Open(inbox);
        _ready.TrySetResult();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _receiver.Close();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "Slack knows us as @{User} in {Team} ({TeamId})")]
        public static partial void KnowsItself(ILogger logger, string user, string team, string teamId);

        [LoggerMessage(
            Level = LogLevel.Warning,
            Message = "Slack cannot be asked who we are: {Problem}. Trying again in {Seconds:0.#} s"
        )]
        public static partial void CannotReachSlack(ILogger logger, string problem, double seconds);
    }
}
