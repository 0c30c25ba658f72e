using System.Text.Json;
using System.Text.Json.Serialization;

namespace PaperBot.Discord.Wire;

// Discord's objects as far as we read them, named as in https://discord.com/developers/docs. Every field may be absent or null:
// the code that needs one says what it does without it.

/// <summary>https://discord.com/developers/docs/resources/channel#channel-object</summary>
internal sealed record DiscordChannel(
    string Id,
    ChannelType Type,
    string? GuildId,
    string? ParentId,
    string? OwnerId,
    string? Name,
    int Flags,
    DiscordOverwrite[]? PermissionOverwrites,
    DiscordThreadMetadata? ThreadMetadata,
    DiscordMessage? Message
);

internal enum ChannelType
{
    GuildText = 0,
    Dm = 1,
    GuildVoice = 2,
    GroupDm = 3,
    GuildCategory = 4,
    GuildAnnouncement = 5,
    AnnouncementThread = 10,
    PublicThread = 11,
    PrivateThread = 12,
    GuildStageVoice = 13,
    GuildForum = 15,
    GuildMedia = 16,
}

internal sealed record DiscordThreadMetadata(bool Archived, bool Locked, DateTimeOffset? ArchiveTimestamp);

/// <param name="Type">0 for a role, 1 for a member.</param>
internal sealed record DiscordOverwrite(string Id, int Type, Permissions Allow, Permissions Deny);

/// <summary>https://discord.com/developers/docs/resources/guild#guild-object</summary>
internal sealed record DiscordGuild(string Id, string? Name, string? OwnerId, DiscordRole[]? Roles);

internal sealed record DiscordRole(string Id, string? Name, Permissions Permissions);

internal sealed record DiscordMember(DiscordUser? User, string[]? Roles, Permissions? Permissions);

internal sealed record DiscordUser(string Id, string? Username, bool Bot);

/// <summary>https://discord.com/developers/docs/resources/application#application-object</summary>
internal sealed record DiscordApplication(
    string Id,
    string? Name,
    string? VerifyKey,
    string? InteractionsEndpointUrl,
    long Flags
);

/// <summary>https://discord.com/developers/docs/resources/message#message-object</summary>
internal sealed record DiscordMessage(
    string Id,
    string? ChannelId,
    string? GuildId,
    DiscordUser? Author,
    string? Content,
    int Type,
    int Flags,
    DiscordUser[]? Mentions,
    DiscordEmbed[]? Embeds,
    DiscordComponent[]? Components
)
{
    /// <summary>The message is seen by one person only.</summary>
    [JsonIgnore]
    public bool IsEphemeral => (Flags & MessageFlags.Ephemeral) != 0;
}

internal static class MessageFlags
{
    public const int Ephemeral = 1 << 6;
}

internal sealed record DiscordEmbed(string? Title, string? Description, string? Url);

/// <summary>A row, a control in it, or in a submitted form a label around a field.</summary>
internal sealed record DiscordComponent(
    int Type,
    string? CustomId,
    string? Value,
    string[]? Values,
    DiscordComponent[]? Components,
    DiscordComponent? Component
);

/// <summary>https://discord.com/developers/docs/components/reference</summary>
internal static class ComponentTypes
{
    public const int Row = 1;
    public const int Button = 2;
    public const int StringSelect = 3;
    public const int TextInput = 4;
    public const int Label = 18;
}

internal sealed record DiscordThreadList(DiscordChannel[]? Threads, bool HasMore);

/// <summary>https://discord.com/developers/docs/events/gateway#get-gateway-bot</summary>
internal sealed record GatewayBot(string? Url, int Shards, SessionStartLimit? SessionStartLimit);

/// <param name="ResetAfter">Milliseconds.</param>
internal sealed record SessionStartLimit(int Total, int Remaining, long ResetAfter, int MaxConcurrency);

internal static class DiscordJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        RespectNullableAnnotations = false,
        Converters = { new PermissionsConverter() },
    };

    /// <exception cref="JsonException">It is something else than Discord's documentation describes.</exception>
    public static T? Read<T>(JsonElement json) => json.Deserialize<T>(Options);

    /// <summary>A whole number; null where there is none, whatever else stands there.</summary>
    public static long? Number(JsonElement json, string name) =>
        Field(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>A text; null where there is none, whatever else stands there.</summary>
    public static string? Text(JsonElement json, string name) =>
        Field(json, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static JsonElement? Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : null;
}

/// <summary>Permission sets travel as decimal strings.</summary>
internal sealed class PermissionsConverter : JsonConverter<Permissions>
{
    public override Permissions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.Number => (Permissions)reader.GetUInt64(),
            JsonTokenType.String
                when ulong.TryParse(
                    reader.GetString(),
                    System.Globalization.NumberStyles.None,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var bits
                ) => (Permissions)bits,
            _ => throw new JsonException("A set of permissions is a decimal string."),
        };

    public override void Write(Utf8JsonWriter writer, Permissions value, JsonSerializerOptions options) =>
        writer.WriteStringValue(((ulong)value).ToString(System.Globalization.CultureInfo.InvariantCulture));
}
