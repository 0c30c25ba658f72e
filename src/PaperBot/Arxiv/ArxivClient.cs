using System.Globalization;
using System.Text.Json;
using PaperBot.Downloads;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Arxiv;

/// <summary>
/// arXiv's records of papers: all ids in one request, at the pace that arXiv asks for, asked once a day.
/// Errors that pass by themselves (429, 503, an empty reply, an outage) are waited out for a while.
/// </summary>
public sealed partial class ArxivClient(
    Store store,
    SafeDownload download,
    ArxivSettings settings,
    TimeProvider time,
    ILogger<ArxivClient> logger
)
{
    private const long MostBytes = 5 * 1024 * 1024;

    // Addresses stay under 2,000 characters.
    private const int MostIds = 100;

    /// <summary>arXiv's replies to a query change once a day.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    private readonly RequestGate _gate = new(store, time, "arxiv", settings.RequestInterval, TimeSpan.FromSeconds(150));

    private sealed record RecordRow(string Arxiv, string Record, long ReadAt);

    /// <summary>The gate that every request to arXiv passes, PDFs included.</summary>
    internal RequestGate Gate => _gate;

    /// <summary>Reads the newest version of each paper, from the cache where it was asked within a day.</summary>
    /// <param name="again">Asks arXiv even where the cache is fresh.</param>
    public async Task<ArxivReading> ReadAsync(IReadOnlyCollection<ArxivId> ids, bool again, CancellationToken cancellationToken)
    {
        var wanted = ids.Select(id => id.Id).Distinct(StringComparer.Ordinal).ToList();
        var records = again ? [] : await LoadFreshAsync(wanted, cancellationToken);
        TextForPeople? trouble = null;
        foreach (var slice in wanted.Where(id => !records.ContainsKey(id)).Chunk(MostIds))
        {
            trouble = await AskAsync(slice, records, cancellationToken) ?? trouble;
        }

        return new ArxivReading(records, trouble);
    }

    /// <summary>The record as it was last read, however long ago; null where it never was.</summary>
    public async Task<ArxivRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            session => session.FindAsync<string>("select record from arxiv_record where arxiv = @id", new { id }),
            cancellationToken
        )
            is { } json
            ? JsonSerializer.Deserialize<ArxivRecord>(json)
            : null;

    /// <summary>Asks arXiv for one old paper, once.</summary>
    /// <param name="inTurn">Waits for the turn that all nodes share; false where the store has no schema yet, so that no other node asks.</param>
    /// <returns>Null where arXiv answered with a record; else what is the matter.</returns>
    public async Task<TextForPeople?> ProbeAsync(bool inTurn, CancellationToken cancellationToken)
    {
        string[] paper = ["1706.03762"];
        var reply = inTurn
            ? await RequestAsync(paper, cancellationToken)
            : (await RequestOutOfTurnAsync(paper, cancellationToken)).Reply;
        return reply.Reading is ArxivFeedReading.Records { Entries.Count: > 0 } ? null : reply.Trouble;
    }

    private async Task<TextForPeople?> AskAsync(
        IReadOnlyList<string> ids,
        Dictionary<string, ArxivRecord> records,
        CancellationToken cancellationToken
    )
    {
        var missing = ids;
        var answered = false;
        for (var attempt = 0; ; attempt++)
        {
            var reply = await RequestAsync(missing, cancellationToken);
            switch (reply.Reading)
            {
                case ArxivFeedReading.Records(var entries):
                    await KeepAsync(entries, missing, records, cancellationToken);
                    missing = [.. missing.Where(id => !records.ContainsKey(id))];
                    answered |= entries.Count > 0;
                    // Where some entries came, those that did not are asked for once more; then they are not there.
                    if (missing.Count == 0 || (answered && attempt > 0))
                    {
                        return null;
                    }

                    break;
                case ArxivFeedReading.Error error when missing.Count > 1:
                    Log.ErrorFeed(logger, missing.Count, error.Reason);
                    return await HalveAsync(missing, records, cancellationToken);
                case ArxivFeedReading.Error error:
                    Log.ErrorFeed(logger, 1, error.Reason);
                    return null;
            }

            if (attempt >= reply.Waits.Count)
            {
                Log.GaveUp(logger, missing.Count, attempt + 1);
                return reply.Trouble;
            }

            var wait = reply.RetryAfter ?? reply.Waits[attempt];
            if (wait > ArxivWaits.Longest)
            {
                return ArxivTexts.ToldToWait(wait);
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    /// <summary>One id spoils a whole request: halves until it stands alone.</summary>
    private async Task<TextForPeople?> HalveAsync(
        IReadOnlyList<string> ids,
        Dictionary<string, ArxivRecord> records,
        CancellationToken cancellationToken
    )
    {
        var half = ids.Count / 2;
        var left = await AskAsync([.. ids.Take(half)], records, cancellationToken);
        var right = await AskAsync([.. ids.Skip(half)], records, cancellationToken);
        return left ?? right;
    }

    private Task<Reply> RequestAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        _gate.RunAsync(token => RequestOutOfTurnAsync(ids, token), cancellationToken);

    private async Task<(Reply Reply, TimeSpan? Pause)> RequestOutOfTurnAsync(
        IReadOnlyList<string> ids,
        CancellationToken cancellationToken
    )
    {
        var query = string.Create(
            CultureInfo.InvariantCulture,
            $"id_list={string.Join(',', ids.Select(Uri.EscapeDataString))}&max_results={ids.Count}"
        );
        var request = new DownloadRequest(new UriBuilder(settings.ApiBase) { Query = query }.Uri, MostBytes)
        {
            Accept = "application/atom+xml",
        };
        var (outcome, body) = await download.GetAsync(request, cancellationToken);
        ArxivMeters.Asked(outcome);
        var reply = Understand(outcome, body);
        return (reply, reply.RetryAfter <= ArxivWaits.Longest ? reply.RetryAfter : null);
    }

    private static Reply Understand(DownloadOutcome outcome, byte[] body)
    {
        switch (outcome)
        {
            case DownloadOutcome.Fetched:
                using (var stream = new MemoryStream(body))
                {
                    return ArxivFeed.Read(stream) switch
                    {
                        ArxivFeedReading.Unreadable unreadable => new(
                            unreadable,
                            null,
                            ArxivWaits.WhereBroken,
                            ArxivTexts.Unavailable(unreadable.Reason)
                        ),
                        ArxivFeedReading.Records { Entries.Count: > 0 } some => new(
                            some,
                            null,
                            [TimeSpan.Zero],
                            ArxivTexts.Empty
                        ),
                        var other => new(other, null, ArxivWaits.WhereBusy, ArxivTexts.Empty),
                    };
                }

            case DownloadOutcome.Busy busy:
                return Reply.Without(busy.RetryAfter, ArxivWaits.WhereBusy, $"HTTP {(int)busy.Status}");
            case DownloadOutcome.Failed failed:
                return Reply.Without(null, ArxivWaits.WhereBroken, failed.Reason);
            case DownloadOutcome.Refused refused:
                return Reply.Without(null, [], refused.Reason);
            case DownloadOutcome.Missing missing:
                return Reply.Without(null, [], $"HTTP {(int)missing.Status}");
            default:
                throw new InvalidOperationException($"{outcome} cannot follow an unconditional request.");
        }
    }

    private async Task<Dictionary<string, ArxivRecord>> LoadFreshAsync(List<string> ids, CancellationToken cancellationToken)
    {
        var since = (time.GetUtcNow() - Fresh).ToUnixTimeMilliseconds();
        // One by one: the two databases have no common form for a list of values.
        var rows = await store.ReadAsync(
            async session =>
            {
                var found = new List<RecordRow>();
                foreach (var id in ids)
                {
                    found.AddRange(
                        await session.QueryAsync<RecordRow>(
                            "select arxiv as Arxiv, record as Record, read_at as ReadAt from arxiv_record where arxiv = @id and read_at > @since",
                            new { id, since }
                        )
                    );
                }

                return found;
            },
            cancellationToken
        );
        return rows.ToDictionary(
            row => row.Arxiv,
            row => JsonSerializer.Deserialize<ArxivRecord>(row.Record)!,
            StringComparer.Ordinal
        );
    }

    /// <summary>Keeps the entries that were asked for; a feed's order means nothing, and it may hold others.</summary>
    private Task KeepAsync(
        IReadOnlyList<ArxivRecord> entries,
        IReadOnlyList<string> wanted,
        Dictionary<string, ArxivRecord> records,
        CancellationToken cancellationToken
    )
    {
        foreach (var entry in entries.Where(entry => wanted.Contains(entry.Id, StringComparer.Ordinal)))
        {
            records[entry.Id] = entry;
        }

        return store.WriteAsync(
            async session =>
            {
                var now = await session.NowAsync();
                foreach (var entry in entries.Where(entry => wanted.Contains(entry.Id, StringComparer.Ordinal)))
                {
                    await session.ExecuteAsync(
                        """
                        insert into arxiv_record(arxiv, version, record, read_at) values(@Id, @version, @record, @now)
                        on conflict(arxiv) do update set version = excluded.version, record = excluded.record, read_at = excluded.read_at
                        """,
                        new
                        {
                            entry.Id,
                            version = (long)entry.Version,
                            record = JsonSerializer.Serialize(entry),
                            now,
                        }
                    );
                }
            },
            cancellationToken
        );
    }

    /// <summary>One answer of arXiv.</summary>
    /// <param name="Reading">Null where nothing came that could be read.</param>
    /// <param name="Waits">How long to wait before each further attempt; no more attempts than these.</param>
    /// <param name="Trouble">What to say when no attempt is left.</param>
    private sealed record Reply(
        ArxivFeedReading? Reading,
        TimeSpan? RetryAfter,
        IReadOnlyList<TimeSpan> Waits,
        TextForPeople Trouble
    )
    {
        public static Reply Without(TimeSpan? retryAfter, IReadOnlyList<TimeSpan> waits, string reason) =>
            new(null, retryAfter, waits, ArxivTexts.Unavailable(reason));
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 4101,
            EventName = "ArxivErrorFeed",
            Level = LogLevel.Warning,
            Message = "arXiv answered a request for {Count} ids with an error: {Reason}"
        )]
        public static partial void ErrorFeed(ILogger logger, int count, string reason);

        [LoggerMessage(
            EventId = 4102,
            EventName = "ArxivGaveUp",
            Level = LogLevel.Warning,
            Message = "arXiv gave no records for {Count} ids in {Attempts} attempts"
        )]
        public static partial void GaveUp(ILogger logger, int count, int attempts);
    }
}

/// <summary>What arXiv says of some papers.</summary>
/// <param name="Records">By version-less id.</param>
/// <param name="Trouble">Why some could not be asked for; null where arXiv answered, so that an id without a record is not there.</param>
public sealed record ArxivReading(IReadOnlyDictionary<string, ArxivRecord> Records, TextForPeople? Trouble);
