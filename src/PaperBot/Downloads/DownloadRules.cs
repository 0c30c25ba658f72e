using System.Net;
using System.Net.Sockets;

namespace PaperBot.Downloads;

/// <summary>Where a download may go, and how long it may take. Everything else is refused before a byte is sent.</summary>
public sealed record DownloadRules
{
    /// <summary>Hosts that are reached over https on port 443, at public addresses only.</summary>
    public IReadOnlyList<string> Hosts { get; init; } =
    ["arxiv.org", "www.arxiv.org", "export.arxiv.org", "raw.githubusercontent.com", "github.com"];

    /// <summary>
    /// Addresses that an operator wrote into the settings: exactly their scheme, host and port are allowed as they stand, loopback and
    /// private networks included. A redirect or a link elsewhere on such a network is not.
    /// </summary>
    public IReadOnlyList<Uri> Configured { get; init; } = [];

    public int MostRedirects { get; init; } = 3;

    /// <summary>To the end of the reply's headers, redirects included.</summary>
    public TimeSpan HeadersWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>To the end of the body.</summary>
    public TimeSpan Within { get; init; } = TimeSpan.FromSeconds(120);

    public bool IsConfigured(Uri address) =>
        Configured.Any(configured =>
            configured.Scheme == address.Scheme
            && string.Equals(configured.Host, address.Host, StringComparison.OrdinalIgnoreCase)
            && configured.Port == address.Port
        );

    /// <summary>
    /// Whether a connection to this name and port may reach any network, because the settings name it. One of <see cref="Hosts"/> stays
    /// what it is out in the world.
    /// </summary>
    public bool MayBeAnywhere(string host, int port) =>
        !Hosts.Contains(host, StringComparer.OrdinalIgnoreCase)
        && Configured.Any(configured =>
            string.Equals(configured.IdnHost.Trim('[', ']'), host.Trim('[', ']'), StringComparison.OrdinalIgnoreCase)
            && configured.Port == port
        );

    /// <summary>Why an address may not be fetched; null where it may.</summary>
    public string? Refusal(Uri address)
    {
        if (!address.IsAbsoluteUri)
        {
            return "it is no absolute address";
        }

        if (IsConfigured(address))
        {
            return address.UserInfo.Length > 0 ? "it carries a user name" : null;
        }

        return address switch
        {
            { Scheme: not "https" } => $"{address.Scheme} is not https",
            { UserInfo.Length: > 0 } => "it carries a user name",
            { IsDefaultPort: false } => $"port {address.Port} is not allowed",
            _ when !Hosts.Contains(address.IdnHost, StringComparer.OrdinalIgnoreCase) => $"{address.Host} is not an allowed host",
            _ => null,
        };
    }

    /// <summary>Whether an address of the network is out in the world: not loopback, private, link-local, shared, multicast, reserved or a cloud's metadata.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => IsPublicV4(address.GetAddressBytes()),
            AddressFamily.InterNetworkV6 => IsPublicV6(address),
            _ => false,
        };
    }

    // The special-purpose registry of RFC 6890 and its successors.
    private static bool IsPublicV4(byte[] bytes) =>
        (bytes[0], bytes[1], bytes[2]) switch
        {
            (0 or 10 or 127, _, _) => false,
            (100, >= 64 and <= 127, _) => false,
            (169, 254, _) => false,
            (172, >= 16 and <= 31, _) => false,
            (192, 0, 0 or 2) => false,
            (192, 88, 99) => false,
            (192, 168, _) => false,
            (198, 18 or 19, _) => false,
            (198, 51, 100) => false,
            (203, 0, 113) => false,
            (>= 224, _, _) => false,
            _ => true,
        };

    private static bool IsPublicV6(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        // Only 2000::/3 is handed out; of it 2001::/23 (Teredo and others), 2001:db8::/32, 2002::/16 (6to4) and 3fff::/20 are not the world.
        // 64:ff9b::/96 would reach any IPv4 address through a translator.
        return (bytes[0] & 0xe0) == 0x20
            && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 2)
            && !(bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8)
            && !(bytes[0] == 0x20 && bytes[1] == 0x02)
            && !(bytes[0] == 0x3f && bytes[1] == 0xff && bytes[2] < 0x10);
    }
}
