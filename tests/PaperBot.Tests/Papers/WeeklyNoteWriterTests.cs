using System.Text;
using CsCheck;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class WeeklyNoteWriterTests
{
    public static TheoryData<string> PlainForms => [PlainNotes.Japanese, PlainNotes.English];

    [Theory]
    [MemberData(nameof(PlainForms))]
    public void A_note_comes_back_from_its_export_as_it_was(string plain)
    {
        var note = PlainNotes.ReadWhole(plain).Note;

        var reading = PlainNotes.ReadWhole(WeeklyNoteWriter.Markdown(note));

        reading.Form.Should().Be(NoteForm.Markdown);
        reading.Note.ShouldBeTheNote(note);
        reading.Oddities.Should().BeEmpty();
        reading.ShouldBeComplete();
    }

    [Fact]
    public void Any_note_comes_back_from_its_export_as_it_was() =>
        GenNotes.Note.Sample(
            note =>
            {
                var markdown = WeeklyNoteWriter.Markdown(note);

                var reading = PlainNotes.ReadWhole(markdown);

                WithoutFlags(reading.Note).ShouldBeTheNote(note);
                reading.Oddities.Should().NotContain(oddity => oddity.Flag == NoteFlags.UnreadText);
                reading.ShouldBeComplete();
                WeeklyNoteWriter.Markdown(reading.Note).Should().Be(markdown);
            },
            iter: 300
        );

    [Theory]
    [MemberData(nameof(PlainForms))]
    public void Cut_behind_the_last_papers_first_answer_an_export_is_read_with_the_flag_that_says_so(string plain)
    {
        var note = PlainNotes.ReadWhole(plain).Note;
        note = note with { Papers = [note.Papers[1], note.Papers[0]] };
        var whole = WeeklyNoteWriter.Markdown(note);
        var ended = whole.IndexOf(NoteMarkdown.End, StringComparison.Ordinal) + 1;
        var lastPaper = whole.IndexOf(note.Papers[^1].Note!.Summary, StringComparison.Ordinal);
        var firstAnswered = whole.IndexOf("\n#### Q2", lastPaper, StringComparison.Ordinal);

        for (var length = 0; length < whole.Length; length++)
        {
            var reading = WeeklyNoteReader.Read(whole[..length], "note.txt");

            if (reading is NoteReading.Whole read)
            {
                read.Note.Papers.Should().HaveCount(2);
                read.Oddities.Any(oddity => oddity.Flag == NoteFlags.CutOff)
                    .Should()
                    .Be(length < ended, "{0} of {1} are there", length, whole.Length);
            }
            else
            {
                length.Should().BeLessThan(firstAnswered);
            }
        }
    }

    [Fact]
    public void A_paper_without_a_note_says_so_and_comes_back_without_one()
    {
        var note = PlainNotes.ReadWhole(PlainNotes.Japanese).Note;
        note = note with
        {
            Papers =
            [
                note.Papers[0] with
                {
                    Note = null,
                    Paper = note.Papers[0].Paper with { Abstract = "Two lines.\n\nOf an abstract." },
                },
                note.Papers[1],
            ],
        };

        var markdown = WeeklyNoteWriter.Markdown(note);

        markdown.Should().Contain("### この論文のノートはまだありません。");
        PlainNotes.ReadWhole(markdown).Note.ShouldBeTheNote(note);
    }

    private static WeeklyNote WithoutFlags(WeeklyNote note) =>
        note with
        {
            Papers =
            [
                .. note.Papers.Select(paper =>
                    paper with
                    {
                        Note = paper.Note is null
                            ? null
                            : paper.Note with
                            {
                                QuestionAnswers = [.. paper.Note.QuestionAnswers.Select(answer => answer with { Flags = [] })],
                            },
                    }
                ),
            ],
        };
}
