using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Discord.Channels;
using PaperBot.Discord.Commands;
using PaperBot.Discord.Gateway;
using PaperBot.Discord.Interactions;
using PaperBot.Discord.Posting;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Rest;

namespace PaperBot.Discord;

/// <summary>Discord as a platform: its parts put together, and running.</summary>
public sealed partial class DiscordPlatform : IChatPlatform, IDisposable
{
    private const int GuildsIntent = 1 << 0;
    private const int GuildMessagesIntent = 1 << 9;
    private const int MessageContentIntent = 1 << 15;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DescribeWithin = TimeSpan.FromSeconds(20);

    private readonly DiscordSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger<DiscordPlatform> _logger;
    private readonly DiscordRest _rest;
    private readonly DiscordIdentity _identity;
    private readonly ChannelDirectory _directory;
    private readonly DiscordPosting _posting;
    private readonly DiscordHistory _history;
    private readonly Diagnosis _diagnosis;
    private readonly CommandRegistration _registration;
    private readonly DiscordInteractions _interactions;
    private readonly MessageListener _listener;
    private readonly InteractionEndpoint _endpoint;
    private readonly Workload _workload;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ICommandHandler? _commands;

    /// <param name="clients">Gives a client that follows no redirects and repeats nothing; whoever owns the handlers behind it disposes them.</param>
    public DiscordPlatform(DiscordSettings settings, Func<HttpClient> clients, TimeProvider time, ILoggerFactory loggers)
    {
        _settings = settings;
        _time = time;
        _loggers = loggers;
        _logger = loggers.CreateLogger<DiscordPlatform>();
        _rest = new DiscordRest(settings, clients, time, loggers.CreateLogger<DiscordRest>());
        _identity = new DiscordIdentity(_rest);
        _directory = new ChannelDirectory(_rest, _identity, time);
        _posting = new DiscordPosting(_rest, _directory, settings, time, loggers.CreateLogger<DiscordPosting>());
        _history = new DiscordHistory(_rest, _directory, _identity, time);
        _diagnosis = new Diagnosis(_rest, _identity, _directory, settings);
        _registration = new CommandRegistration(_rest, settings, time, loggers.CreateLogger<CommandRegistration>());
        _interactions = new DiscordInteractions(_rest, time, loggers.CreateLogger<DiscordInteractions>());
        _listener = new MessageListener(_rest, _identity, settings, time, loggers.CreateLogger<MessageListener>());
        _workload = new Workload(time, _logger);
        _endpoint = new InteractionEndpoint(_interactions, _workload, loggers.CreateLogger<InteractionEndpoint>());
    }

    public string Name => InteractionReader.PlatformName;

    public string? Workspace => _identity.Known?.ApplicationId;

    public Task Ready => _ready.Task;

    public MessageLimits Limits => DiscordRenderer.Limits;

    /// <summary>A thread is a channel and has its own limit; all requests together have one of 50 a second.</summary>
    public PostPacing Pacing { get; } =
        new() { Threads = 12, Workspace = new RateLimit(RateLimits.GlobalLimit, TimeSpan.FromSeconds(1)) };

    public string Render(ChatMessage message, PostKind kind, string deliveryKey) =>
        DiscordRenderer.Post(message, kind, deliveryKey);

    public Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken) =>
        _posting.SendAsync(request, cancellationToken);

    public Task<HistoryOutcome> ReadHistoryAsync(HistoryRequest request, CancellationToken cancellationToken) =>
        _history.ReadAsync(request, cancellationToken);

    public Task<IReadOnlyList<Finding>> DiagnoseAsync(IReadOnlyList<string> channelIds, CancellationToken cancellationToken) =>
        _diagnosis.LookAsync(channelIds, cancellationToken);

    public async Task<ChannelOutcome> DescribeAsync(string channelId, CancellationToken cancellationToken)
    {
        if (!Wire.Snowflake.IsValid(channelId))
        {
            return new ChannelOutcome.Refused(
                RejectionReason.ChannelGone,
                "id",
                $"'{channelId}' is not the id of a Discord channel"
            );
        }

        var lookup = await _directory.FindAsync(channelId, DescribeWithin, cancellationToken);
        if (lookup is not ChannelLookup.Found { Channel: var channel })
        {
            return DiscordErrors.Sort(((ChannelLookup.Missing)lookup).Answer) switch
            {
                SendOutcome.Rejected refused => new ChannelOutcome.Refused(refused.Reason, refused.Code, refused.Detail),
                SendOutcome.NotSent wait => new ChannelOutcome.Unavailable(wait.Reason, wait.RetryAfter),
                SendOutcome.Unknown unknown => new ChannelOutcome.Unavailable(unknown.Reason),
                var outcome => throw new InvalidOperationException(
                    $"A look at a channel cannot end as {outcome.GetType().Name}."
                ),
            };
        }

        if (!ChannelPermissions.CanHoldDigest(channel.Type))
        {
            return new ChannelOutcome.Refused(
                RejectionReason.Other,
                "50024",
                $"'{channel.Name}' is no text, announcement or forum channel but of type {channel.Type}"
            );
        }

        var missing = ChannelPermissions.Needed(channel.Type) & ~channel.Permissions;
        if (missing != Wire.Permissions.None)
        {
            // Asked again soon, once somebody has given them.
            _directory.Forget(channelId);
            return new ChannelOutcome.Refused(
                RejectionReason.MissingPermission,
                "50013",
                $"The bot lacks in '{channel.Name}': {ChannelPermissions.Names(missing)}"
            );
        }

        return new ChannelOutcome.Known(
            _identity.Known!.ApplicationId,
            channel.Name,
            channel.IsForum ? ThreadModel.Forum : ThreadModel.FromMessage,
            Limits
        );
    }

    public Uri? Permalink(string channelId, string? threadId, string remoteId)
    {
        var guild = _directory.GuildOf(channelId) ?? (_settings.GuildIds is [var only] ? only : null);
        if (guild is null)
        {
            return null;
        }

        // A post of a forum is a place of its own.
        var place = threadId ?? (_directory.IsForum(channelId) == true ? remoteId : channelId);
        return new Uri($"https://discord.com/channels/{guild}/{place}/{remoteId}");
    }

    /// <summary>Where Discord sends interactions in HTTP mode. In gateway mode nothing is mapped.</summary>
    public void MapDiscord(IEndpointRouteBuilder routes)
    {
        if (_settings.Receive == DiscordReceive.Http)
        {
            routes.MapPost(
                _settings.InteractionsPath,
                (HttpContext context) => _endpoint.HandleAsync(context, _identity.Known?.VerifyKey, _commands, _time)
            );
        }
    }

    public async Task RunAsync(ICommandHandler commands, CancellationToken cancellationToken)
    {
        _commands = commands;
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var self = await IntroduceAsync(together.Token);
            var live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var registering = RegisterAsync(self.ApplicationId, live.Task, together.Token);
            var receiving = ReceiveAsync(live, together.Token);

            // Registering comes to an end, receiving does not; whichever fails first is what is reported.
            await await Task.WhenAny(registering, receiving);
            await receiving;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _ready.TrySetCanceled(cancellationToken);
        }
        catch (Exception exception)
        {
            _ready.TrySetException(exception);
            throw;
        }
        finally
        {
            await together.CancelAsync();
            await _workload.EndAsync();
        }
    }

    public void Dispose()
    {
        _workload.Dispose();
        _directory.Dispose();
    }

    /// <summary>Asks who we are until Discord says it.</summary>
    private async Task<DiscordSelf> IntroduceAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (self, failure) = await _identity.AskAsync(cancellationToken);
            if (self is not null)
            {
                return self;
            }

            if (failure is DiscordAnswer.Refused { Status: 401 })
            {
                throw new DiscordStoppedException(CloseCodes.Remedy(4004));
            }

            var pause =
                (failure as DiscordAnswer.Wait)?.For
                ?? TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(attempt, 10))));
            Log.NotReachable(_logger, failure!.Describe(), pause.TotalSeconds);
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    private async Task RegisterAsync(string application, Task live, CancellationToken cancellationToken)
    {
        await _registration.RegisterAsync(application, cancellationToken);
        await live.WaitAsync(cancellationToken);
        _ready.TrySetResult();
    }

    private async Task ReceiveAsync(TaskCompletionSource live, CancellationToken cancellationToken)
    {
        if (_settings.Receive == DiscordReceive.Http)
        {
            live.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken);
            return;
        }

        var shards = _settings.Shards > 0 ? _settings.Shards : await RecommendedShardsAsync(cancellationToken);
        var budget = new IdentifyBudget();
        var waiting = shards;
        using var together = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = Enumerable.Range(0, shards).Select(shard => RunShardAsync(shard, together.Token)).ToList();
        try
        {
            // No shard comes to an end by itself, so the first that ends has failed, and the others go with it.
            await await Task.WhenAny(running);
        }
        finally
        {
            await together.CancelAsync();
            await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task RunShardAsync(int shard, CancellationToken stop)
        {
            var purpose = new GatewayPurpose(_settings.Token, Intents(), shard, shards, _settings.Compress);
            var counted = 0;
            using var client = new GatewayClient(
                new GatewayMachine(purpose, budget, Random.Shared.NextDouble),
                purpose,
                _rest,
                _settings,
                _time,
                Dispatch,
                () =>
                {
                    if (Interlocked.Exchange(ref counted, 1) == 0 && Interlocked.Decrement(ref waiting) == 0)
                    {
                        live.TrySetResult();
                    }
                },
                _loggers.CreateLogger<GatewayClient>()
            );
            await client.RunAsync(stop);
        }
    }

    private async Task<int> RecommendedShardsAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var answer = await _rest.SendAsync(
                DiscordRoute.Gateway(),
                json: null,
                DescribeWithin,
                DescribeWithin,
                cancellationToken
            );
            if ((answer as DiscordAnswer.Done)?.Read<Wire.GatewayBot>() is { Shards: > 0 } told)
            {
                return told.Shards;
            }

            await Task.Delay(TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(attempt, 10)))), _time, cancellationToken);
        }
    }

    /// <summary>Interactions come without any intent; GUILDS tells of changed channels and roles.</summary>
    private int Intents() =>
        GuildsIntent
        | (_settings.Messages == DiscordMessages.None ? 0 : GuildMessagesIntent)
        | (_settings.Messages == DiscordMessages.Threads ? MessageContentIntent : 0);

    private void Dispatch(string name, JsonElement data)
    {
        switch (name)
        {
            case "INTERACTION_CREATE":
                _workload.Start(token => _interactions.HandleAsync(data, _commands!, token));
                break;
            case "MESSAGE_CREATE" when _settings.Messages != DiscordMessages.None:
                _workload.Start(token => _listener.HandleAsync(data, _commands!, token));
                break;
            case "CHANNEL_UPDATE"
            or "CHANNEL_DELETE"
            or "GUILD_ROLE_UPDATE"
            or "GUILD_ROLE_DELETE"
            or "GUILD_UPDATE"
            or "GUILD_DELETE":
                if ((Wire.DiscordJson.Text(data, "guild_id") ?? Wire.DiscordJson.Text(data, "id")) is { } guild)
                {
                    _directory.ForgetGuild(guild);
                }

                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordNotReachable",
            Message = "Discord cannot be reached: {Reason}; next try in {Seconds} s"
        )]
        public static partial void NotReachable(ILogger logger, string reason, double seconds);
    }
}
