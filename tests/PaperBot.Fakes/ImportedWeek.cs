using PaperBot.Papers;

namespace PaperBot.Fakes;

/// <summary>A weekly note as the week that importing it stores.</summary>
public static class ImportedWeek
{
    public static StoredWeek Read(byte[] bytes, string name)
    {
        var note = ((NoteReading.Whole)WeeklyNoteReader.Read(bytes, name)).Note;
        return new StoredWeek
        {
            Label = note.Label,
            Week = note.Week,
            Themes = new Dictionary<Language, WeekTheme> { [note.Language] = new(note.Theme, note.Introduction) },
            Papers =
            [
                .. note.Papers.Select(
                    (paper, i) =>
                        new StoredPaper(
                            paper.Paper,
                            i + 1,
                            "",
                            null,
                            new Dictionary<Language, PaperNote> { [note.Language] = paper.Note! }
                        )
                ),
            ],
        };
    }
}
