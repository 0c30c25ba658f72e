using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Fakes;

/// <summary>Puts weeks that a test made into a store.</summary>
public static class StoredWeeks
{
    /// <summary>Stores a week as it stands, verdicts and all, as a list with these rows would have brought it.</summary>
    public static Task SaveAsync(Store store, StoredWeek week, CancellationToken cancellationToken) =>
        store.WriteAsync(
            async session =>
            {
                await PaperStore.SaveWeekAsync(session, week.Label);
                foreach (var (language, theme) in week.Themes)
                {
                    await PaperStore.SaveThemeAsync(session, week.Week, language, theme);
                }

                foreach (var paper in week.Papers)
                {
                    await PaperStore.SavePaperAsync(session, paper.Paper);
                    await PaperStore.SavePlaceAsync(
                        session,
                        week.Week,
                        paper.Paper.Id,
                        paper.Rank,
                        paper.ListName,
                        "hash",
                        paper.Held
                    );
                    foreach (var note in paper.Notes.Values)
                    {
                        await PaperStore.SaveNoteAsync(session, note);
                    }
                }
            },
            cancellationToken
        );
}
