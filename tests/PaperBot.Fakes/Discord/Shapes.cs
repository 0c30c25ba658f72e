using System.Globalization;
using System.Text.Json.Nodes;

namespace PaperBot.Fakes.Discord;

/// <summary>Objects as Discord's API gives them, with every field that its OpenAPI document requires.</summary>
internal static class Shapes
{
    public static JsonObject Application(FakeDiscord fake) =>
        new()
        {
            ["id"] = fake.ApplicationId,
            ["name"] = "PaperBot",
            ["icon"] = null,
            ["description"] = "",
            ["type"] = null,
            ["verify_key"] = fake.Signing.VerifyKey,
            ["flags"] = fake.Options.MessageContent ? 1 << 19 : 0,
            ["flags_new"] = "0",
            ["redirect_uris"] = new JsonArray(),
            ["interactions_endpoint_url"] = fake.InteractionsEndpoint?.AbsoluteUri,
            ["role_connections_verification_url"] = null,
            ["owner"] = User(fake, "1", isBot: false),
            ["approximate_guild_count"] = fake.Guilds.Count,
            ["approximate_user_install_count"] = 0,
            ["approximate_user_authorization_count"] = 0,
            ["explicit_content_filter"] = 0,
            ["team"] = null,
            ["eligible_oauth2_scopes"] = new JsonArray(),
        };

    public static JsonObject Self(FakeDiscord fake)
    {
        var self = User(fake, fake.BotId, isBot: true);
        self["mfa_enabled"] = true;
        self["locale"] = "en-US";
        self["verified"] = true;
        return self;
    }

    public static JsonObject User(FakeDiscord fake, string id, bool isBot) =>
        new()
        {
            ["id"] = id,
            ["username"] = id == fake.BotId ? "paperbot" : "reader" + id[^1],
            ["avatar"] = null,
            ["discriminator"] = "0",
            ["public_flags"] = 0,
            ["flags"] = 0,
            ["bot"] = isBot,
            ["global_name"] = null,
            ["primary_guild"] = null,
        };

    public static JsonArray Roles(FakeGuild guild) =>
        new([
            .. guild.Roles.Select(
                (role, index) =>
                    new JsonObject
                    {
                        ["id"] = role.Key,
                        ["name"] = role.Key == guild.Id ? "@everyone" : "role " + index,
                        ["permissions"] = role.Value.ToString(CultureInfo.InvariantCulture),
                        ["position"] = index,
                        ["color"] = 0,
                        ["colors"] = new JsonObject
                        {
                            ["primary_color"] = 0,
                            ["secondary_color"] = null,
                            ["tertiary_color"] = null,
                        },
                        ["hoist"] = false,
                        ["managed"] = false,
                        ["mentionable"] = false,
                        ["icon"] = null,
                        ["unicode_emoji"] = null,
                        ["flags"] = 0,
                    }
            ),
        ]);

    public static JsonObject Guild(FakeGuild guild) =>
        new()
        {
            ["id"] = guild.Id,
            ["name"] = guild.Name,
            ["icon"] = null,
            ["description"] = null,
            ["home_header"] = null,
            ["splash"] = null,
            ["discovery_splash"] = null,
            ["features"] = new JsonArray(),
            ["banner"] = null,
            ["owner_id"] = guild.OwnerId,
            ["application_id"] = null,
            ["region"] = "japan",
            ["afk_channel_id"] = null,
            ["afk_timeout"] = 300,
            ["system_channel_id"] = null,
            ["system_channel_flags"] = 0,
            ["widget_enabled"] = false,
            ["widget_channel_id"] = null,
            ["verification_level"] = 0,
            ["roles"] = Roles(guild),
            ["default_message_notifications"] = 0,
            ["mfa_level"] = 0,
            ["explicit_content_filter"] = 0,
            ["max_presences"] = null,
            ["max_members"] = 500000,
            ["max_stage_video_channel_users"] = 50,
            ["max_video_channel_users"] = 25,
            ["vanity_url_code"] = null,
            ["premium_tier"] = 0,
            ["premium_subscription_count"] = 0,
            ["preferred_locale"] = "ja",
            ["rules_channel_id"] = null,
            ["safety_alerts_channel_id"] = null,
            ["public_updates_channel_id"] = null,
            ["premium_progress_bar_enabled"] = false,
            ["nsfw"] = false,
            ["nsfw_level"] = 0,
            ["emojis"] = new JsonArray(),
            ["stickers"] = new JsonArray(),
            ["incidents_data"] = null,
        };

    public static JsonObject Member(FakeDiscord fake, FakeGuild guild, string userId) =>
        new()
        {
            ["avatar"] = null,
            ["banner"] = null,
            ["communication_disabled_until"] = null,
            ["flags"] = 0,
            ["joined_at"] = "2024-01-01T00:00:00.000000+00:00",
            ["nick"] = null,
            ["pending"] = false,
            ["premium_since"] = null,
            ["roles"] = new JsonArray([.. guild.BotRoles.Select(role => JsonValue.Create(role))]),
            ["user"] = User(fake, userId, isBot: userId == fake.BotId),
            ["mute"] = false,
            ["deaf"] = false,
        };

    public static JsonObject Channel(FakeDiscord fake, FakeChannel channel)
    {
        if (channel.Guild is null)
        {
            return Direct(channel, channel.OwnerId!);
        }

        var shape = new JsonObject
        {
            ["id"] = channel.Id,
            ["type"] = channel.Type,
            ["flags"] = channel.Flags,
            ["guild_id"] = channel.Guild.Id,
            ["name"] = channel.Name,
            ["last_message_id"] = channel.Messages.Count == 0 ? null : channel.Messages.Values[^1].Id,
        };
        if (channel.IsThread)
        {
            shape["parent_id"] = channel.Parent!.Id;
            shape["owner_id"] = channel.OwnerId;
            shape["thread_metadata"] = new JsonObject
            {
                ["archived"] = channel.Archived,
                ["archive_timestamp"] = Time(channel.ArchivedAt),
                ["auto_archive_duration"] = channel.AutoArchiveMinutes,
                ["locked"] = channel.Locked,
            };
            shape["message_count"] = channel.Messages.Count;
            shape["member_count"] = 1;
            shape["total_message_sent"] = channel.Messages.Count;
            return shape;
        }

        shape["position"] = 0;
        shape["permission_overwrites"] = new JsonArray([
            .. channel.Overwrites.Select(overwrite => new JsonObject
            {
                ["id"] = overwrite.Id,
                ["type"] = overwrite.Type,
                ["allow"] = overwrite.Allow.ToString(CultureInfo.InvariantCulture),
                ["deny"] = overwrite.Deny.ToString(CultureInfo.InvariantCulture),
            }),
        ]);
        return shape;
    }

    public static JsonObject Direct(FakeChannel channel, string person) =>
        new()
        {
            ["id"] = channel.Id,
            ["type"] = FakeChannel.Direct,
            ["flags"] = 0,
            ["last_message_id"] = null,
            ["recipients"] = new JsonArray(
                new JsonObject
                {
                    ["id"] = person,
                    ["username"] = "reader",
                    ["avatar"] = null,
                    ["discriminator"] = "0",
                    ["public_flags"] = 0,
                    ["flags"] = 0,
                    ["global_name"] = null,
                    ["primary_guild"] = null,
                }
            ),
        };

    public static JsonObject Message(FakeDiscord fake, FakeChannel channel, FakeMessage message)
    {
        var json = message.Json;
        var shape = new JsonObject
        {
            ["id"] = message.Id,
            ["channel_id"] = channel.Id,
            ["type"] = message.Type,
            ["content"] = MessageRules.Text(json["content"]) ?? "",
            ["mentions"] = new JsonArray(),
            ["mention_roles"] = new JsonArray(),
            ["attachments"] = new JsonArray(),
            ["embeds"] = new JsonArray([.. (json["embeds"] as JsonArray ?? []).Select(embed => Embed(embed!.AsObject()))]),
            ["timestamp"] = Time(
                DateTimeOffset.FromUnixTimeMilliseconds((long)(FakeDiscord.Number(message.Id) >> 22) + 1420070400000)
            ),
            ["edited_timestamp"] = json["edited_timestamp"]?.DeepClone(),
            ["flags"] = json["flags"]?.DeepClone() ?? 0,
            ["components"] = Rows(json["components"] as JsonArray ?? []),
            ["author"] = User(fake, message.AuthorId, isBot: message.AuthorId == fake.BotId),
            ["pinned"] = false,
            ["mention_everyone"] = false,
            ["tts"] = false,
        };
        return shape;
    }

    private static JsonObject Embed(JsonObject embed)
    {
        var shape = embed.DeepClone().AsObject();
        shape["type"] = "rich";
        foreach (var name in new[] { "title", "description" })
        {
            if (MessageRules.Text(shape[name]) is { } text)
            {
                shape[name] = text.Trim();
            }
        }

        return shape;
    }

    private static JsonArray Rows(JsonArray rows)
    {
        var next = 1;
        var shape = rows.DeepClone().AsArray();
        foreach (var row in shape)
        {
            row!["id"] = next++;
            foreach (var control in row["components"]!.AsArray())
            {
                control!["id"] = next++;
                if (MessageRules.Number(control["type"]) == 3)
                {
                    control["min_values"] ??= 1;
                    control["max_values"] ??= 1;
                }
            }
        }

        return shape;
    }

    public static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}
