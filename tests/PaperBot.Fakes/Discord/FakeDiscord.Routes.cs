using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
    private Reply Route(FakeRequest request, IQueryCollection query)
    {
        var ids = request.Ids;
        var body = request.Body as JsonObject ?? [];
        return request.Key switch
        {
            "GET /gateway/bot" => Reply.Ok(Gateway.Describe()),
            "GET /gateway" => Reply.Ok(new JsonObject { ["url"] = Gateway.Address }),
            "GET /applications/@me" => Reply.Ok(Shapes.Application(this)),
            "GET /oauth2/applications/@me" => Reply.Ok(Shapes.Application(this)),
            "GET /users/@me" => Reply.Ok(Shapes.Self(this)),
            "POST /users/@me/channels" => OpenDirect(body),
            "GET /guilds/:id" => InGuild(ids[0], guild => Reply.Ok(Shapes.Guild(guild))),
            "GET /guilds/:id/channels" => InGuild(
                ids[0],
                guild =>
                    Reply.Ok(
                        new JsonArray([
                            .. ChannelsOf(guild)
                                .Where(channel => !channel.IsThread)
                                .Select(channel => Shapes.Channel(this, channel)),
                        ])
                    )
            ),
            "GET /guilds/:id/roles" => InGuild(ids[0], guild => Reply.Ok(Shapes.Roles(guild))),
            "GET /guilds/:id/members/:id" => InGuild(ids[0], guild => Reply.Ok(Shapes.Member(this, guild, ids[1]))),
            "GET /guilds/:id/threads/active" => InGuild(
                ids[0],
                guild =>
                    Reply.Ok(
                        ThreadList(
                            ChannelsOf(guild).Where(channel => channel is { IsThread: true, Archived: false }),
                            more: false
                        )
                    )
            ),
            "GET /channels/:id" => InChannel(ids[0], channel => Reply.Ok(Shapes.Channel(this, channel))),
            "PATCH /channels/:id" => InChannel(ids[0], channel => ModifyThread(channel, body)),
            "DELETE /channels/:id" => InChannel(ids[0], DeleteThread),
            "GET /channels/:id/threads/archived/public" => InChannel(ids[0], channel => ArchivedThreads(channel, query)),
            "POST /channels/:id/messages" => InChannel(ids[0], channel => CreateMessage(channel, body)),
            "GET /channels/:id/messages" => InChannel(ids[0], channel => ReadMessages(channel, query)),
            "GET /channels/:id/messages/:id" => InMessage(
                ids,
                (channel, message) => Reply.Ok(Shapes.Message(this, channel, message))
            ),
            "PATCH /channels/:id/messages/:id" => InMessage(ids, (channel, message) => EditMessage(channel, message, body)),
            "DELETE /channels/:id/messages/:id" => InMessage(ids, DeleteOwnMessage),
            "POST /channels/:id/messages/:id/threads" => InChannel(ids[0], channel => OpenThread(channel, ids[1], body)),
            "POST /channels/:id/threads" => InChannel(ids[0], channel => CreateForumPost(channel, body)),
            "PUT /channels/:id/thread-members/@me" => InChannel(ids[0], _ => Reply.NoContent),
            "GET /applications/:id/commands" => ReadCommands(ids[0], guild: null, query),
            "GET /applications/:id/guilds/:id/commands" => ReadCommands(ids[0], ids[1], query),
            "PUT /applications/:id/commands" => OverwriteCommands(ids[0], guild: null, request.Body),
            "PUT /applications/:id/guilds/:id/commands" => OverwriteCommands(ids[0], ids[1], request.Body),
            "POST /interactions/:id/:token/callback" => Callback(ids[0], ids[1], body, query),
            "POST /webhooks/:id/:token" => FollowUp(ids[1], body),
            "GET /webhooks/:id/:token/messages/:id" => ReadFollowUp(ids[1], ids[2]),
            "PATCH /webhooks/:id/:token/messages/:id" => EditFollowUp(ids[1], ids[2], body),
            "DELETE /webhooks/:id/:token/messages/:id" => DeleteFollowUp(ids[1], ids[2]),
            _ => Reply.Error(404, 0, "404: Not Found"),
        };
    }

    private Reply InGuild(string id, Func<FakeGuild, Reply> answer) =>
        !_guilds.TryGetValue(id, out var guild) ? Reply.Error(404, 10004, "Unknown Guild")
        : !guild.BotIsMember ? Reply.MissingAccess
        : answer(guild);

    private Reply InChannel(string id, Func<FakeChannel, Reply> answer)
    {
        if (!_channels.TryGetValue(id, out var channel) || channel.Deleted)
        {
            return Reply.UnknownChannel;
        }

        return channel.Guild is not null && (!channel.Guild.BotIsMember || !May(channel, Bit.View))
            ? Reply.MissingAccess
            : answer(channel);
    }

    private Reply InMessage(IReadOnlyList<string> ids, Func<FakeChannel, FakeMessage, Reply> answer) =>
        InChannel(
            ids[0],
            channel =>
                !ulong.TryParse(ids[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                || !channel.Messages.TryGetValue(id, out var message)
                    ? Reply.UnknownMessage
                    : answer(channel, message)
        );

    private IEnumerable<FakeChannel> ChannelsOf(FakeGuild guild) =>
        _channels.Values.Where(channel => channel.Guild == guild && !channel.Deleted).OrderBy(channel => Number(channel.Id));
}
