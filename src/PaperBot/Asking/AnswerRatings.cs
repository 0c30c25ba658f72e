using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Asking;

/// <summary>What people think of answers: one vote a person and answer, without who cast it.</summary>
public sealed class AnswerRatings(Store store)
{
    private sealed record Row(string Paper, string Language, string Question, long Up, long Down);

    public Task RateAsync(IndexedAnswer answer, ChatOrigin origin, bool helpful, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    """
                    insert into answer_rating(paper, language, question, rater, helpful, at) values(@paper, @language, @question, @rater, @helpful, @now)
                    on conflict(paper, language, question, rater) do update set helpful = excluded.helpful, at = excluded.at
                    """,
                    new
                    {
                        paper = answer.Paper.Id.Value,
                        language = answer.Language.Code(),
                        question = answer.QuestionAnswer.Question,
                        rater = PersonKey.Of(origin),
                        helpful = helpful ? 1L : 0L,
                        now = await session.NowAsync(),
                    }
                ),
            cancellationToken
        );

    /// <summary>Votes by answer, the most disliked first.</summary>
    public Task<IReadOnlyList<AnswerRating>> ListAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<AnswerRating>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<Row>(
                            """
                            select paper as Paper, language as Language, question as Question, sum(helpful) as Up, sum(1 - helpful) as Down
                            from answer_rating group by paper, language, question order by sum(1 - helpful) desc, paper, question
                            """
                        )
                    ).Select(row => new AnswerRating(
                        PaperId.Parse(row.Paper),
                        Languages.FromCode(row.Language),
                        row.Question,
                        (int)row.Up,
                        (int)row.Down
                    )),
                ],
            cancellationToken
        );
}

/// <param name="Up">How many found it helpful.</param>
public sealed record AnswerRating(PaperId Paper, Language Language, string Question, int Up, int Down);
