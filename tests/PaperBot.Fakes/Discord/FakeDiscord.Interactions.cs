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
        var token = Canary.Secret("aW50ZXJhY3Rpb24");
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
}
