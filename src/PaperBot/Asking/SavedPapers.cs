using PaperBot.Chat;
using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Asking;

/// <summary>Papers that people keep for themselves, without who they are.</summary>
public sealed class SavedPapers(Store store)
{
    public Task SaveAsync(ChatOrigin origin, PaperId paper, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
                await session.ExecuteAsync(
                    "insert into saved_paper(person, paper, at) values(@person, @paper, @now) on conflict(person, paper) do nothing",
                    new
                    {
                        person = PersonKey.Of(origin),
                        paper = paper.Value,
                        now = await session.NowAsync(),
                    }
                ),
            cancellationToken
        );

    public Task ForgetAsync(ChatOrigin origin, PaperId paper, CancellationToken cancellationToken) =>
        store.WriteAsync(
            session =>
                session.ExecuteAsync(
                    "delete from saved_paper where person = @person and paper = @paper",
                    new { person = PersonKey.Of(origin), paper = paper.Value }
                ),
            cancellationToken
        );

    public Task<bool> HasAsync(ChatOrigin origin, PaperId paper, CancellationToken cancellationToken) =>
        store.ReadAsync(
            async session =>
                await session.ScalarAsync<long>(
                    "select count(*) from saved_paper where person = @person and paper = @paper",
                    new { person = PersonKey.Of(origin), paper = paper.Value }
                ) > 0,
            cancellationToken
        );

    /// <summary>The one saved last first.</summary>
    public Task<IReadOnlyList<PaperId>> ListAsync(ChatOrigin origin, CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<PaperId>>(
            async session =>
                [
                    .. (
                        await session.QueryAsync<string>(
                            "select paper from saved_paper where person = @person order by at desc, paper",
                            new { person = PersonKey.Of(origin) }
                        )
                    ).Select(PaperId.Parse),
                ],
            cancellationToken
        );
}
