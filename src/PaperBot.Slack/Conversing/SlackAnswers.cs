using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Slack.Rendering;
using PaperBot.Slack.WebApi;

namespace PaperBot.Slack.Conversing;

/// <summary>What an answer became, as far as a later one can take its place.</summary>
internal abstract record Shown
{
    private Shown() { }

    public static readonly Shown Lasting = new Final();

    /// <summary>A message of ours in a channel or thread.</summary>
    public sealed record Post(string ChannelId, string Ts) : Shown;

    /// <summary>The message that only the asker sees and that was pressed: its <c>response_url</c> replaces it once more.</summary>
    public sealed record Original : Shown;

    public sealed record Modal(string ViewId) : Shown;

    public sealed record Home : Shown;

    /// <summary>Slack has no way to change it: an ephemeral message, an answer to a slash command.</summary>
    private sealed record Final : Shown;
}

/// <summary>
/// Puts answers where they belong, by the first way that Slack lets through: the <c>response_url</c>, an ephemeral message, a
/// direct message for one person; the <c>response_url</c> or a post for everyone.
/// </summary>
internal sealed partial class SlackAnswers(
    SlackWebApi api,
    ResponseUrls responseUrls,
    ChannelTurns turns,
    TimeProvider time,
    ILogger<SlackAnswers> logger
)
{
    /// <summary>Somebody who waits for an answer waits this long for Slack's limit, and no longer.</summary>
    private static readonly TimeSpan ThrottlePatience = TimeSpan.FromMinutes(1);

    /// <summary>A new message for the one who asked.</summary>
    public async Task<Shown> ShowAskerAsync(
        SlackPlace place,
        ChatMessage message,
        SlackTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (
            place.Surface is SlackSurface.Home or SlackSurface.Modal
            && await TryShowSheetAsync(place, message, texts, cancellationToken) is { } sheet
        )
        {
            return sheet;
        }

        if (place is { Surface: SlackSurface.Speech, IsDirect: true })
        {
            return await PostAsync(place.ChannelId, place.ThreadTs, message, cancellationToken) ?? Shown.Lasting;
        }

        // An ephemeral message from a response_url stands in the channel, out of sight of a thread.
        if (place.ThreadTs is not null && await TryShowEphemeralAsync(place, message, cancellationToken))
        {
            return Shown.Lasting;
        }

        if (place.ResponseUrl is { } url)
        {
            var body = SlackRenderer.Message(message);
            body["response_type"] = "ephemeral";
            body["replace_original"] = false;
            if (await responseUrls.PostAsync(url, body, cancellationToken) is ResponseUrlResult.Shown)
            {
                return Shown.Lasting;
            }
        }

        // Seen twice does no harm where one person sees it; not seen at all does.
        if (place.ThreadTs is null && !place.IsDirect && await TryShowEphemeralAsync(place, message, cancellationToken))
        {
            return Shown.Lasting;
        }

        var direct = await PostAsync(place.UserId, threadTs: null, message, cancellationToken);
        if (direct is null)
        {
            Log.Lost(logger, place.ChannelId);
        }

        return direct ?? Shown.Lasting;
    }

    /// <summary>A new message for everyone in the channel or thread.</summary>
    public async Task<Shown> ShowChannelAsync(
        SlackPlace place,
        ChatMessage message,
        SlackTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (place.ResponseUrl is { } url)
        {
            var body = SlackRenderer.Message(message);
            body["response_type"] = "in_channel";
            body["replace_original"] = false;
            if (place.ThreadTs is not null)
            {
                body["thread_ts"] = place.ThreadTs;
            }

            switch (await responseUrls.PostAsync(url, body, cancellationToken))
            {
                case ResponseUrlResult.Shown:
                    turns.Note(place.ChannelId);
                    return Shown.Lasting;
                case ResponseUrlResult.Doubtful:
                    // A second post could stand beside the first for everyone to see.
                    return await ShowAskerAsync(place, Notice(texts.PerhapsShared), texts, cancellationToken);
            }
        }

        if (await PostAsync(place.ChannelId, place.ThreadTs, message, cancellationToken) is { } post)
        {
            return post;
        }

        return place.Surface is SlackSurface.Speech
            ? Shown.Lasting
            : await ShowAskerAsync(place, Notice(texts.NotShared), texts, cancellationToken);
    }

    /// <summary>In place of what was pressed, where its person alone sees it; else as a new message for them.</summary>
    public async Task<Shown> ReplaceAsync(
        SlackPlace place,
        ChatMessage message,
        SlackTexts texts,
        CancellationToken cancellationToken
    )
    {
        switch (place)
        {
            case { Surface: SlackSurface.Home }:
                var home = await api.PublishHomeAsync(place.UserId, SlackRenderer.Home(message), cancellationToken);
                return home is SlackAnswer.Done
                    ? new Shown.Home()
                    : await ShowAskerAsync(place, message, texts, cancellationToken);
            case { Surface: SlackSurface.Modal, ViewId: { } view, ViewHash: { } hash }:
                var sheet = SlackRenderer.Sheet(message, texts.SheetTitle, texts.Close, ViewContext.Of(place));
                var updated = await api.UpdateViewAsync(view, hash, sheet, cancellationToken);
                return updated is SlackAnswer.Done
                    ? new Shown.Modal(view)
                    : await ShowAskerAsync(place, message, texts, cancellationToken);
            case { IsEphemeral: true, ResponseUrl: not null }:
                return await TryReplaceOriginalAsync(place, message, cancellationToken)
                    ? new Shown.Original()
                    : await ShowAskerAsync(place, message, texts, cancellationToken);
            default:
                return await ShowAskerAsync(place, message, texts, cancellationToken);
        }
    }

    /// <summary>In place of an answer that was only the first word; false where Slack has no way to change that one.</summary>
    public async Task<bool> TryFollowAsync(
        SlackPlace place,
        Shown shown,
        ChatMessage message,
        SlackTexts texts,
        CancellationToken cancellationToken
    ) =>
        shown switch
        {
            Shown.Post post => await api.UpdateAsync(post.ChannelId, post.Ts, SlackRenderer.Message(message), cancellationToken)
                is SlackAnswer.Done,
            Shown.Original => await TryReplaceOriginalAsync(place, message, cancellationToken),
            Shown.Modal modal => await api.UpdateViewAsync(
                modal.ViewId,
                hash: null,
                SlackRenderer.Sheet(message, texts.SheetTitle, texts.Close, ViewContext.Of(place)),
                cancellationToken
            ) is SlackAnswer.Done,
            Shown.Home => await api.PublishHomeAsync(place.UserId, SlackRenderer.Home(message), cancellationToken)
                is SlackAnswer.Done,
            _ => false,
        };

    /// <summary>A form in front of the person; too late for Slack's three seconds, the person is told so.</summary>
    public async Task OpenFormAsync(SlackPlace place, ChatForm form, SlackTexts texts, CancellationToken cancellationToken)
    {
        var view = SlackRenderer.Form(form, ViewContext.Of(place));
        var answer = (place.TriggerId, place.Surface) switch
        {
            (null, _) => null,
            (var trigger, SlackSurface.Modal) => await api.PushViewAsync(trigger, view, cancellationToken),
            (var trigger, _) => await api.OpenViewAsync(trigger, view, cancellationToken),
        };
        if (answer is not SlackAnswer.Done)
        {
            await ShowAskerAsync(place with { TriggerId = null }, Notice(texts.TryAgain), texts, cancellationToken);
        }
    }

    public async Task PublishHomeAsync(string userId, ChatMessage message, CancellationToken cancellationToken) =>
        await api.PublishHomeAsync(userId, SlackRenderer.Home(message), cancellationToken);

    public static ChatMessage Notice(string text) => new(text, [new ChatBlock.Paragraph(text)]);

    private async Task<Shown?> TryShowSheetAsync(
        SlackPlace place,
        ChatMessage message,
        SlackTexts texts,
        CancellationToken cancellationToken
    )
    {
        if (place.TriggerId is not { } trigger)
        {
            return null;
        }

        var sheet = SlackRenderer.Sheet(message, texts.SheetTitle, texts.Close, ViewContext.Of(place));
        var answer =
            place.Surface is SlackSurface.Modal
                ? await api.PushViewAsync(trigger, sheet, cancellationToken)
                : await api.OpenViewAsync(trigger, sheet, cancellationToken);
        return answer is SlackAnswer.Done done && done.Body.Text("view", "id") is { } id ? new Shown.Modal(id) : null;
    }

    private async Task<bool> TryShowEphemeralAsync(SlackPlace place, ChatMessage message, CancellationToken cancellationToken) =>
        await api.PostEphemeralAsync(
            place.ChannelId,
            place.UserId,
            place.OpensThread ? null : place.ThreadTs,
            SlackRenderer.Message(message),
            cancellationToken
        ) is SlackAnswer.Done;

    private async Task<bool> TryReplaceOriginalAsync(SlackPlace place, ChatMessage message, CancellationToken cancellationToken)
    {
        var body = SlackRenderer.Message(message);
        body["replace_original"] = true;
        return await responseUrls.PostAsync(place.ResponseUrl!, body, cancellationToken) is ResponseUrlResult.Shown;
    }

    /// <summary>Somebody waits for it, so it does not queue behind a digest.</summary>
    private async Task<Shown.Post?> PostAsync(
        string channelId,
        string? threadTs,
        ChatMessage message,
        CancellationToken cancellationToken
    )
    {
        var answer = await api.PostAsync(channelId, threadTs, SlackRenderer.Message(message), cancellationToken);
        if (answer is SlackAnswer.Throttled { RetryAfter: var wait } && (wait ?? TimeSpan.Zero) <= ThrottlePatience)
        {
            // Refused for its timing alone: it certainly does not stand, and saying it later is better than not at all.
            await Task.Delay((wait ?? TimeSpan.FromSeconds(1)) + TimeSpan.FromMilliseconds(50), time, cancellationToken);
            answer = await api.PostAsync(channelId, threadTs, SlackRenderer.Message(message), cancellationToken);
        }

        turns.Note(channelId);
        if (answer is not SlackAnswer.Done)
        {
            Log.NotPosted(logger, channelId, answer.Describe());
        }

        return answer is SlackAnswer.Done done && done.Body.Text("ts") is { } ts
            ? new Shown.Post(done.Body.Text("channel") ?? channelId, ts)
            : null;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "An answer in {Channel} could not be posted: {Problem}")]
        public static partial void NotPosted(ILogger logger, string channel, string problem);

        [LoggerMessage(Level = LogLevel.Error, Message = "An answer to a person in {Channel} could not be shown by any way")]
        public static partial void Lost(ILogger logger, string channel);
    }
}
