using System.Globalization;
using System.Text.Json;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Weeks;

/// <summary>The lists as they were last read, in the store. Everything takes part in the caller's transaction.</summary>
internal static class ListStore
{
    /// <summary>Rows read by an older reader are read again even if the host says that nothing changed.</summary>
    private const long Reader = 1;

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    private sealed record FileRow(
        string Address,
        string? ETag,
        string? LastModified,
        string ContentHash,
        string Links,
        long Reader
    );

    private sealed record WeekRow(
        string Week,
        string File,
        string LabelText,
        string LabelStart,
        string LabelEnd,
        string Flags,
        long Complete,
        string ContentHash,
        long SeenAt,
        long ReadAt,
        string? TakenHash,
        string? HeldHash
    );

    private sealed record PaperRow(long Rank, string Name, string? Link, string? Arxiv, string Links, string Flags);

    private sealed record StoredLink(string Label, string Url);

    public static async Task<IReadOnlyDictionary<Uri, KnownFile>> LoadFilesAsync(StoreSession session) =>
        (
            await session.QueryAsync<FileRow>(
                """
                select address as Address, etag as ETag, last_modified as LastModified, content_hash as ContentHash, links as Links, reader as Reader
                from list_file where reader = @Reader
                """,
                new { Reader }
            )
        ).ToDictionary(
            row => new Uri(row.Address),
            row => new KnownFile(row.ETag, row.LastModified, row.ContentHash, Strings(row.Links))
        );

    /// <summary>Saves what a file says now; a file that has not changed confirms its weeks.</summary>
    public static async Task SaveFileAsync(StoreSession session, ListFile file)
    {
        var now = await session.NowAsync();
        var address = file.Address.AbsoluteUri;
        if (file.Reading is null)
        {
            await session.ExecuteAsync("update list_file set read_at = @now where address = @address", new { now, address });
            await session.ExecuteAsync("update list_week set read_at = @now where file = @address", new { now, address });
            return;
        }

        await session.ExecuteAsync(
            """
            insert into list_file(address, etag, last_modified, content_hash, links, reader, read_at, changed_at)
            values(@address, @ETag, @LastModified, @ContentHash, @links, @Reader, @now, @now)
            on conflict(address) do update set etag = excluded.etag, last_modified = excluded.last_modified, links = excluded.links,
              reader = excluded.reader, read_at = excluded.read_at, content_hash = excluded.content_hash,
              changed_at = case when list_file.content_hash = excluded.content_hash then list_file.changed_at else excluded.changed_at end
            """,
            new
            {
                address,
                file.ETag,
                file.LastModified,
                file.ContentHash,
                links = Json(file.Links),
                Reader,
                now,
            }
        );
        foreach (var claims in file.Reading.Weeks.GroupBy(week => week.Week))
        {
            await SaveWeekAsync(session, address, await ChooseAsync(session, [.. claims]), now);
        }
    }

    /// <summary>The week as it was last read; null where no list has it.</summary>
    public static async Task<KnownList?> FindAsync(StoreSession session, WeekId week) =>
        (await LoadAsync(session, "week = @week", new { week = week.ToString() })).SingleOrDefault();

    /// <summary>Every week that a list was read for, newest first, without its rows.</summary>
    public static Task<IReadOnlyList<KnownList>> LoadAllAsync(StoreSession session) => LoadAsync(session, "1 = 1", new { });

    public static async Task<IReadOnlyList<ListedPaper>> LoadPapersAsync(StoreSession session, WeekId week) =>
        [
            .. (
                await session.QueryAsync<PaperRow>(
                    """
                    select rank as Rank, name as Name, link as Link, arxiv as Arxiv, links as Links, flags as Flags
                    from list_row where week = @week order by position
                    """,
                    new { week = week.ToString() }
                )
            ).Select(row => new ListedPaper
            {
                Rank = (int)row.Rank,
                Name = row.Name,
                Link = row.Link is null ? null : new Uri(row.Link),
                Arxiv = row.Arxiv is null ? null : ArxivId.Parse(row.Arxiv),
                Links =
                [
                    .. JsonSerializer
                        .Deserialize<List<StoredLink>>(row.Links, JsonOptions)!
                        .Select(link => new ListedLink(link.Label, new Uri(link.Url))),
                ],
                Flags = Strings(row.Flags),
            }),
        ];

    public static Task MarkTakenAsync(StoreSession session, WeekId week, string hash, long now) =>
        session.ExecuteAsync(
            "update list_week set taken_hash = @hash, taken_at = @now, held_hash = null where week = @week",
            new
            {
                week = week.ToString(),
                hash,
                now,
            }
        );

    public static Task MarkHeldAsync(StoreSession session, WeekId week, string hash) =>
        session.ExecuteAsync("update list_week set held_hash = @hash where week = @week", new { week = week.ToString(), hash });

    public static async Task SaveRevisionsAsync(StoreSession session, WeekId week, IReadOnlyList<ListRevision> revisions)
    {
        var now = await session.NowAsync();
        for (var position = 0; position < revisions.Count; position++)
        {
            var revision = revisions[position];
            await session.ExecuteAsync(
                """
                insert into list_revision(week, at, position, kind, rank, paper_before, paper_after, name_before, name_after)
                values(@week, @now, @position, @kind, @rank, @before, @after, @NameBefore, @NameAfter)
                """,
                new
                {
                    week = week.ToString(),
                    now,
                    position = (long)position,
                    kind = revision.Kind.ToString(),
                    rank = (long)revision.Rank,
                    before = revision.Before?.Value,
                    after = revision.After?.Value,
                    revision.NameBefore,
                    revision.NameAfter,
                }
            );
        }
    }

    private static async Task<IReadOnlyList<KnownList>> LoadAsync(StoreSession session, string where, object parameters) =>
        [
            .. (
                await session.QueryAsync<WeekRow>(
                    $"""
                    select week as Week, file as File, label_text as LabelText, label_start as LabelStart, label_end as LabelEnd, flags as Flags,
                      complete as Complete, content_hash as ContentHash, seen_at as SeenAt, read_at as ReadAt, taken_hash as TakenHash,
                      held_hash as HeldHash
                    from list_week where {where} order by week desc
                    """,
                    parameters
                )
            ).Select(row => new KnownList(
                WeekId.Parse(row.Week),
                new Uri(row.File),
                new WeekLabel(Day(row.LabelStart), Day(row.LabelEnd)),
                Strings(row.Flags),
                row.Complete == 1,
                row.ContentHash,
                DateTimeOffset.FromUnixTimeMilliseconds(row.SeenAt),
                DateTimeOffset.FromUnixTimeMilliseconds(row.ReadAt),
                row.TakenHash,
                row.HeldHash
            )),
        ];

    /// <summary>
    /// Where two lists claim one week and one of them was taken before, that one is the week's and the other stands under a wrong heading;
    /// else nobody can tell, and the flag keeps the week from being taken.
    /// </summary>
    private static async Task<ListedWeek> ChooseAsync(StoreSession session, IReadOnlyList<ListedWeek> claims)
    {
        if (claims.Count == 1)
        {
            return claims[0];
        }

        var taken = (await FindAsync(session, claims[0].Week))?.TakenHash;
        return claims.FirstOrDefault(claim => claim.Hash == taken) is { } known
            ? known with
            {
                Flags = [.. known.Flags.Where(flag => flag != ListFlags.WeekTwice)],
            }
            : claims[^1];
    }

    private static async Task SaveWeekAsync(StoreSession session, string address, ListedWeek week, long now)
    {
        var key = week.Week.ToString();
        var hash = week.Hash;
        var before = await session.FindAsync<string>("select content_hash from list_week where week = @key", new { key });
        await session.ExecuteAsync(
            """
            insert into list_week(week, file, label_text, label_start, label_end, flags, complete, content_hash, seen_at, read_at)
            values(@key, @address, @LabelText, @start, @end, @flags, @complete, @hash, @now, @now)
            on conflict(week) do update set file = excluded.file, label_text = excluded.label_text, label_start = excluded.label_start,
              label_end = excluded.label_end, flags = excluded.flags, complete = excluded.complete, content_hash = excluded.content_hash,
              seen_at = case when list_week.content_hash = excluded.content_hash and list_week.complete = excluded.complete
                then list_week.seen_at else excluded.seen_at end,
              read_at = excluded.read_at
            """,
            new
            {
                key,
                address,
                week.LabelText,
                start = Day(week.Label.Start),
                end = Day(week.Label.End),
                flags = Json(week.Flags),
                complete = week.IsComplete ? 1L : 0L,
                hash,
                now,
            }
        );
        if (before == hash)
        {
            return;
        }

        await session.ExecuteAsync("delete from list_row where week = @key", new { key });
        for (var position = 0; position < week.Papers.Count; position++)
        {
            var paper = week.Papers[position];
            await session.ExecuteAsync(
                """
                insert into list_row(week, position, rank, name, link, arxiv, links, flags, row_hash)
                values(@key, @position, @rank, @Name, @link, @arxiv, @links, @flags, @RowHash)
                """,
                new
                {
                    key,
                    position = (long)position,
                    rank = (long)paper.Rank,
                    paper.Name,
                    link = paper.Link?.OriginalString,
                    arxiv = paper.Arxiv?.ToString(),
                    links = JsonSerializer.Serialize(
                        paper.Links.Select(link => new StoredLink(link.Label, link.Url.OriginalString)),
                        JsonOptions
                    ),
                    flags = Json(paper.Flags),
                    paper.RowHash,
                }
            );
        }
    }

    private static string Json(IReadOnlyList<string> values) => JsonSerializer.Serialize(values, JsonOptions);

    private static List<string> Strings(string json) => JsonSerializer.Deserialize<List<string>>(json, JsonOptions)!;

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    internal static DateOnly Day(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>What is known of a week's list.</summary>
/// <param name="SeenAt">When this content was first read.</param>
/// <param name="ReadAt">When it was last read, unchanged.</param>
/// <param name="TakenHash">The content that became the week's papers; null where none did.</param>
/// <param name="HeldHash">Content that waits for an admin.</param>
public sealed record KnownList(
    WeekId Week,
    Uri File,
    WeekLabel Label,
    IReadOnlyList<string> Flags,
    bool IsComplete,
    string ContentHash,
    DateTimeOffset SeenAt,
    DateTimeOffset ReadAt,
    string? TakenHash,
    string? HeldHash
)
{
    /// <summary>A list of a week this long past is not being written any more, so one read of it is enough.</summary>
    private const int LongPastDays = 10;

    /// <summary>
    /// Complete, and equal in two reads at least this far apart, or taken as it is: a run that broke off after it took the list goes on
    /// at the next look.
    /// </summary>
    public bool IsSettled(TimeSpan settleFor, DateTimeOffset now) =>
        IsComplete
        && (TakenHash == ContentHash || (ReadAt > SeenAt && ReadAt - SeenAt >= settleFor) || (!IsTaken && IsLongPast(now)));

    private bool IsLongPast(DateTimeOffset now) =>
        DateOnly.FromDateTime(now.UtcDateTime).DayNumber - Label.End.DayNumber >= LongPastDays;

    public bool IsTaken => TakenHash is not null;

    /// <summary>Whether the list says something else than what was taken.</summary>
    public bool HasNews => TakenHash is not null && TakenHash != ContentHash;
}
