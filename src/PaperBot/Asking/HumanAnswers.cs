using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Asking;

/// <summary>An answer that a person wrote to a question that nothing stored answered. It stands beside the paper's note and survives its next import.</summary>
/// <param name="Actor">Who wrote it, as <c>slack:U0123</c>.</param>
public sealed record HumanAnswer(PaperId Paper, Language Language, string Question, string Answer, string Actor);

/// <summary>The answers that people wrote.</summary>
public sealed class HumanAnswers(Store store)
{
    private sealed record Row(string Paper, string Language, string Question, string Answer, string Actor);

    /// <summary>All of them, in the order in which they were written.</summary>
    public Task<IReadOnlyList<HumanAnswer>> LoadAsync(CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<HumanAnswer>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<Row>(
                            "select paper as Paper, language as Language, question as Question, answer as Answer, actor as Actor from human_answer order by at, id"
                        )
                    ).Select(row => new HumanAnswer(
                        PaperId.Parse(row.Paper),
                        Languages.FromCode(row.Language),
                        row.Question,
                        row.Answer,
                        row.Actor
                    )),
                ],
            cancellationToken
        );

    /// <returns>The id it is stored under.</returns>
    public static async Task<string> SaveAsync(StoreSession session, HumanAnswer answer)
    {
        var id = Guid.CreateVersion7().ToString("N");
        await session.ExecuteAsync(
            """
            insert into human_answer(id, paper, language, question, answer, actor, at)
            values(@id, @paper, @language, @Question, @Answer, @Actor, @now)
            """,
            new
            {
                id,
                paper = answer.Paper.Value,
                language = answer.Language.Code(),
                answer.Question,
                answer.Answer,
                answer.Actor,
                now = await session.NowAsync(),
            }
        );
        await session.MarkChangedAsync(StoreTopic.Notes);
        return id;
    }
}
