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

    private record PaperRow(
        string Paper,
        string Title,
        string Authors,
        string? Published,
        string? Updated,
        string? Arxiv,
        string? Link,
        string Categories,
        string Abstract,
        string Aliases,
        long Withdrawn
    );

    private sealed record WeekPaperRow(
        string Week,
        long Rank,
        string ListName,
        string? Held,
        long? Slot,
        string? Replaced,
        string Paper,
        string Title,
        string Authors,
        string? Published,
        string? Updated,
        string? Arxiv,
        string? Link,
        string Categories,
        string Abstract,
        string Aliases,
        long Withdrawn
    ) : PaperRow(Paper, Title, Authors, Published, Updated, Arxiv, Link, Categories, Abstract, Aliases, Withdrawn);

    private sealed record PlaceRow(string Paper, long Rank, string ListName, string RowHash, string? Held, long? Slot);

    private sealed record StoodRow(string Paper, string Week);

    /// <summary>A note with one of its answers; with none where it has none.</summary>
    private sealed record NoteRow(
        string Paper,
        string Language,
        long Revision,
        string Summary,
        string OriginKind,
        string OriginDetail,
        string? Question,
        string? Answer,
        string? Citations,
        string? Flags,
        string? Verdict,
        string? VerdictReason,
        long? Held,
        string? JudgedBy,
        string? Checks,
        string? Quotes
    );

    private sealed record LiveNote(long Revision, string ContentHash);

    private sealed record NotedRow(string Week, string Language);

    /// <summary>Saves a week's label; a known week keeps its label unless it changed.</summary>
    /// <returns>Whether anything changed.</returns>
    public static async Task<bool> SaveWeekAsync(StoreSession session, WeekLabel label) =>
        await ChangeAsync(
            session,
            """
            insert into week(week, label_start, label_end, known_at) values(@week, @start, @end, @now)
            on conflict(week) do update set label_start = excluded.label_start, label_end = excluded.label_end
            where week.label_start <> excluded.label_start or week.label_end <> excluded.label_end
            """,
            new
            {
                week = label.Week.ToString(),
                start = Day(label.Start),
                end = Day(label.End),
                now = await session.NowAsync(),
            }
        );

    /// <returns>Whether anything changed.</returns>
    public static Task<bool> SaveThemeAsync(StoreSession session, WeekId week, Language language, WeekTheme theme) =>
        ChangeAsync(
            session,
            """
            insert into week_theme(week, language, theme, introduction) values(@week, @language, @Theme, @Introduction)
            on conflict(week, language) do update set theme = excluded.theme, introduction = excluded.introduction
            where week_theme.theme <> excluded.theme or week_theme.introduction <> excluded.introduction
            """,
            new
            {
                week = week.ToString(),
                language = language.Code(),
                theme.Theme,
                theme.Introduction,
            }
        );

    /// <summary>
    /// Saves what is known of a paper; aliases are added to those it has, an empty abstract keeps the one it has, everything else replaces
    /// what stood there.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public static async Task<bool> SavePaperAsync(StoreSession session, Paper paper)
    {
        var known = await session.FindAsync<string>("select aliases from paper where paper = @id", new { id = paper.Id.Value });
        var aliases = (known is null ? [] : Strings(known)).Union(paper.Aliases, StringComparer.Ordinal).ToList();
        return await ChangeAsync(
            session,
            """
            insert into paper(paper, title, authors, published, updated, arxiv, link, categories, abstract, aliases, withdrawn, updated_at)
            values(@id, @Title, @authors, @published, @updated, @arxiv, @link, @categories, @Abstract, @aliases, @withdrawn, @now)
            on conflict(paper) do update set title = excluded.title, authors = excluded.authors, published = excluded.published,
              updated = excluded.updated, arxiv = excluded.arxiv, link = excluded.link, categories = excluded.categories,
              abstract = case when excluded.abstract = '' then paper.abstract else excluded.abstract end,
              aliases = excluded.aliases, withdrawn = excluded.withdrawn, updated_at = excluded.updated_at
            where paper.title <> excluded.title or paper.authors <> excluded.authors
              or paper.published is distinct from excluded.published or paper.updated is distinct from excluded.updated
              or paper.arxiv is distinct from excluded.arxiv or paper.link is distinct from excluded.link
              or paper.categories <> excluded.categories or paper.aliases <> excluded.aliases or paper.withdrawn <> excluded.withdrawn
              or (excluded.abstract <> '' and paper.abstract <> excluded.abstract)
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
                withdrawn = paper.Withdrawn ? 1L : 0L,
                now = await session.NowAsync(),
            }
        );
    }

    /// <summary>What is known of a paper; null where it is not known.</summary>
    public static async Task<Paper?> FindPaperAsync(StoreSession session, PaperId id) =>
        await session.FindAsync<PaperRow>($"select {PaperColumns} from paper p where p.paper = @id", new { id = id.Value })
            is { } row
            ? ToPaper(row)
            : null;

    /// <summary>A week's papers by their places, rank by rank, without what is written about them.</summary>
    public static async Task<IReadOnlyList<PaperPlace>> LoadPlacesAsync(StoreSession session, WeekId week) =>
        [
            .. (
                await session.QueryAsync<PlaceRow>(
                    """
                    select paper as Paper, rank as Rank, list_name as ListName, row_hash as RowHash, held as Held, slot as Slot
                    from week_paper where week = @week order by rank, paper
                    """,
                    new { week = week.ToString() }
                )
            ).Select(row => new PaperPlace(PaperId.Parse(row.Paper), (int)row.Rank, row.ListName, row.RowHash, row.Held)
            {
                Slot = (int?)row.Slot,
            }),
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
    /// <returns>Whether anything changed.</returns>
    public static Task<bool> SavePlaceAsync(
        StoreSession session,
        WeekId week,
        PaperId paper,
        int rank,
        string listName,
        string rowHash,
        string? held
    ) =>
        ChangeAsync(
            session,
            """
            insert into week_paper(week, paper, rank, list_name, row_hash, held) values(@week, @paper, @rank, @listName, @rowHash, @held)
            on conflict(week, paper) do update set rank = excluded.rank, list_name = excluded.list_name, row_hash = excluded.row_hash, held = excluded.held
            where week_paper.rank <> excluded.rank or week_paper.list_name <> excluded.list_name or week_paper.row_hash <> excluded.row_hash
              or week_paper.held is distinct from excluded.held
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

    /// <summary>Gives a paper its number among the week's posts.</summary>
    /// <param name="replaced">The title of the paper that has had it until now; null where none has.</param>
    public static async Task SaveSlotAsync(StoreSession session, WeekId week, PaperId paper, int slot, string? replaced)
    {
        await session.ExecuteAsync(
            "update week_paper set slot = @slot, replaced = @replaced where week = @week and paper = @paper",
            new
            {
                week = week.ToString(),
                paper = paper.Value,
                slot = (long)slot,
                replaced,
            }
        );
        await session.MarkChangedAsync(StoreTopic.Notes);
    }

    /// <summary>
    /// Puts the papers of a note into its week, in the note's order. Places that a list gave stay as they are; papers that the list does not have
    /// come after its last.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public static async Task<bool> SavePlacesOfNoteAsync(StoreSession session, WeekId week, IReadOnlyList<PaperId> papers)
    {
        var places = await LoadPlacesAsync(session, week);
        var listed = places.Where(place => place.RowHash.Length > 0).ToList();
        var last = listed.Count > 0 ? listed.Max(place => place.Rank) : 0;
        var changed = false;
        foreach (var paper in papers.Where(paper => listed.TrueForAll(place => place.Paper != paper)))
        {
            var held = places.FirstOrDefault(place => place.Paper == paper)?.Held;
            changed |= await SavePlaceAsync(session, week, paper, ++last, "", "", held);
        }

        return changed;
    }

    /// <summary>Saves a note as the live one of its paper and language; the same content again changes nothing.</summary>
    /// <returns>Whether anything changed, and the number of the live revision.</returns>
    public static async Task<(bool Changed, int Revision)> SaveNoteAsync(StoreSession session, PaperNote note)
    {
        note = await AnswerRulings.ApplyAsync(session, note);
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
                insert into question_answer(paper, language, revision, position, question, answer, citations, flags, verdict, verdict_reason,
                  held, judged_by, checks, quotes)
                values(@paper, @language, @revision, @position, @Question, @Answer, @citations, @flags, @verdict, @VerdictReason,
                  @held, @JudgedBy, @checks, @quotes)
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
                    held = Held(answer),
                    answer.JudgedBy,
                    checks = Checks(answer),
                    quotes = JsonSerializer.Serialize(answer.Quotes, JsonOptions),
                }
            );
        }

        await session.MarkChangedAsync(StoreTopic.Notes);
        return (true, (int)revision);
    }

    /// <summary>Saves what a check or a person said about the answers of a live note; their texts stay as they are.</summary>
    /// <param name="answers">One for each of the note's, in its order.</param>
    /// <returns>Whether anything changed; false as well where another revision took the note's place meanwhile.</returns>
    public static async Task<bool> SaveChecksAsync(StoreSession session, PaperNote note, IReadOnlyList<QuestionAnswer> answers)
    {
        var changed = false;
        for (var position = 0; position < answers.Count; position++)
        {
            var answer = answers[position];
            changed |=
                await session.ExecuteAsync(
                    """
                    update question_answer set verdict = @verdict, verdict_reason = @VerdictReason, held = @held, judged_by = @JudgedBy,
                      flags = @flags, checks = @checks
                    where paper = @paper and language = @language and revision = @revision and position = @position
                      and revision = (select revision from note where paper = @paper and language = @language and live = 1)
                      and (verdict <> @verdict or verdict_reason <> @VerdictReason or held is distinct from @held
                        or judged_by is distinct from @JudgedBy or flags <> @flags or checks <> @checks)
                    """,
                    new
                    {
                        paper = note.Paper.Value,
                        language = note.Language.Code(),
                        revision = (long)note.Revision,
                        position = (long)position,
                        verdict = answer.Verdict.ToString(),
                        answer.VerdictReason,
                        held = Held(answer),
                        answer.JudgedBy,
                        flags = Json(answer.Flags),
                        checks = Checks(answer),
                    }
                ) > 0;
        }

        if (changed)
        {
            await session.MarkChangedAsync(StoreTopic.Notes);
        }

        return changed;
    }

    /// <summary>The live notes of a paper, Japanese before English.</summary>
    public static async Task<IReadOnlyList<PaperNote>> LoadNotesAsync(StoreSession session, PaperId paper) =>
        [
            .. (
                await session.QueryAsync<NoteRow>(
                    $"select {NoteColumns} {NoteTables} where n.live = 1 and n.paper = @paper order by n.language desc, q.position",
                    new { paper = paper.Value }
                )
            )
                .GroupBy(row => row.Language, StringComparer.Ordinal)
                .Select(ToNote),
        ];

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
                var weeks = await session.QueryAsync<WeekRow>(
                    "select week as Week, label_start as LabelStart, label_end as LabelEnd from week order by week desc"
                );
                // Counted here: on SQLite a computed column has no type where there is no row, and then no record takes it.
                var papers = (await session.QueryAsync<string>("select week from week_paper"))
                    .CountBy(week => week)
                    .ToDictionary();
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
                        papers.GetValueOrDefault(row.Week),
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
        // One statement for what belongs together: between two of them another connection may save the next revision.
        var places = (
            await session.QueryAsync<WeekPaperRow>(
                $"""
                select w.week as Week, w.rank as Rank, w.list_name as ListName, w.held as Held, w.slot as Slot, w.replaced as Replaced,
                  {PaperColumns}
                from week_paper w join paper p on p.paper = w.paper where {where} order by w.rank, w.paper
                """,
                parameters
            )
        ).ToLookup(row => row.Week, StringComparer.Ordinal);
        var notes = (
            await session.QueryAsync<NoteRow>(
                $"""
                select {NoteColumns} {NoteTables}
                where n.live = 1 and n.paper in (select w.paper from week_paper w where {where})
                order by n.paper, n.language, q.position
                """,
                parameters
            )
        ).GroupBy(row => (row.Paper, row.Language)).ToLookup(rows => rows.Key.Paper, ToNote, StringComparer.Ordinal);
        var stood = (
            await session.QueryAsync<StoodRow>(
                $"""
                select e.paper as Paper, e.week as Week from week_paper e
                where exists(select 1 from week_paper w where w.paper = e.paper and w.week > e.week and {where})
                """,
                parameters
            )
        ).ToLookup(row => row.Paper, row => WeekId.Parse(row.Week), StringComparer.Ordinal);
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
                        .Select(place => new StoredPaper(
                            ToPaper(place),
                            (int)place.Rank,
                            place.ListName,
                            place.Held,
                            notes[place.Paper].ToDictionary(note => note.Language)
                        )
                        {
                            Slot = (int?)place.Slot,
                            Replaces = place.Replaced,
                            Earlier = Newest(stood[place.Paper], WeekId.Parse(row.Week)),
                        })
                        .OrderByDescending(paper => paper.Paper.Published ?? DateOnly.MinValue),
                ],
            }),
        ];
    }

    private const string NoteColumns = """
        n.paper as Paper, n.language as Language, n.revision as Revision, n.summary as Summary, n.origin_kind as OriginKind,
          n.origin_detail as OriginDetail, q.question as Question, q.answer as Answer, q.citations as Citations, q.flags as Flags,
          q.verdict as Verdict, q.verdict_reason as VerdictReason, q.held as Held, q.judged_by as JudgedBy, q.checks as Checks, q.quotes as Quotes
        """;

    private const string NoteTables =
        "from note n left join question_answer q on q.paper = n.paper and q.language = n.language and q.revision = n.revision";

    private const string PaperColumns = """
        p.paper as Paper, p.title as Title, p.authors as Authors, p.published as Published, p.updated as Updated, p.arxiv as Arxiv, p.link as Link,
          p.categories as Categories, p.abstract as Abstract, p.aliases as Aliases, p.withdrawn as Withdrawn
        """;

    private static WeekId? Newest(IEnumerable<WeekId> weeks, WeekId before) =>
        weeks.Where(week => week < before).Cast<WeekId?>().Max();

    private static PaperNote ToNote(IEnumerable<NoteRow> rows)
    {
        var note = rows.First();
        return new PaperNote
        {
            Paper = PaperId.Parse(note.Paper),
            Language = Languages.FromCode(note.Language),
            Summary = note.Summary,
            Origin = new NoteOrigin(note.OriginKind, note.OriginDetail),
            Revision = (int)note.Revision,
            QuestionAnswers = [.. rows.Where(row => row.Question is not null).Select(ToAnswer)],
        };
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
            Withdrawn = row.Withdrawn == 1,
        };

    private static QuestionAnswer ToAnswer(NoteRow row) =>
        new()
        {
            Question = row.Question!,
            Answer = row.Answer!,
            Citations =
            [
                .. JsonSerializer
                    .Deserialize<List<StoredCitation>>(row.Citations!, JsonOptions)!
                    .Select(citation => citation.ToCitation()),
            ],
            Flags = Strings(row.Flags!),
            Verdict = Enum.Parse<Verdict>(row.Verdict!),
            VerdictReason = row.VerdictReason!,
            Held = row.Held is { } held ? held != 0 : null,
            JudgedBy = row.JudgedBy,
            Checks = JsonSerializer.Deserialize<List<CitationCheck>>(row.Checks!, JsonOptions)!,
            Quotes = JsonSerializer.Deserialize<List<CitedQuote>>(row.Quotes!, JsonOptions)!,
        };

    private static long? Held(QuestionAnswer answer) =>
        answer.Held is { } held
            ? held
                ? 1
                : 0
            : null;

    private static string Checks(QuestionAnswer answer) => JsonSerializer.Serialize(answer.Checks, JsonOptions);

    /// <summary>Runs a statement that leaves alone what is the same already; other nodes hear of it only when something changed.</summary>
    private static async Task<bool> ChangeAsync(StoreSession session, string sql, object parameters)
    {
        if (await session.ExecuteAsync(sql, parameters) == 0)
        {
            return false;
        }

        await session.MarkChangedAsync(StoreTopic.Notes);
        return true;
    }

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
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
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
