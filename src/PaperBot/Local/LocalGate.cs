using System.Security.Cryptography;
using System.Text;
using PaperBot.Web;

namespace PaperBot.Local;

/// <summary>
/// Keeps other pages of the same browser out: they can send requests to loopback, and by a name of their own that resolves to it
/// even read the answers. So the name in <c>Host</c> must be ours, <c>Origin</c> must be our page, and whoever changes something must
/// know a token that only our page could read. Nobody signs in here, so there is no cookie for anybody to ride on.
/// </summary>
internal sealed class LocalGate(WebSettings web)
{
    public const string TokenHeader = "X-PaperBot-Token";

    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    /// <summary>Goes with every request that changes something; new at every start, and the page asks for it again then.</summary>
    public string Token { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        SecurityHeaders.Set(http.Response.Headers, ContentPolicy);
        return Refuse(http.Request) ?? await next(context);
    }

    private IResult? Refuse(HttpRequest request)
    {
        if (!web.IsOurName(request.Host.Host))
        {
            return Results.Text(
                $"PaperBot is not served under the name '{request.Host.Host}'. Use {web.Address}, or set Web:PublicUrl.",
                statusCode: StatusCodes.Status421MisdirectedRequest
            );
        }

        if (!IsOurPage(request))
        {
            return Results.Text("Only PaperBot's own page may ask this.", statusCode: StatusCodes.Status403Forbidden);
        }

        return OnlyReads(request) || HasToken(request)
            ? null
            : Results.Text("The token is missing or from before a restart.", statusCode: StatusCodes.Status403Forbidden);
    }

    /// <summary>
    /// A browser says by <c>Origin</c> which page sends a POST and by <c>Sec-Fetch-Site</c> from where anything is asked; opening our page from
    /// a link elsewhere is fine, asking its data from there is not.
    /// </summary>
    private bool IsOurPage(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0)
        {
            return IsOurOrigin(origin, request);
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var opensPage = request.Headers["Sec-Fetch-Mode"] == "navigate";
        return OnlyReads(request) && (opensPage || site is "" or "same-origin" or "none");
    }

    private static bool OnlyReads(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private bool IsOurOrigin(string origin, HttpRequest request) =>
        string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
        || string.Equals(origin, web.PublicUrl?.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);

    private bool HasToken(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()),
            Encoding.UTF8.GetBytes(Token)
        );
}
