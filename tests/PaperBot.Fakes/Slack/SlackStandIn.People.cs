using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Slack;

/// <content>People who type, press, fill in and read.</content>
public sealed partial class SlackStandIn
{
    private static readonly TimeSpan TriggerLife = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ResponseUrlLife = TimeSpan.FromMinutes(30);
    private const int ResponseUrlUses = 5;

    private readonly Dictionary<string, ResponseAddress> _addresses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (DateTimeOffset At, bool Used)> _triggers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _triggerUsers = new(StringComparer.Ordinal);
    private int _number;

    /// <summary>Where Slack sends requests in HTTP mode; null delivers over Socket Mode.</summary>
    public Uri? RequestUrl { get; set; }

    /// <summary>Every command that a person typed, pressed or filled in.</summary>
    public IReadOnlyList<StandInExchange> Exchanges
    {
        get
        {
            lock (_gate)
            {
                return [.. _exchanges];
            }
        }
    }

    private readonly List<StandInExchange> _exchanges = [];

    /// <summary>Types a slash command.</summary>
    public Task<StandInExchange> SlashAsync(string user, string channel, string command, string text)
    {
        EnsureUser(user);
        var payload = new JsonObject
        {
            ["token"] = "legacy",
            ["team_id"] = TeamId,
            ["team_domain"] = "papers",
            ["channel_id"] = channel,
            ["channel_name"] = "general",
            ["user_id"] = user,
            ["user_name"] = "person",
            ["command"] = command,
            ["text"] = text.Replace("&", "&amp;", StringComparison.Ordinal)
                .Replace("<", "&lt;", StringComparison.Ordinal)
                .Replace(">", "&gt;", StringComparison.Ordinal),
            ["api_app_id"] = AppId,
            ["is_enterprise_install"] = "false",
            ["trigger_id"] = NewTrigger(user),
        };
        return DeliverAsync(
            "slash_commands",
            payload,
            acceptsResponse: true,
            exchange => payload["response_url"] = NewAddress(new ResponseAddress(exchange, channel, user, null, null))
        );
    }

    /// <summary>Presses a button, or chooses an entry where <paramref name="value"/> is given.</summary>
    public Task<StandInExchange> PressAsync(string user, StandInMessage message, string actionId, string? value = null)
    {
        EnsureUser(user);
        var isEphemeral = message.OnlyFor is not null;
        var container = new JsonObject
        {
            ["type"] = "message",
            ["message_ts"] = message.Ts,
            ["channel_id"] = message.Channel,
            ["is_ephemeral"] = isEphemeral,
        };
        if (message.ThreadTs is not null)
        {
            container["thread_ts"] = message.ThreadTs;
        }

        var payload = Interaction("block_actions", user);
        payload["container"] = container;
        payload["channel"] = new JsonObject { ["id"] = message.Channel, ["name"] = "general" };
        payload["state"] = new JsonObject { ["values"] = new JsonObject() };
        payload["actions"] = new JsonArray(ActionOf(message.Blocks, actionId, value));
        if (!isEphemeral)
        {
            lock (_gate)
            {
                payload["message"] = Show(message, allMetadata: true);
            }
        }

        return DeliverAsync(
            "interactive",
            payload,
            acceptsResponse: false,
            exchange =>
                payload["response_url"] = NewAddress(
                    new ResponseAddress(exchange, message.Channel, user, message, message.ThreadTs)
                )
        );
    }

    /// <summary>Presses a button in an open modal, or on the person's own start page.</summary>
    public Task<StandInExchange> PressAsync(StandInView view, string actionId, string? value = null)
    {
        var payload = Interaction("block_actions", view.User);
        payload["container"] = new JsonObject { ["type"] = "view", ["view_id"] = view.Id };
        payload["view"] = Show(view);
        payload["actions"] = new JsonArray(ActionOf(view.View["blocks"] as JsonArray, actionId, value));
        return DeliverAsync("interactive", payload, acceptsResponse: false);
    }

    public StandInView HomeViewOf(string user)
    {
        lock (_gate)
        {
            return _homes[user];
        }
    }

    /// <summary>Types into a search select; the entries come with the acknowledgement.</summary>
    public Task<StandInExchange> SuggestAsync(string user, string channel, string actionId, string typed)
    {
        EnsureUser(user);
        var payload = Interaction("block_suggestion", user);
        payload["action_id"] = actionId;
        payload["block_id"] = "b1";
        payload["value"] = typed;
        payload["container"] = new JsonObject
        {
            ["type"] = "message",
            ["message_ts"] = "1.1",
            ["channel_id"] = channel,
        };
        payload["channel"] = new JsonObject { ["id"] = channel, ["name"] = "general" };
        return DeliverAsync("interactive", payload, acceptsResponse: true);
    }

    /// <summary>Submits an open form.</summary>
    public Task<StandInExchange> SubmitAsync(StandInView view, params (string Field, string Value)[] fields)
    {
        var payload = Interaction("view_submission", view.User);
        var shown = Show(view);
        var values = new JsonObject();
        foreach (
            var block in (shown["blocks"] as JsonArray ?? [])
                .OfType<JsonObject>()
                .Where(block => (string?)block["type"] == "input")
        )
        {
            var id = (string)block["block_id"]!;
            var typed = fields.FirstOrDefault(field => field.Field == id).Value ?? (string?)block["element"]?["initial_value"];
            values[id] = new JsonObject
            {
                [(string)block["element"]!["action_id"]!] = new JsonObject { ["type"] = "plain_text_input", ["value"] = typed },
            };
        }

        shown["state"] = new JsonObject { ["values"] = values };
        payload["view"] = shown;
        payload["response_urls"] = new JsonArray();
        return DeliverAsync("interactive", payload, acceptsResponse: true);
    }

    /// <summary>Says something in a channel or thread: one event where it is a plain message, two where it mentions the bot.</summary>
    public async Task<(StandInMessage Message, IReadOnlyList<StandInExchange> Events)> SayAsync(
        string user,
        string channelId,
        string text,
        string? threadTs = null
    )
    {
        EnsureUser(user);
        StandInMessage message;
        JsonObject shown;
        StandInChannel channel;
        lock (_gate)
        {
            channel = _channels[channelId];
            message = new StandInMessage
            {
                Channel = channelId,
                Ts = NextTs(),
                ThreadTs = threadTs,
                User = user,
                Text = text,
                At = _time.GetUtcNow(),
            };
            _messages.Add(message);
            shown = Show(message, allMetadata: false);
        }

        shown["channel"] = channelId;
        shown["event_ts"] = message.Ts;
        var events = new List<StandInExchange>();
        if (
            text.Contains($"<@{BotUserId}>", StringComparison.Ordinal)
            && channel.IsMember
            && Scopes.Contains("app_mentions:read")
        )
        {
            var mention = shown.DeepClone().AsObject();
            mention["type"] = "app_mention";
            events.Add(await DeliverEventAsync(mention));
        }

        if (channel.IsMember)
        {
            shown["channel_type"] =
                channel.IsIm ? "im"
                : channel.IsPrivate ? "group"
                : "channel";
            events.Add(await DeliverEventAsync(shown));
        }

        return (message, events);
    }

    public Task<StandInExchange> OpenHomeAsync(string user)
    {
        EnsureUser(user);
        return DeliverEventAsync(
            new JsonObject
            {
                ["type"] = "app_home_opened",
                ["user"] = user,
                ["channel"] = "D" + user[1..],
                ["tab"] = "home",
                ["event_ts"] = "1.1",
            }
        );
    }

    /// <summary>Any event, in its wrapper.</summary>
    public Task<StandInExchange> DeliverEventAsync(JsonObject inner) =>
        DeliverAsync(
            "events_api",
            new JsonObject
            {
                ["token"] = "legacy",
                ["team_id"] = TeamId,
                ["api_app_id"] = AppId,
                ["event"] = inner,
                ["type"] = "event_callback",
                ["event_id"] = "Ev" + Guid.NewGuid().ToString("N")[..10].ToUpperInvariant(),
                ["event_time"] = _time.GetUtcNow().ToUnixTimeSeconds(),
                ["authorizations"] = new JsonArray(
                    new JsonObject
                    {
                        ["enterprise_id"] = null,
                        ["team_id"] = TeamId,
                        ["user_id"] = BotUserId,
                        ["is_bot"] = true,
                        ["is_enterprise_install"] = false,
                    }
                ),
                ["is_ext_shared_channel"] = false,
            },
            acceptsResponse: false
        );

    /// <summary>Any payload under any type, as a later Slack, or a broken one, might send it.</summary>
    public Task<StandInExchange> DeliverRawAsync(string type, JsonObject payload) =>
        DeliverAsync(type, payload, acceptsResponse: false);

    /// <summary>The same delivery once more, as Slack does where it is not sure that the first arrived.</summary>
    public async Task RedeliverAsync(StandInExchange exchange) => await DispatchAsync(exchange);

    /// <summary>Signs a body as Slack does in HTTP mode.</summary>
    public HttpRequestMessage SignedRequest(string body, string contentType, DateTimeOffset? at = null, string? secret = null)
    {
        var timestamp = (at ?? _time.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(secret ?? SigningSecret),
            Encoding.UTF8.GetBytes($"v0:{timestamp}:{body}")
        );
        var request = new HttpRequestMessage(HttpMethod.Post, RequestUrl)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add("X-Slack-Request-Timestamp", timestamp);
        request.Headers.Add("X-Slack-Signature", "v0=" + Convert.ToHexStringLower(hash));
        return request;
    }

    private async Task<StandInExchange> DeliverAsync(
        string type,
        JsonObject payload,
        bool acceptsResponse,
        Action<StandInExchange>? prepare = null
    )
    {
        var exchange = new StandInExchange
        {
            EnvelopeId = Guid.NewGuid().ToString(),
            Type = type,
            Payload = payload,
            AcceptsResponse = acceptsResponse,
            StartedAt = _time.GetTimestamp(),
        };
        // Nobody has to look at an acknowledgement that fails.
        _ = exchange.Acknowledged.ContinueWith(static task => _ = task.Exception, TaskScheduler.Default);
        lock (_gate)
        {
            _exchanges.Add(exchange);
            prepare?.Invoke(exchange);
        }

        await DispatchAsync(exchange);
        return exchange;
    }

    private Task DispatchAsync(StandInExchange exchange) =>
        RequestUrl is null ? DeliverBySocketAsync(exchange) : DeliverByHttpAsync(exchange);

    private async Task DeliverByHttpAsync(StandInExchange exchange)
    {
        exchange.Deliveries++;
        var json = exchange.Payload.ToJsonString(JsonSerializerOptions.Default);
        using var request = exchange.Type switch
        {
            "events_api" => SignedRequest(json, "application/json"),
            "slash_commands" => SignedRequest(
                Form(exchange.Payload.Select(field => (field.Key, field.Value!.ToString()))),
                "application/x-www-form-urlencoded"
            ),
            _ => SignedRequest(Form([("payload", json)]), "application/x-www-form-urlencoded"),
        };
        if (exchange.Deliveries > 1)
        {
            request.Headers.Add("x-slack-retry-num", (exchange.Deliveries - 1).ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("x-slack-retry-reason", "http_timeout");
        }

        try
        {
            using var response = await Client.SendAsync(request, _stopping.Token);
            var body = await response.Content.ReadAsStringAsync(_stopping.Token);
            if (!response.IsSuccessStatusCode)
            {
                exchange.Fail($"HTTP {(int)response.StatusCode}");
                return;
            }

            exchange.AcknowledgedAfter ??= _time.GetElapsedTime(exchange.StartedAt);
            exchange.Acknowledge(body.Length == 0 ? null : JsonNode.Parse(body)!.AsObject());
        }
        catch (HttpRequestException exception)
        {
            exchange.Fail(exception.Message);
        }

        Changed();
    }

    private static string Form(IEnumerable<(string Name, string Value)> fields) =>
        string.Join(
            '&',
            fields.Select(field =>
                $"{field.Name}={Uri.EscapeDataString(field.Value).Replace("%20", "+", StringComparison.Ordinal)}"
            )
        );

    private async Task ServeResponseUrlAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        if (context.Request.Headers.ContainsKey("Authorization"))
        {
            Violate("response_url: a token goes to an address that wants none");
        }

        if (string.IsNullOrEmpty(context.Request.Headers.UserAgent))
        {
            Violate("response_url: no User-Agent");
        }

        var body = JsonNode.Parse(text)!.AsObject();
        var call = new SlackCall("response_url", body, Interlocked.Increment(ref _ordinal));
        _calls.Enqueue(call);
        if (Faults?.Invoke(call) is { } fault)
        {
            await BreakAsync(context, fault);
            return;
        }

        JsonObject? problem;
        lock (_gate)
        {
            problem = _addresses.TryGetValue((string)context.Request.RouteValues["id"]!, out var address)
                ? Respond(address, body)
                : Error("expired_url");
        }

        Changed();
        if (problem is null)
        {
            await context.Response.WriteAsync("ok", context.RequestAborted);
            return;
        }

        context.Response.StatusCode = 404;
        await WriteAsync(context, problem);
    }

    private JsonObject? Respond(ResponseAddress address, JsonObject body)
    {
        if (_time.GetUtcNow() - address.At > ResponseUrlLife)
        {
            return Error("expired_url");
        }

        if (++address.Uses > ResponseUrlUses)
        {
            return Error("used_url");
        }

        var blocks = body["blocks"] as JsonArray;
        if (blocks is not null && BlockKitValidator.CheckMessage(blocks) is { Count: > 0 } problems)
        {
            return Invalid("invalid_blocks", problems);
        }

        var type = (string?)body["response_type"] ?? "ephemeral";
        var replaces = (bool?)body["replace_original"] == true;
        var threadTs = body["thread_ts"]?.ToString();
        if (threadTs is not null && (type != "in_channel" || replaces))
        {
            Violate("response_url: thread_ts counts only for in_channel and not for a replacement");
        }

        address.Exchange.AnsweredAfter ??= _time.GetElapsedTime(address.Exchange.StartedAt);
        address.Exchange.Add(new StandInResponse(type, replaces, threadTs, body.DeepClone().AsObject()));
        if (replaces && address.Source is { } source)
        {
            if (source.OnlyFor is null)
            {
                Violate("response_url: replace_original changes a message that everyone sees");
            }

            source.Text = body["text"]?.ToString() ?? "";
            source.Blocks = body["blocks"]?.DeepClone() as JsonArray;
            source.Edits++;
            return null;
        }

        // A slash command has no original: Slack shows another message.
        Store(body, address.Channel, type == "in_channel" ? threadTs : null, type == "in_channel" ? null : address.User);
        return null;
    }

    private JsonObject Interaction(string type, string user) =>
        new()
        {
            ["type"] = type,
            ["user"] = new JsonObject
            {
                ["id"] = user,
                ["username"] = "person",
                ["name"] = "person",
                ["team_id"] = TeamId,
            },
            ["api_app_id"] = AppId,
            ["token"] = "legacy",
            ["trigger_id"] = NewTrigger(user),
            ["team"] = new JsonObject { ["id"] = TeamId, ["domain"] = "papers" },
            ["enterprise"] = null,
            ["is_enterprise_install"] = false,
        };

    private static JsonObject ActionOf(JsonArray? blocks, string actionId, string? value)
    {
        var element =
            (blocks ?? [])
                .OfType<JsonObject>()
                .SelectMany(block => (block["elements"] as JsonArray ?? []).Append(block["accessory"]).OfType<JsonObject>())
                .FirstOrDefault(candidate => (string?)candidate["action_id"] == actionId)
            ?? throw new InvalidOperationException($"Nothing with the action id {actionId} stands there.");
        var action = new JsonObject
        {
            ["type"] = element["type"]!.ToString(),
            ["action_id"] = actionId,
            ["block_id"] = "b1",
            ["action_ts"] = "1.1",
        };
        if (value is not null)
        {
            action["selected_option"] = new JsonObject
            {
                ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = value },
                ["value"] = value,
            };
        }

        return action;
    }

    private void EnsureUser(string user)
    {
        lock (_gate)
        {
            _users.TryAdd(user, "ja-JP");
        }
    }

    private string NewTrigger(string user)
    {
        lock (_gate)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{++_number}.{Guid.NewGuid():N}");
            _triggers[id] = (_time.GetUtcNow(), false);
            _triggerUsers[id] = user;
            return id;
        }
    }

    private JsonObject? UseTrigger(string? id)
    {
        if (id is null || !_triggers.TryGetValue(id, out var trigger))
        {
            return Error("invalid_trigger_id");
        }

        if (trigger.Used)
        {
            return Error("exchanged_trigger_id");
        }

        _triggers[id] = trigger with { Used = true };
        return _time.GetUtcNow() - trigger.At > TriggerLife ? Error("expired_trigger_id") : null;
    }

    private string NewAddress(ResponseAddress address)
    {
        address.At = _time.GetUtcNow();
        var id = Canary.Secret();
        _addresses[id] = address;
        return new Uri(Root, "respond/" + id).AbsoluteUri;
    }

    private sealed record ResponseAddress(
        StandInExchange Exchange,
        string Channel,
        string User,
        StandInMessage? Source,
        string? ThreadTs
    )
    {
        public DateTimeOffset At { get; set; }
        public int Uses { get; set; }
    }
}
