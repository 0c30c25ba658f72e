using System.Globalization;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Channels;

/// <summary>What the bot may do in a channel, computed as https://discord.com/developers/docs/topics/permissions#permission-overwrites says.</summary>
internal static class ChannelPermissions
{
    /// <summary>For posting a digest with its threads and finding the posts again.</summary>
    public const Permissions Posting =
        Permissions.ViewChannel
        | Permissions.EmbedLinks
        | Permissions.ReadMessageHistory
        | Permissions.SendMessages
        | Permissions.SendMessagesInThreads;

    /// <summary>The least that an invitation has to ask for: text, announcement and forum channels, threads, reading back.</summary>
    public const Permissions Invitation = Posting | Permissions.CreatePublicThreads;

    /// <summary>A post in a forum is made with SEND_MESSAGES; a thread under a message has a permission of its own.</summary>
    public static Permissions Needed(ChannelType type) => IsForum(type) ? Posting : Posting | Permissions.CreatePublicThreads;

    public static bool IsForum(ChannelType type) => type is ChannelType.GuildForum or ChannelType.GuildMedia;

    public static bool CanHoldDigest(ChannelType type) =>
        type is ChannelType.GuildText or ChannelType.GuildAnnouncement || IsForum(type);

    public static Permissions Of(
        DiscordGuild guild,
        IReadOnlyCollection<string> memberRoles,
        string memberId,
        IReadOnlyList<DiscordOverwrite> overwrites
    )
    {
        const Permissions all = (Permissions)ulong.MaxValue;
        if (guild.OwnerId == memberId)
        {
            return all;
        }

        var permissions = Permissions.None;
        foreach (var role in guild.Roles ?? [])
        {
            if (role.Id == guild.Id || memberRoles.Contains(role.Id))
            {
                permissions |= role.Permissions;
            }
        }

        if (permissions.HasFlag(Permissions.Administrator))
        {
            return all;
        }

        // In this order: everyone, all roles together, the member.
        permissions = Apply(permissions, overwrites.Where(overwrite => overwrite.Id == guild.Id));
        permissions = Apply(
            permissions,
            overwrites.Where(overwrite => overwrite.Type == 0 && overwrite.Id != guild.Id && memberRoles.Contains(overwrite.Id))
        );
        permissions = Apply(permissions, overwrites.Where(overwrite => overwrite.Type == 1 && overwrite.Id == memberId));
        return permissions.HasFlag(Permissions.ViewChannel) ? permissions : Permissions.None;
    }

    /// <summary>The names that Discord's documentation and its settings pages know, for a person to look for.</summary>
    public static string Names(Permissions missing) =>
        string.Join(
            ", ",
            Enum.GetValues<Permissions>()
                .Where(bit => bit != Permissions.None && missing.HasFlag(bit))
                .Select(bit =>
                    bit switch
                    {
                        Permissions.ViewChannel => "View Channel",
                        Permissions.SendMessages => "Send Messages",
                        Permissions.EmbedLinks => "Embed Links",
                        Permissions.ReadMessageHistory => "Read Message History",
                        Permissions.CreatePublicThreads => "Create Public Threads",
                        Permissions.SendMessagesInThreads => "Send Messages in Threads",
                        Permissions.ManageThreads => "Manage Threads",
                        _ => bit.ToString(),
                    }
                )
        );

    public static string InvitationAddress(string applicationId) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"https://discord.com/oauth2/authorize?client_id={applicationId}&scope=bot+applications.commands&permissions={(ulong)Invitation}"
        );

    private static Permissions Apply(Permissions permissions, IEnumerable<DiscordOverwrite> overwrites)
    {
        var (allow, deny) = (Permissions.None, Permissions.None);
        foreach (var overwrite in overwrites)
        {
            allow |= overwrite.Allow;
            deny |= overwrite.Deny;
        }

        return (permissions & ~deny) | allow;
    }
}
