using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
    private const int Ephemeral = 1 << 6;

    private static readonly HttpClient EndpointClient = new(new SocketsHttpHandler { UseProxy = false });

    private readonly Dictionary<string, FakeInteraction> _interactions = new(StringComparer.Ordinal);

    /// <summary>How long a first answer may take, and how long a token lives after it.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromSeconds(3);

    public TimeSpan TokenLife { get; set; } = TimeSpan.FromMinutes(15);

    public FakePerson AddPerson(string locale = "ja", ulong permissions = 0) => new(NewId(), locale, permissions);

    /// <summary>A person types a command; <paramref name="options"/> as in an interaction's data.</summary>
    public Task<FakeInteraction> CommandAsync(
        FakePerson person,
        FakeChannel channel,
        string name,
        JsonArray options,
        CancellationToken cancellationToken
    ) =>
        DeliverAsync(
            person,
            channel,
            FakeInteraction.Command,
            new JsonObject
            {
                ["id"] = NewId(),
                ["name"] = name,
                ["type"] = 1,
                ["options"] = options,
            },
            source: null,
            cancellationToken
        );

    public Task<FakeInteraction> CommandAsync(
        FakePerson person,
        FakeChannel channel,
        string name,
        string option,
        string value,
        CancellationToken cancellationToken
    ) => CommandAsync(person, channel, name, [Option(option, value)], cancellationToken);

    /// <summary>A person is typing the value of an option.</summary>
    public Task<FakeInteraction> TypeAsync(
        FakePerson person,
        FakeChannel channel,
        string name,
        string option,
        string typed,
        CancellationToken cancellationToken
    )
    {
        var focused = Option(option, typed);
        focused["focused"] = true;
        return DeliverAsync(
            person,
            channel,
            FakeInteraction.Autocomplete,
            new JsonObject
            {
                ["id"] = NewId(),
                ["name"] = name,
                ["type"] = 1,
                ["options"] = new JsonArray(focused),
            },
            source: null,
            cancellationToken
        );
    }

    /// <summary>A person presses a button, or chooses from a list.</summary>
    public Task<FakeInteraction> PressAsync(
        FakePerson person,
        FakeChannel channel,
        FakeMessage message,
        string customId,
        string? value,
        CancellationToken cancellationToken
    )
    {
        var data = new JsonObject { ["custom_id"] = customId, ["component_type"] = value is null ? 2 : 3 };
        if (value is not null)
        {
            data["values"] = new JsonArray(value);
        }

        return DeliverAsync(person, channel, FakeInteraction.Component, data, message, cancellationToken);
    }

    /// <summary>A person sends a form that <paramref name="opened"/> brought up.</summary>
    public Task<FakeInteraction> SubmitAsync(
        FakeInteraction opened,
        IReadOnlyDictionary<string, string> fields,
        CancellationToken cancellationToken
    )
    {
        var modal = opened.First!["data"]!.AsObject();
        var components = new JsonArray();
        foreach (var label in modal["components"]!.AsArray())
        {
            var id = MessageRules.Text(label!["component"]!["custom_id"])!;
            components.Add(
                new JsonObject
                {
                    ["type"] = 18,
                    ["id"] = components.Count + 1,
                    ["component"] = new JsonObject
                    {
                        ["type"] = 4,
                        ["id"] = components.Count + 100,
                        ["custom_id"] = id,
                        ["value"] = fields.GetValueOrDefault(id) ?? "",
                    },
                }
            );
        }

        return DeliverAsync(
            opened.Person,
            opened.Channel,
            FakeInteraction.Modal,
            new JsonObject { ["custom_id"] = modal["custom_id"]!.DeepClone(), ["components"] = components },
            opened.Source,
            cancellationToken
        );
    }

    /// <summary>The same interaction once more, as it comes over a resumed connection or by a replayed request.</summary>
    public Task RepeatAsync(FakeInteraction interaction, CancellationToken cancellationToken) =>
        SendAsync(interaction, Payloads[interaction.Id], cancellationToken);

    /// <summary>What was sent for each interaction.</summary>
    public IDictionary<string, JsonObject> Payloads { get; } = new Dictionary<string, JsonObject>(StringComparer.Ordinal);

    public static JsonObject Option(string name, string value) =>
        new()
        {
            ["name"] = name,
            ["type"] = 3,
            ["value"] = value,
        };

    public static JsonObject Flag(string name, bool value) =>
        new()
        {
            ["name"] = name,
            ["type"] = 5,
            ["value"] = value,
        };

    public static JsonArray Subcommand(string name, params JsonObject[] options) =>
        [
            new JsonObject
            {
                ["name"] = name,
                ["type"] = 1,
                ["options"] = new JsonArray([.. options]),
            },
        ];

    /// <summary>Makes an interaction without delivering it.</summary>
    public (FakeInteraction Interaction, JsonObject Payload) NewInteraction(
        FakePerson person,
        FakeChannel channel,
        int type,
        JsonObject data,
        FakeMessage? source
    )
    {
        var id = NewId();
        var token = "aW50ZXJhY3Rpb24" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20));
        var interaction = new FakeInteraction(id, token, type, channel, person, Options.Time.GetUtcNow(), source);
        var payload = new JsonObject
        {
            ["id"] = id,
            ["application_id"] = ApplicationId,
            ["type"] = type,
            ["token"] = token,
            ["version"] = 1,
            ["data"] = data,
            ["locale"] = person.Locale,
            ["channel_id"] = channel.Id,
            ["context"] = channel.Guild is null ? 1 : 0,
            ["app_permissions"] = (channel.Guild is null ? PostingPermissions : Permissions(channel)).ToString(
                CultureInfo.InvariantCulture
            ),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = channel.Guild?.Id ?? "0" },
            ["entitlements"] = new JsonArray(),
            ["attachment_size_limit"] = 10485760,
        };
        var user = Shapes.User(this, person.Id, isBot: false);
        if (channel.Guild is { } guild)
        {
            payload["guild_id"] = guild.Id;
            payload["guild_locale"] = "ja";
            payload["guild"] = new JsonObject
            {
                ["id"] = guild.Id,
                ["locale"] = "ja",
                ["features"] = new JsonArray(),
            };
            payload["channel"] = Shapes.Channel(this, channel);
            var member = Shapes.Member(this, guild, person.Id);
            member["permissions"] = person.Permissions.ToString(CultureInfo.InvariantCulture);
            payload["member"] = member;
        }
        else
        {
            payload["user"] = user;
        }

        if (source is not null)
        {
            payload["message"] = Shapes.Message(this, channel, source);
        }

        lock (_lock)
        {
            _interactions.Add(id, interaction);
            Payloads[id] = payload;
        }

        return (interaction, payload);
    }

    private async Task<FakeInteraction> DeliverAsync(
        FakePerson person,
        FakeChannel channel,
        int type,
        JsonObject data,
        FakeMessage? source,
        CancellationToken cancellationToken
    )
    {
        var (interaction, payload) = NewInteraction(person, channel, type, data, source);
        await SendAsync(interaction, payload, cancellationToken);
        return interaction;
    }

    private async Task SendAsync(FakeInteraction interaction, JsonObject payload, CancellationToken cancellationToken)
    {
        if (InteractionsEndpoint is null)
        {
            Gateway.Dispatch("INTERACTION_CREATE", payload, interaction.Channel.Guild?.Id);
            return;
        }

        var (status, answer) = await PostAsync(payload, cancellationToken);
        if (status == 200 && answer is not null)
        {
            lock (_lock)
            {
                // An inline answer is held to the same rules as one to the callback address.
                var reply = Accept(interaction, answer);
                if (reply.Status >= 400)
                {
                    Complain($"The endpoint's answer to an interaction was refused: {reply.Body?.ToJsonString()}");
                }
            }
        }
        else if (status is not 202)
        {
            Complain($"The endpoint answered an interaction with {status}");
        }
    }

    /// <summary>Sends a body to the endpoint, signed unless told otherwise.</summary>
    public async Task<(int Status, JsonObject? Answer)> PostAsync(
        JsonNode payload,
        CancellationToken cancellationToken,
        Func<string, byte[], string>? sign = null,
        string? timestamp = null
    )
    {
        var body = Encoding.UTF8.GetBytes(payload.ToJsonString(Relaxed));
        timestamp ??= Options.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, InteractionsEndpoint)
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("X-Signature-Ed25519", (sign ?? Signing.Sign)(timestamp, body));
        request.Headers.TryAddWithoutValidation("X-Signature-Timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)");
        using var response = await EndpointClient.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType == "application/json";
        return ((int)response.StatusCode, isJson && text.Length > 0 ? JsonNode.Parse(text) as JsonObject : null);
    }

    private Reply Callback(string id, string token, JsonObject body, IQueryCollection query)
    {
        if (!_interactions.TryGetValue(id, out var interaction) || interaction.Token != token)
        {
            return Reply.Error(404, 10062, "Unknown interaction");
        }

        interaction.Callbacks++;
        if (interaction.Answered)
        {
            return Reply.Error(400, 40060, "Interaction has already been acknowledged.");
        }

        if (Options.Time.GetUtcNow() - interaction.CreatedAt > AnswerWithin)
        {
            Complain("An interaction was answered too late");
            return Reply.Error(404, 10062, "Unknown interaction");
        }

        var reply = Accept(interaction, body);
        if (reply.Status >= 400 || query["with_response"] != "true")
        {
            return reply;
        }

        var type = interaction.FirstType;
        var resource = new JsonObject { ["type"] = type };
        if (interaction.Original is { } message)
        {
            resource["message"] = Shapes.Message(this, interaction.Channel, message);
        }

        return Reply.Ok(
            new JsonObject
            {
                ["interaction"] = new JsonObject
                {
                    ["id"] = id,
                    ["type"] = interaction.Type,
                    ["response_message_id"] = interaction.Original?.Id,
                    ["response_message_loading"] = type == 5,
                    ["response_message_ephemeral"] = interaction.IsEphemeral,
                    ["channel_id"] = interaction.Channel.Id,
                    ["guild_id"] = interaction.Channel.Guild?.Id,
                },
                ["resource"] = resource,
            }
        );
    }

    private Reply Accept(FakeInteraction interaction, JsonObject response)
    {
        var type = MessageRules.Number(response["type"]);
        var data = response["data"] as JsonObject ?? [];
        var allowed = interaction.Type switch
        {
            FakeInteraction.Command => type is 4 or 5 or 9,
            FakeInteraction.Component => type is 4 or 5 or 6 or 7 or 9,
            FakeInteraction.Autocomplete => type is 8,
            FakeInteraction.Modal => type is 4 or 5 || (type is 6 or 7 && interaction.Source is not null),
            _ => false,
        };
        var errors = new FormErrors();
        if (!allowed)
        {
            errors.Add(
                "type",
                "INTERACTION_APPLICATION_COMMAND_INVALID_RESPONSE_TYPE",
                "This answer does not go with this interaction."
            );
            return Reply.Form(errors);
        }

        var flags = (int)(MessageRules.Number(data["flags"]) ?? 0);
        switch (type)
        {
            case 4 or 7:
                if (Refusal(WithoutFlags(data), partial: type == 7) is { } refusal)
                {
                    return refusal;
                }

                Watch(data, isEdit: type == 7);
                break;
            case 5 when data.Any(pair => pair.Key != "flags"):
                errors.Add("data", "UNKNOWN_FIELD", "A deferred answer has flags only.");
                return Reply.Form(errors);
            case 8:
                CheckChoices(data, errors);
                break;
            case 9:
                MessageRules.CheckModal(data, errors);
                break;
        }

        if (errors.Any)
        {
            return Reply.Form(errors);
        }

        if (type is 4)
        {
            interaction.IsEphemeral = (flags & Ephemeral) != 0;
            interaction.Original = Say(interaction, data, interaction.IsEphemeral);
        }
        else if (type is 5)
        {
            interaction.IsEphemeral = (flags & Ephemeral) != 0;
        }
        else if (type is 6 or 7)
        {
            interaction.Original = interaction.Source;
            interaction.IsEphemeral = ((MessageRules.Number(interaction.Source?.Json["flags"]) ?? 0) & Ephemeral) != 0;
            if (type is 7 && interaction.Source is { } source)
            {
                source.Json = Merged(source.Json, data);
            }
        }

        interaction.Answer(response.DeepClone().AsObject());
        return Reply.NoContent;
    }

    private static void CheckChoices(JsonObject data, FormErrors errors)
    {
        var choices = data["choices"] as JsonArray;
        if (choices is null || choices.Count > 25)
        {
            errors.Add("data.choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.");
        }

        for (var i = 0; i < (choices?.Count ?? 0); i++)
        {
            if (
                MessageRules.Text(choices![i]?["name"]) is not { Length: >= 1 and <= 100 }
                || MessageRules.Text(choices[i]?["value"]) is not { Length: >= 1 and <= 100 }
            )
            {
                errors.Add($"data.choices.{i}", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length.");
            }
        }
    }

    /// <summary>An answer for all becomes a message of the channel; an ephemeral one stands with the interaction alone.</summary>
    private FakeMessage Say(FakeInteraction interaction, JsonObject data, bool ephemeral)
    {
        if (!ephemeral)
        {
            return Store(interaction.Channel, BotId, data, type: 20, nonce: null);
        }

        var json = data.DeepClone().AsObject();
        json["flags"] = Ephemeral;
        return new FakeMessage(NewId(), BotId, json, type: 20);
    }

    private Reply WithToken(string token, Func<FakeInteraction, Reply> answer)
    {
        var interaction = _interactions.Values.FirstOrDefault(known => known.Token == token);
        return interaction is null || !interaction.Answered ? Reply.Error(404, 10015, "Unknown Webhook")
            : Options.Time.GetUtcNow() - interaction.CreatedAt > TokenLife ? Reply.Error(401, 50027, "Invalid Webhook Token")
            : answer(interaction);
    }

    private Reply FollowUp(string token, JsonObject body) =>
        WithToken(
            token,
            interaction =>
            {
                if (body.ContainsKey("nonce"))
                {
                    Complain("A follow-up carries a nonce, which Discord does not look at");
                }

                if (interaction.FirstType == 5 && interaction.Original is null)
                {
                    Complain("A follow-up came before the deferred answer was given");
                }

                if (Refusal(WithoutFlags(body), partial: false) is { } refusal)
                {
                    return refusal;
                }

                Watch(body, isEdit: false);
                var ephemeral = ((MessageRules.Number(body["flags"]) ?? 0) & Ephemeral) != 0;
                var message = Say(interaction, body, ephemeral);
                interaction.AddFollowUp(message);
                return Reply.Ok(Shapes.Message(this, interaction.Channel, message));
            }
        );

    private Reply ReadFollowUp(string token, string id) =>
        WithToken(
            token,
            interaction =>
                Answer(interaction, id) is { } message
                    ? Reply.Ok(Shapes.Message(this, interaction.Channel, message))
                    : Reply.UnknownMessage
        );

    private Reply EditFollowUp(string token, string id, JsonObject body) =>
        WithToken(
            token,
            interaction =>
            {
                if (Refusal(WithoutFlags(body), partial: true) is { } refusal)
                {
                    return refusal;
                }

                Watch(body, isEdit: true);
                var message = Answer(interaction, id);
                if (message is null && id == "@original" && interaction.FirstType == 5)
                {
                    interaction.Original = message = Say(interaction, body, interaction.IsEphemeral);
                }
                else if (message is null)
                {
                    return Reply.UnknownMessage;
                }
                else
                {
                    message.Json = Merged(message.Json, body);
                }

                interaction.Change();
                return Reply.Ok(Shapes.Message(this, interaction.Channel, message));
            }
        );

    private Reply DeleteFollowUp(string token, string id) =>
        WithToken(
            token,
            interaction =>
            {
                if (Answer(interaction, id) is not { } message)
                {
                    return Reply.UnknownMessage;
                }

                interaction.Channel.Messages.Remove(Number(message.Id));
                if (message == interaction.Original)
                {
                    interaction.Original = null;
                }

                interaction.RemoveFollowUp(message);
                return Reply.NoContent;
            }
        );

    private static FakeMessage? Answer(FakeInteraction interaction, string id) =>
        id == "@original" ? interaction.Original : interaction.FollowUps.FirstOrDefault(message => message.Id == id);

    private static JsonObject WithoutFlags(JsonObject body)
    {
        var copy = body.DeepClone().AsObject();
        copy.Remove("flags");
        return copy;
    }

    private static JsonObject Merged(JsonObject old, JsonObject changes)
    {
        var merged = old.DeepClone().AsObject();
        foreach (var (name, value) in changes)
        {
            merged[name] = value?.DeepClone();
        }

        return merged;
    }
}
