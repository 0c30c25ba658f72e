using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Notices;

/// <summary>
/// What admins are told without having asked: a list that is late, a link that looks wrong, a paper that was withdrawn. Each thing is told
/// once, however often and on however many nodes it is noticed.
/// </summary>
public sealed class NoticeBoard(Store store)
{
    private sealed record Row(string Notice, string Kind, string Words, long At);

    /// <summary>Puts up a notice in the caller's transaction, unless one with this id was put up before.</summary>
    /// <param name="id">Names the occurrence: <c>late|2026-W27</c>.</param>
    /// <param name="kind">Names the sort: <c>list-late</c>.</param>
    /// <returns>Whether it is new.</returns>
    public static async Task<bool> PutUpAsync(StoreSession session, string id, string kind, TextForPeople words)
    {
        var added = await session.ExecuteAsync(
            "insert into notice(notice, kind, words, at) values(@id, @kind, @words, @now) on conflict(notice) do nothing",
            new
            {
                id,
                kind,
                words = words.ToStored(),
                now = await session.NowAsync(),
            }
        );
        if (added > 0)
        {
            await session.MarkChangedAsync(StoreTopic.Requests);
        }

        return added > 0;
    }

    public Task<bool> PutUpAsync(string id, string kind, TextForPeople words, CancellationToken cancellationToken) =>
        store.WriteAsync(session => PutUpAsync(session, id, kind, words), cancellationToken);

    /// <summary>Whether a notice was ever put up.</summary>
    public static async Task<bool> IsUpAsync(StoreSession session, string id) =>
        await session.ScalarAsync<long>("select count(*) from notice where notice = @id", new { id }) > 0;

    /// <summary>The latest notices, newest first.</summary>
    public async Task<IReadOnlyList<Notice>> LatestAsync(int most, CancellationToken cancellationToken) =>
        [
            .. (
                await store.ReadAsync(
                    session =>
                        session.QueryAsync<Row>(
                            "select notice as Notice, kind as Kind, words as Words, at as At from notice order by at desc, notice limit @most",
                            new { most = (long)most }
                        ),
                    cancellationToken
                )
            ).Select(ToNotice),
        ];

    private static Notice ToNotice(Row row) =>
        new(row.Notice, row.Kind, TextForPeople.FromStored(row.Words), DateTimeOffset.FromUnixTimeMilliseconds(row.At));
}

/// <summary>Something that admins are told.</summary>
public sealed record Notice(string Id, string Kind, TextForPeople Words, DateTimeOffset At);
