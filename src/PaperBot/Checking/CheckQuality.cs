using System.Text.Json;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Checking;

/// <summary>How good a week's notes are by what can be counted, kept so that weeks compare.</summary>
public sealed class CheckQuality(Store store)
{
    private sealed record Row(string Week, string Language, string Verdicts, string Flags);

    /// <summary>Counts a week as it stands in the store.</summary>
    public Task SaveAsync(WeekId week, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                if (await PaperStore.FindWeekAsync(session, week) is not { } stored)
                {
                    return;
                }

                foreach (var counted in Count(stored))
                {
                    await session.ExecuteAsync(
                        """
                        insert into check_quality(week, language, verdicts, flags, at) values(@week, @language, @verdicts, @flags, @now)
                        on conflict(week, language) do update set verdicts = excluded.verdicts, flags = excluded.flags, at = excluded.at
                        where check_quality.verdicts <> excluded.verdicts or check_quality.flags <> excluded.flags
                        """,
                        new
                        {
                            week = week.ToString(),
                            language = counted.Language.Code(),
                            verdicts = JsonSerializer.Serialize(
                                counted.Verdicts.ToDictionary(pair => pair.Key.ToString(), pair => pair.Value)
                            ),
                            flags = JsonSerializer.Serialize(counted.Flags),
                            now = await session.NowAsync(),
                        }
                    );
                }
            },
            cancellationToken
        );

    /// <summary>A week and those before it, newest first.</summary>
    public Task<IReadOnlyList<WeekQuality>> ReadAsync(WeekId upTo, int weeks, CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<WeekQuality>>(async session => [.. (
                        await session.QueryAsync<Row>(
                            """
                            select week as Week, language as Language, verdicts as Verdicts, flags as Flags from check_quality
                            where week <= @week order by week desc, language desc limit @most
                            """,
                            new { week = upTo.ToString(), most = (long)weeks * Languages.All.Count }
                        )
                    ).Select(row => new WeekQuality(WeekId.Parse(row.Week), Languages.FromCode(row.Language), JsonSerializer.Deserialize<Dictionary<string, int>>(row.Verdicts)!.ToDictionary(pair => Enum.Parse<Verdict>(pair.Key), pair => pair.Value), JsonSerializer.Deserialize<Dictionary<string, int>>(row.Flags)!)).GroupBy(quality => quality.Week).Take(weeks).SelectMany(group => group)], cancellationToken);

    /// <summary>The counts of a week, one for each language that has notes.</summary>
    public static IEnumerable<WeekQuality> Count(StoredWeek week) =>
        week
            .Papers.SelectMany(paper => paper.Notes.Values)
            .GroupBy(note => note.Language)
            .OrderBy(notes => notes.Key)
            .Select(notes =>
            {
                var answers = notes.SelectMany(note => note.QuestionAnswers).ToList();
                return new WeekQuality(
                    week.Week,
                    notes.Key,
                    Enum.GetValues<Verdict>()
                        .ToDictionary(verdict => verdict, verdict => answers.Count(answer => answer.Verdict == verdict)),
                    answers
                        .SelectMany(answer => answer.Flags)
                        .CountBy(flag => flag, StringComparer.Ordinal)
                        .OrderByDescending(flag => flag.Value)
                        .ThenBy(flag => flag.Key, StringComparer.Ordinal)
                        .ToDictionary(StringComparer.Ordinal)
                );
            });
}

/// <summary>What can be counted about a week's answers in one language.</summary>
/// <param name="Verdicts">Every verdict, those that never occur with 0.</param>
/// <param name="Flags">Answers with each flag, the most frequent first.</param>
public sealed record WeekQuality(
    WeekId Week,
    Language Language,
    IReadOnlyDictionary<Verdict, int> Verdicts,
    IReadOnlyDictionary<string, int> Flags
)
{
    public int Answers => Verdicts.Values.Sum();
}
