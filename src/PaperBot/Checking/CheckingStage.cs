using PaperBot.Papers;
using PaperBot.Storage;

namespace PaperBot.Checking;

/// <summary>
/// The stage that compares every answer of a paper's live notes with the paper's stored pages and stores verdicts and evidence. What a
/// person ruled stays.
/// </summary>
public sealed class CheckingStage(Store store, Checker checker, CheckingSettings settings)
{
    /// <summary>All that the outcome for a paper depends on: equal inputs, equal verdicts.</summary>
    public Task<IReadOnlyList<string>> InputsAsync(PaperId paper, CancellationToken cancellationToken) =>
        store.ReadAsync<IReadOnlyList<string>>(
            async session =>
            {
                var pages = await PageStore.FindHeadAsync(session, paper);
                var notes = await PaperStore.LoadNotesAsync(session, paper);
                return
                [
                    Checker.Version,
                    $"{settings.Failed} {settings.Weak} {settings.Unchecked}",
                    $"{pages?.State} {pages?.Hash} {pages?.Reader}",
                    .. notes.Select(note => $"{note.Language} {note.Revision}"),
                    // Another glossary judges otherwise.
                    checker.Terms,
                ];
            },
            cancellationToken
        );

    /// <returns>How the answers of all languages stand now; null where the paper has no note.</returns>
    public async Task<CheckedPaper?> CheckAsync(PaperId paper, CancellationToken cancellationToken)
    {
        var (notes, pages) = await store.ReadAsync(
            async session => (await PaperStore.LoadNotesAsync(session, paper), await PageStore.FindAsync(session, paper)),
            cancellationToken
        );
        if (notes.Count == 0)
        {
            return null;
        }

        var index = pages is { State: PagesState.Read } ? PageIndex.Of(pages.Pages) : null;
        var changed = false;
        var verdicts = new List<Verdict>();
        foreach (var note in notes)
        {
            // Outside the transaction: comparing takes longer than a write should.
            var answers = note.QuestionAnswers.Select(answer => Judge(answer, index, pages?.Problem)).ToList();
            verdicts.AddRange(answers.Select(answer => answer.Verdict));
            changed |= await store.WriteAsync(session => PaperStore.SaveChecksAsync(session, note, answers), cancellationToken);
        }

        return new CheckedPaper(pages ?? new PaperPages { Paper = paper, State = PagesState.Missing }, verdicts, changed);
    }

    private QuestionAnswer Judge(QuestionAnswer answer, PageIndex? pages, TextForPeople? problem)
    {
        var check = checker.Check(answer, pages);
        var flags = answer.Flags.Except(NoteFlags.OfPages, StringComparer.Ordinal).Concat(check.Flags).ToList();
        var judged = answer with { Checks = check.Citations, Flags = flags };
        return answer.JudgedBy is not null
            ? judged
            : judged with
            {
                Verdict = check.Verdict,
                VerdictReason = (
                    pages is null && problem is not null ? CheckTexts.NoText(problem) : CheckTexts.Of(check.Finding)
                ).ToStored(),
                IsHeld = settings.Holds(check.Verdict),
            };
    }
}

/// <summary>How a paper's answers stand after the check.</summary>
/// <param name="Pages">What they were compared with, without the pages' text where there was none.</param>
/// <param name="Changed">Whether any verdict, flag or evidence changed.</param>
public sealed record CheckedPaper(PaperPages Pages, IReadOnlyList<Verdict> Verdicts, bool Changed);
