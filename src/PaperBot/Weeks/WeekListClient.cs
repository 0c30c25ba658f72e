using System.Security.Cryptography;
using System.Text;
using PaperBot.Downloads;
using PaperBot.Papers;

namespace PaperBot.Weeks;

/// <summary>
/// Reads the list host: the first page, which is an index or holds the lists itself, then the year files that are asked for. What the
/// host says is unchanged since <see cref="KnownFile"/> is not sent again.
/// </summary>
public sealed class WeekListClient(SafeDownload download)
{
    // Lists grow by a few kilobytes a week; the largest ever had 1.6 MB.
    private const long MostBytes = 2 * 1024 * 1024;

    /// <param name="baseUrl">The folder of README.md; ends in a slash.</param>
    /// <param name="wanted">The week that is looked for; null for the newest.</param>
    /// <param name="year">The present year, for hosts whose index is missing.</param>
    /// <param name="known">What the store knows of a file.</param>
    public async Task<ListRead> ReadAsync(
        Uri baseUrl,
        WeekId? wanted,
        int year,
        Func<Uri, KnownFile?> known,
        CancellationToken cancellationToken
    )
    {
        var page = await ReadFileAsync(new Uri(baseUrl, "README.md"), known, cancellationToken);
        if (page.Trouble is not null)
        {
            return new ListRead.Unavailable(page.Trouble);
        }

        var files = new List<ListFile>();
        IReadOnlyList<string> years = [];
        if (page.File is { } first)
        {
            if (first.Links.Count == 0 && first.Holds)
            {
                return new ListRead.Read([first]);
            }

            files.Add(first);
            years = first.Links;
        }

        var indexed = years.Count > 0;
        foreach (var path in indexed ? Choose(years, wanted) : Guess(wanted, year))
        {
            var (file, trouble) = await ReadFileAsync(new Uri(baseUrl, path), known, cancellationToken);
            if (trouble is not null)
            {
                return new ListRead.Unavailable(trouble);
            }

            if (file is { Holds: true })
            {
                files.Add(file);
            }
            else if (indexed)
            {
                // The index links to weeks in this file: not seeing any means that we no longer understand it.
                return new ListRead.UnknownLayout(WeekTexts.NoListIn(new Uri(baseUrl, path)));
            }
        }

        return indexed || files.Exists(file => file.Holds)
            ? new ListRead.Read(files)
            : new ListRead.UnknownLayout(WeekTexts.UnknownLayout(baseUrl));
    }

    /// <summary>Reads one file of lists, whatever its name.</summary>
    public async Task<ListRead> ReadOneAsync(Uri address, CancellationToken cancellationToken)
    {
        var (file, trouble) = await ReadFileAsync(address, static _ => null, cancellationToken);
        return (file, trouble) switch
        {
            (_, not null) => new ListRead.Unavailable(trouble),
            ({ Holds: true }, _) => new ListRead.Read([file]),
            _ => new ListRead.UnknownLayout(WeekTexts.NoListIn(address)),
        };
    }

    /// <summary>Reads every list that the host has.</summary>
    public async Task<ListRead> ReadAllAsync(Uri baseUrl, CancellationToken cancellationToken)
    {
        var (page, trouble) = await ReadFileAsync(new Uri(baseUrl, "README.md"), static _ => null, cancellationToken);
        if (trouble is not null)
        {
            return new ListRead.Unavailable(trouble);
        }

        if (page is { Holds: true })
        {
            return new ListRead.Read([page]);
        }

        var files = new List<ListFile>();
        foreach (var path in page?.Links ?? [])
        {
            var address = new Uri(baseUrl, path);
            switch (await ReadOneAsync(address, cancellationToken))
            {
                case ListRead.Read(var read):
                    files.AddRange(read);
                    break;
                case var other:
                    return other;
            }
        }

        return files.Count > 0 ? new ListRead.Read(files) : new ListRead.UnknownLayout(WeekTexts.UnknownLayout(baseUrl));
    }

    /// <summary>
    /// The two newest files, so that nothing is missed around New Year or after a silence; for a week the file of its label's last year,
    /// which is at most a day past its Sunday.
    /// </summary>
    private static IEnumerable<string> Choose(IReadOnlyList<string> years, WeekId? wanted) =>
        wanted is { } week
            ? years.Where(path =>
                ListLayout.YearOf(path) is { } year && (year == week.Sunday.Year || year == week.Sunday.AddDays(1).Year)
            )
            : years.Take(2);

    /// <summary>Where the year files of today would be, for a host whose index is gone.</summary>
    private static IEnumerable<string> Guess(WeekId? wanted, int year) =>
        wanted is { } week ? [$"years/{week.Sunday.Year}.md"] : [$"years/{year}.md", $"years/{year - 1}.md"];

    private async Task<(ListFile? File, TextForPeople? Trouble)> ReadFileAsync(
        Uri address,
        Func<Uri, KnownFile?> known,
        CancellationToken cancellationToken
    )
    {
        var before = known(address);
        var request = new DownloadRequest(address, MostBytes)
        {
            ETag = before?.ETag,
            LastModified = before?.LastModified,
            Accept = "text/plain, text/markdown, */*;q=0.1",
        };
        var (outcome, body) = await download.GetAsync(request, cancellationToken);
        return outcome switch
        {
            DownloadOutcome.Fetched fetched => (Understand(address, fetched, body), null),
            DownloadOutcome.NotModified when before is not null => (
                new ListFile(address, before.ETag, before.LastModified, before.ContentHash, before.Links, null, null),
                null
            ),
            DownloadOutcome.Missing => (null, null),
            DownloadOutcome.Busy busy => (null, WeekTexts.HostBusy(address, (int)busy.Status, busy.RetryAfter)),
            DownloadOutcome.Refused refused => (null, WeekTexts.HostRefused(address, refused.Reason)),
            DownloadOutcome.Failed failed => (null, WeekTexts.HostFailed(address, failed.Reason)),
            _ => (null, WeekTexts.HostFailed(address, "304 without a stored copy")),
        };
    }

    private static ListFile Understand(Uri address, DownloadOutcome.Fetched fetched, byte[] body)
    {
        var text = Encoding.UTF8.GetString(body);
        text = text.StartsWith('\uFEFF') ? text[1..] : text;
        var reading = WeekListParser.Parse(text, address.AbsolutePath);
        var links = reading.Weeks.Count == 0 && ListLayout.Of(text) is ListLayout.YearFiles years ? years.Files : [];
        return new ListFile(
            address,
            fetched.ETag,
            fetched.LastModified,
            Convert.ToHexStringLower(SHA256.HashData(body)),
            links,
            reading,
            fetched.MovedTo
        );
    }
}

/// <summary>What the store knows of a file from its last read.</summary>
public sealed record KnownFile(string? ETag, string? LastModified, string ContentHash, IReadOnlyList<string> Links);

/// <summary>One file of the list host as it was read just now.</summary>
/// <param name="Links">The year files of an index.</param>
/// <param name="Reading">Null where the file has not changed since it was last stored.</param>
/// <param name="MovedTo">Where the host says the file is for good.</param>
public sealed record ListFile(
    Uri Address,
    string? ETag,
    string? LastModified,
    string ContentHash,
    IReadOnlyList<string> Links,
    WeekListReading? Reading,
    Uri? MovedTo
)
{
    /// <summary>Whether the file holds lists, read now or before.</summary>
    public bool Holds => Links.Count == 0 && Reading is null or { Weeks.Count: > 0 };
}

/// <summary>What a look at the list host gave.</summary>
public abstract record ListRead
{
    private ListRead() { }

    public sealed record Read(IReadOnlyList<ListFile> Files) : ListRead;

    /// <summary>The host answers, and what it holds is no list that we know.</summary>
    public sealed record UnknownLayout(TextForPeople Reason) : ListRead;

    /// <summary>Not now.</summary>
    public sealed record Unavailable(TextForPeople Reason) : ListRead;
}
