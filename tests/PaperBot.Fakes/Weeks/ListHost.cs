using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Weeks;

/// <summary>
/// The list host on loopback: files below a repository and a branch, with ETags and dates, answering 304 where the client's copy is the
/// newest. What a polite client would not do is kept in <see cref="Violations"/>.
/// </summary>
public sealed class ListHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, HostedFile> _files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<HostedRequest> _requests = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private StandInServer? _server;

    private ListHost() { }

    /// <summary>Where <c>Weeks:BaseUrl</c> has to point.</summary>
    public Uri BaseUrl => new(_server!.Root, "dair-ai/AI-Papers-of-the-Week/main/");

    public Uri Root => _server!.Root;

    public IReadOnlyCollection<HostedRequest> Requests => _requests;

    public IReadOnlyCollection<string> Violations => _violations;

    public static async Task<ListHost> StartAsync(CancellationToken cancellationToken)
    {
        var host = new ListHost();
        host._server = await StandInServer.StartAsync(host.ServeAsync, cancellationToken);
        return host;
    }

    /// <summary>An index and one year file for each pair.</summary>
    public static async Task<ListHost> StartAsync(CancellationToken cancellationToken, params (int Year, string Text)[] files)
    {
        var host = await StartAsync(cancellationToken);
        host.Put("README.md", WeekListText.Index([.. files.Select(file => file.Year)]));
        foreach (var (year, text) in files)
        {
            host.Put(string.Create(CultureInfo.InvariantCulture, $"years/{year}.md"), text);
        }

        return host;
    }

    /// <summary>Puts up the first page and the year files, each week in that of its Sunday, as the real host has them; newest first.</summary>
    public void Publish(IEnumerable<(DateOnly Monday, string Text)> weeks)
    {
        var years = weeks.GroupBy(week => week.Monday.AddDays(6).Year).OrderByDescending(year => year.Key).ToList();
        foreach (var year in years)
        {
            Put($"years/{year.Key}.md", WeekListText.YearFile(year.Key, [.. year.Select(week => week.Text)]));
        }

        Put("README.md", WeekListText.Index([.. years.Select(year => year.Key)]));
    }

    /// <summary>Puts a file below <see cref="BaseUrl"/>.</summary>
    public void Put(string path, string text) => Serve(path, HostedFile.Of(text));

    public void Serve(string path, HostedFile file) => _files[new Uri(BaseUrl, path).AbsolutePath] = file;

    public void Remove(string path) => _files.TryRemove(new Uri(BaseUrl, path).AbsolutePath, out _);

    /// <summary>The repository has a new name: every file of it moves, and the old addresses redirect for good.</summary>
    public Uri Rename(string repository)
    {
        var before = BaseUrl.AbsolutePath;
        var after = $"/dair-ai/{repository}/main/";
        foreach (var (path, file) in _files.ToArray())
        {
            if (path.StartsWith(before, StringComparison.Ordinal))
            {
                var moved = after + path[before.Length..];
                _files[moved] = file;
                _files[path] = HostedFile.Redirect(StatusCodes.Status301MovedPermanently, new Uri(Root, moved));
            }
        }

        return new Uri(Root, after);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private async Task ServeAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        _requests.Enqueue(new HostedRequest(path, request.Headers.IfNoneMatch.ToString()));
        if (request.Method != "GET")
        {
            _violations.Enqueue($"{request.Method} {path}");
        }

        if (!request.Headers.UserAgent.ToString().StartsWith("PaperBot/", StringComparison.Ordinal))
        {
            _violations.Enqueue($"{path} was asked for without our User-Agent");
        }

        if (!_files.TryGetValue(path, out var file))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync("404: Not Found", context.RequestAborted);
            return;
        }

        await file.WriteAsync(context);
    }
}

public sealed record HostedRequest(string Path, string IfNoneMatch);

/// <summary>How a hosted address answers.</summary>
public sealed class HostedFile
{
    private readonly Func<HttpContext, Task> _answer;

    private HostedFile(Func<HttpContext, Task> answer) => _answer = answer;

    public Task WriteAsync(HttpContext context) => _answer(context);

    public static HostedFile Of(string text) => Of(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8");

    public static HostedFile Of(byte[] body, string contentType)
    {
        var etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body))}\"";
        return new(async context =>
        {
            context.Response.Headers.ETag = etag;
            if (context.Request.Headers.IfNoneMatch == etag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            context.Response.ContentType = contentType;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        });
    }

    public static HostedFile Redirect(int status, Uri target) =>
        new(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = target.OriginalString;
            return Task.CompletedTask;
        });

    public static HostedFile Status(int status, string? retryAfter = null) =>
        new(async context =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            await context.Response.WriteAsync($"{status}", context.RequestAborted);
        });

    /// <summary>A body that never ends.</summary>
    public static HostedFile Endless() =>
        new(async context =>
        {
            var block = new byte[16 * 1024];
            Array.Fill(block, (byte)'x');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });

    /// <summary>One byte, and then nothing for as long as the client waits.</summary>
    public static HostedFile Dripping() =>
        new(async context =>
        {
            await context.Response.WriteAsync("#", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await UntilGoneAsync(context);
        });

    /// <summary>Not even headers.</summary>
    public static HostedFile Silent() => new(UntilGoneAsync);

    /// <summary>A few kilobytes on the wire that become this many bytes.</summary>
    public static HostedFile Exploding(int bytes) =>
        new(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(context.Response.Body, CompressionLevel.SmallestSize, leaveOpen: true);
            var block = new byte[64 * 1024];
            for (var written = 0; written < bytes && !context.RequestAborted.IsCancellationRequested; written += block.Length)
            {
                await zip.WriteAsync(block, context.RequestAborted);
            }
        });

    /// <summary>A reply that promises more than it sends and then breaks off.</summary>
    public static HostedFile CutOff(string text) =>
        new(async context =>
        {
            var body = Encoding.UTF8.GetBytes(text);
            context.Response.ContentLength = body.Length * 2;
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        });

    private static async Task UntilGoneAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }
}
