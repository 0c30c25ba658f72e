using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Web;

/// <summary>When what stands in a week was written last.</summary>
public sealed class NoteTimes(Store store)
{
    private sealed record Row(string Week, long At);

    public Task<IReadOnlyDictionary<WeekId, DateTimeOffset>> ReadAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyDictionary<WeekId, DateTimeOffset>>(
            async session =>
            {
                var weeks = await session.QueryAsync<Row>("select week as Week, known_at as At from week");
                var notes = await session.QueryAsync<Row>(
                    "select w.week as Week, n.at as At from week_paper w join note n on n.paper = w.paper and n.live = 1"
                );
                return weeks
                    .Concat(notes)
                    .GroupBy(row => row.Week, StringComparer.Ordinal)
                    .ToDictionary(
                        rows => WeekId.Parse(rows.Key),
                        rows => DateTimeOffset.FromUnixTimeMilliseconds(rows.Max(row => row.At))
                    );
            },
            cancellationToken
        );
}
