using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An answer before it is written.</summary>
    private sealed record Reply(int Status, JsonNode? Body)
    {
        public static readonly Reply NoContent = new(204, Body: null);

        public static Reply Ok(JsonNode? body) => new(200, body);

        public static Reply Error(int status, int code, string message) =>
            new(status, new JsonObject { ["message"] = message, ["code"] = code });

        public static Reply Form(FormErrors errors) =>
            new(
                400,
                new JsonObject
                {
                    ["message"] = "Invalid Form Body",
                    ["code"] = 50035,
                    ["errors"] = errors.ToTree(),
                }
            );

        public static Reply UnknownChannel => Error(404, 10003, "Unknown Channel");

        public static Reply UnknownMessage => Error(404, 10008, "Unknown Message");

        public static Reply MissingAccess => Error(403, 50001, "Missing Access");

        public static Reply MissingPermissions => Error(403, 50013, "Missing Permissions");
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            await Gateway.AcceptAsync(context, _stopping.Token);
            return;
        }

        var body = await ReadBodyAsync(context.Request);
        var path = context.Request.Path.Value ?? "";
        if (!path.StartsWith("/api/v10/", StringComparison.Ordinal))
        {
            await WriteAsync(context, "", "", Reply.Error(404, 0, "404: Not Found"), injected: false);
            return;
        }

        var (template, ids) = Template(path["/api/v10".Length..]);
        var isInteraction =
            template.StartsWith("/interactions/", StringComparison.Ordinal)
            || template.StartsWith("/webhooks/", StringComparison.Ordinal);
        JsonNode? json = null;
        Reply? refused = Greet(context.Request, body, isInteraction, ref json);
        var request = new FakeRequest(context.Request.Method, template, ids, json);
        var fault = TakeFault(request) ?? Options.Chaos?.Invoke(request);
        if (fault is FakeFault.Slow slow)
        {
            await Task.Delay(slow.By, Options.Time, context.RequestAborted);
            fault = null;
        }

        if (await FailAsync(context, request, body, fault))
        {
            return;
        }

        if (refused is null && !template.EndsWith("/callback", StringComparison.Ordinal))
        {
            lock (_lock)
            {
                var (limitKey, major) = LimitKey(request);
                if (_limits.Enter(limitKey, major, isInteraction, context.Response.Headers) is var (wait, scope))
                {
                    Interlocked.Increment(ref _selfInflicted);
                    refused = Throttled(context.Response, scope, wait.TotalSeconds, code: null);
                }
            }
        }

        Reply reply;
        lock (_lock)
        {
            reply = refused ?? Route(request, context.Request.Query);
        }

        switch (fault)
        {
            case FakeFault.ServerError { Accepted: true } error:
                reply = Reply.Error(error.Status, 0, "Internal Server Error");
                break;
            case FakeFault.Reset { Accepted: true }:
                context.Abort();
                return;
            case FakeFault.Hang { Accepted: true }:
                await HangAsync(context);
                return;
            case FakeFault.Garbage garbage:
                await context.Response.WriteAsync(garbage.Body, context.RequestAborted);
                return;
            case FakeFault.Drip drip:
                context.Response.ContentType = "application/json";
                await SlowAnswer.DripAsync(context, drip.For);
                return;
        }

        await WriteAsync(context, template, body, reply, injected: fault is not null);
    }

    /// <summary>Faults that strike before anything is done. True: the request is over.</summary>
    private async Task<bool> FailAsync(HttpContext context, FakeRequest request, string body, FakeFault? fault)
    {
        switch (fault)
        {
            case FakeFault.Throttle throttle:
                await WriteAsync(
                    context,
                    request.Template,
                    body,
                    Throttled(context.Response, throttle.Scope, throttle.RetryAfter, throttle.Code),
                    injected: true
                );
                return true;
            case FakeFault.Refuse refuse:
                await WriteAsync(
                    context,
                    request.Template,
                    body,
                    Reply.Error(refuse.Status, refuse.Code, refuse.Message),
                    injected: true
                );
                return true;
            case FakeFault.ServerError { Accepted: false } error:
                await WriteAsync(
                    context,
                    request.Template,
                    body,
                    Reply.Error(error.Status, 0, "Internal Server Error"),
                    injected: true
                );
                return true;
            case FakeFault.Reset { Accepted: false }:
                context.Abort();
                return true;
            case FakeFault.Hang { Accepted: false }:
                await HangAsync(context);
                return true;
            default:
                return false;
        }
    }

    private async Task HangAsync(HttpContext context)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping.Token);
        var over = new TaskCompletionSource();
        await using var registration = both.Token.Register(() => over.TrySetResult());
        await over.Task;
        context.Abort();
    }

    private static Reply Throttled(HttpResponse response, string? scope, double? retryAfter, int? code)
    {
        if (retryAfter is { } seconds)
        {
            response.Headers.RetryAfter = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        }

        if (scope is null)
        {
            return new Reply(429, Body: null);
        }

        response.Headers["X-RateLimit-Scope"] = scope;
        if (scope == "global")
        {
            response.Headers["X-RateLimit-Global"] = "true";
        }

        var body = new JsonObject
        {
            ["message"] = "You are being rate limited.",
            ["global"] = scope == "global",
            ["code"] = code ?? 0,
        };
        if (retryAfter is { } wait)
        {
            body["retry_after"] = Math.Round(wait, 3);
        }

        return new Reply(429, body);
    }

    private FakeFault? TakeFault(FakeRequest request)
    {
        lock (_lock)
        {
            for (var i = 0; i < _faults.Count; i++)
            {
                var (match, fault, left) = _faults[i];
                if (!match(request))
                {
                    continue;
                }

                _faults[i] = (match, fault, left - 1);
                if (left == 1)
                {
                    _faults.RemoveAt(i);
                }

                return fault;
            }

            return null;
        }
    }

    private Reply? Greet(HttpRequest request, string body, bool isInteraction, ref JsonNode? json)
    {
        if (!UserAgent().IsMatch(request.Headers.UserAgent.ToString()))
        {
            return Reply.Error(403, 40333, "internal network error");
        }

        if (!isInteraction && request.Headers.Authorization.ToString() != "Bot " + Options.Token)
        {
            return Reply.Error(401, 0, "401: Unauthorized");
        }

        if (body.Length == 0)
        {
            return null;
        }

        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return Reply.Error(400, 50035, "Invalid Form Body");
        }

        try
        {
            json = JsonNode.Parse(body);
            return null;
        }
        catch (JsonException)
        {
            return Reply.Error(400, 50109, "The request body contains invalid JSON.");
        }
    }

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

    private Reply CreateMessage(FakeChannel channel, JsonObject body)
    {
        if (channel.IsForum)
        {
            return Reply.Error(400, 40058, "Cannot send a message in a forum channel");
        }

        if (channel.Type is not (0 or 1 or 5 or 10 or 11 or 12))
        {
            return Reply.Error(400, 50008, "Cannot send messages in a non-text channel");
        }

        if (channel.Guild is not null && !May(channel, channel.IsThread ? Bit.SendInThreads : Bit.Send))
        {
            return Reply.MissingPermissions;
        }

        if (channel.IsThread && channel.Locked && !May(channel, Bit.ManageThreads))
        {
            return Reply.Error(400, 160005, "Thread is locked");
        }

        if (Refusal(body, partial: false) is { } refusal)
        {
            return refusal;
        }

        Watch(body, isEdit: false);
        var nonce = body["nonce"]?.ToString();
        if (
            nonce is not null
            && MessageRules.Text(body["enforce_nonce"]) is null
            && body["enforce_nonce"]?.GetValue<bool>() == true
        )
        {
            var key = $"{BotId}|{channel.Id}|{nonce}";
            if (_nonces.TryGetValue(key, out var seen) && Options.Time.GetUtcNow() - seen.At < Options.NonceWindow)
            {
                return channel.Messages.TryGetValue(Number(seen.Id), out var same)
                    ? Reply.Ok(Shapes.Message(this, channel, same))
                    : Reply.UnknownMessage;
            }
        }

        var stored = Store(
            channel,
            BotId,
            WithoutUnmayable(channel, body),
            type: body["message_reference"] is null ? 0 : 19,
            nonce
        );
        if (nonce is not null)
        {
            _nonces[$"{BotId}|{channel.Id}|{nonce}"] = (stored.Id, Options.Time.GetUtcNow());
        }

        if (channel.IsThread)
        {
            channel.Archived = false;
        }

        return Reply.Ok(Shapes.Message(this, channel, stored));
    }

    private readonly Dictionary<string, (string Id, DateTimeOffset At)> _nonces = new(StringComparer.Ordinal);

    /// <summary>Without EMBED_LINKS a message loses its embeds.</summary>
    private JsonObject WithoutUnmayable(FakeChannel channel, JsonObject body)
    {
        if (channel.Guild is null || May(channel, Bit.EmbedLinks))
        {
            return body;
        }

        var stripped = body.DeepClone().AsObject();
        stripped["embeds"] = new JsonArray();
        return stripped;
    }

    private FakeMessage Store(FakeChannel channel, string author, JsonObject body, int type, string? nonce, string? id = null)
    {
        var message = new FakeMessage(id ?? NewId(), author, body.DeepClone().AsObject(), type) { Nonce = nonce };
        channel.Messages.Add(Number(message.Id), message);
        return message;
    }

    private static Reply? Refusal(JsonObject body, bool partial)
    {
        if (!partial && MessageRules.IsEmpty(body))
        {
            return Reply.Error(400, 50006, "Cannot send an empty message");
        }

        var errors = new FormErrors();
        MessageRules.Check(body, errors, partial: partial);
        if (errors.Any)
        {
            return Reply.Form(errors);
        }

        return
            MessageRules.TextBytes(body) > MessageRules.MaxTextBytes || MessageRules.JsonBytes(body) > MessageRules.MaxJsonBytes
            ? Reply.Error(500, 0, "500: Internal Server Error")
            : null;
    }

    private void Watch(JsonObject body, bool isEdit)
    {
        if (body["allowed_mentions"]?["parse"] is not JsonArray { Count: 0 })
        {
            Complain((isEdit ? "An edit" : "A message") + " leaves mentions to the defaults");
        }

        foreach (var token in MessageRules.DrawnTexts(body).SelectMany(MessageRules.Tokens))
        {
            Complain($"A message holds the token {token}");
        }
    }

    private Reply EditMessage(FakeChannel channel, FakeMessage message, JsonObject body)
    {
        if (message.AuthorId != BotId)
        {
            return Reply.Error(403, 50005, "Cannot edit a message authored by another user");
        }

        if (channel.IsThread && channel.Archived)
        {
            return Reply.Error(400, 50083, "Thread is archived");
        }

        if (Refusal(body, partial: true) is { } refusal)
        {
            return refusal;
        }

        Watch(body, isEdit: true);
        var merged = message.Json.DeepClone().AsObject();
        foreach (var (name, value) in body)
        {
            merged[name] = value?.DeepClone();
        }

        merged["edited_timestamp"] = Options.Time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        message.Json = merged;
        return Reply.Ok(Shapes.Message(this, channel, message));
    }

    private Reply DeleteOwnMessage(FakeChannel channel, FakeMessage message)
    {
        if (message.AuthorId != BotId)
        {
            return Reply.MissingPermissions;
        }

        if (channel.IsThread && channel.Archived)
        {
            return Reply.Error(400, 50083, "Thread is archived");
        }

        channel.Messages.Remove(Number(message.Id));
        return Reply.NoContent;
    }

    private Reply ReadMessages(FakeChannel channel, IQueryCollection query)
    {
        if (channel.Guild is not null && !May(channel, Bit.ReadHistory))
        {
            return Reply.Ok(new JsonArray());
        }

        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) ? asked : 50;
        if (limit is < 1 or > 100)
        {
            var errors = new FormErrors();
            errors.Add("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.");
            return Reply.Form(errors);
        }

        var seen = channel.Messages.Values.Where(message => Options.Time.GetUtcNow() - TimeOf(message.Id) >= Options.HistoryLag);
        if (ulong.TryParse(query["after"], CultureInfo.InvariantCulture, out var after))
        {
            seen = seen.Where(message => Number(message.Id) > after).Take(limit);
        }
        else if (ulong.TryParse(query["before"], CultureInfo.InvariantCulture, out var before))
        {
            seen = seen.Where(message => Number(message.Id) < before).TakeLast(limit);
        }
        else
        {
            seen = seen.TakeLast(limit);
        }

        return Reply.Ok(new JsonArray([.. seen.Reverse().Select(message => Shapes.Message(this, channel, message))]));
    }

    private Reply OpenThread(FakeChannel channel, string messageId, JsonObject body)
    {
        if (channel.Type is not (0 or 5))
        {
            return Reply.Error(400, 50024, "Cannot execute action on this channel type");
        }

        if (!May(channel, Bit.CreateThreads))
        {
            return Reply.MissingPermissions;
        }

        if (!channel.Messages.ContainsKey(Number(messageId)))
        {
            return Reply.UnknownMessage;
        }

        if (_channels.TryGetValue(messageId, out var existing) && !existing.Deleted)
        {
            return Reply.Error(400, 160004, "A thread has already been created for this message");
        }

        return NewThread(channel, messageId, body) is { } refused
            ? refused
            : new Reply(201, Shapes.Channel(this, _channels[messageId]));
    }

    private Reply CreateForumPost(FakeChannel channel, JsonObject body)
    {
        if (!channel.IsForum)
        {
            return Reply.Error(400, 50024, "Cannot execute action on this channel type");
        }

        if (!May(channel, Bit.Send))
        {
            return Reply.MissingPermissions;
        }

        if ((channel.Flags & (1 << 4)) != 0 && body["applied_tags"] is not JsonArray { Count: > 0 })
        {
            return Reply.Error(400, 40067, "A tag is required to create a forum post in this channel");
        }

        if (body["message"] is not JsonObject message)
        {
            var errors = new FormErrors();
            errors.Add("message", "BASE_TYPE_REQUIRED", "This field is required");
            return Reply.Form(errors);
        }

        if (message.ContainsKey("nonce") || message.ContainsKey("enforce_nonce"))
        {
            Complain("A forum post carries a nonce, which Discord does not look at");
        }

        if (Refusal(message, partial: false) is { } refusal)
        {
            return refusal;
        }

        Watch(message, isEdit: false);
        var id = NewId();
        if (NewThread(channel, id, body) is { } refused)
        {
            return refused;
        }

        var thread = _channels[id];
        var stored = Store(thread, BotId, WithoutUnmayable(channel, message), type: 0, nonce: null, id);
        var shape = Shapes.Channel(this, thread);
        shape["message"] = Shapes.Message(this, thread, stored);
        return new Reply(201, shape);
    }

    private Reply? NewThread(FakeChannel channel, string id, JsonObject body)
    {
        var errors = new FormErrors();
        MessageRules.CheckThread(body, errors);
        if (errors.Any)
        {
            return Reply.Form(errors);
        }

        var active =
            ChannelsOf(channel.Guild!).Count(other => other is { IsThread: true, Archived: false })
            + channel.Guild!.OtherActiveThreads;
        if (active >= 1000)
        {
            return Reply.Error(
                400,
                channel.Type == FakeChannel.Announcement ? 160007 : 160006,
                "Maximum number of active threads reached"
            );
        }

        foreach (var token in MessageRules.Tokens(MessageRules.Text(body["name"]) ?? ""))
        {
            Complain($"A thread's name holds the token {token}");
        }

        var type = channel.Type == FakeChannel.Announcement ? FakeChannel.AnnouncementThread : FakeChannel.PublicThread;
        _channels[id] = new FakeChannel(id, type, MessageRules.Text(body["name"])!.Trim(), channel.Guild, channel)
        {
            OwnerId = BotId,
            AutoArchiveMinutes = (int)(MessageRules.Number(body["auto_archive_duration"]) ?? 1440),
        };
        return null;
    }

    private Reply ModifyThread(FakeChannel thread, JsonObject body)
    {
        if (!thread.IsThread)
        {
            return Reply.MissingPermissions;
        }

        var manages = May(thread, Bit.ManageThreads);
        var reopens = body["archived"]?.GetValue<bool>() == false;
        if (body.ContainsKey("locked") && !manages)
        {
            return Reply.MissingPermissions;
        }

        if (thread.Archived && !reopens)
        {
            return Reply.Error(400, 50083, "Thread is archived");
        }

        if ((thread.Locked && !manages) || (!manages && thread.OwnerId != BotId))
        {
            return Reply.MissingPermissions;
        }

        if (body.ContainsKey("name"))
        {
            var errors = new FormErrors();
            MessageRules.CheckThread(body, errors);
            if (errors.Any)
            {
                return Reply.Form(errors);
            }

            thread.Name = MessageRules.Text(body["name"])!.Trim();
        }

        if (body["archived"]?.GetValue<bool>() is { } archived)
        {
            thread.Archived = archived;
            thread.ArchivedAt = Options.Time.GetUtcNow();
        }

        return Reply.Ok(Shapes.Channel(this, thread));
    }

    private Reply DeleteThread(FakeChannel thread)
    {
        if (!thread.IsThread || !May(thread, Bit.ManageThreads))
        {
            return Reply.MissingPermissions;
        }

        thread.Deleted = true;
        return Reply.Ok(Shapes.Channel(this, thread));
    }

    private Reply ArchivedThreads(FakeChannel channel, IQueryCollection query)
    {
        if (!May(channel, Bit.ReadHistory))
        {
            return Reply.MissingPermissions;
        }

        var before = DateTimeOffset.TryParse(query["before"], CultureInfo.InvariantCulture, out var time)
            ? time
            : DateTimeOffset.MaxValue;
        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) ? asked : 50;
        var archived = _channels
            .Values.Where(thread =>
                thread.Parent == channel && thread is { Archived: true, Deleted: false } && thread.ArchivedAt < before
            )
            .OrderByDescending(thread => thread.ArchivedAt)
            .ToList();
        return Reply.Ok(ThreadList(archived.Take(limit), more: archived.Count > limit));
    }

    private JsonObject ThreadList(IEnumerable<FakeChannel> threads, bool more) =>
        new()
        {
            ["threads"] = new JsonArray([.. threads.Select(thread => Shapes.Channel(this, thread))]),
            ["members"] = new JsonArray(),
            ["has_more"] = more,
        };

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

    private (string Key, string Major) LimitKey(FakeRequest request)
    {
        var major =
            request.Template.StartsWith("/webhooks/", StringComparison.Ordinal) ? request.Ids[1]
            : request.Template.StartsWith("/applications/", StringComparison.Ordinal) ? request.Ids.ElementAtOrDefault(1) ?? ""
            : request.Ids.Count > 0 ? request.Ids[0]
            : "";
        var old =
            request.Key == "DELETE /channels/:id/messages/:id"
            && ulong.TryParse(request.Ids[1], CultureInfo.InvariantCulture, out _)
            && Options.Time.GetUtcNow() - TimeOf(request.Ids[1]) > TimeSpan.FromDays(14);
        return (old ? request.Key + " (old)" : request.Key, major);
    }

    private static async Task<string> ReadBodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
    }

    private async Task WriteAsync(HttpContext context, string template, string requestBody, Reply reply, bool injected)
    {
        var text = reply.Body?.ToJsonString(Relaxed);
        _exchanges.Enqueue(
            new FakeExchange(
                context.Request.Method,
                template,
                requestBody.Length == 0 ? null : requestBody,
                reply.Status,
                text,
                injected,
                Options.Time.GetTimestamp()
            )
        );
        Interlocked
            .Exchange(ref _exchanged, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
            .SetResult();
        context.Response.StatusCode = reply.Status;
        if (text is not null)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(text, context.RequestAborted);
        }
    }

    private static (string Template, IReadOnlyList<string> Ids) Template(string path)
    {
        var ids = new List<string>();
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var isToken = i == 2 && parts[0] is "webhooks" or "interactions" && i == 2;
            if (isToken || parts[i] == "@original" || (parts[i].Length > 0 && parts[i].All(char.IsAsciiDigit)))
            {
                ids.Add(parts[i]);
                parts[i] = isToken ? ":token" : ":id";
            }
        }

        return ("/" + string.Join('/', parts), ids);
    }

    [GeneratedRegex(@"^DiscordBot \(https?://\S+, [^)]+\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UserAgent();
}
