using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Web;

namespace PaperBot.Local;

/// <summary>The workspace's page and what it asks for.</summary>
public static partial class LocalEndpoints
{
    private const int PageOfMessages = 60;
    private const int SubmissionBytes = 256 * 1024;
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(20);

    public static IEndpointRouteBuilder MapLocalWorkspace(this IEndpointRouteBuilder app)
    {
        WarnWhereOthersCanReach(app.ServiceProvider);
        var gate = app.ServiceProvider.GetRequiredService<LocalGate>();
        var group = app.MapGroup("").AddEndpointFilter(gate.InvokeAsync).ExcludeFromDescription();
        group.MapMethods("/", [HttpMethods.Get, HttpMethods.Head], (LocalAssets assets) => assets.Serve("index.html"));
        group.MapGet("/local/assets/{name}", (string name, LocalAssets assets) => assets.Serve(name));
        group.MapGet("/local/workspace", DescribeAsync);
        group.MapGet("/local/channels/{channel}", ReadChannelAsync);
        group.MapGet("/local/channels/{channel}/threads/{thread}", ReadThreadAsync);
        group.MapGet("/local/changes", Watch);
        group.MapGet("/local/suggestions", SuggestAsync);
        group.MapGet("/local/home", HomeAsync);
        group.MapPost("/local/requests", AnswerAsync);
        return app;
    }

    private static void WarnWhereOthersCanReach(IServiceProvider services)
    {
        var open = services
            .GetRequiredService<WebSettings>()
            .Urls.Where(url => !WebSettings.IsLoopback(BindingAddress.Parse(url).Host));
        foreach (var url in open)
        {
            Log.OpenToOthers(services.GetRequiredService<ILogger<LocalPlatform>>(), url);
        }
    }

    private static async Task<IResult> DescribeAsync(
        LocalMessages messages,
        LocalGate gate,
        WebSettings web,
        ReadingLinks links,
        CancellationToken cancellationToken
    )
    {
        // The change is read first: what comes between the two reads is seen twice, which does no harm, and never missed.
        var change = await messages.CurrentChangeAsync(cancellationToken);
        var newest = await messages.ReadNewestAsync(cancellationToken);
        return Json(
            new
            {
                gate.Token,
                Address = web.Address.AbsoluteUri,
                HasPages = links.Exist,
                Change = change,
                LocalDirectory.People,
                Channels = LocalDirectory.Channels.Select(channel => new
                {
                    channel.Id,
                    Language = channel.Language.Code(),
                    Newest = newest.GetValueOrDefault(channel.Id),
                }),
                Texts = LocalTexts.All.ToDictionary(texts => texts.Language, StringComparer.Ordinal),
                LongestMessage = LocalConversation.MessageLength,
            }
        );
    }

    private static async Task<IResult> ReadChannelAsync(
        string channel,
        long? before,
        long? from,
        LocalMessages messages,
        CancellationToken cancellationToken
    )
    {
        if (LocalDirectory.FindChannel(channel) is null)
        {
            return Results.NotFound();
        }

        var page = await messages.ReadChannelAsync(
            channel,
            before ?? long.MaxValue,
            from ?? long.MaxValue,
            PageOfMessages,
            cancellationToken
        );
        return Json(new { Messages = page.Select(View), Older = page.Count >= PageOfMessages });
    }

    private static async Task<IResult> ReadThreadAsync(
        string channel,
        long thread,
        LocalMessages messages,
        CancellationToken cancellationToken
    )
    {
        var all = await messages.ReadThreadAsync(channel, thread, cancellationToken);
        return all is [{ Thread: 0 }, ..] ? Json(new { Messages = all.Select(View) }) : Results.NotFound();
    }

    private static ServerSentEventsResult<string> Watch(
        long? after,
        HttpContext context,
        LocalMessages messages,
        IHostApplicationLifetime lifetime,
        CancellationToken cancellationToken
    )
    {
        // After a lost connection the browser says itself how far it had come.
        var seen = LocalPlatform.TryNumber(context.Request.Headers["Last-Event-ID"], out var last) ? last : after ?? 0;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(stop);
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(messages, seen, stop.Token));
    }

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        LocalMessages messages,
        long after,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // Said at once, so that the page knows the connection stands.
        yield return new SseItem<string>("", "still") { ReconnectionInterval = TimeSpan.FromSeconds(2) };
        await using var changes = messages.WatchAsync(after, Heartbeat, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(changes, cancellationToken))
        {
            var changed = changes.Current;
            yield return changed.Count == 0
                ? new SseItem<string>("", "still")
                : new SseItem<string>(JsonSerializer.Serialize(changed.Select(View), LocalJson.Options), "messages")
                {
                    EventId = LocalPlatform.Id(changed.Max(message => message.Change)),
                };
        }
    }

    private static async Task<bool> NextAsync<T>(IAsyncEnumerator<T> items, CancellationToken cancellationToken)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The page went away or the program stops: the stream ends, and that is all.
            return false;
        }
    }

    private static async Task<IResult> SuggestAsync(
        string channel,
        string person,
        string language,
        string control,
        string typed,
        string? thread,
        HttpContext context,
        LocalPlatform platform,
        CancellationToken cancellationToken
    )
    {
        if (
            Origin(channel, thread, person, language, context.TraceIdentifier) is not { } origin
            || typed.Length > LocalConversation.MessageLength
        )
        {
            return Results.BadRequest();
        }

        return platform.Receiver is { } receiver
            ? Json(await receiver.Commands.SuggestAsync(new SuggestRequest(origin, control, typed), cancellationToken))
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> HomeAsync(
        string channel,
        string person,
        string language,
        HttpContext context,
        LocalPlatform platform,
        CancellationToken cancellationToken
    )
    {
        if (Origin(channel, null, person, language, context.TraceIdentifier) is not { } origin)
        {
            return Results.BadRequest();
        }

        return platform.Receiver is { } receiver
            ? Json(new { Message = await receiver.Commands.HomeAsync(origin, cancellationToken) })
            : Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>Answers with one line of JSON a reply: the second comes when slow work is done.</summary>
    private static async Task<IResult> AnswerAsync(
        HttpContext context,
        LocalConversation conversation,
        LocalPlatform platform,
        LocalMessages messages,
        CancellationToken cancellationToken
    )
    {
        if (
            await ReadSubmissionAsync(context, cancellationToken) is not { } submission
            || !await IsSoundAsync(submission, messages, cancellationToken)
        )
        {
            return Results.BadRequest();
        }

        if (platform.Receiver is not { } receiver)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        context.Response.ContentType = "application/x-ndjson";
        await foreach (var reply in conversation.AnswerAsync(submission, receiver, receiver.Stopping))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                continue;
            }

            await context.Response.WriteAsync(JsonSerializer.Serialize(reply, LocalJson.Options) + "\n", CancellationToken.None);
            await context.Response.Body.FlushAsync(CancellationToken.None);
        }

        return Results.Empty;
    }

    private static async Task<LocalSubmission?> ReadSubmissionAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (
            context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>() is
            { IsReadOnly: false } size
        )
        {
            size.MaxRequestBodySize = SubmissionBytes;
        }

        try
        {
            return await context.Request.ReadFromJsonAsync<LocalSubmission>(LocalJson.Options, cancellationToken);
        }
        catch (Exception exception)
            when (exception is JsonException or NotSupportedException or InvalidOperationException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static async Task<bool> IsSoundAsync(
        LocalSubmission submission,
        LocalMessages messages,
        CancellationToken cancellationToken
    )
    {
        if (Origin(submission.Channel, submission.Thread, submission.Person, submission.Language, submission.RequestId) is null)
        {
            return false;
        }

        if (
            submission.Act is LocalAct.Say { Text: var text }
            && (string.IsNullOrWhiteSpace(text) || text.Length > LocalConversation.MessageLength)
        )
        {
            return false;
        }

        return submission.Thread is null
            || (
                LocalPlatform.TryNumber(submission.Thread, out var thread)
                && await messages.FindAsync(submission.Channel, thread, cancellationToken) is { Thread: 0, IsDeleted: false }
            );
    }

    private static ChatOrigin? Origin(string channel, string? thread, string person, string language, string requestId) =>
        LocalDirectory.FindChannel(channel) is not null
        && LocalDirectory.FindPerson(person) is { } who
        && Languages.Find(language) is not null
            ? LocalConversation.Origin(channel, thread, who, language, requestId)
            : null;

    private static MessageView View(LocalMessage message) =>
        new(
            LocalPlatform.Id(message.Number),
            message.Channel,
            message.Thread == 0 ? null : LocalPlatform.Id(message.Thread),
            message.Author,
            message.PostedAt,
            message.EditedAt,
            message.IsDeleted,
            message.Replies,
            message.LastReplyAt,
            message.IsDeleted ? null : LocalBody.Read(message.Body).Message
        );

    private static IResult Json(object value) => Results.Json(value, LocalJson.Options);

    /// <summary>A message as the page gets it.</summary>
    private sealed record MessageView(
        string Id,
        string Channel,
        string? Thread,
        string Author,
        long PostedAt,
        long EditedAt,
        bool Deleted,
        long Replies,
        long LastReplyAt,
        ChatMessage? Message
    );

    private static partial class Log
    {
        [LoggerMessage(
            LogLevel.Warning,
            "The local workspace listens on {Url}: whoever reaches it can read everything and act as its admin. "
                + "Keep it behind something that asks who comes, or set Web:Urls to this machine."
        )]
        public static partial void OpenToOthers(ILogger logger, string url);
    }
}
