namespace PaperBot.Web;

/// <summary>
/// What goes with every reading page: headers that let the browser run nothing and load nothing from elsewhere, and whether search engines may
/// list it. Where no address from outside is set, only names of this machine are served. A page that cannot be made says so in words, and the log
/// why.
/// </summary>
internal sealed partial class PageGate(WebSettings web, ILogger<PageGate> logger)
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        SecurityHeaders.Set(response.Headers, PageFrame.Policy);
        if (!web.Indexable)
        {
            response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        }

        // With an address from outside a proxy may call us by any name; what it shows is meant for everybody.
        if (web.PublicUrl is null && !web.IsOurName(request.Host.Host))
        {
            return Results.Text(
                $"PaperBot is not served under the name '{request.Host.Host}'. Use {web.Address}, or set Web:PublicUrl.",
                statusCode: StatusCodes.Status421MisdirectedRequest
            );
        }

        try
        {
            return await next(context);
        }
#pragma warning disable CA1031 // Whatever keeps a page from being made, its reader gets words and no details.
        catch (Exception exception) when (!context.HttpContext.RequestAborted.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.PageFailed(logger, exception, request.Path.Value ?? "/");
            return ReadingEndpoints.Missing(
                context.HttpContext,
                context.HttpContext.RequestServices.GetRequiredService<ReadingPages>(),
                StatusCodes.Status500InternalServerError
            );
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 9103, EventName = "PageFailed", Level = LogLevel.Error, Message = "{Path} could not be shown")]
        public static partial void PageFailed(ILogger logger, Exception exception, string path);
    }
}
