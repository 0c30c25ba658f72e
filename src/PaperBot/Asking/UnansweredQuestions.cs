using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Asking;

/// <summary>
/// What was asked and not answered, like questions as one, without who asked. Nothing is kept unless the settings say so. An admin
/// answers or dismisses them; an answer becomes a stored one.
/// </summary>
public sealed class UnansweredQuestions(Store store, AskingSettings settings)
{
    private const double Alike = 0.6;
    private const int MostOpen = 500;

    private sealed record Row(string Id, string Question, string Language, string? Paper, long Times, long LastAt);

    private sealed record Answered(string Id, string Question, string Paper, string Language, string Answer);

    public bool AreKept => settings.KeepUnanswered;

    /// <summary>Keeps a question, or counts it to an open one that is alike.</summary>
    /// <returns>Its id; null where questions are not kept.</returns>
    public async Task<string?> KeepAsync(string question, Language language, PaperId? paper, CancellationToken cancellationToken)
    {
        var text = SearchText.Shorten(question).Trim();
        if (!settings.KeepUnanswered || text.Length == 0)
        {
            return null;
        }

        return await store.WriteAsync(
            async session =>
            {
                var open = await LoadOpenAsync(session);
                var like = open.Where(row => row.Paper == paper?.Value)
                    .Select(row => (row.Id, Likeness: Likeness.Between(row.Question, text, settings.Glossary)))
                    .OrderByDescending(row => row.Likeness)
                    .FirstOrDefault();
                var now = await session.NowAsync();
                if (like.Likeness >= Alike)
                {
                    await session.ExecuteAsync(
                        "update unanswered set times = times + 1, last_at = @now where id = @Id",
                        new { now, like.Id }
                    );
                    return like.Id;
                }

                var id = Guid.CreateVersion7().ToString("N");
                await session.ExecuteAsync(
                    """
                    insert into unanswered(id, question, language, paper, times, first_at, last_at, state)
                    values(@id, @text, @language, @paper, 1, @now, @now, 'open')
                    """,
                    new
                    {
                        id,
                        text,
                        language = language.Code(),
                        paper = paper?.Value,
                        now,
                    }
                );
                return id;
            },
            cancellationToken
        );
    }

    /// <summary>The open ones, most often asked first.</summary>
    public Task<IReadOnlyList<UnansweredQuestion>> ListAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<UnansweredQuestion>>(
            async session => [.. (await LoadOpenAsync(session)).Select(ToQuestion)],
            cancellationToken
        );

    public async Task<UnansweredQuestion?> FindAsync(string id, CancellationToken cancellationToken) =>
        await store.ReadAsync(
            session =>
                session.FindAsync<Row>(
                    "select id as Id, question as Question, language as Language, paper as Paper, times as Times, last_at as LastAt from unanswered where id = @id and state = 'open'",
                    new { id }
                ),
            cancellationToken
        )
            is { } row
            ? ToQuestion(row)
            : null;

    /// <summary>Stores a person's answer and closes the question with it.</summary>
    /// <returns>Whether the question was still open.</returns>
    public Task<bool> AnswerAsync(string id, HumanAnswer answer, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                var stored = await HumanAnswers.SaveAsync(session, answer);
                var closed = await session.ExecuteAsync(
                    "update unanswered set state = 'answered', answer = @stored where id = @id and state = 'open'",
                    new { id, stored }
                );
                if (closed == 0)
                {
                    await session.ExecuteAsync("delete from human_answer where id = @stored", new { stored });
                }

                return closed > 0;
            },
            cancellationToken
        );

    public Task<bool> DismissAsync(string id, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                await session.ExecuteAsync("delete from unanswered_wish where unanswered = @id", new { id });
                return await session.ExecuteAsync(
                        "update unanswered set state = 'dismissed' where id = @id and state = 'open'",
                        new { id }
                    ) > 0;
            },
            cancellationToken
        );

    /// <summary>Remembers that a person wishes to be told of an answer.</summary>
    public Task WishAsync(string id, ChatOrigin origin, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    """
                    insert into unanswered_wish(unanswered, platform, workspace, person, at)
                    select id, @Platform, @Workspace, @UserId, @now from unanswered where id = @id
                    on conflict do nothing
                    """,
                    new
                    {
                        id,
                        origin.Platform,
                        origin.Workspace,
                        origin.UserId,
                        now = await session.NowAsync(),
                    }
                ),
            cancellationToken
        );

    /// <summary>What a person wished to be told and is answered now; each is handed out once.</summary>
    public async Task<IReadOnlyList<HumanAnswer>> TakeAnsweredAsync(ChatOrigin origin, CancellationToken cancellationToken)
    {
        var who = new
        {
            origin.Platform,
            origin.Workspace,
            origin.UserId,
        };
        const string waiting = """
            select u.id as Id, h.question as Question, h.paper as Paper, h.language as Language, h.answer as Answer
            from unanswered_wish w join unanswered u on u.id = w.unanswered join human_answer h on h.id = u.answer
            where w.platform = @Platform and w.workspace = @Workspace and w.person = @UserId and u.state = 'answered' order by h.at
            """;
        // Nearly always there is none, and looking takes no lock.
        if ((await store.ReadAsync(session => session.QueryAsync<Answered>(waiting, who), cancellationToken)).Count == 0)
        {
            return [];
        }

        return await store.WriteAsync<IReadOnlyList<HumanAnswer>>(
            async session =>
            {
                var answers = new List<HumanAnswer>();
                foreach (var row in await session.QueryAsync<Answered>(waiting, who))
                {
                    var taken = await session.ExecuteAsync(
                        "delete from unanswered_wish where unanswered = @Id and platform = @Platform and workspace = @Workspace and person = @UserId",
                        new
                        {
                            row.Id,
                            who.Platform,
                            who.Workspace,
                            who.UserId,
                        }
                    );
                    if (taken > 0)
                    {
                        answers.Add(
                            new HumanAnswer(
                                PaperId.Parse(row.Paper),
                                Languages.FromCode(row.Language),
                                row.Question,
                                row.Answer,
                                ""
                            )
                        );
                    }
                }

                return answers;
            },
            cancellationToken
        );
    }

    private static Task<IReadOnlyList<Row>> LoadOpenAsync(StoreSession session) =>
        session.QueryAsync<Row>(
            """
            select id as Id, question as Question, language as Language, paper as Paper, times as Times, last_at as LastAt
            from unanswered where state = 'open' order by times desc, last_at desc limit @most
            """,
            new { most = MostOpen }
        );

    private static UnansweredQuestion ToQuestion(Row row) =>
        new(
            row.Id,
            row.Question,
            Languages.FromCode(row.Language),
            row.Paper is null ? null : PaperId.Parse(row.Paper),
            (int)row.Times,
            DateTimeOffset.FromUnixTimeMilliseconds(row.LastAt)
        );
}

/// <param name="Times">How often it or one like it was asked.</param>
public sealed record UnansweredQuestion(
    string Id,
    string Question,
    Language Language,
    PaperId? Paper,
    int Times,
    DateTimeOffset LastAsked
);
