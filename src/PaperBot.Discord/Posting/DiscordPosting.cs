using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Discord.Channels;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Rest;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Posting;

/// <summary>
/// Carries out one delivery. What kind of channel it is decides how: in text and announcement channels a thread hangs under a message, in
/// forums header and starters are threads of their own. A create is sent once; what was certainly refused may be sent again after its
/// cause is put right.
/// </summary>
internal sealed partial class DiscordPosting(
    DiscordRest rest,
    ChannelDirectory directory,
    DiscordSettings settings,
    TimeProvider time,
    ILogger<DiscordPosting> logger
)
{
    /// <summary>How long a post may wait in place for its turn; for longer the outbox waits, which keeps its lease short.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private const string Unarchive = """{"archived":false}""";
    private const string Archive = """{"archived":true}""";

    public async Task<SendOutcome> SendAsync(PostRequest request, CancellationToken cancellationToken)
    {
        if (BadId(request) is { } bad)
        {
            return bad;
        }

        var clock = new Deadline(time, settings.RequestTimeout);
        var lookup = await directory.FindAsync(request.ChannelId, clock.Left, cancellationToken);
        if (lookup is not ChannelLookup.Found { Channel: var channel })
        {
            return NotYet(DiscordErrors.Sort(((ChannelLookup.Missing)lookup).Answer));
        }

        var outcome = request.Operation switch
        {
            PostOperation.Create => await CreateAsync(channel, request, clock, cancellationToken),
            PostOperation.Edit => await EditAsync(channel, request, clock, cancellationToken),
            PostOperation.Delete => await DeleteAsync(channel, request, clock, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(request), request.Operation, "This operation is not known."),
        };
        if (
            outcome is SendOutcome.Rejected
            {
                Reason: RejectionReason.MissingPermission or RejectionReason.ChannelGone or RejectionReason.InvalidRequest
            }
        )
        {
            directory.Forget(request.ChannelId);
        }

        return outcome is SendOutcome.Rejected { Reason: RejectionReason.MissingPermission } refused
            ? Named(refused, channel)
            : outcome;
    }

    private async Task<SendOutcome> CreateAsync(
        ChannelFacts channel,
        PostRequest request,
        Deadline clock,
        CancellationToken cancellationToken
    )
    {
        // Discord takes an embed without this permission and does not say what becomes of it.
        if (!channel.Permissions.HasFlag(Permissions.EmbedLinks))
        {
            directory.Forget(channel.Id);
            return Named(new SendOutcome.Rejected(RejectionReason.MissingPermission, "EMBED_LINKS", ""), channel);
        }

        var body = DiscordBody.Parse(request.Body);
        switch (request.Kind)
        {
            case PostKind.Thread when channel.IsForum:
                // A starter in a forum is its thread.
                return new SendOutcome.Sent(request.ThreadId!);
            case PostKind.Thread:
                return await OpenThreadAsync(channel, request.ThreadId!, body.OpenThread(), clock, cancellationToken);
            case PostKind.Reply:
                return await InThreadAsync(
                    channel,
                    request.ThreadId!,
                    () =>
                        CallAsync(
                            DiscordRoute.CreateMessage(request.ThreadId!),
                            body.CreateMessage(request.DeliveryKey),
                            clock,
                            cancellationToken
                        ),
                    clock,
                    cancellationToken
                );
            case PostKind.Header or PostKind.Starter when channel.RequiresTag:
                return new SendOutcome.Rejected(
                    RejectionReason.Other,
                    "40067",
                    $"The forum '{channel.Name}' requires a tag on every post; allow posts without tags in its settings"
                );
            case PostKind.Header or PostKind.Starter when channel.IsForum:
                return Created(
                    await CallAsync(DiscordRoute.CreateForumPost(channel.Id), body.CreateForumPost(), clock, cancellationToken)
                );
            case PostKind.Header or PostKind.Starter:
                return Created(
                    await CallAsync(
                        DiscordRoute.CreateMessage(channel.Id),
                        body.CreateMessage(request.DeliveryKey),
                        clock,
                        cancellationToken
                    )
                );
            default:
                throw new ArgumentOutOfRangeException(nameof(request), request.Kind, "This kind of post is not known.");
        }
    }

    /// <summary>A message has at most one thread and the thread has its id, so opening it twice is opening it once.</summary>
    private async Task<SendOutcome> OpenThreadAsync(
        ChannelFacts channel,
        string message,
        string json,
        Deadline clock,
        CancellationToken cancellationToken
    )
    {
        var answer = await CallAsync(DiscordRoute.OpenThread(channel.Id, message), json, clock, cancellationToken);
        return answer switch
        {
            DiscordAnswer.Refused { Code: DiscordErrors.ThreadExists } => new SendOutcome.Sent(message),
            DiscordAnswer.Refused { Code: 160006 or 160007 } => new SendOutcome.Rejected(
                RejectionReason.Other,
                Code(answer),
                "The server has as many open threads as Discord allows; archive some of them"
            ),
            _ => Created(answer),
        };
    }

    private async Task<SendOutcome> EditAsync(
        ChannelFacts channel,
        PostRequest request,
        Deadline clock,
        CancellationToken cancellationToken
    )
    {
        var id = request.RemoteId!;
        var body = DiscordBody.Parse(request.Body);
        if (request.Kind == PostKind.Thread)
        {
            return await RenameAsync(channel, id, body.ThreadName(), clock, cancellationToken);
        }

        var place = PlaceOf(channel, request);
        var edited = await InThreadAsync(
            channel,
            place,
            () => CallAsync(DiscordRoute.EditMessage(place, id), body.EditMessage(), clock, cancellationToken),
            clock,
            cancellationToken
        );
        return edited is SendOutcome.Sent && channel.IsForum && request.Kind is PostKind.Header or PostKind.Starter
            ? await RenameAsync(channel, id, body.ThreadName(), clock, cancellationToken)
            : edited;
    }

    /// <summary>Renaming is limited to a few times an hour, so it is asked for only where the name differs.</summary>
    private async Task<SendOutcome> RenameAsync(
        ChannelFacts channel,
        string thread,
        string name,
        Deadline clock,
        CancellationToken cancellationToken
    )
    {
        var answer = await CallAsync(DiscordRoute.Channel(thread), json: null, clock, cancellationToken);
        if ((answer as DiscordAnswer.Done)?.Read<DiscordChannel>() is { } known && known.Name == name)
        {
            return new SendOutcome.Sent(thread);
        }

        if (answer is not DiscordAnswer.Done)
        {
            return InThread(DiscordErrors.Sort(answer));
        }

        var json = PlainJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteEndObject();
        });
        return await InThreadAsync(
            channel,
            thread,
            () => CallAsync(DiscordRoute.ModifyChannel(thread), json, clock, cancellationToken),
            clock,
            cancellationToken
        );
    }

    private async Task<SendOutcome> DeleteAsync(
        ChannelFacts channel,
        PostRequest request,
        Deadline clock,
        CancellationToken cancellationToken
    )
    {
        var id = request.RemoteId!;
        var isThread =
            request.Kind == PostKind.Thread || (channel.IsForum && request.Kind is PostKind.Header or PostKind.Starter);
        return isThread
            ? await DeleteThreadAsync(channel, id, clock, cancellationToken)
            : await DeleteMessageAsync(channel, PlaceOf(channel, request), id, clock, cancellationToken);
    }

    private async Task<SendOutcome> DeleteMessageAsync(
        ChannelFacts channel,
        string place,
        string message,
        Deadline clock,
        CancellationToken cancellationToken
    )
    {
        var outcome = await InThreadAsync(
            channel,
            place,
            () => CallAsync(DiscordRoute.DeleteMessage(place, message, time.GetUtcNow()), json: null, clock, cancellationToken),
            clock,
            cancellationToken
        );
        return outcome switch
        {
            SendOutcome.Sent or SendOutcome.Rejected { Reason: RejectionReason.MessageGone or RejectionReason.ThreadGone } =>
                new SendOutcome.Sent(message),
            _ => outcome,
        };
    }

    /// <summary>
    /// Deleting a thread takes MANAGE_THREADS, which we do not ask for. Without it we do what the thread's creator may: in a forum take our post out of
    /// it, then close it, so that it leaves the channel's list.
    /// </summary>
    private async Task<SendOutcome> DeleteThreadAsync(
        ChannelFacts channel,
        string thread,
        Deadline clock,
        CancellationToken cancellationToken
    )
    {
        if (channel.Permissions.HasFlag(Permissions.ManageThreads))
        {
            var answer = await CallAsync(DiscordRoute.DeleteChannel(thread), json: null, clock, cancellationToken);
            return answer is DiscordAnswer.Done or DiscordAnswer.Refused { Code: DiscordErrors.UnknownChannel }
                ? new SendOutcome.Sent(thread)
                : InThread(DiscordErrors.Sort(answer));
        }

        if (channel.IsForum)
        {
            var emptied = await DeleteMessageAsync(channel, thread, thread, clock, cancellationToken);
            if (emptied is not SendOutcome.Sent)
            {
                return emptied;
            }
        }

        var closed = await CallAsync(DiscordRoute.ModifyChannel(thread), Archive, clock, cancellationToken);
        if (closed is DiscordAnswer.Done)
        {
            Log.ThreadClosed(logger, thread);
            return new SendOutcome.Sent(thread);
        }

        return closed is DiscordAnswer.Refused { Code: DiscordErrors.UnknownChannel or DiscordErrors.ThreadArchived }
            ? new SendOutcome.Sent(thread)
            : InThread(DiscordErrors.Sort(closed));
    }

    /// <summary>A call inside a thread, or in the channel itself. An archived thread refuses it for certain, so the thread is opened again and the call repeated.</summary>
    private async Task<SendOutcome> InThreadAsync(
        ChannelFacts channel,
        string thread,
        Func<Task<DiscordAnswer>> call,
        Deadline clock,
        CancellationToken cancellationToken
    )
    {
        var answer = await call();
        if (answer is DiscordAnswer.Refused { Code: DiscordErrors.ThreadArchived })
        {
            var opened = await CallAsync(DiscordRoute.ModifyChannel(thread), Unarchive, clock, cancellationToken);
            if (opened is not DiscordAnswer.Done)
            {
                return opened is DiscordAnswer.Refused { Code: DiscordErrors.MissingPermissions or DiscordErrors.ThreadIsLocked }
                    ? new SendOutcome.Rejected(
                        RejectionReason.ThreadLocked,
                        Code(opened),
                        "The thread is locked; unlock it, or give the bot Manage Threads"
                    )
                    : InThread(NotYet(DiscordErrors.Sort(opened)));
            }

            answer = await call();
        }

        var outcome = answer is DiscordAnswer.Done { Json: null } ? new SendOutcome.Sent(thread) : Created(answer);
        return thread == channel.Id ? outcome : InThread(outcome);
    }

    private Task<DiscordAnswer> CallAsync(
        DiscordRoute route,
        string? json,
        Deadline clock,
        CancellationToken cancellationToken
    ) => rest.SendAsync(route, json, Patience, clock.Left, cancellationToken);

    /// <summary>Where a message stands: in the channel, or in the thread that a forum post or a reply's thread is.</summary>
    private static string PlaceOf(ChannelFacts channel, PostRequest request) =>
        request.Kind == PostKind.Reply ? request.ThreadId!
        : channel.IsForum ? request.RemoteId!
        : channel.Id;

    private static SendOutcome Created(DiscordAnswer answer) =>
        answer switch
        {
            DiscordAnswer.Done { Json: { ValueKind: System.Text.Json.JsonValueKind.Object } json }
                when json.TryGetProperty("id", out var id) && Snowflake.IsValid(id.ToString()) => new SendOutcome.Sent(
                id.ToString()
            ),
            DiscordAnswer.Done => new SendOutcome.Unknown("Discord's answer carries no id"),
            _ => DiscordErrors.Sort(answer),
        };

    /// <summary>Inside a thread the channel that is gone is the thread.</summary>
    private static SendOutcome InThread(SendOutcome outcome) =>
        outcome is SendOutcome.Rejected { Reason: RejectionReason.ChannelGone, Code: "10003" } gone
            ? gone with
            {
                Reason = RejectionReason.ThreadGone,
            }
            : outcome;

    /// <summary>Something that has to come first is unclear; the post itself was not sent, or refused, and stands nowhere.</summary>
    private static SendOutcome NotYet(SendOutcome outcome) =>
        outcome is SendOutcome.Unknown unknown
            ? new SendOutcome.NotSent(RetryAfter: null, WaitScope.Request, unknown.Reason)
            : outcome;

    private static SendOutcome.Rejected Named(SendOutcome.Rejected refused, ChannelFacts channel)
    {
        var missing = ChannelPermissions.Needed(channel.Type) & ~channel.Permissions;
        return refused with
        {
            Detail =
                missing == Permissions.None
                    ? $"Discord refused this in '{channel.Name}' for want of a permission: {refused.Detail}"
                    : $"The bot lacks in '{channel.Name}': {ChannelPermissions.Names(missing)}",
        };
    }

    /// <summary>Ids become part of an address, so nothing else than an id may pass.</summary>
    private static SendOutcome.Rejected? BadId(PostRequest request)
    {
        var wrong =
            !Snowflake.IsValid(request.ChannelId) ? $"'{request.ChannelId}' is not the id of a Discord channel"
            : request.Kind is PostKind.Reply or PostKind.Thread && !Snowflake.IsValid(request.ThreadId)
                ? "a post in a thread has no thread id"
            : request.Operation != PostOperation.Create && !Snowflake.IsValid(request.RemoteId)
                ? "there is no id of the post to change"
            : null;
        return wrong is null ? null : new SendOutcome.Rejected(RejectionReason.InvalidRequest, "id", wrong);
    }

    private static string Code(DiscordAnswer answer) =>
        ((DiscordAnswer.Refused)answer).Code.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordThreadClosed",
            Message = "Thread {Thread} was emptied and closed; deleting it takes the permission Manage Threads"
        )]
        public static partial void ThreadClosed(ILogger logger, string thread);
    }
}
