using PaperBot.Chat;
using PaperBot.Storage;

namespace PaperBot.Asking;

/// <summary>How long what people left behind is kept, and how it is forgotten when they ask for it.</summary>
public sealed class KeptQuestions(Store store)
{
    /// <summary>Questions that nobody asked again since, with the wishes to be told of an answer. Answers that people wrote stay.</summary>
    /// <returns>How many questions.</returns>
    public Task<int> ForgetOldAsync(DateTimeOffset before, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                var old = new { before = before.ToUnixTimeMilliseconds() };
                await session.ExecuteAsync(
                    "delete from unanswered_wish where unanswered in (select id from unanswered where last_at < @before)",
                    old
                );
                return await session.ExecuteAsync("delete from unanswered where last_at < @before", old);
            },
            cancellationToken
        );

    /// <summary>Everything that is kept of one person: saved papers, ratings, wishes to be told. Kept questions name nobody.</summary>
    public Task<ForgottenPerson> ForgetAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                var who = new
                {
                    person = PersonKey.Of(origin),
                    origin.Platform,
                    origin.Workspace,
                    origin.UserId,
                };
                return new ForgottenPerson(
                    await session.ExecuteAsync("delete from saved_paper where person = @person", who),
                    await session.ExecuteAsync("delete from answer_rating where rater = @person", who),
                    await session.ExecuteAsync(
                        "delete from unanswered_wish where platform = @Platform and workspace = @Workspace and person = @UserId",
                        who
                    )
                );
            },
            cancellationToken
        );
}

/// <summary>How much was kept of a person and is not any more.</summary>
public sealed record ForgottenPerson(int SavedPapers, int Ratings, int Wishes);
