using System.Text.Json;
using System.Text.Json.Nodes;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Conversing;

/// <summary>
/// What a modal carries along in its <c>private_metadata</c>: where it was opened, so that its submission is answered there by
/// whichever process receives it.
/// </summary>
internal static class ViewContext
{
    public static string Of(SlackPlace place)
    {
        var context = new JsonObject { ["channel"] = place.ChannelId };
        if (place.ThreadTs is not null)
        {
            context["thread"] = place.ThreadTs;
        }

        if (place.ResponseUrl is { } url)
        {
            context["response_url"] = url.Target.AbsoluteUri;
            context["received"] = url.ReceivedAt.ToUnixTimeSeconds();
            context["ephemeral"] = place.IsEphemeral;
        }

        var text = SlackRenderer.Write(context);
        return text.Length <= SlackLimits.PrivateMetadata ? text : "{}";
    }

    /// <summary>The place that a modal was opened from; in none, the person's own conversation with us.</summary>
    public static SlackPlace Read(string? text, string userId)
    {
        var context = Parse(text);
        var url =
            Uri.TryCreate(context.Text("response_url"), UriKind.Absolute, out var target)
            && context.Number("received") is { } received
                ? new ResponseAddress(target, DateTimeOffset.FromUnixTimeSeconds((long)received))
                : null;
        return new SlackPlace(context.Text("channel") ?? userId, context.Text("thread"), userId)
        {
            ResponseUrl = url,
            IsEphemeral = url is not null && context.IsTrue("ephemeral"),
        };
    }

    private static JsonElement Parse(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? default : JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            // Not one of ours, such as a modal of an older version: it is answered directly.
            return default;
        }
    }
}
