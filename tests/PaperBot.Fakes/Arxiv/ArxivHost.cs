using System.Collections.Concurrent;
using System.Globalization;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace PaperBot.Fakes.Arxiv;

/// <summary>
/// arXiv's query API and PDFs on loopback, with a feed as awkward as the real one: entries in another order than asked, titles and
/// abstracts broken over lines, ACM and MSC classes among the categories, ids with and without version, ten entries unless told otherwise.
/// </summary>
public sealed partial class ArxivHost : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, HostedPaper> _papers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<ArxivRequest> _requests = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _next = new();
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private StandInServer? _server;
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private int _open;

    private ArxivHost(TimeProvider time) => _time = time;

    /// <summary>Where <c>Arxiv:ApiBase</c> has to point.</summary>
    public Uri ApiBase => new(_server!.Root, "api/query");

    /// <summary>Where <c>Arxiv:PdfBase</c> has to point.</summary>
    public Uri PdfBase => new(_server!.Root, "pdf/");

    /// <summary>Requests that begin sooner after the last one are answered by 429.</summary>
    public TimeSpan LeastInterval { get; set; }

    /// <summary>How many of <see cref="Requests"/> came too soon or while another was open.</summary>
    public int TooSoon { get; private set; }

    public IReadOnlyCollection<ArxivRequest> Requests => _requests;

    public IReadOnlyCollection<string> Violations => _violations;

    public static Task<ArxivHost> StartAsync(CancellationToken cancellationToken) =>
        StartAsync(TimeProvider.System, cancellationToken);

    public static async Task<ArxivHost> StartAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        var host = new ArxivHost(time);
        host._server = await StandInServer.StartAsync(host.ServeAsync, cancellationToken);
        return host;
    }

    /// <summary>Puts a paper up, or a new version of it.</summary>
    public void Put(HostedPaper paper) => _papers[paper.Id] = paper;

    /// <summary>Answers every request for this id with the error feed that a malformed one gets.</summary>
    public void Refuse(string id) => _refused[id] = true;

    public void Remove(string id) => _papers.TryRemove(id, out _);

    /// <summary>How the next request is answered, whatever it asks; several calls line up.</summary>
    public void AnswerNext(Func<HttpContext, Task> answer) => _next.Enqueue(answer);

    public void AnswerNext(int status, string? retryAfter = null) =>
        AnswerNext(async context =>
        {
            context.Response.StatusCode = status;
            if (retryAfter is not null)
            {
                context.Response.Headers.RetryAfter = retryAfter;
            }

            await context.Response.WriteAsync("Rate exceeded.", context.RequestAborted);
        });

    /// <summary>Forgets what <see cref="AnswerNext(Func{HttpContext, Task})"/> has lined up.</summary>
    public void AnswerAsUsual() => _next.Clear();

    /// <summary>A valid feed without entries, as arXiv sometimes sends for minutes.</summary>
    public void AnswerNextWithNothing() => AnswerNext(context => WriteFeedAsync(context, []));

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
        bool tooSoon;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            tooSoon = LeastInterval > TimeSpan.Zero && (_open > 0 || now - _last < LeastInterval);
            _last = now;
            _open++;
            TooSoon += tooSoon ? 1 : 0;
        }

        try
        {
            _requests.Enqueue(new ArxivRequest(path, request.QueryString.Value ?? "", _time.GetUtcNow()));
            if (!request.Headers.UserAgent.ToString().StartsWith("PaperBot/", StringComparison.Ordinal))
            {
                _violations.Enqueue($"{path} was asked for without our User-Agent");
            }

            if (tooSoon)
            {
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return;
            }

            if (_next.TryDequeue(out var answer))
            {
                await answer(context);
            }
            else if (path.StartsWith("/pdf/", StringComparison.Ordinal))
            {
                await ServePdfAsync(context, path[5..]);
            }
            else
            {
                await ServeQueryAsync(context);
            }
        }
        finally
        {
            lock (_gate)
            {
                _open--;
            }
        }
    }

    private async Task ServeQueryAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var ids = query["id_list"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
        var most = int.TryParse(query["max_results"], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 10;
        if (ids.FirstOrDefault(id => !WellFormed().IsMatch(id) || _refused.ContainsKey(id)) is { } bad)
        {
            await WriteErrorAsync(context, bad);
            return;
        }

        var papers = new List<(HostedPaper Paper, int Version)>();
        foreach (var id in ids)
        {
            var name = Version().Replace(id, "");
            if (_papers.TryGetValue(name, out var paper))
            {
                papers.Add(
                    (
                        paper,
                        id.Length > name.Length ? int.Parse(id[(name.Length + 1)..], CultureInfo.InvariantCulture) : paper.Version
                    )
                );
            }
        }

        await WriteFeedAsync(context, [.. papers.Take(most)]);
    }

    private async Task ServePdfAsync(HttpContext context, string name)
    {
        var id = Version().Replace(name.EndsWith(".pdf", StringComparison.Ordinal) ? name[..^4] : name, "");
        if (!_papers.TryGetValue(id, out var paper) || paper.Pdf is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/pdf";
        await context.Response.Body.WriteAsync(paper.Pdf, context.RequestAborted);
    }

    private static Task WriteErrorAsync(HttpContext context, string id) =>
        WriteAsync(
            context,
            $"""
            <entry>
              <id>http://arxiv.org/api/errors#incorrect_id_format_for_{SecurityElement.Escape(id)}</id>
              <title>Error</title>
              <summary>incorrect id format for {SecurityElement.Escape(id)}</summary>
              <updated>2026-06-29T00:00:00-04:00</updated>
              <link href="http://arxiv.org/api/errors#incorrect_id_format" rel="alternate" type="text/html"/>
              <author><name>arXiv api core</name></author>
            </entry>
            """
        );

    // Reversed: whoever takes entries by their place takes the wrong ones.
    private static Task WriteFeedAsync(HttpContext context, IReadOnlyList<(HostedPaper Paper, int Version)> papers) =>
        WriteAsync(context, string.Concat(papers.Reverse().Select((paper, index) => Entry(paper.Paper, paper.Version, index))));

    private static async Task WriteAsync(HttpContext context, string entries)
    {
        context.Response.ContentType = "application/atom+xml; charset=UTF-8";
        await context.Response.WriteAsync(
            $"""
            <?xml version="1.0" encoding="UTF-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom">
              <link href="http://arxiv.org/api/query" rel="self" type="application/atom+xml"/>
              <title type="html">ArXiv Query</title>
              <id>http://arxiv.org/api/nothing</id>
              <updated>2026-06-29T00:00:00-04:00</updated>
              <opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">10</opensearch:totalResults>
            {entries}
            </feed>
            """,
            context.RequestAborted
        );
    }

    private static string Entry(HostedPaper paper, int version, int index)
    {
        // Every other entry has its id without a version, as the manual's example does; then the links carry it.
        var id = index % 2 == 0 ? $"{paper.Id}v{version}" : paper.Id;
        var entry = new StringBuilder();
        entry.AppendLine("  <entry>");
        entry.AppendLine(CultureInfo.InvariantCulture, $"    <id>http://arxiv.org/abs/{id}</id>");
        entry.AppendLine(CultureInfo.InvariantCulture, $"    <updated>{paper.Updated:yyyy-MM-dd}T17:58:12Z</updated>");
        entry.AppendLine(CultureInfo.InvariantCulture, $"    <published>{paper.Published:yyyy-MM-dd}T01:03:00Z</published>");
        entry.AppendLine(CultureInfo.InvariantCulture, $"    <title>{Broken(paper.Title)}</title>");
        entry.AppendLine(CultureInfo.InvariantCulture, $"    <summary>  {Broken(paper.Abstract)}\n</summary>");
        foreach (var author in paper.Authors)
        {
            entry.AppendLine("    <author>");
            entry.AppendLine(CultureInfo.InvariantCulture, $"      <name>{SecurityElement.Escape(author)}</name>");
            entry.AppendLine(
                "      <arxiv:affiliation xmlns:arxiv=\"http://arxiv.org/schemas/atom\">Somewhere</arxiv:affiliation>"
            );
            entry.AppendLine("    </author>");
        }

        if (paper.Comment is not null)
        {
            entry.AppendLine(
                CultureInfo.InvariantCulture,
                $"    <arxiv:comment xmlns:arxiv=\"http://arxiv.org/schemas/atom\">{Broken(paper.Comment)}</arxiv:comment>"
            );
        }

        entry.AppendLine(
            CultureInfo.InvariantCulture,
            $"    <link href=\"http://arxiv.org/abs/{paper.Id}v{version}\" rel=\"alternate\" type=\"text/html\"/>"
        );
        entry.AppendLine(
            CultureInfo.InvariantCulture,
            $"    <link title=\"pdf\" href=\"http://arxiv.org/pdf/{paper.Id}v{version}\" rel=\"related\" type=\"application/pdf\"/>"
        );
        entry.AppendLine(
            CultureInfo.InvariantCulture,
            $"    <arxiv:primary_category xmlns:arxiv=\"http://arxiv.org/schemas/atom\" term=\"{paper.Categories[0]}\" scheme=\"http://arxiv.org/schemas/atom\"/>"
        );
        // In another order than the primary one first, with classes that are not arXiv's.
        foreach (var category in paper.Categories.Reverse().Append("I.2.6").Append("68T50; 68T07"))
        {
            entry.AppendLine(
                CultureInfo.InvariantCulture,
                $"    <category term=\"{category}\" scheme=\"http://arxiv.org/schemas/atom\"/>"
            );
        }

        entry.AppendLine("  </entry>");
        return entry.ToString();
    }

    /// <summary>Escaped, and broken over lines as arXiv breaks long texts.</summary>
    private static string Broken(string text)
    {
        var words = SecurityElement.Escape(text)!.Split(' ');
        var broken = new StringBuilder();
        for (var index = 0; index < words.Length; index++)
        {
            broken
                .Append(words[index])
                .Append(
                    index == words.Length - 1 ? ""
                    : index % 4 == 3 ? "\n  "
                    : " "
                );
        }

        return broken.ToString();
    }

    [GeneratedRegex(@"v\d+$", RegexOptions.NonBacktracking)]
    private static partial Regex Version();

    [GeneratedRegex(
        @"^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?/\d{7})(v\d+)?$",
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture
    )]
    private static partial Regex WellFormed();
}

public sealed record ArxivRequest(string Path, string Query, DateTimeOffset At);

/// <summary>A paper as arXiv has it.</summary>
/// <param name="Categories">The primary one first.</param>
public sealed record HostedPaper(string Id, string Title, IReadOnlyList<string> Categories)
{
    public int Version { get; init; } = 1;

    public string Abstract { get; init; } =
        "A made-up paper that stands for a real one in tests. It has two sentences and no findings.";

    public IReadOnlyList<string> Authors { get; init; } = ["Aiko Example", "Ben Example"];

    public DateOnly Published { get; init; } = new(2026, 6, 22);

    public DateOnly Updated { get; init; } = new(2026, 6, 23);

    public string? Comment { get; init; }

    public byte[]? Pdf { get; init; }
}
