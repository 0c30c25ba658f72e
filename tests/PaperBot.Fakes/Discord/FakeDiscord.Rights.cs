using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
    private Reply OpenDirect(JsonObject body)
    {
        var person = MessageRules.Text(body["recipient_id"]) ?? "";
        if (!DirectMessages)
        {
            return Reply.Error(400, 50007, "Cannot send messages to this user");
        }

        var channel = _channels.Values.FirstOrDefault(known => known.Type == FakeChannel.Direct && known.OwnerId == person);
        if (channel is null)
        {
            channel = new FakeChannel(NewId(), FakeChannel.Direct, "", guild: null, parent: null) { OwnerId = person };
            _channels.Add(channel.Id, channel);
        }

        return Reply.Ok(Shapes.Direct(channel, person));
    }

    /// <summary>Whether people take direct messages from the bot.</summary>
    public bool DirectMessages { get; set; } = true;

    /// <summary>The direct channel with a person, once there is one.</summary>
    public FakeChannel? DirectChannelWith(string userId)
    {
        lock (_lock)
        {
            return _channels.Values.FirstOrDefault(known => known.Type == FakeChannel.Direct && known.OwnerId == userId);
        }
    }

    /// <summary>What the bot may do, by the documented algorithm.</summary>
    internal ulong Permissions(FakeChannel channel)
    {
        var guild = channel.Guild!;
        if (guild.OwnerId == BotId)
        {
            return ulong.MaxValue;
        }

        var permissions = guild
            .Roles.Where(role => role.Key == guild.Id || guild.BotRoles.Contains(role.Key))
            .Aggregate(0UL, (sum, role) => sum | role.Value);
        if ((permissions & Bit.Administrator) != 0)
        {
            return ulong.MaxValue;
        }

        var overwrites = (channel.Parent ?? channel).Overwrites;
        foreach (
            var group in new[]
            {
                overwrites.Where(overwrite => overwrite.Id == guild.Id),
                overwrites.Where(overwrite => overwrite.Type == 0 && guild.BotRoles.Contains(overwrite.Id)),
                overwrites.Where(overwrite => overwrite.Type == 1 && overwrite.Id == BotId),
            }
        )
        {
            var together = group.ToList();
            permissions &= ~together.Aggregate(0UL, (sum, overwrite) => sum | overwrite.Deny);
            permissions |= together.Aggregate(0UL, (sum, overwrite) => sum | overwrite.Allow);
        }

        return permissions;
    }

    private bool May(FakeChannel channel, ulong bit) =>
        channel.Guild is null || ((Permissions(channel) & bit) == bit && (Permissions(channel) & Bit.View) != 0);

    internal static class Bit
    {
        public const ulong Administrator = 1UL << 3;
        public const ulong View = 1UL << 10;
        public const ulong Send = 1UL << 11;
        public const ulong EmbedLinks = 1UL << 14;
        public const ulong ReadHistory = 1UL << 16;
        public const ulong ManageThreads = 1UL << 34;
        public const ulong CreateThreads = 1UL << 35;
        public const ulong SendInThreads = 1UL << 38;
    }
}
