using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
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
}
