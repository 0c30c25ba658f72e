using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
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
