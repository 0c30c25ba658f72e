using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PaperBot.Chat;
using PaperBot.Discord.Wire;

namespace PaperBot.Discord.Interactions;

/// <summary>
/// Interactions by HTTP: a bounded body, the signature, then everything else. Discord sends wrong signatures on purpose, and takes the
/// address away if one passes.
/// </summary>
internal sealed partial class InteractionEndpoint(
    DiscordInteractions interactions,
    Workload workload,
    ILogger<InteractionEndpoint> logger
)
{
    private const int MaxBody = 1024 * 1024;

    /// <summary>The whole of Discord's patience; the talk defers long before.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2.9);

    public async Task HandleAsync(HttpContext context, string? verifyKey, ICommandHandler? commands, TimeProvider time)
    {
        if (verifyKey is null || commands is null)
        {
            // Not started yet: without the key nothing can be believed.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (await ReadBodyAsync(context.Request) is not { } body)
        {
            context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var headers = context.Request.Headers;
        if (!RequestSignature.IsValid(verifyKey, headers["X-Signature-Ed25519"], headers["X-Signature-Timestamp"], body))
        {
            Log.WrongSignature(logger);
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (Parse(body) is not { } payload)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        if (DiscordJson.Number(payload, "type") == (long)InteractionType.Ping)
        {
            await WriteAsync(context, ResponseWriter.Pong);
            return;
        }

        if (DiscordInteractions.Read(payload) is not { } interaction)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await AnswerAsync(context, interaction, commands, time);
    }

    private async Task AnswerAsync(HttpContext context, Interaction interaction, ICommandHandler commands, TimeProvider time)
    {
        // The response carries the first answer; what follows goes on after it, and does not end with this request.
        var first = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var written = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        workload.Start(async token =>
        {
            try
            {
                await interactions.HandleAsync(
                    interaction,
                    commands,
                    (json, _) => first.TrySetResult(json) ? written.Task : Task.FromResult(false),
                    token
                );
            }
            finally
            {
                first.TrySetResult(null);
            }
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await Task.WhenAny(first.Task, Task.Delay(AnswerWithin, time, stop.Token));
        await stop.CancelAsync();

        // From here on an answer comes too late, and whoever brings it learns so.
        first.TrySetResult(null);
        var json = await first.Task;
        if (json is null)
        {
            // Handled before, or nothing to say: accepted, and that is all.
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            return;
        }

        try
        {
            await WriteAsync(context, json);
            await context.Response.CompleteAsync();
            written.TrySetResult(true);
        }
        finally
        {
            written.TrySetResult(false);
        }
    }

    private static async Task<byte[]?> ReadBodyAsync(HttpRequest request)
    {
        // The sender's own figure is looked at only to refuse; the buffer grows with what really comes.
        if (request.ContentLength > MaxBody)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            if (body.Length + count > MaxBody)
            {
                return null;
            }

            body.Write(buffer, 0, count);
        }

        return body.ToArray();
    }

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            // Signed, and still no JSON: the answer 400 says all there is to say.
            return null;
        }
    }

    private static Task WriteAsync(HttpContext context, string json)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json, context.RequestAborted);
    }

    private static partial class Log
    {
        [LoggerMessage(
            Level = LogLevel.Warning,
            EventName = "DiscordWrongSignature",
            Message = "A request to the interactions endpoint carried no valid signature"
        )]
        public static partial void WrongSignature(ILogger logger);
    }
}
