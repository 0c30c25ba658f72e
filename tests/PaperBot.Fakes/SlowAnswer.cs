using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes;

/// <summary>An answer that comes byte by byte and never says anything.</summary>
internal static class SlowAnswer
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends when the client gives up, or after so long.</summary>
    public static async Task DripAsync(HttpContext context, TimeSpan length)
    {
        try
        {
            for (var sent = TimeSpan.Zero; sent < length; sent += Pause)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Pause, context.RequestAborted);
            }
        }
        catch (OperationCanceledException)
        {
            // The client gave up, as it should.
        }
    }
}
