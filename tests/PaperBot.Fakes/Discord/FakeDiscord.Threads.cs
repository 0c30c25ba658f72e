using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Discord;

public sealed partial class FakeDiscord
{
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
}
