using System.Text.Json;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Conversing;

/// <summary>
/// Reads payloads into requests; null for what is none of ours. The same payloads come over Socket Mode and HTTP.
/// See https://docs.slack.dev/interactivity and https://docs.slack.dev/reference/events.
/// </summary>
internal sealed class SlackRequestReader(SlackIdentity identity, TimeProvider time)
{
    public SlackRequest? ReadCommand(JsonElement payload)
    {
        // An installation of the app elsewhere is not served by this token.
        var isOurTeam = payload.Text("team_id") == identity.TeamId || payload.Text("is_enterprise_install") == "true";
        return
            isOurTeam
            && payload.Text("command") is ['/', .. var name]
            && payload.Text("user_id") is { } user
            && payload.Text("channel_id") is { } channel
            && payload.Text("trigger_id") is { } trigger
            ? new SlackRequest.Command(
                "command:" + trigger,
                new SlackPlace(channel, null, user)
                {
                    Surface = SlackSurface.Command,
                    ResponseUrl = ResponseUrl(payload),
                    TriggerId = trigger,
                },
                name,
                SlackWords.Read(payload.Text("text") ?? "", ownUserId: null)
            )
            : null;
    }

    public SlackRequest? ReadInteraction(JsonElement payload)
    {
        if (payload.Text("user", "id") is not { } user)
        {
            return null;
        }

        return payload.Text("type") switch
        {
            "block_actions" => ReadAction(payload, user),
            "view_submission" => ReadSubmission(payload, user),
            "block_suggestion" when payload.Text("action_id") is { } action => new SlackRequest.Suggestion(
                "suggestion",
                Place(payload, user),
                action,
                payload.Text("value") ?? ""
            ),
            _ => null,
        };
    }

    public SlackRequest? ReadEvent(JsonElement payload)
    {
        if (payload.Text("team_id") != identity.TeamId || payload.Text("event_id") is not { } id)
        {
            return null;
        }

        var inner = payload.At("event");
        return inner.Text("type") switch
        {
            "app_mention" or "message" => ReadSpeech(inner),
            "app_home_opened" when inner.Text("tab") == "home" && inner.Text("user") is { } user => new SlackRequest.HomeOpened(
                id,
                new SlackPlace(user, null, user) { Surface = SlackSurface.Home }
            ),
            "app_uninstalled" => new SlackRequest.Removed(id, "app_uninstalled"),
            "tokens_revoked" when inner.Each("tokens", "bot").Any() => new SlackRequest.Removed(id, "tokens_revoked"),
            _ => null,
        };
    }

    /// <summary>A mention arrives twice, as <c>app_mention</c> and as <c>message</c>; both have the same channel and ts, so the second is recognised as a repetition.</summary>
    private SlackRequest.Speech? ReadSpeech(JsonElement message)
    {
        if (
            message.Text("channel") is not { } channel
            || message.Text("user") is not { } user
            || message.Text("ts") is not { } ts
            || message.Text("text") is not { } text
            || user == identity.UserId
            || message.Text("bot_id") is not null
            // Edits, deletions and joins are no questions.
            || message.Text("subtype") is not (null or "thread_broadcast" or "file_share")
        )
        {
            return null;
        }

        var thread = message.Text("thread_ts");
        var isDirect = message.Text("channel_type") == "im";
        var mentions = SlackWords.Mentions(text, identity.UserId);
        var isOurThread = thread is not null && (message.Text("parent_user_id") ?? identity.UserId) == identity.UserId;
        if (!mentions && !isDirect && !isOurThread)
        {
            return null;
        }

        // An answer in the channel itself would push the digest out of sight; it opens a thread under the question.
        var place = new SlackPlace(channel, thread ?? (isDirect ? null : ts), user)
        {
            Surface = SlackSurface.Speech,
            OpensThread = thread is null,
        };
        return new SlackRequest.Speech(
            $"message:{channel}:{ts}",
            place,
            SlackWords.Read(text, identity.UserId),
            mentions || isDirect,
            ts
        );
    }

    private SlackRequest.Action? ReadAction(JsonElement payload, string user)
    {
        var action = payload.Each("actions").FirstOrDefault();
        if (
            action.Text("action_id") is not { } id
            // A button that only opens an address reports its press as well.
            || id.StartsWith(ControlRenderer.LinkPrefix, StringComparison.Ordinal)
        )
        {
            return null;
        }

        var place = Place(payload, user);
        var value = action.Text("selected_option", "value") ?? action.Text("value");
        var messageId = place.IsEphemeral ? null : payload.Text("container", "message_ts");
        return new SlackRequest.Action($"action:{payload.Text("trigger_id")}:{id}", place, id, value, messageId);
    }

    private static SlackRequest.Submission? ReadSubmission(JsonElement payload, string user)
    {
        if (payload.Text("view", "callback_id") is not { } form || payload.Text("view", "id") is not { } view)
        {
            return null;
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (payload.At("view", "state", "values") is { ValueKind: JsonValueKind.Object } values)
        {
            foreach (var block in values.EnumerateObject())
            {
                fields[block.Name] = block.Value.Text(SlackRenderer.FieldAction, "value") ?? "";
            }
        }

        var place = ViewContext.Read(payload.Text("view", "private_metadata"), user) with
        {
            Surface = SlackSurface.Modal,
            TriggerId = payload.Text("trigger_id"),
            ViewId = view,
            ViewHash = payload.Text("view", "hash"),
        };
        // A form that came back with errors is submitted again under another hash.
        return new SlackRequest.Submission(
            $"submission:{view}:{payload.Text("trigger_id") ?? place.ViewHash}",
            place,
            form,
            fields
        );
    }

    private SlackPlace Place(JsonElement payload, string user)
    {
        var trigger = payload.Text("trigger_id");
        if (payload.Text("view", "id") is { } view)
        {
            var isHome = payload.Text("view", "type") == "home";
            return ViewContext.Read(payload.Text("view", "private_metadata"), user) with
            {
                Surface = isHome ? SlackSurface.Home : SlackSurface.Modal,
                TriggerId = trigger,
                ViewId = view,
                ViewHash = payload.Text("view", "hash"),
            };
        }

        // The first message of a thread names itself as its thread; it is pressed in the channel, and answered there.
        var thread = payload.Text("container", "thread_ts") ?? payload.Text("message", "thread_ts");
        var isParent = thread == payload.Text("container", "message_ts");
        var channel = payload.Text("channel", "id") ?? payload.Text("container", "channel_id") ?? user;
        return new SlackPlace(channel, isParent ? null : thread, user)
        {
            Surface = SlackSurface.Message,
            ResponseUrl = ResponseUrl(payload),
            TriggerId = trigger,
            IsEphemeral = payload.IsTrue("container", "is_ephemeral"),
        };
    }

    private ResponseAddress? ResponseUrl(JsonElement payload) =>
        Uri.TryCreate(payload.Text("response_url"), UriKind.Absolute, out var url)
            ? new ResponseAddress(url, time.GetUtcNow())
            : null;
}
