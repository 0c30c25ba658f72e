namespace PaperBot.Web;

/// <summary>What every page of ours tells the browser to refuse.</summary>
internal static class SecurityHeaders
{
    /// <param name="policy">The content security policy: what the page itself needs.</param>
    /// <param name="otherPagesMayShow">Whether other sites, a chat's preview for one, may show what is answered: pictures only.</param>
    public static void Set(IHeaderDictionary headers, string policy, bool otherPagesMayShow = false)
    {
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = otherPagesMayShow ? "cross-origin" : "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
    }
}
