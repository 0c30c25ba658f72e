using System.Net;
using PaperBot.Settings;

namespace PaperBot.Web;

/// <summary>Where the pages, the health checks and the platforms' HTTP calls are served.</summary>
public sealed record WebSettings
{
    /// <summary>What Kestrel listens on, such as <c>http://127.0.0.1:5080</c>; plain http, a proxy in front brings https.</summary>
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:5080"];

    /// <summary>The address under which people reach the pages from outside; null where nobody does.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>Whether <see cref="Urls"/> may name more than this machine.</summary>
    public bool AllowRemote { get; init; }

    /// <summary>Whether the reading pages are on where <see cref="PublicUrl"/> is set, and in the local workspace. Default: true.</summary>
    public bool Pages { get; init; } = true;

    /// <summary>Whether search engines may list the reading pages. Default: false.</summary>
    public bool Indexable { get; init; }

    /// <summary>
    /// Whether a week has a picture: on its page and in header posts. Slack and Discord fetch it from <see cref="PublicUrl"/>. Default: false.
    /// </summary>
    public bool Picture { get; init; }

    /// <summary>Font files for pictures in pixels, before those that the machine has. Default: none.</summary>
    public IReadOnlyList<string> PictureFonts { get; init; } = [];

    /// <summary>Whether chats can fetch pictures from here: they are asked for, and an address from outside is set.</summary>
    public bool HasPicturesForChats => Picture && Pages && PublicUrl?.Scheme == Uri.UriSchemeHttps;

    /// <summary>The address that links in posts begin with; ends in a slash.</summary>
    public Uri Address
    {
        get
        {
            var address = PublicUrl ?? Reachable(BindingAddress.Parse(Urls[0]));
            return address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        }
    }

    public static WebSettings Read(SettingsReader reader)
    {
        var defaults = new WebSettings();
        var urls = reader.List("Web:Urls").SelectMany(url => url.Split(';', StringSplitOptions.RemoveEmptyEntries)).ToList();
        var settings = new WebSettings
        {
            Urls = urls.Count > 0 ? urls : defaults.Urls,
            PublicUrl = reader.Address("Web:PublicUrl"),
            AllowRemote = reader.Flag("Web:AllowRemote", defaults.AllowRemote),
            Pages = reader.Flag("Web:Pages", defaults.Pages),
            Picture = reader.Flag("Web:Picture", defaults.Picture),
            PictureFonts = reader.List("Web:PictureFonts"),
            Indexable = reader.Flag("Web:Indexable", defaults.Indexable),
        };
        foreach (var url in settings.Urls)
        {
            if (Parse(url) is not { } binding)
            {
                reader.Report(
                    "Web:Urls",
                    $"is '{url}'",
                    "an http address such as http://127.0.0.1:5080; https comes from a proxy in front"
                );
            }
            else if (!settings.AllowRemote && !IsLoopback(binding.Host))
            {
                reader.Report(
                    "Web:Urls",
                    $"is '{url}', which other machines can reach",
                    "an address of this machine such as http://127.0.0.1:5080, or Web:AllowRemote set to true"
                );
            }
        }

        foreach (var file in settings.PictureFonts.Where(file => !File.Exists(file)))
        {
            reader.Report(
                "Web:PictureFonts",
                $"names '{file}', which cannot be read",
                "a readable font file (.ttf, .otf or .ttc)"
            );
        }

        return settings;
    }

    /// <summary>
    /// Whether we are served under this name. A name of somebody else's that resolves to this machine would let his pages read ours
    /// through a visitor's browser.
    /// </summary>
    public bool IsOurName(string host) =>
        IsLoopback(host)
        || string.Equals(host, PublicUrl?.Host, StringComparison.OrdinalIgnoreCase)
        || Urls.Any(url => string.Equals(host, BindingAddress.Parse(url).Host, StringComparison.OrdinalIgnoreCase));

    public static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static BindingAddress? Parse(string url)
    {
        try
        {
            var binding = BindingAddress.Parse(url);
            return binding is { Scheme: "http", IsUnixPipe: false, IsNamedPipe: false, PathBase: "", Port: >= 0 and <= 65535 }
                ? binding
                : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>A binding to all addresses is reached by this machine's own.</summary>
    private static Uri Reachable(BindingAddress binding)
    {
        var all = binding.Host is "*" or "+" or "0.0.0.0" or "[::]";
        return new UriBuilder("http", all ? "127.0.0.1" : binding.Host, binding.Port).Uri;
    }
}
