using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace PaperBot.Web;

/// <summary>
/// Something to serve, the same for everyone: compressed once, sent often, and not sent at all to a browser that has it already.
/// </summary>
internal sealed class PreparedFile : IResult
{
    // Below this a compressed body is no smaller than the headers that announce it.
    private const int WorthCompressing = 400;

    private readonly byte[] _content;
    private readonly Lazy<byte[]?> _brotli;
    private readonly Lazy<byte[]?> _gzip;
    private readonly string _hash;

    /// <param name="cacheControl">Default: kept, and asked for each time whether it is still the same.</param>
    /// <param name="fileName">The name under which it is saved; null where it is shown.</param>
    public PreparedFile(byte[] content, string contentType, string cacheControl = "no-cache", string? fileName = null)
    {
        _content = content;
        ContentType = contentType;
        CacheControl = cacheControl;
        FileName = fileName;
        _hash = Convert.ToHexStringLower(SHA256.HashData(content))[..20];
        var compresses = content.Length >= WorthCompressing && !contentType.StartsWith("image/png", StringComparison.Ordinal);
        _brotli = new(() => compresses ? Compress(static to => new BrotliStream(to, CompressionLevel.Optimal), content) : null);
        _gzip = new(() => compresses ? Compress(static to => new GZipStream(to, CompressionLevel.Optimal), content) : null);
    }

    public PreparedFile(string content, string contentType, string cacheControl = "no-cache", string? fileName = null)
        : this(Encoding.UTF8.GetBytes(content), contentType, cacheControl, fileName) { }

    public string ContentType { get; }

    public string CacheControl { get; }

    public string? FileName { get; }

    /// <summary>Of the content; the same content has the same.</summary>
    public string Hash => _hash;

    public int Length => _content.Length;

    /// <summary>200, or whatever else the page says.</summary>
    public int StatusCode { get; init; } = StatusCodes.Status200OK;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        var (body, encoding) = Choose(request.Headers.AcceptEncoding);
        var headers = response.Headers;
        headers.CacheControl = CacheControl;
        headers.Vary = "Accept-Encoding";
        var tag = encoding is null ? $"\"{_hash}\"" : $"\"{_hash}-{encoding}\"";
        if (StatusCode == StatusCodes.Status200OK)
        {
            headers.ETag = tag;
            if (Matches(request.Headers.IfNoneMatch, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }
        }

        response.StatusCode = StatusCode;
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        if (FileName is not null)
        {
            var disposition = new ContentDispositionHeaderValue("attachment");
            disposition.SetHttpFileName(FileName);
            headers.ContentDisposition = disposition.ToString();
        }

        if (!HttpMethods.IsHead(request.Method))
        {
            await response.Body.WriteAsync(body, httpContext.RequestAborted);
        }
    }

    private (byte[] Body, string? Encoding) Choose(string? accepted)
    {
        if (Accepts(accepted, "br") && _brotli.Value is { } brotli)
        {
            return (brotli, "br");
        }

        return Accepts(accepted, "gzip") && _gzip.Value is { } gzip ? (gzip, "gzip") : (_content, null);
    }

    private static bool Accepts(string? accepted, string encoding)
    {
        foreach (var part in (accepted ?? "").Split(',', StringSplitOptions.TrimEntries))
        {
            var semicolon = part.IndexOf(';', StringComparison.Ordinal);
            var name = semicolon < 0 ? part : part[..semicolon].TrimEnd();
            if (name.Equals(encoding, StringComparison.OrdinalIgnoreCase))
            {
                return semicolon < 0
                    || part[(semicolon + 1)..].Replace(" ", "", StringComparison.Ordinal).TrimEnd('0', '.') != "q=";
            }
        }

        return false;
    }

    private static bool Matches(string? known, string tag) =>
        (known ?? "")
            .Split(',', StringSplitOptions.TrimEntries)
            .Any(one => one == "*" || (one.StartsWith("W/", StringComparison.Ordinal) ? one[2..] : one) == tag);

    private static byte[] Compress(Func<Stream, Stream> open, byte[] content)
    {
        using var packed = new MemoryStream(content.Length / 3);
        using (var compressing = open(packed))
        {
            compressing.Write(content);
        }

        return packed.ToArray();
    }
}
