using System.Diagnostics.CodeAnalysis;

namespace PaperBot.Papers;

/// <summary>What one work is keyed by: its version-less arXiv id, or its canonical address where it has none.</summary>
public sealed record PaperId
{
    private PaperId(string value, ArxivId? arxiv) => (Value, Arxiv) = (value, arxiv);

    /// <summary><c>2305.18290</c>, or <c>https://…</c>.</summary>
    public string Value { get; }

    /// <summary>Version-less; null for a paper that is not on arXiv.</summary>
    public ArxivId? Arxiv { get; }

    public static PaperId Of(ArxivId id) => new(id.Id, id.WithoutVersion);

    /// <summary>
    /// An address on arXiv becomes its id. Of any other the scheme and host are lower-cased, <c>http</c> becomes <c>https</c>, <c>www.</c>,
    /// a trailing slash, the fragment and tracking parameters go, so that two spellings of one address are one paper.
    /// </summary>
    /// <exception cref="ArgumentException">The address is not http or https.</exception>
    public static PaperId Of(Uri address)
    {
        if (ArxivId.TryParse(address.OriginalString, out var id))
        {
            return Of(id);
        }

        if (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"'{address}' is no web address.", nameof(address));
        }

        var host = address.IdnHost.ToLowerInvariant();
        host = host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
        var port = address.IsDefaultPort ? "" : $":{address.Port}";
        var query = string.Join(
            '&',
            address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Where(part => !IsTracking(part))
        );
        var path = address.AbsolutePath.TrimEnd('/');
        return new PaperId($"https://{host}{port}{path}{(query.Length > 0 ? "?" + query : "")}", null);
    }

    /// <summary>Reads a stored key, an arXiv id in any form, or an address.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out PaperId? id)
    {
        id = null;
        if (ArxivId.TryParse(text, out var arxiv))
        {
            id = Of(arxiv);
        }
        else if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
        {
            id = Of(address!);
        }

        return id is not null;
    }

    /// <exception cref="FormatException">The text is neither an arXiv id nor a web address.</exception>
    public static PaperId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is neither an arXiv id nor a web address.");

    public override string ToString() => Value;

    private static bool IsTracking(string parameter) =>
        parameter.StartsWith("utm_", StringComparison.OrdinalIgnoreCase)
        || parameter.StartsWith("fbclid=", StringComparison.OrdinalIgnoreCase)
        || parameter.StartsWith("gclid=", StringComparison.OrdinalIgnoreCase)
        || parameter.StartsWith("ref=", StringComparison.OrdinalIgnoreCase);
}
