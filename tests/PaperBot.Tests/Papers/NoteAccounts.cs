using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

/// <summary>Proves of a reading that no character of the file was dropped, and that what the book says went somewhere is there.</summary>
internal static class NoteAccounts
{
    public static void ShouldBeComplete(this NoteReading.Whole reading)
    {
        var account = reading.Account;
        var covered = new bool[account.Text.Length];
        foreach (var span in account.Spans)
        {
            for (var i = span.Start; i < span.Start + span.Length; i++)
            {
                covered[i].Should().BeFalse("character {0} went to one part only", i);
                covered[i] = true;
            }
        }

        var dropped = account.Text.Where((character, i) => !char.IsWhiteSpace(character) && !covered[i]);
        string.Concat(dropped).Should().BeEmpty();
        account.Total.Should().Be(Enum.GetValues<NotePart>().Sum(account.CountOf));
    }

    /// <summary>For the plain form, where nothing is escaped: each part of the note is made of exactly the characters that went to it.</summary>
    public static void ShouldHoldEveryCharacter(this NoteReading.Whole reading)
    {
        var note = reading.Note;
        Went(NotePart.Theme).Should().Be(Bare(note.Theme));
        Went(NotePart.Introduction).Should().Be(Bare(note.Introduction));
        for (var i = 0; i < note.Papers.Count; i++)
        {
            var (paper, written) = (note.Papers[i].Paper, note.Papers[i].Note!);
            Went(NotePart.Title, i).Should().Be(Bare(paper.Title));
            Went(NotePart.Authors, i).Replace(",", "").Should().Be(Bare(string.Concat(paper.Authors)));
            Went(NotePart.Address, i).Should().Be(paper.Link!.OriginalString);
            Went(NotePart.Categories, i).Should().Be(Bare(string.Join(',', paper.Categories)));
            Went(NotePart.Summary, i).Should().Be(Bare(written.Summary));
            for (var q = 0; q < written.QuestionAnswers.Count; q++)
            {
                Went(NotePart.Question, i, q).Should().Be(Bare(written.QuestionAnswers[q].Question));
                Went(NotePart.Answer, i, q).Should().Be(Bare(written.QuestionAnswers[q].Answer));
            }
        }

        string Went(NotePart part, int? paper = null, int? answer = null) =>
            Bare(
                string.Concat(
                    reading
                        .Account.Spans.Where(span => span.Part == part && span.Paper == paper && span.Answer == answer)
                        .Select(span => reading.Account.Text.Substring(span.Start, span.Length))
                )
            );
    }

    private static string Bare(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));
}
