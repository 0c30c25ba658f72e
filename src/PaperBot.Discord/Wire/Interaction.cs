using System.Text.Json;

namespace PaperBot.Discord.Wire;

/// <summary>https://discord.com/developers/docs/interactions/receiving-and-responding#interaction-object</summary>
internal sealed record Interaction(
    string Id,
    string ApplicationId,
    InteractionType Type,
    string Token,
    InteractionData? Data,
    string? GuildId,
    string? ChannelId,
    DiscordChannel? Channel,
    DiscordMember? Member,
    DiscordUser? User,
    DiscordMessage? Message,
    string? Locale
);

internal enum InteractionType
{
    Ping = 1,
    Command = 2,
    Component = 3,
    Autocomplete = 4,
    ModalSubmit = 5,
}

internal sealed record InteractionData(
    string? Name,
    string? CustomId,
    string[]? Values,
    InteractionOption[]? Options,
    DiscordComponent[]? Components
);

internal sealed record InteractionOption(string Name, int Type, JsonElement? Value, bool Focused, InteractionOption[]? Options);
