using System.Text;
using CsCheck;
using PaperBot.Fakes;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

/// <summary>The weekly note as it was published, with everything that is odd about it.</summary>
public sealed class RealNoteSharedDataTests
{
    private static readonly byte[] Bytes = File.ReadAllBytes(SharedData.PathOf("data", "notes", "2023-05-29.txt"));

    private static readonly Lazy<NoteReading.Whole> Read = new(() =>
        (NoteReading.Whole)WeeklyNoteReader.Read(Bytes, "2023-05-29.txt")
    );

    private static WeeklyNote Note => Read.Value.Note;

    private static IEnumerable<QuestionAnswer> Answers => Note.Papers.SelectMany(paper => paper.Note!.QuestionAnswers);

    [Fact]
    public void Week_theme_and_papers_are_read_in_order()
    {
        Note.Week.ToString().Should().Be("2023-W22");
        Note.Label.Should().Be(new WeekLabel(new DateOnly(2023, 5, 29), new DateOnly(2023, 6, 4)));
        Note.Language.Should().Be(Language.Japanese);
        Note.Theme.Should().StartWith("OpenAI").And.Contain("BiomedGPT").And.EndWith("SQL-Palmなど.");
        Note.Introduction.Should().Contain("https://twitter.com/dair_ai").And.Contain("https://www.chatpdf.com/");
        Note.Papers.Select(paper =>
                $"{paper.Paper.Arxiv} {paper.Paper.Published:yyyy-MM-dd} {paper.Paper.Updated:yyyy-MM-dd} {paper.Paper.Authors.Count} {paper.Paper.Categories.Count}"
            )
            .Should()
            .Equal(
                "2306.00323v1 2023-06-01 2023-06-01 2 2",
                "2305.20050v1 2023-05-31 2023-05-31 10 3",
                "2305.19466v1 2023-05-31 2023-05-31 5 3",
                "2306.00107v1 2023-05-31 2023-05-31 18 5",
                "2306.00238v1 2023-05-31 2023-05-31 4 1",
                "2306.00029v1 2023-05-31 2023-05-31 6 2",
                "2305.18290v1 2023-05-29 2023-05-29 6 3",
                "2305.17333v1 2023-05-27 2023-05-27 7 2",
                "2305.17100v1 2023-05-26 2023-05-26 16 2",
                "2306.00739v1 2023-05-26 2023-05-26 7 3"
            );
        Note.Papers.Should()
            .OnlyContain(paper => paper.Paper.Link!.OriginalString == $"http://arxiv.org/pdf/{paper.Paper.Arxiv}");
        Note.Papers[0].Paper.Title.Should().Be("Thought Cloning: Learning to Think while Acting by Imitating Human Thinking");
        Note.Papers[3].Paper.Authors[^1].Should().Be("Jie Fu");
        Note.Papers[4].Paper.Categories.Should().Equal("Computer Vision and Pattern Recognition");
        Note.Papers.Should().OnlyContain(paper => paper.Note!.Summary.Length > 100);
    }

    [Fact]
    public void All_119_answers_and_136_citations_are_read()
    {
        Note.Papers.Select(paper => paper.Note!.QuestionAnswers.Count).Should().Equal(10, 9, 11, 15, 12, 17, 11, 10, 9, 15);
        var citations = Answers.SelectMany(answer => answer.Citations).ToList();
        citations.Should().HaveCount(136);
        citations.Count(citation => citation.Text == "(p.1)").Should().Be(48);
        citations
            .Where(citation => citation.References.Count > 0)
            .Select(citation => citation.Text)
            .Should()
            .Equal("(p.2, Figure 2)", "(p.2, Figure 3)", "(p.2, Figure 2)");
        citations.Single(citation => citation.Text == "(p.10, p.2)").Pages.Should().Equal(new PageRange(10), new PageRange(2));
        Answers
            .Should()
            .OnlyContain(answer => answer.Citations.All(one => answer.Answer.Substring(one.Start, one.Text.Length) == one.Text));
    }

    [Fact]
    public void Paragraphs_lists_and_formulas_survive()
    {
        Answers.Count(answer => answer.Answer.Contains("\n\n", StringComparison.Ordinal)).Should().Be(17);
        Answers
            .Single(answer => answer.Answer.Contains("\n  1. MeZO", StringComparison.Ordinal))
            .Answer.Should()
            .Contain("\n  2. MeZO");
        string.Join('\n', Note.Papers.Select(paper => paper.Note!.Summary).Concat(Answers.Select(answer => answer.Answer)))
            .Split(@"\( \small ")
            .Should()
            .HaveCount(12);
    }

    [Fact]
    public void Every_character_went_somewhere()
    {
        Read.Value.ShouldBeComplete();
        Read.Value.ShouldHoldEveryCharacter();
        Read.Value.Account.CountOf(NotePart.Unread).Should().Be(0);
        Read.Value.Account.Total.Should().Be(Encoding.UTF8.GetString(Bytes).Count(character => !char.IsWhiteSpace(character)));
    }

    [Theory]
    [InlineData(NoteFlags.NoCitation, 11, 280)]
    [InlineData(NoteFlags.LeakedTemplate, 9, 61)]
    [InlineData(NoteFlags.NearDuplicateAnswer, 6, 61)]
    [InlineData(NoteFlags.NearDuplicateQuestion, 3, 349)]
    [InlineData(NoteFlags.RepeatsItself, 5, 96)]
    [InlineData(NoteFlags.WideRange, 5, 253)]
    [InlineData(NoteFlags.UncitedParagraph, 3, 487)]
    [InlineData(NoteFlags.MalformedPage, 2, 335)]
    [InlineData(NoteFlags.CutOff, 1, 487)]
    [InlineData(NoteFlags.StrayEnglish, 1, 61)]
    [InlineData(NoteFlags.DuplicateQuestion, 0, null)]
    [InlineData(NoteFlags.WrongLanguage, 0, null)]
    [InlineData(NoteFlags.SubjectDrift, 3, 182)]
    public void Each_flag_is_found_as_often_as_it_was_counted_by_hand(string flag, int answers, int? line)
    {
        Answers.Count(answer => answer.Flags.Contains(flag)).Should().Be(answers);
        var oddities = Read.Value.Oddities.Where(oddity => oddity.Flag == flag).ToList();
        oddities.Should().HaveCount(answers);
        if (line is not null)
        {
            oddities.Should().Contain(oddity => oddity.Line == line);
        }
    }

    [Fact]
    public void Thirty_seven_answers_have_a_structural_flag()
    {
        Answers.Count(answer => answer.Flags.Intersect(NoteFlags.Structural).Any()).Should().Be(37);
        var templates = Read
            .Value.Oddities.Where(oddity => oddity.Flag == NoteFlags.LeakedTemplate)
            .ToLookup(oddity => oddity.Detail, oddity => oddity.Paper);
        templates["(p.1,5,30)"].Distinct().Should().HaveCount(5);
        templates["(p.1,4-8)"].Distinct().Should().HaveCount(3);
    }

    [Fact]
    public void Nothing_but_its_answers_and_its_style_is_odd() =>
        Read
            .Value.Oddities.Where(oddity => oddity.Answer is null)
            .Select(oddity => oddity.Flag)
            .Distinct()
            .Should()
            .Equal(NoteFlags.MixedStyle);

    [Fact]
    public void It_comes_back_from_its_export_as_it_was()
    {
        var markdown = WeeklyNoteWriter.Markdown(Note);

        var back = (NoteReading.Whole)WeeklyNoteReader.Read(markdown, "2023-05-29.txt");

        back.Note.ShouldBeTheNote(Note);
        back.Oddities.Select(oddity => (oddity.Flag, oddity.Paper, oddity.Answer))
            .Should()
            .BeEquivalentTo(Read.Value.Oddities.Select(oddity => (oddity.Flag, oddity.Paper, oddity.Answer)));
        back.ShouldBeComplete();
        NoteHtml.Write(Note).Should().Contain("77.33%");
    }

    [Fact]
    public void Cut_at_every_line_it_is_refused_until_the_last_papers_first_answer_and_read_from_there_on()
    {
        var text = Encoding.UTF8.GetString(Bytes);
        var lines = text.Split('\n');
        var firstWhole = Array.FindLastIndex(lines, line => line.StartsWith("著者", StringComparison.Ordinal));
        firstWhole = Array.FindIndex(lines, firstWhole, line => line.StartsWith("A:", StringComparison.Ordinal)) + 1;

        // Every seventh line keeps the test short; seven divides neither the papers nor the lines of a Q&A.
        for (var count = 0; count <= lines.Length; count += 7)
        {
            var reading = WeeklyNoteReader.Read(string.Join('\n', lines.Take(count)), "cut.txt");
            if (count < firstWhole)
            {
                reading.Should().BeOfType<NoteReading.Refused>("it was cut behind line {0}", count);
            }
            else
            {
                reading
                    .Should()
                    .BeOfType<NoteReading.Whole>("it was cut behind line {0}", count)
                    .Which.Note.Papers.Should()
                    .HaveCount(10);
            }
        }
    }

    [Fact]
    public void Damaged_at_random_it_is_refused_or_every_character_is_accounted_for() =>
        Gen.Select(
                Gen.Int[0, Bytes.Length - 1],
                Gen.Int[0, 60],
                Gen.OneOf("", "\n", "\nQ: ", "\nA: ", "\n著者:", "\n\nURL:x\n", "概要:", "(p.")
            )
            .Sample(
                (at, length, junk) =>
                {
                    byte[] damaged =
                    [
                        .. Bytes[..at],
                        .. Encoding.UTF8.GetBytes(junk),
                        .. Bytes[Math.Min(Bytes.Length, at + length)..],
                    ];
                    if (WeeklyNoteReader.Read(damaged, "damaged.txt") is NoteReading.Whole whole)
                    {
                        whole.ShouldHoldEveryCharacter();
                        whole.Note.Papers.Should().HaveCount(10);
                    }
                },
                iter: 60
            );
}
