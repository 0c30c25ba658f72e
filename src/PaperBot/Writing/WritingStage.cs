using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Writing;

/// <summary>Writes about the papers of a week side by side, and saves each note as soon as it is whole: one that fails keeps no other one up.</summary>
public sealed class WritingStage(Store store, INoteWriter writer)
{
    /// <summary>Who writes and by which prompts: part of what a note depends on.</summary>
    public string Identity => writer.Identity;

    public WritingEstimate Estimate(PagedPaper? paper) => writer.Estimate(paper);

    /// <param name="log">Notes what came of a paper, in the transaction that saves its notes.</param>
    /// <returns>One for each paper, in their order.</returns>
    public async Task<IReadOnlyList<WritingOutcome>> WriteAsync(
        WeekId week,
        IReadOnlyList<PagedPaper> papers,
        Func<StoreSession, PagedPaper, WritingOutcome, Task> log,
        CancellationToken cancellationToken
    ) => await Task.WhenAll(papers.Select(paper => WriteAsync(week, paper, log, cancellationToken)));

    /// <summary>The theme of a week from its stored summaries; saved in every language.</summary>
    /// <param name="log">Notes whose theme it is, in the transaction that saves it.</param>
    public async Task<ThemeOutcome> WriteThemeAsync(
        WeekId week,
        IReadOnlyList<ThemePaper> papers,
        Func<StoreSession, Task> log,
        CancellationToken cancellationToken
    )
    {
        var outcome = await writer.WriteThemeAsync(week, papers, cancellationToken);
        if (outcome is ThemeOutcome.Written written)
        {
            await store.WriteAsync(
                async session =>
                {
                    foreach (var (language, theme) in written.Themes)
                    {
                        await PaperStore.SaveThemeAsync(session, week, language, new WeekTheme(theme, ""));
                    }

                    await log(session);
                },
                cancellationToken
            );
        }

        return outcome;
    }

    private async Task<WritingOutcome> WriteAsync(
        WeekId week,
        PagedPaper paper,
        Func<StoreSession, PagedPaper, WritingOutcome, Task> log,
        CancellationToken cancellationToken
    )
    {
        var outcome = await writer.WriteAsync(week, paper, cancellationToken);
        await store.WriteAsync(
            async session =>
            {
                foreach (var note in outcome is WritingOutcome.Written written ? written.Notes : [])
                {
                    await PaperStore.SaveNoteAsync(session, note);
                }

                await log(session, paper, outcome);
            },
            cancellationToken
        );
        return outcome;
    }
}
