using PaperBot.Chat;
using PaperBot.Discord.Commands;
using PaperBot.Discord.Rendering;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Interactions;

/// <summary>Reads what a person did out of an interaction. What comes back from a control is checked for its form here and looked up by the handler.</summary>
internal static class InteractionReader
{
    public const string PlatformName = "discord";

    /// <summary>Null where a field is missing that Discord always sends.</summary>
    public static ChatOrigin? Origin(Interaction interaction)
    {
        var person = interaction.Member?.User ?? interaction.User;
        var channel = interaction.ChannelId ?? interaction.Channel?.Id;
        if (person?.Id is null || channel is null || interaction.Id is null || interaction.Token is null)
        {
            return null;
        }

        var (place, thread) = Place(interaction.Channel, channel);
        return new ChatOrigin(
            PlatformName,
            interaction.ApplicationId,
            place,
            thread,
            person.Id,
            interaction.Locale,
            HasAdminRight(interaction.Member?.Permissions),
            interaction.Id
        );
    }

    /// <summary>A thread is a channel of its own on Discord; ours is the channel that it hangs in.</summary>
    public static (string Channel, string? Thread) Place(DiscordChannel? channel, string id) =>
        channel
            is {
                Type: ChannelType.AnnouncementThread or ChannelType.PublicThread or ChannelType.PrivateThread,
                ParentId: { } parent
            }
            ? (parent, id)
            : (id, null);

    /// <summary>The forms' own fields, by their ids.</summary>
    public static IReadOnlyDictionary<string, string> Fields(DiscordComponent[]? components)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var component in components ?? [])
        {
            foreach (var input in component.Component is { } labelled ? [labelled] : component.Components ?? [])
            {
                if (input.CustomId is { } id)
                {
                    fields[id] = input.Value ?? (input.Values is [var first, ..] ? first : "");
                }
            }
        }

        return fields;
    }

    /// <summary>What the handler is asked; null for what the platform answers itself.</summary>
    public static ChatRequest? Request(Interaction interaction, ChatOrigin origin)
    {
        switch (interaction.Type)
        {
            case InteractionType.Command when interaction.Data is { } data:
                var (name, text) = CommandCatalog.Fold(data);
                return new ChatRequest.Command(origin, name, text);
            case InteractionType.Component
                when CustomId.TryParse(interaction.Data?.CustomId ?? "", out var id) && id.Kind == CustomIdKind.Action:
                return new ChatRequest.Action(
                    origin,
                    id.Id,
                    interaction.Data?.Values is [var value, ..] ? value : null,
                    interaction.Message?.Id
                );
            case InteractionType.ModalSubmit
                when CustomId.TryParse(interaction.Data?.CustomId ?? "", out var id) && id.Kind == CustomIdKind.Form:
                return new ChatRequest.FormSubmit(origin, id.Id, Fields(interaction.Data?.Components));
            default:
                return null;
        }
    }

    private static bool HasAdminRight(Permissions? permissions) =>
        permissions is { } granted && (granted & (Permissions.ManageGuild | Permissions.Administrator)) != Permissions.None;
}
