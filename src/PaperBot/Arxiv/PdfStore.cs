using System.Security.Cryptography;
using PaperBot.Downloads;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Arxiv;

/// <summary>
/// The PDFs of papers: from the operator's folder, else from those that were downloaded before, else from arXiv at the pace that it asks
/// for. A downloaded file is kept once, under the hash of its content, as long as the budget has room for it; it is for reading here and
/// is not served to others, as arXiv asks.
/// </summary>
public sealed partial class PdfStore(
    Store store,
    SafeDownload download,
    ArxivClient client,
    ArxivSettings settings,
    TimeProvider time,
    ILogger<PdfStore> logger
) : IDisposable
{
    private const long MostBytes = 40L * 1024 * 1024;
    private const string Unfinished = ".part";

    /// <summary>A file that was just handed out is being read, whatever the budget says.</summary>
    private static readonly TimeSpan InUse = TimeSpan.FromMinutes(15);

    /// <summary>What a node that died in the middle of a download left behind.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);

    // arXiv takes one request at a time anyhow; and two who want the same paper cost one download.
    private readonly SemaphoreSlim _one = new(1, 1);

    private sealed record KeptRow(string Sha256, long Bytes);

    private sealed record UseRow(string Sha256, long UsedAt);

    public void Dispose() => _one.Dispose();

    /// <summary>The PDF of a paper at its version; of the newest where the id names none.</summary>
    public async Task<PdfOutcome> GetAsync(ArxivId paper, CancellationToken cancellationToken)
    {
        if (settings.PdfFolder is { } folder && PdfFolder.Find(folder, paper) is var (file, named))
        {
            return new PdfOutcome.Found(file, await HashAsync(file.FullName, cancellationToken), named, PdfSource.Folder);
        }

        if (paper.Version is null)
        {
            var reading = await client.ReadAsync([paper], again: false, cancellationToken);
            if (!reading.Records.TryGetValue(paper.Id, out var record))
            {
                return reading.Trouble is { } trouble
                    ? new PdfOutcome.Unavailable(trouble)
                    : new PdfOutcome.Missing(ArxivTexts.NotThere(paper.Id));
            }

            paper = record.Versioned;
        }

        await _one.WaitAsync(cancellationToken);
        try
        {
            return await FindKeptAsync(paper, cancellationToken) ?? await DownloadAsync(paper, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.CacheBroken(logger, settings.PdfCache, exception);
            return new PdfOutcome.Unavailable(ArxivTexts.CacheBroken(settings.PdfCache, exception.Message));
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Whether the operator's folder has it: a look that costs nothing.</summary>
    public bool IsHere(ArxivId paper) => settings.PdfFolder is { } folder && PdfFolder.Find(folder, paper) is not null;

    /// <summary>A file that went, or is no longer what it was, is downloaded again.</summary>
    private async Task<PdfOutcome?> FindKeptAsync(ArxivId paper, CancellationToken cancellationToken)
    {
        var key = new { arxiv = paper.Id, version = (long)paper.Version!.Value };
        var row = await store.ReadAsync(
            session =>
                session.FindAsync<KeptRow>(
                    "select sha256 as Sha256, bytes as Bytes from arxiv_pdf where arxiv = @arxiv and version = @version",
                    key
                ),
            cancellationToken
        );
        var file = row is null ? null : new FileInfo(PathOf(row.Sha256));
        if (
            row is null
            || file is not { Exists: true }
            || file.Length != row.Bytes
            || await HashAsync(file.FullName, cancellationToken) != row.Sha256
        )
        {
            return null;
        }

        await store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    "update arxiv_pdf set used_at = @now where arxiv = @arxiv and version = @version",
                    new
                    {
                        key.arxiv,
                        key.version,
                        now = await session.NowAsync(),
                    }
                ),
            cancellationToken
        );
        return new PdfOutcome.Found(file, row.Sha256, paper, PdfSource.Kept);
    }

    private async Task<PdfOutcome> DownloadAsync(ArxivId paper, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(settings.PdfCache);
        for (var attempt = 0; ; attempt++)
        {
            var part = Path.Combine(settings.PdfCache, Guid.NewGuid().ToString("n") + Unfinished);
            try
            {
                var outcome = await FetchAsync(paper, part, cancellationToken);
                switch (outcome)
                {
                    case DownloadOutcome.Fetched:
                        return await KeepAsync(paper, part, cancellationToken);
                    case DownloadOutcome.Missing:
                        return new PdfOutcome.Missing(ArxivTexts.NoPdf(paper.ToString()));
                    case DownloadOutcome.Refused refused:
                        Log.Refused(logger, paper.ToString(), refused.Reason);
                        return new PdfOutcome.Refused(ArxivTexts.PdfRefused(paper.ToString(), refused.Reason));
                }

                var (waits, wait, reason) = outcome switch
                {
                    DownloadOutcome.Busy busy => (ArxivWaits.WhereBusy, busy.RetryAfter, $"HTTP {(int)busy.Status}"),
                    DownloadOutcome.Failed failed => (ArxivWaits.WhereBroken, (TimeSpan?)null, failed.Reason),
                    _ => throw new InvalidOperationException($"{outcome} cannot follow an unconditional request."),
                };
                if (attempt >= waits.Count || wait > ArxivWaits.Longest)
                {
                    Log.GaveUp(logger, paper.ToString(), reason);
                    return new PdfOutcome.Unavailable(ArxivTexts.PdfFailed(paper.ToString(), reason), wait);
                }

                await Task.Delay(wait ?? waits[attempt], time, cancellationToken);
            }
            finally
            {
                File.Delete(part);
            }
        }
    }

    private Task<DownloadOutcome> FetchAsync(ArxivId paper, string part, CancellationToken cancellationToken)
    {
        var request = new DownloadRequest(new Uri(settings.PdfBase, paper.ToString()), MostBytes)
        {
            Accept = "application/pdf",
            ContentTypes = ["application/pdf"],
            FirstBytes = "%PDF-"u8.ToArray(),
        };
        return client.Gate.RunAsync(
            async token =>
            {
                await using var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None);
                var outcome = await download.GetAsync(request, stream, token);
                var pause =
                    outcome is DownloadOutcome.Busy { RetryAfter: { } wait } && wait <= ArxivWaits.Longest
                        ? wait
                        : (TimeSpan?)null;
                return (outcome, pause);
            },
            cancellationToken
        );
    }

    private async Task<PdfOutcome> KeepAsync(ArxivId paper, string part, CancellationToken cancellationToken)
    {
        var hash = await HashAsync(part, cancellationToken);
        var path = PathOf(hash);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // The same content again, from another version or node, takes the other's place.
        File.Move(part, path, overwrite: true);
        var file = new FileInfo(path);
        var used = await store.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync(
                    """
                    insert into arxiv_pdf(arxiv, version, sha256, bytes, at, used_at) values(@Id, @version, @hash, @Length, @now, @now)
                    on conflict(arxiv, version) do update set sha256 = excluded.sha256, bytes = excluded.bytes, at = excluded.at, used_at = excluded.used_at
                    """,
                    new
                    {
                        paper.Id,
                        version = (long)paper.Version!.Value,
                        hash,
                        file.Length,
                        now = await session.NowAsync(),
                    }
                );
                return await session.QueryAsync<UseRow>(
                    "select sha256 as Sha256, max(used_at) as UsedAt from arxiv_pdf group by sha256"
                );
            },
            cancellationToken
        );
        MakeRoom(used.ToDictionary(row => row.Sha256, row => row.UsedAt, StringComparer.Ordinal));
        return new PdfOutcome.Found(file, hash, paper, PdfSource.Arxiv);
    }

    /// <summary>Counts what lies in this node's folder, since on a shared store another node may hold other files.</summary>
    private void MakeRoom(Dictionary<string, long> used)
    {
        var now = time.GetUtcNow();
        var files = new DirectoryInfo(settings.PdfCache).GetFiles("*", SearchOption.AllDirectories).ToList();
        foreach (var file in files.Where(file => file.Extension == Unfinished && file.LastWriteTimeUtc < (now - Abandoned).UtcDateTime))
        {
            file.Delete();
        }

        var kept = files
            .Where(file => file.Extension == ".pdf")
            .Select(file =>
                (
                    File: file,
                    UsedAt: used.TryGetValue(Path.GetFileNameWithoutExtension(file.Name), out var at)
                        ? DateTimeOffset.FromUnixTimeMilliseconds(at)
                        : new DateTimeOffset(file.LastWriteTimeUtc)
                )
            )
            .OrderBy(entry => entry.UsedAt)
            .ToList();
        var excess = kept.Sum(entry => entry.File.Length) - (settings.PdfBudget * 1024L * 1024);
        foreach (var (file, usedAt) in kept)
        {
            if (excess <= 0 || now - usedAt < InUse)
            {
                return;
            }

            excess -= file.Length;
            file.Delete();
            Log.MadeRoom(logger, file.Name);
        }
    }

    private string PathOf(string hash) => Path.Combine(settings.PdfCache, hash[..2], hash + ".pdf");

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken));
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4103,
            EventName = "PdfRefused",
            Level = LogLevel.Warning,
            Message = "The PDF of {Paper} was refused: {Reason}"
        )]
        public static partial void Refused(ILogger logger, string paper, string reason);

        [LoggerMessage(
            EventId = 4104,
            EventName = "PdfGaveUp",
            Level = LogLevel.Warning,
            Message = "The PDF of {Paper} could not be fetched: {Reason}"
        )]
        public static partial void GaveUp(ILogger logger, string paper, string reason);

        [LoggerMessage(
            EventId = 4105,
            EventName = "PdfMadeRoom",
            Level = LogLevel.Information,
            Message = "{File} was deleted to keep within the budget of kept PDFs"
        )]
        public static partial void MadeRoom(ILogger logger, string file);

        [LoggerMessage(
            EventId = 4106,
            EventName = "PdfCacheBroken",
            Level = LogLevel.Error,
            Message = "PDFs cannot be kept in {Folder}"
        )]
        public static partial void CacheBroken(ILogger logger, string folder, Exception exception);
    }
}
