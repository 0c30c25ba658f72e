using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace PaperBot.Fakes.Slack;

/// <content>The Web API's methods.</content>
public sealed partial class SlackStandIn
{
    private static readonly Dictionary<string, MethodFacts> Methods = new(StringComparer.Ordinal)
    {
        ["api.test"] = new(false, 100, null, ["error", "foo"]),
        ["auth.test"] = new(false, 600, null, []),
        ["apps.connections.open"] = new(false, 50, null, []),
        ["bots.info"] = new(false, 50, "users:read", ["bot", "team_id"]),
        ["chat.postMessage"] = new(
            true,
            null,
            "chat:write",
            [
                "channel",
                "text",
                "blocks",
                "thread_ts",
                "metadata",
                "mrkdwn",
                "parse",
                "link_names",
                "unfurl_links",
                "unfurl_media",
                "reply_broadcast",
                "as_user",
            ]
        ),
        ["chat.update"] = new(
            true,
            50,
            "chat:write",
            ["channel", "ts", "text", "blocks", "metadata", "parse", "link_names", "reply_broadcast", "as_user"]
        ),
        ["chat.delete"] = new(true, 50, "chat:write", ["channel", "ts", "as_user"]),
        ["chat.postEphemeral"] = new(
            true,
            100,
            "chat:write",
            ["channel", "user", "text", "blocks", "thread_ts", "parse", "link_names", "as_user"]
        ),
        ["conversations.info"] = new(false, 50, null, ["channel", "include_locale", "include_num_members"]),
        ["conversations.history"] = new(
            false,
            50,
            null,
            ["channel", "cursor", "include_all_metadata", "inclusive", "latest", "limit", "oldest"]
        ),
        ["conversations.replies"] = new(
            false,
            50,
            null,
            ["channel", "ts", "cursor", "include_all_metadata", "inclusive", "latest", "limit", "oldest"]
        ),
        ["users.info"] = new(false, 100, "users:read", ["user", "include_locale"]),
        ["views.open"] = new(true, 100, null, ["trigger_id", "interactivity_pointer", "view"]),
        ["views.push"] = new(true, 100, null, ["trigger_id", "interactivity_pointer", "view"]),
        ["views.update"] = new(true, 100, null, ["view_id", "external_id", "hash", "view"]),
        ["views.publish"] = new(true, 100, null, ["user_id", "hash", "view"]),
    };

    private readonly Dictionary<string, StandInChannel> _channels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _users = new(StringComparer.Ordinal);
    private readonly List<StandInMessage> _messages = [];
    private readonly Dictionary<string, StandInView> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StandInView> _homes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<DateTimeOffset>> _windows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _nextPost = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> _posts = new();

    private async Task ServeMethodAsync(HttpContext context)
    {
        var method = (string)context.Request.RouteValues["method"]!;
        var arguments = await ReadArgumentsAsync(context, method);
        var call = new SlackCall(method, arguments, Interlocked.Increment(ref _ordinal));
        _calls.Enqueue(call);
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, _time, context.RequestAborted);
        }

        var fault = Faults?.Invoke(call);
        if (
            fault
            is SlackFault.Status { Accepted: false }
                or SlackFault.Reset { Accepted: false }
                or SlackFault.Hang { Accepted: false }
                or SlackFault.RateLimited
                or SlackFault.Error
        )
        {
            await BreakAsync(context, fault);
            return;
        }

        JsonObject answer;
        TimeSpan? retryAfter;
        lock (_gate)
        {
            retryAfter = Throttle(call);
            answer = retryAfter is null ? Answer(context, call) : Error("ratelimited");
            Answered?.Invoke(call, answer);
        }

        Changed();
        if (fault is not null)
        {
            await BreakAsync(context, fault);
            return;
        }

        context.Response.Headers["x-slack-req-id"] = Guid.NewGuid().ToString("N");
        context.Response.Headers["x-oauth-scopes"] =
            TokenOf(context) == AppToken ? "connections:write" : string.Join(',', Scopes.Order(StringComparer.Ordinal));
        if (retryAfter is { } wait)
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds))
                .ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, answer);
    }

    private static async Task BreakAsync(HttpContext context, SlackFault fault)
    {
        switch (fault)
        {
            case SlackFault.RateLimited limited:
                context.Response.StatusCode = 429;
                if (limited.RetryAfter is { } seconds)
                {
                    context.Response.Headers.RetryAfter = seconds;
                }

                await WriteAsync(context, Error("ratelimited"));
                break;
            case SlackFault.Error error:
                await WriteAsync(context, Error(error.Code));
                break;
            case SlackFault.Status status:
                context.Response.StatusCode = status.Code;
                context.Response.ContentType = "text/html";
                await context.Response.WriteAsync("<html><body>Server Error</body></html>", context.RequestAborted);
                break;
            case SlackFault.Garbage garbage:
                await context.Response.WriteAsync(garbage.Body, context.RequestAborted);
                break;
            case SlackFault.Reset:
                context.Abort();
                break;
            case SlackFault.Drip drip:
                context.Response.ContentType = "application/json; charset=utf-8";
                await SlowAnswer.DripAsync(context, drip.For);
                break;
            case SlackFault.Hang:
                var gone = new TaskCompletionSource();
                await using (context.RequestAborted.Register(() => gone.TrySetResult()))
                {
                    await gone.Task;
                }

                break;
            default:
                throw new InvalidOperationException(fault.ToString());
        }
    }

    private async Task<JsonObject> ReadArgumentsAsync(HttpContext context, string method)
    {
        var request = context.Request;
        var isJson = request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        if (string.IsNullOrEmpty(request.Headers.UserAgent))
        {
            Violate($"{method}: no User-Agent");
        }

        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var arguments = new JsonObject();
        if (isJson)
        {
            if (request.ContentType?.Contains("charset=utf-8", StringComparison.OrdinalIgnoreCase) != true)
            {
                Violate($"{method}: JSON without charset=utf-8");
            }

            if (body.Length > 0 && Methods.GetValueOrDefault(method)?.TakesJson == false)
            {
                Violate($"{method}: ignores JSON arguments");
            }
            else if (body.Length > 0)
            {
                arguments = JsonNode.Parse(body)!.AsObject();
            }
        }
        else
        {
            foreach (
                var (name, values) in QueryHelpers.ParseQuery(body).Concat(QueryHelpers.ParseQuery(request.QueryString.Value))
            )
            {
                arguments[name] = name is "blocks" or "metadata" or "view"
                    ? JsonNode.Parse(values.ToString())
                    : values.ToString();
            }
        }

        if (arguments.ContainsKey("token"))
        {
            Violate($"{method}: token outside the Authorization header");
        }

        foreach (var (name, _) in arguments)
        {
            if (Methods.TryGetValue(method, out var facts) && !facts.Arguments.Contains(name) && name != "token")
            {
                Violate($"{method}: unknown argument {name}");
            }
        }

        return arguments;
    }

    private JsonObject Answer(HttpContext context, SlackCall call)
    {
        if (!Methods.TryGetValue(call.Method, out var facts))
        {
            Violate($"{call.Method}: unknown method");
            return Error("unknown_method");
        }

        if (Unauthorized(context, call.Method, facts) is { } refusal)
        {
            return refusal;
        }

        return call.Method switch
        {
            "api.test" => Ok(),
            "auth.test" => AuthTest(),
            "apps.connections.open" => OpenConnection(),
            "bots.info" => Ok(
                (
                    "bot",
                    new JsonObject
                    {
                        ["id"] = BotId,
                        ["app_id"] = AppId,
                        ["user_id"] = BotUserId,
                        ["name"] = "paperbot",
                    }
                )
            ),
            "chat.postMessage" => PostMessage(call),
            "chat.update" => UpdateMessage(call),
            "chat.delete" => DeleteMessage(call),
            "chat.postEphemeral" => PostEphemeral(call),
            "conversations.info" => ChannelInfo(call),
            "conversations.history" => History(call, replies: false),
            "conversations.replies" => History(call, replies: true),
            "users.info" => UserInfo(call),
            "views.open" or "views.push" => OpenView(call),
            "views.update" => UpdateView(call),
            "views.publish" => PublishView(call),
            _ => throw new InvalidOperationException(call.Method),
        };
    }

    private JsonObject? Unauthorized(HttpContext context, string method, MethodFacts facts)
    {
        var token = TokenOf(context);
        if (token is null)
        {
            return Error("not_authed");
        }

        if (token != BotToken && token != AppToken)
        {
            return Error("invalid_auth");
        }

        if (method == "apps.connections.open" != (token == AppToken) && method != "api.test")
        {
            return Error("not_allowed_token_type");
        }

        if (token == BotToken && (IsRevoked ? "token_revoked" : TokenError) is { } error)
        {
            return Error(error);
        }

        return facts.Scope is { } scope ? Missing(scope) : null;
    }

    private JsonObject? Missing(string scope) =>
        Scopes.Contains(scope)
            ? null
            : Error("missing_scope", ("needed", scope), ("provided", string.Join(',', Scopes.Order(StringComparer.Ordinal))));

    private TimeSpan? Throttle(SlackCall call)
    {
        if (!EnforcesRateLimits)
        {
            return null;
        }

        var now = _time.GetUtcNow();
        TimeSpan? wait = null;
        if (call.Method == "chat.postMessage" && call.Text("channel") is { } channel)
        {
            while (_posts.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromMinutes(1))
            {
                _posts.Dequeue();
            }

            // A bucket: each post costs a second, and the bucket holds the burst. And the workspace takes so many a minute.
            var next = _nextPost.GetValueOrDefault(channel);
            if (_posts.Count >= PostsPerMinute)
            {
                wait = _posts.Peek() + TimeSpan.FromMinutes(1) - now;
            }
            else if (next - now > TimeSpan.FromSeconds(PostBurst - 1))
            {
                wait = next - now - TimeSpan.FromSeconds(PostBurst - 1);
            }
            else
            {
                _nextPost[channel] = (next > now ? next : now) + TimeSpan.FromSeconds(1);
                _posts.Enqueue(now);
            }
        }
        else if (Methods.GetValueOrDefault(call.Method)?.PerMinute is { } perMinute)
        {
            var window = _windows.TryGetValue(call.Method, out var known) ? known : _windows[call.Method] = [];
            while (window.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromMinutes(1))
            {
                window.Dequeue();
            }

            if (window.Count >= perMinute)
            {
                wait = window.Peek() + TimeSpan.FromMinutes(1) - now;
            }
            else
            {
                window.Enqueue(now);
            }
        }

        ForeseeableThrottles += wait is null ? 0 : 1;
        return wait;
    }

    private static JsonObject AuthTest() =>
        Ok(
            ("url", "https://papers.slack.test/"),
            ("team", "Papers"),
            ("user", "paperbot"),
            ("team_id", TeamId),
            ("user_id", BotUserId),
            ("bot_id", BotId),
            ("is_enterprise_install", false)
        );

    private JsonObject PostMessage(SlackCall call)
    {
        if (Channel(call, out var channel) is { } problem)
        {
            return problem;
        }

        if (channel.PostingError is { } error)
        {
            return Error(error);
        }

        if (!channel.IsMember && !channel.IsIm)
        {
            return Error("not_in_channel");
        }

        if (CheckBody(call, isPost: true) is { } refusal)
        {
            return refusal;
        }

        var threadTs = call.Text("thread_ts");
        if (threadTs is not null)
        {
            var parent = _messages.Find(message =>
                message.Channel == channel.Id && message.Ts == threadTs && message.OnlyFor is null
            );
            if (parent is null || parent.IsDeleted)
            {
                return Error("thread_not_found");
            }

            if (parent.ThreadTs is not null)
            {
                Violate("chat.postMessage: thread_ts is a reply's ts");
                return Error("cannot_reply_to_message");
            }
        }

        var message = Store(call.Arguments, channel.Id, threadTs, onlyFor: null);
        return Ok(("channel", channel.Id), ("ts", message.Ts), ("message", Show(message, allMetadata: true)));
    }

    private StandInMessage Store(JsonObject body, string channel, string? threadTs, string? onlyFor)
    {
        var message = new StandInMessage
        {
            Channel = channel,
            Ts = NextTs(),
            ThreadTs = threadTs,
            User = BotUserId,
            BotId = BotId,
            Text = body["text"]?.ToString() ?? "",
            Blocks = body["blocks"]?.DeepClone() as JsonArray,
            Metadata = body["metadata"]?.DeepClone() as JsonObject,
            OnlyFor = onlyFor,
            At = _time.GetUtcNow(),
        };
        _messages.Add(message);
        return message;
    }

    private JsonObject UpdateMessage(SlackCall call)
    {
        if (Channel(call, out var channel) is { } problem)
        {
            return problem;
        }

        var message = _messages.Find(candidate =>
            candidate.Channel == channel.Id && candidate.Ts == call.Text("ts") && candidate.OnlyFor is null
        );
        if (message is null || message.IsDeleted)
        {
            return Error("message_not_found");
        }

        if (message.BotId != BotId)
        {
            return Error("cant_update_message");
        }

        if (CheckBody(call, isPost: false) is { } refusal)
        {
            return refusal;
        }

        message.Text = call.Text("text") ?? "";
        message.Blocks = call.Arguments["blocks"]?.DeepClone() as JsonArray;
        if (call.Arguments["metadata"] is JsonObject metadata)
        {
            message.Metadata = metadata.Count == 0 ? null : metadata.DeepClone().AsObject();
        }

        message.Edits++;
        return Ok(
            ("channel", channel.Id),
            ("ts", message.Ts),
            ("text", message.Text),
            ("message", Show(message, allMetadata: true))
        );
    }

    private JsonObject DeleteMessage(SlackCall call)
    {
        if (Channel(call, out var channel) is { } problem)
        {
            return problem;
        }

        var message = _messages.Find(candidate =>
            candidate.Channel == channel.Id && candidate.Ts == call.Text("ts") && candidate.OnlyFor is null
        );
        if (message is null || message.IsDeleted)
        {
            return Error("message_not_found");
        }

        if (message.BotId != BotId)
        {
            return Error("cant_delete_message");
        }

        message.IsDeleted = true;
        return Ok(("channel", channel.Id), ("ts", message.Ts));
    }

    private JsonObject PostEphemeral(SlackCall call)
    {
        if (Channel(call, out var channel) is { } problem)
        {
            return problem;
        }

        if (!channel.IsMember && !channel.IsIm)
        {
            return Error("not_in_channel");
        }

        if (call.Text("user") is not { } user || !_users.ContainsKey(user))
        {
            return Error("user_not_in_channel");
        }

        if (CheckBody(call, isPost: true) is { } refusal)
        {
            return refusal;
        }

        var message = Store(call.Arguments, channel.Id, call.Text("thread_ts"), user);
        return Ok(("message_ts", message.Ts));
    }

    private JsonObject ChannelInfo(SlackCall call)
    {
        if (!_channels.TryGetValue(call.Text("channel") ?? "", out var channel))
        {
            return Error("channel_not_found");
        }

        if (
            Missing(
                channel.IsPrivate ? "groups:read"
                : channel.IsIm ? "im:read"
                : "channels:read"
            ) is
            { } missing
        )
        {
            return missing;
        }

        if (channel is { IsPrivate: true, IsMember: false })
        {
            return Error("channel_not_found");
        }

        return Ok(
            (
                "channel",
                new JsonObject
                {
                    ["id"] = channel.Id,
                    ["name"] = channel.Name,
                    ["is_channel"] = !channel.IsPrivate,
                    ["is_private"] = channel.IsPrivate,
                    ["is_im"] = channel.IsIm,
                    ["is_member"] = channel.IsMember,
                    ["is_archived"] = channel.IsArchived,
                    ["is_read_only"] = channel.IsReadOnly,
                }
            )
        );
    }

    private JsonObject History(SlackCall call, bool replies)
    {
        if (!_channels.TryGetValue(call.Text("channel") ?? "", out var channel))
        {
            return Error("channel_not_found");
        }

        if (
            Missing(
                channel.IsPrivate ? "groups:history"
                : channel.IsIm ? "im:history"
                : "channels:history"
            ) is
            { } missing
        )
        {
            return missing;
        }

        if (!channel.IsMember)
        {
            return Error("not_in_channel");
        }

        var parent = call.Text("ts");
        if (replies && !_messages.Exists(message => message.Channel == channel.Id && message.Ts == parent))
        {
            return Error("thread_not_found");
        }

        var oldest = call.Text("oldest") ?? "0";
        var inclusive = IsTrue(call, "inclusive");
        var limit = int.TryParse(call.Text("limit"), CultureInfo.InvariantCulture, out var asked)
            ? Math.Clamp(asked, 1, 999)
            : 100;
        var start = int.TryParse(call.Text("cursor"), CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;
        var visible = _messages
            .Where(message => message.Channel == channel.Id && message is { IsDeleted: false, OnlyFor: null })
            .Where(message => message.At + HistoryLag <= _time.GetUtcNow())
            .Where(message => replies ? message.ThreadTs == parent : message.ThreadTs is null)
            .Where(message => string.CompareOrdinal(message.Ts, oldest) is var order && (order > 0 || (inclusive && order == 0)))
            .ToList();
        if (replies)
        {
            // The parent comes first on every page, however old it is.
            visible.InsertRange(0, _messages.Where(message => message.Channel == channel.Id && message.Ts == parent));
        }
        else
        {
            visible.Reverse();
        }

        var page = visible
            .Skip(start)
            .Take(limit)
            .Select(message => (JsonNode)Show(message, IsTrue(call, "include_all_metadata")))
            .ToArray();
        var next = start + page.Length < visible.Count ? (start + page.Length).ToString(CultureInfo.InvariantCulture) : "";
        return Ok(
            ("messages", new JsonArray(page)),
            ("has_more", next.Length > 0),
            ("response_metadata", new JsonObject { ["next_cursor"] = next })
        );
    }

    private JsonObject UserInfo(SlackCall call)
    {
        if (!_users.TryGetValue(call.Text("user") ?? "", out var locale))
        {
            return Error("user_not_found");
        }

        var user = new JsonObject
        {
            ["id"] = call.Text("user"),
            ["name"] = "person",
            ["is_admin"] = false,
        };
        if (IsTrue(call, "include_locale"))
        {
            user["locale"] = locale;
        }

        return Ok(("user", user));
    }

    private JsonObject OpenView(SlackCall call)
    {
        if (UseTrigger(call.Text("trigger_id")) is { } problem)
        {
            return problem;
        }

        if (CheckView(call, "modal", out var view) is { } refusal)
        {
            return refusal;
        }

        var opened = new StandInView
        {
            Id = "V" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant(),
            User = _triggerUsers[call.Text("trigger_id")!],
            View = view,
        };
        _views[opened.Id] = opened;
        return Ok(("view", Show(opened)));
    }

    private JsonObject UpdateView(SlackCall call)
    {
        if (!_views.TryGetValue(call.Text("view_id") ?? "", out var open))
        {
            return Error("not_found");
        }

        if (call.Text("hash") is { } hash && hash != open.Hash)
        {
            return Error("hash_conflict");
        }

        if (CheckView(call, "modal", out var view) is { } refusal)
        {
            return refusal;
        }

        open.View = view;
        open.Version++;
        return Ok(("view", Show(open)));
    }

    private JsonObject PublishView(SlackCall call)
    {
        if (call.Text("user_id") is not { } user || !_users.ContainsKey(user))
        {
            return Error("user_not_found");
        }

        if (CheckView(call, "home", out var view) is { } refusal)
        {
            return refusal;
        }

        var home = new StandInView
        {
            Id = "VHOME" + user,
            User = user,
            View = view,
        };
        _homes[user] = home;
        return Ok(("view", Show(home)));
    }

    private JsonObject? CheckView(SlackCall call, string type, out JsonObject view)
    {
        view = call.Arguments["view"]?.DeepClone() as JsonObject ?? [];
        var problems = BlockKitValidator.CheckView(view);
        return (string?)view["type"] != type || problems.Count > 0 ? Invalid("invalid_arguments", problems) : null;
    }

    private JsonObject? CheckBody(SlackCall call, bool isPost)
    {
        var text = call.Text("text") ?? "";
        var blocks = call.Arguments["blocks"] as JsonArray;
        if (text.Length == 0 && blocks is not { Count: > 0 })
        {
            return Error("no_text");
        }

        if (text.Length == 0)
        {
            Violate($"{call.Method}: blocks without text leave screen readers and notifications empty");
        }

        // Measured by others: a longer text is split into several messages, of which the caller learns one ts.
        if (isPost && text.Length > 4_000)
        {
            Violate($"{call.Method}: a text of {text.Length} is split by Slack");
        }

        if (text.Length > (isPost ? 40_000 : 4_000))
        {
            return Error("msg_too_long");
        }

        if (blocks is not null && BlockKitValidator.CheckMessage(blocks) is { Count: > 0 } problems)
        {
            return Invalid("invalid_blocks", problems);
        }

        if (blocks is not null && BlockKitValidator.IsTooLong(blocks))
        {
            Rejections.Enqueue("msg_blocks_too_long");
            return Error("msg_blocks_too_long");
        }

        return CheckPictures(blocks) ?? CheckMetadata(call.Arguments["metadata"]);
    }

    /// <summary>
    /// In the form that Slack's users have shown: the error, and under <c>errors</c> and <c>response_metadata.messages</c> each picture's place.
    /// </summary>
    private JsonObject? CheckPictures(JsonArray? blocks)
    {
        var problems = (blocks ?? [])
            .Index()
            .Where(block => block.Item?["type"]?.ToString() == "image" && block.Item["image_url"] is not null)
            .Where(block => Fetches?.Invoke(new Uri(block.Item!["image_url"]!.ToString())) == false)
            .Select(block =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"downloading image failed [json-pointer:/blocks/{block.Index}/image_url]"
                )
            )
            .ToList();
        if (problems.Count == 0)
        {
            return null;
        }

        var answer = Error("invalid_blocks");
        answer["errors"] = new JsonArray([.. problems.Select(problem => JsonValue.Create(problem))]);
        answer["response_metadata"] = new JsonObject
        {
            ["messages"] = new JsonArray([.. problems.Select(problem => JsonValue.Create("[ERROR] " + problem))]),
        };
        return answer;
    }

    private static JsonObject? CheckMetadata(JsonNode? metadata)
    {
        if (metadata is null)
        {
            return null;
        }

        return
            metadata is JsonObject entry
            && entry["event_type"] is JsonValue type
            && IsSnakeCase((string)type!)
            && entry["event_payload"] is JsonObject payload
            && payload.All(pair => IsSnakeCase(pair.Key))
            ? metadata.ToJsonString().Length > 1_000
                ? Error("metadata_too_large")
                : null
            : Error("invalid_metadata_format");

        static bool IsSnakeCase(string name) =>
            name.Length > 0
            && char.IsAsciiLetterLower(name[0])
            && name.All(unit => char.IsAsciiLetterLower(unit) || char.IsAsciiDigit(unit) || unit == '_');
    }

    private JsonObject Invalid(string error, IReadOnlyList<string> problems)
    {
        Rejections.Enqueue(string.Join("; ", problems));
        var answer = Error(error);
        answer["errors"] = new JsonArray([.. problems.Select(problem => JsonValue.Create(problem))]);
        answer["response_metadata"] = new JsonObject
        {
            ["messages"] = new JsonArray([.. problems.Select(problem => JsonValue.Create(problem))]),
        };
        return answer;
    }

    /// <summary>A channel that can be written to; a person's id stands for the conversation with them.</summary>
    private JsonObject? Channel(SlackCall call, out StandInChannel channel)
    {
        var id = call.Text("channel") ?? "";
        if (_users.ContainsKey(id) && call.Method == "chat.postMessage")
        {
            id = "D" + id[1..];
            channel = _channels.TryGetValue(id, out var known)
                ? known
                : AddChannel(new StandInChannel(id, "direct") { IsIm = true });
            return null;
        }

        if (!_channels.TryGetValue(id, out channel!) || channel is { IsPrivate: true, IsMember: false })
        {
            return Error("channel_not_found");
        }

        return channel.IsArchived ? Error("is_archived") : null;
    }

    private JsonObject Show(StandInMessage message, bool allMetadata)
    {
        var shown = new JsonObject
        {
            ["type"] = "message",
            ["user"] = message.User,
            ["ts"] = message.Ts,
            ["text"] = message.Text,
            ["team"] = TeamId,
        };
        if (message.BotId is not null)
        {
            shown["bot_id"] = message.BotId;
            shown["app_id"] = AppId;
        }

        if (message.ThreadTs is not null)
        {
            shown["thread_ts"] = message.ThreadTs;
            shown["parent_user_id"] = _messages.Find(parent => parent.Ts == message.ThreadTs)?.User;
        }

        if (message.Blocks is not null)
        {
            shown["blocks"] = message.Blocks.DeepClone();
        }

        if (message.Metadata is { } metadata)
        {
            // Without include_all_metadata Slack tells the type alone.
            shown["metadata"] = allMetadata
                ? metadata.DeepClone()
                : new JsonObject { ["event_type"] = metadata["event_type"]?.DeepClone() };
        }

        return shown;
    }

    private static JsonObject Show(StandInView view)
    {
        var shown = view.View.DeepClone().AsObject();
        shown["id"] = view.Id;
        shown["hash"] = view.Hash;
        shown["team_id"] = TeamId;
        shown["app_id"] = AppId;
        shown["bot_id"] = BotId;
        shown["app_installed_team_id"] = TeamId;
        shown["root_view_id"] = view.Id;
        shown["previous_view_id"] = null;
        shown["state"] = new JsonObject { ["values"] = new JsonObject() };
        return shown;
    }

    private static bool IsTrue(SlackCall call, string name) => call.Text(name) is "true" or "1";

    private static string? TokenOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { Length: > 7 } header
        && header.StartsWith("Bearer ", StringComparison.Ordinal)
            ? header[7..]
            : null;

    private static JsonObject Ok(params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var answer = new JsonObject { ["ok"] = true };
        foreach (var (name, value) in fields)
        {
            answer[name] = value;
        }

        return answer;
    }

    private static JsonObject Error(string code, params ReadOnlySpan<(string Name, string Value)> fields)
    {
        var answer = new JsonObject { ["ok"] = false, ["error"] = code };
        foreach (var (name, value) in fields)
        {
            answer[name] = value;
        }

        return answer;
    }

    private static async Task WriteAsync(HttpContext context, JsonObject answer)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.ToJsonString(JsonSerializerOptions.Default), context.RequestAborted);
    }

    /// <param name="PerMinute">The least that the method's tier promises; null where its limit is of another kind.</param>
    private sealed record MethodFacts(bool TakesJson, int? PerMinute, string? Scope, string[] Arguments);
}
