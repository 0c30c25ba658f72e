using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PaperBot.Storage;

namespace PaperBot.Papers;

/// <summary>Weeks, papers and notes in the store. Methods that take a session take part in the caller's transaction.</summary>
public sealed class PaperStore(Store store)
{
    private sealed record WeekRow(string Week, string LabelStart, string LabelEnd);

    private sealed record ThemeRow(string Week, string Language, string Theme, string Introduction);

    private sealed record PaperRow(
        string Paper,
        string Title,
        string Authors,
        string? Published,
        string? Updated,
        string? Arxiv,
        string? Link,
        string Categories,
        string Abstract,
        string Aliases
    );

    private sealed record WeekPaperRow(string Week, string Paper, long Rank, string ListName, string? Held);

    private sealed record PlaceRow(string Paper, long Rank, string ListName, string RowHash, string? Held);

    private sealed record NoteRow(
        string Paper,
        string Language,
        long Revision,
        string Summary,
        string OriginKind,
        string OriginDetail
    );

    private sealed record AnswerRow(
        string Paper,
        string Language,
        long Position,
        string Question,
        string Answer,
        string Citations,
        string Flags,
        string Verdict,
        string VerdictReason
    );

    private sealed record LiveNote(long Revision, string ContentHash);

    private sealed record SummaryRow(string Week, string LabelStart, string LabelEnd, long Papers);

    private sealed record NotedRow(string Week, string Language);

    /// <summary>Saves a week's label; a known week keeps its label unless it changed.</summary>
    public static async Task SaveWeekAsync(StoreSession session, WeekLabel label)
    {
        await session.ExecuteAsync(
            """
            insert into week(week, label_start, label_end, known_at) values(@week, @start, @end, @now)
            on conflict(week) do update set label_start = excluded.label_start, label_end = excluded.label_end
            """,
            new
            {
                week = label.Week.ToString(),
                start = Day(label.Start),
                end = Day(label.End),
                now = await session.NowAsync(),
            }
        );
        await session.MarkChangedAsync(StoreTopic.Notes);
    }

    public static Task SaveThemeAsync(StoreSession session, WeekId week, Language language, WeekTheme theme) =>
        session.ExecuteAsync(
            """
            insert into week_theme(week, language, theme, introduction) values(@week, @language, @Theme, @Introduction)
            on conflict(week, language) do update set theme = excluded.theme, introduction = excluded.introduction
            """,
            new
            {
                week = week.ToString(),
                language = language.Code(),
                theme.Theme,
                theme.Introduction,
            }
        );

    /// <summary>Saves what is known of a paper; aliases are added to those it has, everything else replaces what stood there.</summary>
    public static async Task SavePaperAsync(StoreSession session, Paper paper)
    {
        var known = await session.FindAsync<string>("select aliases from paper where paper = @id", new { id = paper.Id.Value });
        var aliases = (known is null ? [] : Strings(known)).Union(paper.Aliases, StringComparer.Ordinal).ToList();
        await session.ExecuteAsync(
            """
            insert into paper(paper, title, authors, published, updated, arxiv, link, categories, abstract, aliases, updated_at)
            values(@id, @Title, @authors, @published, @updated, @arxiv, @link, @categories, @Abstract, @aliases, @now)
            on conflict(paper) do update set title = excluded.title, authors = excluded.authors, published = excluded.published,
              updated = excluded.updated, arxiv = excluded.arxiv, link = excluded.link, categories = excluded.categories,
              abstract = case when excluded.abstract = '' then paper.abstract else excluded.abstract end,
              aliases = excluded.aliases, updated_at = excluded.updated_at
            """,
            new
            {
                id = paper.Id.Value,
                paper.Title,
                authors = Json(paper.Authors),
                published = Day(paper.Published),
                updated = Day(paper.Updated),
                arxiv = paper.Arxiv?.ToString(),
                link = paper.Link?.OriginalString,
                categories = Json(paper.Categories),
                paper.Abstract,
                aliases = Json(aliases),
                now = await session.NowAsync(),
            }
        );
        await session.MarkChangedAsync(StoreTopic.Notes);
    }

    /// <summary>What is known of a paper; null where it is not known.</summary>
    public static async Task<Paper?> FindPaperAsync(StoreSession session, PaperId id) =>
        await session.FindAsync<PaperRow>(
            """
            select paper as Paper, title as Title, authors as Authors, published as Published, updated as Updated, arxiv as Arxiv, link as Link,
              categories as Categories, abstract as Abstract, aliases as Aliases from paper where paper = @id
            """,
            new { id = id.Value }
        )
            is { } row
            ? ToPaper(row)
            : null;

    /// <summary>A week's papers by their places, rank by rank, without what is written about them.</summary>
    public static async Task<IReadOnlyList<PaperPlace>> LoadPlacesAsync(StoreSession session, WeekId week) =>
        [
            .. (
                await session.QueryAsync<PlaceRow>(
                    """
                    select paper as Paper, rank as Rank, list_name as ListName, row_hash as RowHash, held as Held
                    from week_paper where week = @week order by rank, paper
                    """,
                    new { week = week.ToString() }
                )
            ).Select(row => new PaperPlace(PaperId.Parse(row.Paper), (int)row.Rank, row.ListName, row.RowHash, row.Held)),
        ];

    /// <summary>Takes a paper out of a week; what is known and written of it stays.</summary>
    public static async Task RemovePlaceAsync(StoreSession session, WeekId week, PaperId paper)
    {
        await session.ExecuteAsync(
            "delete from week_paper where week = @week and paper = @paper",
            new { week = week.ToString(), paper = paper.Value }
        );
        await session.MarkChangedAsync(StoreTopic.Notes);
    }

    /// <summary>Puts a paper into a week, or changes its place there.</summary>
    public static Task SavePlaceAsync(
        StoreSession session,
        WeekId week,
        PaperId paper,
        int rank,
        string listName,
        string rowHash,
        string? held
    ) =>
        session.ExecuteAsync(
            """
            insert into week_paper(week, paper, rank, list_name, row_hash, held) values(@week, @paper, @rank, @listName, @rowHash, @held)
            on conflict(week, paper) do update set rank = excluded.rank, list_name = excluded.list_name, row_hash = excluded.row_hash, held = excluded.held
            """,
            new
            {
                week = week.ToString(),
                paper = paper.Value,
                rank = (long)rank,
                listName,
                rowHash,
                held,
            }
        );

    /// <summary>Saves a note as the live one of its paper and language; the same content again changes nothing.</summary>
    /// <returns>Whether anything changed, and the number of the live revision.</returns>
    public static async Task<(bool Changed, int Revision)> SaveNoteAsync(StoreSession session, PaperNote note)
    {
        var key = new { paper = note.Paper.Value, language = note.Language.Code() };
        var live = await session.FindAsync<LiveNote>(
            "select revision as Revision, content_hash as ContentHash from note where paper = @paper and language = @language and live = 1",
            key
        );
        var hash = ContentHash(note);
        if (live?.ContentHash == hash)
        {
            return (false, (int)live.Revision);
        }

        var revision =
            1
            + await session.ScalarAsync<long>(
                "select coalesce(max(revision), 0) from note where paper = @paper and language = @language",
                key
            );
        await session.ExecuteAsync("update note set live = 0 where paper = @paper and language = @language and live = 1", key);
        await session.ExecuteAsync(
            """
            insert into note(paper, language, revision, live, summary, origin_kind, origin_detail, content_hash, at)
            values(@paper, @language, @revision, 1, @Summary, @Kind, @Detail, @hash, @now)
            """,
            new
            {
                key.paper,
                key.language,
                revision,
                note.Summary,
                note.Origin.Kind,
                note.Origin.Detail,
                hash,
                now = await session.NowAsync(),
            }
        );
        for (var position = 0; position < note.QuestionAnswers.Count; position++)
        {
            var answer = note.QuestionAnswers[position];
            await session.ExecuteAsync(
                """
                insert into question_answer(paper, language, revision, position, question, answer, citations, flags, verdict, verdict_reason)
                values(@paper, @language, @revision, @position, @Question, @Answer, @citations, @flags, @verdict, @VerdictReason)
                """,
                new
                {
                    key.paper,
                    key.language,
                    revision,
                    position = (long)position,
                    answer.Question,
                    answer.Answer,
                    citations = JsonSerializer.Serialize(answer.Citations.Select(StoredCitation.Of), JsonOptions),
                    flags = Json(answer.Flags),
                    verdict = answer.Verdict.ToString(),
                    answer.VerdictReason,
                }
            );
        }

        await session.MarkChangedAsync(StoreTopic.Notes);
        return (true, (int)revision);
    }

    /// <summary>Saves what a check or an admin said about one live answer.</summary>
    public static async Task SaveVerdictAsync(
        StoreSession session,
        PaperId paper,
        Language language,
        int position,
        Verdict verdict,
        string reason
    )
    {
        await session.ExecuteAsync(
            """
            update question_answer set verdict = @verdict, verdict_reason = @reason
            where paper = @paper and language = @language and position = @position
              and revision = (select revision from note where paper = @paper and language = @language and live = 1)
            """,
            new
            {
                paper = paper.Value,
                language = language.Code(),
                position = (long)position,
                verdict = verdict.ToString(),
                reason,
            }
        );
        await session.MarkChangedAsync(StoreTopic.Notes);
    }

    public Task<StoredWeek?> FindWeekAsync(WeekId week, CancellationToken cancellationToken) =>
        store.ReadAsync(session => FindWeekAsync(session, week), cancellationToken);

    public static async Task<StoredWeek?> FindWeekAsync(StoreSession session, WeekId week) =>
        (await LoadAsync(session, "w.week = @week", new { week = week.ToString() })).SingleOrDefault();

    /// <summary>Every week with everything in it, newest first; what the index is built from.</summary>
    public Task<IReadOnlyList<StoredWeek>> LoadAllAsync(CancellationToken cancellationToken) =>
        store.ReadAsync(session => LoadAsync(session, "1 = 1", new { }), cancellationToken);

    /// <summary>The known weeks, newest first.</summary>
    public Task<IReadOnlyList<WeekSummary>> ListWeeksAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<WeekSummary>>(
            async session =>
            {
                var weeks = await session.QueryAsync<SummaryRow>(
                    """
                    select w.week as Week, w.label_start as LabelStart, w.label_end as LabelEnd, count(wp.paper) as Papers
                    from week w left join week_paper wp on wp.week = w.week group by w.week, w.label_start, w.label_end order by w.week desc
                    """
                );
                var noted = await session.QueryAsync<NotedRow>(
                    """
                    select distinct wp.week as Week, n.language as Language from week_paper wp join note n on n.paper = wp.paper and n.live = 1
                    order by n.language desc
                    """
                );
                var byWeek = noted.ToLookup(row => row.Week, row => Languages.FromCode(row.Language), StringComparer.Ordinal);
                return
                [
                    .. weeks.Select(row => new WeekSummary(
                        WeekId.Parse(row.Week),
                        Label(row.LabelStart, row.LabelEnd),
                        (int)row.Papers,
                        [.. byWeek[row.Week]]
                    )),
                ];
            },
            cancellationToken
        );

    private static async Task<IReadOnlyList<StoredWeek>> LoadAsync(StoreSession session, string where, object parameters)
    {
        var weeks = await session.QueryAsync<WeekRow>(
            $"select w.week as Week, w.label_start as LabelStart, w.label_end as LabelEnd from week w where {where} order by w.week desc",
            parameters
        );
        var themes = (
            await session.QueryAsync<ThemeRow>(
                $"select w.week as Week, t.language as Language, t.theme as Theme, t.introduction as Introduction from week w join week_theme t on t.week = w.week where {where}",
                parameters
            )
        ).ToLookup(row => row.Week, StringComparer.Ordinal);
        var places = (
            await session.QueryAsync<WeekPaperRow>(
                $"select w.week as Week, w.paper as Paper, w.rank as Rank, w.list_name as ListName, w.held as Held from week_paper w where {where}",
                parameters
            )
        ).ToLookup(row => row.Week, StringComparer.Ordinal);
        var inWeeks = $"in (select w.paper from week_paper w where {where})";
        var papers = (
            await session.QueryAsync<PaperRow>(
                $"""
                select paper as Paper, title as Title, authors as Authors, published as Published, updated as Updated, arxiv as Arxiv, link as Link,
                  categories as Categories, abstract as Abstract, aliases as Aliases from paper where paper {inWeeks}
                """,
                parameters
            )
        ).ToDictionary(row => row.Paper, ToPaper, StringComparer.Ordinal);
        var answers = (
            await session.QueryAsync<AnswerRow>(
                $"""
                select q.paper as Paper, q.language as Language, q.position as Position, q.question as Question, q.answer as Answer,
                  q.citations as Citations, q.flags as Flags, q.verdict as Verdict, q.verdict_reason as VerdictReason
                from question_answer q join note n on n.paper = q.paper and n.language = q.language and n.revision = q.revision and n.live = 1
                where q.paper {inWeeks} order by q.position
                """,
                parameters
            )
        ).ToLookup(row => (row.Paper, row.Language), ToAnswer);
        var notes = (
            await session.QueryAsync<NoteRow>(
                $"""
                select paper as Paper, language as Language, revision as Revision, summary as Summary, origin_kind as OriginKind, origin_detail as OriginDetail
                from note where live = 1 and paper {inWeeks}
                """,
                parameters
            )
        ).ToLookup(
            row => row.Paper,
            row => new PaperNote
            {
                Paper = PaperId.Parse(row.Paper),
                Language = Languages.FromCode(row.Language),
                Summary = row.Summary,
                Origin = new NoteOrigin(row.OriginKind, row.OriginDetail),
                Revision = (int)row.Revision,
                QuestionAnswers = [.. answers[(row.Paper, row.Language)]],
            },
            StringComparer.Ordinal
        );
        return
        [
            .. weeks.Select(row => new StoredWeek
            {
                Week = WeekId.Parse(row.Week),
                Label = Label(row.LabelStart, row.LabelEnd),
                Themes = themes[row.Week]
                    .ToDictionary(
                        theme => Languages.FromCode(theme.Language),
                        theme => new WeekTheme(theme.Theme, theme.Introduction)
                    ),
                Papers =
                [
                    .. places[row.Week]
                        .OrderBy(place => place.Rank)
                        .Select(place => new StoredPaper(
                            papers[place.Paper],
                            (int)place.Rank,
                            place.ListName,
                            place.Held,
                            notes[place.Paper].ToDictionary(note => note.Language)
                        ))
                        .OrderByDescending(paper => paper.Paper.Published ?? DateOnly.MinValue),
                ],
            }),
        ];
    }

    private static Paper ToPaper(PaperRow row) =>
        new()
        {
            Id = PaperId.Parse(row.Paper),
            Title = row.Title,
            Authors = Strings(row.Authors),
            Published = Day(row.Published),
            Updated = Day(row.Updated),
            Arxiv = row.Arxiv is null ? null : ArxivId.Parse(row.Arxiv),
            Link = row.Link is null ? null : new Uri(row.Link),
            Categories = Strings(row.Categories),
            Abstract = row.Abstract,
            Aliases = Strings(row.Aliases),
        };

    private static QuestionAnswer ToAnswer(AnswerRow row) =>
        new()
        {
            Question = row.Question,
            Answer = row.Answer,
            Citations =
            [
                .. JsonSerializer
                    .Deserialize<List<StoredCitation>>(row.Citations, JsonOptions)!
                    .Select(citation => citation.ToCitation()),
            ],
            Flags = Strings(row.Flags),
            Verdict = Enum.Parse<Verdict>(row.Verdict),
            VerdictReason = row.VerdictReason,
        };

    /// <summary>Two notes with equal hashes say the same; verdicts are not part of what a note says.</summary>
    private static string ContentHash(PaperNote note) =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    JsonSerializer.Serialize(
                        new object[]
                        {
                            note.Summary,
                            note.QuestionAnswers.Select(answer => new[] { answer.Question, answer.Answer }),
                        },
                        JsonOptions
                    )
                )
            )
        );

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static string Json(IReadOnlyList<string> values) => JsonSerializer.Serialize(values, JsonOptions);

    private static List<string> Strings(string json) => JsonSerializer.Deserialize<List<string>>(json, JsonOptions)!;

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly? Day(string? day) =>
        day is null ? null : DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static WeekLabel Label(string start, string end) => new(Day(start)!.Value, Day(end)!.Value);

    private sealed record StoredCitation(
        string Text,
        int Start,
        IReadOnlyList<string> Pages,
        IReadOnlyList<string> References,
        IReadOnlyList<string> Flags
    )
    {
        public static StoredCitation Of(Citation citation) =>
            new(
                citation.Text,
                citation.Start,
                [.. citation.Pages.Select(range => range.ToString())],
                citation.References,
                citation.Flags
            );

        public Citation ToCitation() => new(Text, Start, [.. Pages.Select(ToRange)], References, Flags);

        private static PageRange ToRange(string text)
        {
            var dash = text.IndexOf('-', StringComparison.Ordinal);
            return dash < 0
                ? new PageRange(int.Parse(text, CultureInfo.InvariantCulture))
                : new PageRange(
                    int.Parse(text.AsSpan(0, dash), CultureInfo.InvariantCulture),
                    int.Parse(text.AsSpan(dash + 1), CultureInfo.InvariantCulture)
                );
        }
    }
}
