using PaperBot.Storage;

namespace PaperBot.Papers;

/// <summary>Brings a weekly note into the store: all of it in one transaction, or nothing.</summary>
public sealed class NoteImport(Store store)
{
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<NoteImportOutcome> ImportAsync(string path, CancellationToken cancellationToken) =>
        await WeeklyNoteReader.ReadFileAsync(path, cancellationToken) switch
        {
            NoteReading.Whole reading => await ImportAsync(reading, cancellationToken),
            NoteReading.Refused refused => new NoteImportOutcome.Refused(refused.Reason),
            _ => throw new InvalidOperationException("A reading is whole or refused."),
        };

    public async Task<NoteImportOutcome.Imported> ImportAsync(NoteReading.Whole reading, CancellationToken cancellationToken) =>
        await store.WriteAsync(session => SaveAsync(session, reading), cancellationToken);

    /// <summary>Saves within the caller's transaction, so that what follows from a note can be saved with it.</summary>
    public static async Task<NoteImportOutcome.Imported> SaveAsync(StoreSession session, NoteReading.Whole reading)
    {
        var note = reading.Note;
        var names =
            reading.Form == NoteForm.Text ? ShortNames.Find(note) : [.. note.Papers.Select(_ => (IReadOnlyList<string>)[])];
        var changed = await PaperStore.SaveWeekAsync(session, note.Label);
        changed |= await PaperStore.SaveThemeAsync(
            session,
            note.Week,
            note.Language,
            new WeekTheme(note.Theme, note.Introduction)
        );
        var papers = new List<ImportedPaper>();
        foreach (var ((paper, written), aliases) in note.Papers.Zip(names))
        {
            var known = await PaperStore.FindPaperAsync(session, paper.Id);
            changed |= await PaperStore.SavePaperAsync(session, Merge(known, paper, aliases));
            papers.Add(await SaveNoteAsync(session, paper, written));
        }

        changed |= await PaperStore.SavePlacesOfNoteAsync(session, note.Week, [.. note.Papers.Select(paper => paper.Paper.Id)]);
        return new NoteImportOutcome.Imported(
            reading,
            papers,
            changed || papers.Exists(paper => paper.Change is NoteChange.New or NoteChange.Replaced)
        );
    }

    private static async Task<ImportedPaper> SaveNoteAsync(StoreSession session, Paper paper, PaperNote? written)
    {
        if (written is null)
        {
            return new ImportedPaper(paper, NoteChange.None, 0);
        }

        var (changed, revision) = await PaperStore.SaveNoteAsync(session, written);
        return new ImportedPaper(
            paper,
            !changed ? NoteChange.Unchanged
                : revision == 1 ? NoteChange.New
                : NoteChange.Replaced,
            revision
        );
    }

    /// <summary>
    /// A note knows a paper better than a list does, and arXiv, which alone gives abstracts, better than a note. But the pages that a note cites are
    /// those of the version that it names.
    /// </summary>
    private static Paper Merge(Paper? known, Paper noted, IReadOnlyList<string> names)
    {
        if (known is null || known.Abstract.Length == 0 || noted.Abstract.Length > 0)
        {
            string[] old = known is null || NormalText.Key(known.Title) == NormalText.Key(noted.Title) ? [] : [known.Title];
            return noted with { Aliases = [.. old, .. noted.Aliases.Union(names, StringComparer.Ordinal)] };
        }

        string[] other = NormalText.Key(known.Title) == NormalText.Key(noted.Title) ? [] : [noted.Title];
        var merged = known with { Aliases = [.. other, .. noted.Aliases.Union(names, StringComparer.Ordinal)] };
        return noted.Arxiv?.Version is null
            ? merged
            : merged with
            {
                Arxiv = noted.Arxiv,
                Updated = noted.Updated ?? known.Updated,
                Link = noted.Link ?? known.Link,
            };
    }
}

/// <summary>What came of an import.</summary>
public abstract record NoteImportOutcome
{
    private NoteImportOutcome() { }

    /// <summary>The file is no note, or not a whole one; the store is as it was.</summary>
    public sealed record Refused(NoteRefusal Reason) : NoteImportOutcome;

    /// <param name="Papers">In the note's order.</param>
    /// <param name="Changed">False where the store knew all of it already.</param>
    public sealed record Imported(NoteReading.Whole Reading, IReadOnlyList<ImportedPaper> Papers, bool Changed)
        : NoteImportOutcome
    {
        public WeeklyNote Note => Reading.Note;

        public IReadOnlyList<NoteOddity> Oddities => Reading.Oddities;
    }
}

/// <summary>A paper of an imported note and what became of its note.</summary>
/// <param name="Revision">Of the note that is live now; 0 where there is none.</param>
public sealed record ImportedPaper(Paper Paper, NoteChange Change, int Revision);

/// <summary>What an import did with one paper's note.</summary>
public enum NoteChange
{
    /// <summary>The first note for this paper in this language.</summary>
    New,

    /// <summary>The store had the same note.</summary>
    Unchanged,

    /// <summary>Another note was there; this one is its next revision.</summary>
    Replaced,

    /// <summary>The file says that there is no note for this paper.</summary>
    None,
}
