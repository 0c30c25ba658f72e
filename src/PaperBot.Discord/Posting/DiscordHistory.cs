using System.Globalization;
using PaperBot.Chat;
using PaperBot.Discord.Channels;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Posting;

/// <summary>
/// Finds our own marked posts again. Discord answers an empty list where READ_MESSAGE_HISTORY is missing, so the permission is looked
/// at before an empty list is believed.
/// </summary>
internal sealed class DiscordHistory(DiscordRest rest, ChannelDirectory directory, DiscordIdentity identity, TimeProvider time)
{
    private const int PageSize = 100;

    /// <summary>Reading may wait for its turn; nobody holds a lease for it alone.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Plain messages, replies and answers to commands; thread notices and the like are Discord's own.</summary>
    private static bool IsOrdinary(DiscordMessage message) => message.Type is 0 or 19 or 20;

    public async Task<HistoryOutcome> ReadAsync(HistoryRequest request, CancellationToken cancellationToken)
    {
        if (!Snowflake.IsValid(request.ChannelId) || (request.ThreadId is not null && !Snowflake.IsValid(request.ThreadId)))
        {
            return new HistoryOutcome.Unreadable(RejectionReason.InvalidRequest, "the channel or thread is not a Discord id");
        }

        var lookup = await directory.FindAsync(request.ChannelId, Timeout, cancellationToken);
        if (lookup is not ChannelLookup.Found { Channel: var channel })
        {
            return Failed(((ChannelLookup.Missing)lookup).Answer);
        }

        const Permissions reading = Permissions.ViewChannel | Permissions.ReadMessageHistory;
        if (!channel.Permissions.HasFlag(reading))
        {
            directory.Forget(channel.Id);
            return new HistoryOutcome.Unreadable(
                RejectionReason.MissingPermission,
                $"The bot lacks in '{channel.Name}': {ChannelPermissions.Names(reading & ~channel.Permissions)}"
            );
        }

        return channel.IsForum && request.ThreadId is null
            ? await ReadForumAsync(channel, request.Since, cancellationToken)
            : await ReadMessagesAsync(request.ThreadId ?? channel.Id, request.Since, cancellationToken);
    }

    private async Task<HistoryOutcome> ReadMessagesAsync(string place, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var found = new List<MarkedPost>();
        var after = Snowflake.At(since);
        while (true)
        {
            var answer = await AskAsync(DiscordRoute.Messages(place, after), cancellationToken);
            if ((answer as DiscordAnswer.Done)?.Read<DiscordMessage[]>() is not { } page)
            {
                return Failed(answer);
            }

            found.AddRange(page.Where(IsOurs).Select(Marked).OfType<MarkedPost>());
            if (page.Length < PageSize)
            {
                return new HistoryOutcome.Read([.. found.OrderBy(post => Id(post.RemoteId))]);
            }

            // A page holds the messages that follow, newest first.
            after = page.Max(message => Id(message.Id)).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <summary>In a forum every post of the channel is a thread; its first message has the thread's id.</summary>
    private async Task<HistoryOutcome> ReadForumAsync(
        ChannelFacts forum,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        var active = await AskAsync(DiscordRoute.ActiveThreads(forum.GuildId), cancellationToken);
        if ((active as DiscordAnswer.Done)?.Read<DiscordThreadList>() is not { } open)
        {
            return Failed(active);
        }

        var threads = (open.Threads ?? []).Where(thread => thread.ParentId == forum.Id).ToList();
        var before = time.GetUtcNow().AddDays(1);
        while (true)
        {
            var answer = await AskAsync(
                DiscordRoute.ArchivedThreads(forum.Id, before.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
                cancellationToken
            );
            if ((answer as DiscordAnswer.Done)?.Read<DiscordThreadList>() is not { } archived)
            {
                return Failed(answer);
            }

            threads.AddRange(archived.Threads ?? []);

            // Listed by the time of archiving, newest first: what was archived before the span began was also made before it.
            var oldest = (archived.Threads ?? [])
                .Select(thread => thread.ThreadMetadata?.ArchiveTimestamp ?? before)
                .DefaultIfEmpty(before)
                .Min();
            if (!archived.HasMore || oldest < since || oldest >= before)
            {
                break;
            }

            before = oldest;
        }

        var from = Id(Snowflake.At(since));
        var found = new List<MarkedPost>();
        foreach (
            var thread in threads
                .Where(thread => Id(thread.Id) >= from)
                .DistinctBy(thread => thread.Id)
                .OrderBy(thread => Id(thread.Id))
        )
        {
            if (thread.OwnerId is not null && thread.OwnerId != identity.Known?.UserId)
            {
                continue;
            }

            var answer = await AskAsync(DiscordRoute.Message(thread.Id, thread.Id), cancellationToken);
            switch (answer)
            {
                case DiscordAnswer.Done done when done.Read<DiscordMessage>() is { } message:
                    if (IsOurs(message) && Marked(message) is { } post)
                    {
                        found.Add(post);
                    }

                    break;
                case DiscordAnswer.Refused { Code: DiscordErrors.UnknownMessage or DiscordErrors.UnknownChannel }:
                    break;
                default:
                    return Failed(answer);
            }
        }

        return new HistoryOutcome.Read(found);
    }

    private Task<DiscordAnswer> AskAsync(DiscordRoute route, CancellationToken cancellationToken) =>
        rest.SendAsync(route, json: null, Patience, Timeout, cancellationToken);

    private bool IsOurs(DiscordMessage message) => message.Author?.Id == identity.Known?.UserId && IsOrdinary(message);

    private static MarkedPost? Marked(DiscordMessage message) =>
        DiscordMarker.Find(message) is { } marker ? new MarkedPost(marker, message.Id, Snowflake.TimeOf(Id(message.Id))) : null;

    private static ulong Id(string id) => Snowflake.TryParse(id, out var number) ? number : 0;

    private static HistoryOutcome Failed(DiscordAnswer answer) =>
        DiscordErrors.Sort(answer) switch
        {
            SendOutcome.NotSent wait => new HistoryOutcome.Unavailable(wait.RetryAfter, wait.Reason),
            SendOutcome.Rejected refused => new HistoryOutcome.Unreadable(refused.Reason, refused.Detail),
            _ => new HistoryOutcome.Unavailable(RetryAfter: null, answer.Describe()),
        };
}
