using PaperBot.Chat;
using PaperBot.Notices;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Admin;

/// <summary>
/// Posts to the admins' channels what they did not ask for: a list that is late and that it came, a link that looks wrong, a paper that was
/// withdrawn. Each notice once.
/// </summary>
public sealed partial class AdminChannel(
    NoticesSettings settings,
    NoticePosts posts,
    StoreChanges changes,
    IEnumerable<IChatPlatform> platforms,
    TimeProvider time,
    ILogger<AdminChannel> logger
) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>How far our clock and a platform's may be apart.</summary>
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    /// <summary>Posts what there is to post to every channel.</summary>
    public async Task PostAsync(CancellationToken cancellationToken)
    {
        foreach (var channel in settings.Channels)
        {
            if (platforms.FirstOrDefault(platform => platform.Name == channel.Platform) is not { } platform)
            {
                continue;
            }

            while (
                await posts.TakeAsync(channel, cancellationToken) is { } post
                && await PostAsync(platform, channel, post, cancellationToken)
            ) { }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Channels.Count == 0)
        {
            return;
        }

        foreach (var channel in settings.Channels.Where(channel => platforms.All(platform => platform.Name != channel.Platform)))
        {
            Log.NotSetUp(logger, channel.ToString());
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var seen = await changes.VersionAsync(StoreTopic.Requests, stoppingToken);
                await PostAsync(stoppingToken);
                await WaitAsync(seen, stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The store may be away; notices stand in it until it is back.
                Log.Failed(logger, exception);
                await Task.Delay(LookAgain, time, stoppingToken);
            }
        }
    }

    /// <summary>Until something was put up, or long enough that what could not be sent is tried again.</summary>
    private async Task WaitAsync(long seen, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(changes.WaitAsync(StoreTopic.Requests, seen, enough.Token), Task.Delay(LookAgain, time, enough.Token));
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <returns>Whether to go on with the next one.</returns>
    private async Task<bool> PostAsync(
        IChatPlatform platform,
        NoticeChannel channel,
        NoticePost post,
        CancellationToken cancellationToken
    )
    {
        if (post.MaybeSentAt is { } at && !await MaySendAgainAsync(platform, channel, post, at, cancellationToken))
        {
            return true;
        }

        var body = platform.Render(Message(post.Notices), PostKind.Starter, post.Key);
        var request = new PostRequest(channel.Id, PostOperation.Create, PostKind.Starter, null, null, body, post.Key);
        switch (await platform.SendAsync(request, cancellationToken))
        {
            case SendOutcome.Sent:
                await posts.FinishAsync(channel, post.Key, cancellationToken);
                return true;
            case SendOutcome.NotSent notSent:
                Log.NotSent(logger, channel.ToString(), notSent.Reason);
                await posts.GiveBackAsync(channel, post.Key, cancellationToken);
                return false;
            case SendOutcome.Rejected rejected:
                // The same words would be refused again; they stand in the status.
                Log.Rejected(logger, channel.ToString(), rejected.Code, rejected.Detail);
                await posts.FinishAsync(channel, post.Key, cancellationToken);
                return false;
            case var unknown:
                // Looked up once its time is over.
                Log.NotSent(logger, channel.ToString(), unknown.ToString());
                return false;
        }
    }

    /// <summary>Whether the post certainly does not stand; where the history cannot be read it is not sent a second time.</summary>
    private async Task<bool> MaySendAgainAsync(
        IChatPlatform platform,
        NoticeChannel channel,
        NoticePost post,
        DateTimeOffset at,
        CancellationToken cancellationToken
    )
    {
        var look = await platform.ReadHistoryAsync(new HistoryRequest(channel.Id, null, at - ClockSlack), cancellationToken);
        if (look is HistoryOutcome.Unavailable)
        {
            return false;
        }

        var marker = DeliveryMarker.For(post.Key);
        if (look is HistoryOutcome.Read read && read.Posts.All(found => found.Marker != marker))
        {
            return true;
        }

        await posts.FinishAsync(channel, post.Key, cancellationToken);
        return false;
    }

    // All together stay below the tightest limit of a platform.
    private static int LongestOf(int notices) => 1500 / notices;

    private ChatMessage Message(IReadOnlyList<Notice> notices)
    {
        var words = notices
            .Select(notice => TextCut.Shorten(notice.Words.In(settings.Language), LongestOf(notices.Count)))
            .ToList();
        return words.Count == 1
            ? new ChatMessage(words[0], [new ChatBlock.Paragraph(words[0])])
            : new ChatMessage(words[0], [new ChatBlock.Items([.. words.Select(text => (RichText)text)])]);
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 6101,
            EventName = "AdminChannelNotSetUp",
            Level = LogLevel.Warning,
            Message = "Notices cannot be posted to {Channel}: that platform is not set up"
        )]
        public static partial void NotSetUp(ILogger logger, string channel);

        [LoggerMessage(
            EventId = 6102,
            EventName = "NoticeNotSent",
            Level = LogLevel.Warning,
            Message = "A notice was not posted to {Channel} and is tried again: {Reason}"
        )]
        public static partial void NotSent(ILogger logger, string channel, string reason);

        [LoggerMessage(
            EventId = 6103,
            EventName = "NoticeRejected",
            Level = LogLevel.Error,
            Message = "A notice was refused by {Channel} and stands in the status alone: {Code} {Detail}"
        )]
        public static partial void Rejected(ILogger logger, string channel, string code, string detail);

        [LoggerMessage(
            EventId = 6104,
            EventName = "NoticesFailed",
            Level = LogLevel.Error,
            Message = "Notices could not be posted; they are tried again"
        )]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
