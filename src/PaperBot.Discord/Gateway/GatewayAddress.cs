namespace PaperBot.Discord.Gateway;

/// <summary>Where a gateway stands, as Discord names it, with the query that every connection carries.</summary>
internal static class GatewayAddress
{
    /// <summary>Secure addresses only: what would be sent there is the token. On loopback nobody listens in.</summary>
    public static bool TryRead(string? url, bool compress, out Uri address)
    {
        if (
            Uri.TryCreate(url, UriKind.Absolute, out var given)
            && (given.Scheme == "wss" || (given.Scheme == "ws" && given.IsLoopback))
        )
        {
            var query = "?v=10&encoding=json" + (compress ? "&compress=zlib-stream" : "");
            address = new UriBuilder(given) { Query = query }.Uri;
            return true;
        }

        address = null!;
        return false;
    }
}
