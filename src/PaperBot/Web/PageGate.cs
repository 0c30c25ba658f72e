namespace PaperBot.Web;

/// <summary>
/// What goes with every reading page: headers that let the browser run nothing and load nothing from elsewhere, and whether search engines may
/// list it. Where no address from outside is set, only names of this machine are served.
/// </summary>
internal sealed class PageGate(WebSettings web)
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var (request, response) = (context.HttpContext.Request, context.HttpContext.Response);
        SecurityHeaders.Set(response.Headers, PageFrame.Policy);
        if (!web.Indexable)
        {
            response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        }

        // With an address from outside a proxy may call us by any name; what it shows is meant for everybody.
        return web.PublicUrl is null && !web.IsOurName(request.Host.Host)
            ? ValueTask.FromResult<object?>(
                Results.Text(
                    $"PaperBot is not served under the name '{request.Host.Host}'. Use {web.Address}, or set Web:PublicUrl.",
                    statusCode: StatusCodes.Status421MisdirectedRequest
                )
            )
            : next(context);
    }
}
