using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

/// <summary>A server of the stand-in. Change its lists freely; the next request sees it.</summary>
public sealed class FakeGuild(string id, string name, string ownerId)
{
    public string Id => id;

    public string Name => name;

    /// <summary>Whoever owns the server may do everything.</summary>
    public string OwnerId => ownerId;

    /// <summary>Role id to permissions; the role with the guild's id is everyone's.</summary>
    public IDictionary<string, ulong> Roles { get; } = new Dictionary<string, ulong>(StringComparer.Ordinal);

    /// <summary>The roles that the bot has besides everyone's.</summary>
    public IList<string> BotRoles { get; } = [];

    public bool BotIsMember { get; set; } = true;

    /// <summary>Active threads that others have open, towards the limit of 1,000.</summary>
    public int OtherActiveThreads { get; set; }
}

/// <summary>A channel or a thread of the stand-in.</summary>
public sealed class FakeChannel(string id, int type, string name, FakeGuild? guild, FakeChannel? parent)
{
    public const int Text = 0;
    public const int Direct = 1;
    public const int Category = 4;
    public const int Announcement = 5;
    public const int AnnouncementThread = 10;
    public const int PublicThread = 11;
    public const int Forum = 15;

    public string Id => id;

    public int Type => type;

    public string Name { get; set; } = name;

    public FakeGuild? Guild => guild;

    /// <summary>For a thread the channel it stands in.</summary>
    public FakeChannel? Parent => parent;

    public int Flags { get; set; }

    public string? OwnerId { get; init; }

    public IList<FakeOverwrite> Overwrites { get; } = [];

    /// <summary>By id, so in the order of posting.</summary>
    internal SortedList<ulong, FakeMessage> Messages { get; } = [];

    public bool IsThread => type is 10 or 11 or 12;

    public bool IsForum => type is 15 or 16;

    public bool Archived { get; set; }

    public bool Locked { get; set; }

    public int AutoArchiveMinutes { get; set; } = 1440;

    public DateTimeOffset ArchivedAt { get; set; }

    public bool Deleted { get; set; }
}

/// <param name="Type">0 for a role, 1 for a member.</param>
public sealed record FakeOverwrite(string Id, int Type, ulong Allow, ulong Deny);

/// <summary>A message of the stand-in, as Discord gives it back.</summary>
public sealed class FakeMessage(string id, string authorId, JsonObject json, int type)
{
    public string Id => id;

    public string AuthorId => authorId;

    public JsonObject Json { get; set; } = json;

    public int Type => type;

    /// <summary>The name that the sender gave it; history does not give it back.</summary>
    public string? Nonce { get; init; }

    public string? Content => MessageRules.Text(Json["content"]);

    /// <summary>All drawn text, for a test to look into.</summary>
    public string Words =>
        string.Join(
            "\n",
            MessageRules.DrawnTexts(
                new JsonObject
                {
                    ["embeds"] = Json["embeds"]?.DeepClone(),
                    ["content"] = Content,
                    ["components"] = Json["components"]?.DeepClone(),
                }
            )
        );
}
