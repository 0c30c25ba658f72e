using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;

namespace PaperBot.Downloads;

/// <summary>
/// The one way by which lists, metadata and PDFs are fetched. Follows <see cref="DownloadRules"/> at every hop and after name resolution,
/// and stops at the first byte too many.
/// </summary>
public sealed class SafeDownload : IDisposable
{
    /// <summary>Says who asks; arXiv and other hosts want to know.</summary>
    public static string UserAgent { get; } =
        $"PaperBot/{Assembly.GetExecutingAssembly().GetName().Version?.ToString(3)} (weekly digest of machine-learning papers)";

    private readonly DownloadRules _rules;
    private readonly TimeProvider _time;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly HttpClient _client;

    public SafeDownload(DownloadRules rules, TimeProvider time)
        : this(rules, time, Dns.GetHostAddressesAsync) { }

    /// <param name="resolve">The addresses of a host name.</param>
    public SafeDownload(DownloadRules rules, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        (_rules, _time, _resolve) = (rules, time, resolve);
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                AutomaticDecompression = DecompressionMethods.All,
                // A proxy would resolve names itself and reach what we refuse.
                UseProxy = false,
                UseCookies = false,
                MaxConnectionsPerServer = 2,
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
                MaxResponseHeadersLength = 64,
                ConnectCallback = ConnectAsync,
            }
        )
        {
            // Our own limits count.
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Fetches a file that fits into memory.</summary>
    /// <returns>The outcome, and the body where it is <see cref="DownloadOutcome.Fetched"/>.</returns>
    public async Task<(DownloadOutcome Outcome, byte[] Body)> GetAsync(
        DownloadRequest request,
        CancellationToken cancellationToken
    )
    {
        using var body = new MemoryStream();
        var outcome = await GetAsync(request, body, cancellationToken);
        return (outcome, outcome is DownloadOutcome.Fetched ? body.ToArray() : []);
    }

    /// <summary>Fetches a file; unless it is <see cref="DownloadOutcome.Fetched"/>, what the destination holds is worthless.</summary>
    public async Task<DownloadOutcome> GetAsync(DownloadRequest request, Stream destination, CancellationToken cancellationToken)
    {
        using var whole = new CancellationTokenSource(_rules.Within, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(whole.Token, cancellationToken);
        try
        {
            return await FollowAsync(request, destination, stop.Token);
        }
        catch (DownloadException exception)
        {
            return new DownloadOutcome.Refused(exception.Message);
        }
        catch (HttpRequestException exception) when (exception.InnerException is DownloadException refused)
        {
            return new DownloadOutcome.Refused(refused.Message);
        }
        catch (Exception exception)
            when (exception is HttpRequestException or IOException or InvalidDataException or SocketException)
        {
            return new DownloadOutcome.Failed($"{request.Address.Host}: {exception.Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var limit = whole.IsCancellationRequested ? _rules.Within : _rules.HeadersWithin;
            return new DownloadOutcome.Failed(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{request.Address.Host} took longer than {limit.TotalSeconds:0.###} s"
                )
            );
        }
    }

    private async Task<DownloadOutcome> FollowAsync(
        DownloadRequest request,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        using var headers = new CancellationTokenSource(_rules.HeadersWithin, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(headers.Token, cancellationToken);
        var address = request.Address;
        var permanent = true;
        for (var hop = 0; ; hop++)
        {
            if (_rules.Refusal(address) is { } refusal)
            {
                return new DownloadOutcome.Refused($"{address} is not fetched: {refusal}");
            }

            using var message = Message(request, address);
            using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop.Token);
            if (Target(response, address) is not { } target)
            {
                headers.CancelAfter(Timeout.InfiniteTimeSpan);
                return await ReadAsync(request, response, permanent && hop > 0 ? address : null, destination, cancellationToken);
            }

            if (hop == _rules.MostRedirects)
            {
                return new DownloadOutcome.Refused($"{request.Address} redirects more than {_rules.MostRedirects} times");
            }

            permanent &= response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.PermanentRedirect;
            address = target;
        }
    }

    private static HttpRequestMessage Message(DownloadRequest request, Uri address)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, address);
        message.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        if (request.Accept is not null)
        {
            message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        }

        if (request.ETag is not null)
        {
            message.Headers.TryAddWithoutValidation("If-None-Match", request.ETag);
        }

        if (request.LastModified is not null)
        {
            message.Headers.TryAddWithoutValidation("If-Modified-Since", request.LastModified);
        }

        return message;
    }

    /// <summary>Where the reply sends us; null where it is no redirect.</summary>
    private static Uri? Target(HttpResponseMessage response, Uri address)
    {
        if (
            response.StatusCode
                is not (
                    HttpStatusCode.MovedPermanently
                    or HttpStatusCode.Found
                    or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect
                    or HttpStatusCode.PermanentRedirect
                )
            || response.Headers.Location is not { } location
        )
        {
            return null;
        }

        return location.IsAbsoluteUri ? location : new Uri(address, location);
    }

    private async Task<DownloadOutcome> ReadAsync(
        DownloadRequest request,
        HttpResponseMessage response,
        Uri? movedTo,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK:
                break;
            case HttpStatusCode.NotModified:
                return new DownloadOutcome.NotModified();
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                return new DownloadOutcome.Missing(response.StatusCode);
            case HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable:
                return new DownloadOutcome.Busy(response.StatusCode, RetryAfter(response.Headers.RetryAfter));
            default:
                return new DownloadOutcome.Failed($"{request.Address} answered {(int)response.StatusCode}");
        }

        var type = response.Content.Headers.ContentType?.MediaType;
        if (request.ContentTypes.Count > 0 && !request.ContentTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return new DownloadOutcome.Refused(
                $"{request.Address} is of type {type ?? "unknown"}, not {request.ContentTypes[0]}"
            );
        }

        var bytes = await CopyAsync(request, response, destination, cancellationToken);
        return new DownloadOutcome.Fetched(
            bytes,
            Header(response, "ETag"),
            response.Content.Headers.TryGetValues("Last-Modified", out var modified) ? modified.First() : null,
            movedTo
        );
    }

    /// <summary>Copies block by block: an endless or exploding body costs one block too many, whatever its headers promised.</summary>
    private static async Task<long> CopyAsync(
        DownloadRequest request,
        HttpResponseMessage response,
        Stream destination,
        CancellationToken cancellationToken
    )
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[32 * 1024];
        var first = request.FirstBytes;
        var start = await body.ReadAtLeastAsync(buffer, Math.Max(1, first.Length), throwOnEndOfStream: false, cancellationToken);
        if (!buffer.AsSpan(0, start).StartsWith(first.Span))
        {
            throw new DownloadException($"{request.Address} does not begin as such a file must");
        }

        long total = 0;
        for (var read = start; read > 0; read = await body.ReadAsync(buffer, cancellationToken))
        {
            total += read;
            if (total > request.MostBytes)
            {
                throw new DownloadException($"{request.Address} is larger than {request.MostBytes} bytes");
            }

            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return total;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date - _time.GetUtcNow());
        return wait is { } span && span < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.First() : null;

    /// <summary>Resolves, checks every address, and connects to one that was checked: nobody resolves the name a second time.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await _resolve(host, cancellationToken);
        if (!_rules.MayBeAnywhere(host, port) && addresses.FirstOrDefault(address => !DownloadRules.IsPublic(address)) is { } bad)
        {
            throw new DownloadException($"{host} resolves to {bad}, which is not a public address");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A rule was broken; becomes <see cref="DownloadOutcome.Refused"/>.</summary>
    private sealed class DownloadException(string message) : IOException(message);
}
