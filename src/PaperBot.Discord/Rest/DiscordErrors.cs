using System.Collections.Frozen;
using PaperBot.Chat;

namespace PaperBot.Discord.Rest;

/// <summary>
/// What Discord's error codes mean for a post. The table is the whole of what we know; a code that is not in it is an unknown outcome, so that the
/// outbox looks before it sends again.
/// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
/// </summary>
internal static class DiscordErrors
{
    public const int UnknownChannel = 10003;
    public const int UnknownMessage = 10008;
    public const int UnknownWebhook = 10015;
    public const int UnknownInteraction = 10062;
    public const int TooManyCommands = 30032;
    public const int TooManyCommandCreates = 30034;
    public const int AlreadyAcknowledged = 40060;
    public const int Cloudflare = 40333;
    public const int MissingAccess = 50001;
    public const int MissingPermissions = 50013;
    public const int InvalidWebhookToken = 50027;
    public const int ThreadArchived = 50083;
    public const int ThreadExists = 160004;
    public const int ThreadIsLocked = 160005;

    private static readonly FrozenDictionary<int, RejectionReason> Rejections = new Dictionary<int, RejectionReason>
    {
        [10001] = RejectionReason.TokenRefused, // unknown account
        [10002] = RejectionReason.TokenRefused, // unknown application
        [UnknownChannel] = RejectionReason.ChannelGone,
        [10004] = RejectionReason.ChannelGone, // unknown guild
        [UnknownMessage] = RejectionReason.MessageGone,
        [10012] = RejectionReason.TokenRefused, // unknown token
        [10013] = RejectionReason.Other, // unknown user
        [10087] = RejectionReason.InvalidRequest, // unknown tag
        [20001] = RejectionReason.Other, // bots cannot use this endpoint
        [20009] = RejectionReason.ContentRefused, // explicit content
        [20012] = RejectionReason.MissingPermission, // not authorized for this application
        [20031] = RejectionReason.ContentRefused, // disallowed words in names
        [30015] = RejectionReason.InvalidRequest, // too many attachments
        [30033] = RejectionReason.Other, // too many members in a thread
        [40001] = RejectionReason.TokenRefused,
        [40002] = RejectionReason.TokenRefused, // the account has to be verified
        [40005] = RejectionReason.TooLarge,
        [40007] = RejectionReason.NotInChannel, // banned from the guild
        [40012] = RejectionReason.TokenRefused, // the connection has been revoked
        [40058] = RejectionReason.InvalidRequest, // a post, not a message, is made in a forum
        [40066] = RejectionReason.Other, // no tags that the bot may set
        [40067] = RejectionReason.Other, // the forum requires a tag
        [MissingAccess] = RejectionReason.MissingPermission,
        [50002] = RejectionReason.Other, // invalid account type
        [50003] = RejectionReason.Other, // not in a direct channel
        [50005] = RejectionReason.EditForbidden, // written by somebody else
        [50006] = RejectionReason.InvalidRequest, // empty
        [50007] = RejectionReason.Other, // no direct messages to this person
        [50008] = RejectionReason.Other, // no text channel
        [50009] = RejectionReason.MissingPermission, // verification level
        [MissingPermissions] = RejectionReason.MissingPermission,
        [50014] = RejectionReason.TokenRefused,
        [50021] = RejectionReason.EditForbidden, // system message
        [50024] = RejectionReason.Other, // wrong type of channel
        [50035] = RejectionReason.InvalidRequest,
        [50041] = RejectionReason.InvalidRequest, // API version
        [50045] = RejectionReason.TooLarge,
        [50055] = RejectionReason.ChannelGone, // invalid guild
        [50068] = RejectionReason.InvalidRequest, // message type
        [ThreadArchived] = RejectionReason.ThreadLocked,
        [50109] = RejectionReason.InvalidRequest, // not JSON
        [50173] = RejectionReason.MissingPermission,
        [50278] = RejectionReason.Other, // no mutual guild
        [60003] = RejectionReason.MissingPermission, // the owner needs two-factor authentication
        [160002] = RejectionReason.MissingPermission, // reply without READ_MESSAGE_HISTORY
        [ThreadIsLocked] = RejectionReason.ThreadLocked,
        [160006] = RejectionReason.Other, // too many active threads
        [160007] = RejectionReason.Other, // too many active announcement threads
        [160009] = RejectionReason.MissingPermission, // reference without READ_MESSAGE_HISTORY
        [200000] = RejectionReason.ContentRefused, // AutoMod
        [200001] = RejectionReason.ContentRefused, // AutoMod, the title
        [240000] = RejectionReason.ContentRefused, // harmful links
    }.ToFrozenDictionary();

    /// <summary>Certainly not carried out, and different later.</summary>
    private static readonly FrozenDictionary<int, (TimeSpan Wait, WaitScope Scope)> Waits = new Dictionary<
        int,
        (TimeSpan, WaitScope)
    >
    {
        [20016] = (TimeSpan.FromSeconds(10), WaitScope.Channel), // slowmode
        [20022] = (TimeSpan.FromMinutes(10), WaitScope.Request), // edits of announcements
        [20028] = (TimeSpan.FromSeconds(10), WaitScope.Channel), // writes in a channel
        [20029] = (TimeSpan.FromSeconds(10), WaitScope.Workspace), // writes in a guild
        [30046] = (TimeSpan.FromMinutes(10), WaitScope.Request), // edits of messages older than an hour
        [40004] = (TimeSpan.FromMinutes(1), WaitScope.Workspace), // sending is switched off for a while
        [40006] = (TimeSpan.FromMinutes(1), WaitScope.Request), // this feature is switched off for a while
        [40062] = (TimeSpan.FromSeconds(10), WaitScope.Channel), // the service is being limited
    }.ToFrozenDictionary();

    /// <summary>Every code that has a meaning here for a post.</summary>
    public static IEnumerable<int> Known => Rejections.Keys.Concat(Waits.Keys);

    private static readonly FrozenSet<int> OurFault = new[] { 50006, 50035, 50041, 50068, 50109 }.ToFrozenSet();

    /// <summary>Codes that only a mistake in this program brings.</summary>
    public static bool IsOurFault(int code) => OurFault.Contains(code);

    /// <summary>What an answer that is not a success means for a post.</summary>
    public static SendOutcome Sort(DiscordAnswer answer) =>
        answer switch
        {
            DiscordAnswer.Wait wait when Waits.TryGetValue(wait.Code, out var known) => new SendOutcome.NotSent(
                wait.For ?? known.Wait,
                known.Scope,
                wait.Reason
            ),
            DiscordAnswer.Wait wait => new SendOutcome.NotSent(wait.For, wait.Scope, wait.Reason),
            DiscordAnswer.NotWritten not => new SendOutcome.NotSent(RetryAfter: null, WaitScope.Request, not.Reason),
            DiscordAnswer.Unclear unclear => new SendOutcome.Unknown(unclear.Reason),
            DiscordAnswer.Refused { Status: 401 } refused => new SendOutcome.Rejected(
                RejectionReason.TokenRefused,
                Text(refused),
                refused.Detail
            ),
            DiscordAnswer.Refused { Status: 413 } refused => new SendOutcome.Rejected(
                RejectionReason.TooLarge,
                Text(refused),
                refused.Detail
            ),
            DiscordAnswer.Refused refused when Waits.TryGetValue(refused.Code, out var wait) => new SendOutcome.NotSent(
                wait.Wait,
                wait.Scope,
                refused.Detail
            ),
            DiscordAnswer.Refused refused when Rejections.TryGetValue(refused.Code, out var reason) => new SendOutcome.Rejected(
                reason,
                Text(refused),
                refused.Detail
            ),
            _ => new SendOutcome.Unknown(answer.Describe()),
        };

    private static string Text(DiscordAnswer.Refused refused) =>
        (refused.Code == 0 ? refused.Status : refused.Code).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
