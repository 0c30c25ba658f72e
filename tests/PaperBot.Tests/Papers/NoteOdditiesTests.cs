using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class NoteOdditiesTests
{
    private const string Clean = "教師の出力を生徒に真似させ、差が小さくなるまで学習を繰り返します。(p.2)";

    private static QuestionAnswer Answer(string answer, string question = "学習はどのように進みますか?") =>
        new()
        {
            Question = question,
            Answer = answer,
            Citations = CitationReader.Read(answer),
        };

    private static NotedPaper Paper(int number, Language language, string summary, params QuestionAnswer[] answers)
    {
        var id = PaperId.Of(ArxivId.Parse($"2401.0000{number}"));
        return new NotedPaper(
            new Paper { Id = id, Title = "MINT: Teaching Small Models" },
            new PaperNote
            {
                Paper = id,
                Language = language,
                Summary = summary,
                Origin = NoteOrigin.Imported("note.txt"),
                QuestionAnswers = answers,
            }
        );
    }

    private static WeeklyNote Note(Language language, params NotedPaper[] papers) =>
        new()
        {
            Label = new WeekLabel(new DateOnly(2024, 1, 8), new DateOnly(2024, 1, 14)),
            Language = language,
            Theme = "",
            Introduction = "",
            Papers = papers,
        };

    private static IReadOnlyList<NoteOddity> InJapanese(params QuestionAnswer[] answers) =>
        NoteOddities.Find(Note(Language.Japanese, Paper(1, Language.Japanese, "小さなモデルを育てる方法です。", answers)));

    private static IReadOnlyList<NoteOddity> InEnglish(params QuestionAnswer[] answers) =>
        NoteOddities.Find(Note(Language.English, Paper(1, Language.English, "A way to train small models.", answers)));

    private static string Flags(IEnumerable<NoteOddity> oddities) => string.Join(' ', oddities.Select(oddity => oddity.Flag));

    [Theory]
    [InlineData("ja")]
    [InlineData("en")]
    public void A_note_of_seventy_answers_without_a_fault_gets_no_flag(string language)
    {
        using var file = typeof(NoteOddities).Assembly.GetManifestResourceStream($"PaperBot.notes.2023-05-29.{language}.txt")!;
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        var sample = ((NoteReading.Whole)WeeklyNoteReader.Read(bytes.ToArray(), "sample.txt")).Note;

        // The shipped week answers some questions without a page, on purpose.
        var clean = sample with
        {
            Papers =
            [
                .. sample.Papers.Select(paper =>
                    paper with
                    {
                        Note = paper.Note! with
                        {
                            QuestionAnswers = [.. paper.Note.QuestionAnswers.Where(answer => answer.Citations.Count > 0)],
                        },
                    }
                ),
            ],
        };

        clean.Papers.Sum(paper => paper.Note!.QuestionAnswers.Count).Should().BeGreaterThan(65);
        NoteOddities.Find(clean).Should().BeEmpty();
    }

    [Theory]
    [InlineData(Clean, "")]
    [InlineData("教師の出力を生徒に真似させます。", NoteFlags.NoCitation)]
    [InlineData("差が縮まります。(p.3.2)", NoteFlags.MalformedPage)]
    [InlineData("差が縮まります。(p.8-6)", NoteFlags.ReversedRange)]
    [InlineData("差が縮まります。(p.3-5)", "")]
    [InlineData("差が縮まります。(p.3-6)", NoteFlags.WideRange)]
    [InlineData("差が縮まります。(p.2)そのあと", NoteFlags.CutOff)]
    [InlineData("実装は次にあります(p.2): https://example.org/code", "")]
    [InlineData("言語は次のとおりです。(p.2)\n\n- Go\n- Rust", "")]
    [InlineData("言語は次のとおりです。(p.2)\n\n- Goです。\n- Rus", NoteFlags.CutOff)]
    [InlineData("差が縮まります。(p.2) Overall、生徒は教師に近づきます。", NoteFlags.StrayEnglish)]
    [InlineData("Overall Modelという名前です。(p.2)", "")]
    [InlineData("The student imitates what the teacher writes and is done. (p.2)", NoteFlags.WrongLanguage)]
    [InlineData("GPT-4, LLaMA 2, Mistral 7B, PaLM 2, Claude 2. (p.2)", "")]
    public void A_Japanese_answer_has_the_flags_that_its_form_gives(string answer, string flags) =>
        Flags(InJapanese(Answer(answer))).Should().Be(flags);

    [Theory]
    [InlineData("The student imitates the teacher. (p.2)", "")]
    [InlineData("The student imitates the tea", "no-citation cut-off")]
    [InlineData("Overall, the student imitates the teacher. (p.2)", "")]
    [InlineData("教師の出力を生徒に真似させ、差が小さくなるまで学習を繰り返します。(p.2)", NoteFlags.WrongLanguage)]
    [InlineData("The term 蒸留 is used for it. (p.2)", "")]
    public void An_English_answer_has_the_flags_that_its_form_gives(string answer, string flags) =>
        Flags(InEnglish(Answer(answer, "How does training work?"))).Should().Be(flags);

    [Fact]
    public void The_same_question_again_is_a_duplicate_whatever_its_width_and_punctuation() =>
        InJapanese(Answer(Clean, "DPOの限界は何ですか?"), Answer("計算に時間がかかります。(p.9)", "ＤＰＯの限界は、何ですか？"))
            .Should()
            .Equal(new NoteOddity(NoteFlags.DuplicateQuestion, 0, 1, null, "Q1"));

    [Fact]
    public void A_question_and_an_answer_much_like_earlier_ones_name_them() =>
        InJapanese(
                Answer(Clean, "生徒はどのように学習を進めますか?"),
                Answer("計算に時間がかかります。(p.9)", "限界は何ですか?"),
                Answer("教師の出力を生徒に真似させ、差が小さくなるまで学習を続けます。(p.3)", "生徒はどのように学習を行いますか?")
            )
            .Should()
            .Equal(
                new NoteOddity(NoteFlags.NearDuplicateQuestion, 0, 2, null, "Q1"),
                new NoteOddity(NoteFlags.NearDuplicateAnswer, 0, 2, null, "Q1")
            );

    [Fact]
    public void Answers_of_different_papers_may_be_alike()
    {
        var note = Note(
            Language.Japanese,
            Paper(1, Language.Japanese, "一つ目です。", Answer(Clean)),
            Paper(2, Language.Japanese, "二つ目です。", Answer(Clean))
        );

        NoteOddities.Find(note).Should().BeEmpty();
    }

    [Fact]
    public void An_answer_that_says_a_paragraph_twice_is_flagged()
    {
        const string paragraph =
            "教師の出力を生徒に真似させ、両者の差が十分に小さくなるまで、同じ手順の学習を何度も繰り返していきます。";

        Flags(InJapanese(Answer($"{paragraph}(p.2)\n\n{paragraph}(p.3)"))).Should().Be(NoteFlags.RepeatsItself);
    }

    [Fact]
    public void A_long_paragraph_without_a_citation_beside_cited_ones_is_flagged()
    {
        const string other =
            "そのうえで、学習に使う例を選び直す手順も述べられており、難しい例ほど後の段階に回されます。生徒が十分に育つまで、この入れ替えは毎日行われます。";

        Flags(InJapanese(Answer($"{Clean}\n\n{other}"))).Should().Be(NoteFlags.UncitedParagraph);
        Flags(InJapanese(Answer($"{Clean}\n\n- {other}"))).Should().BeEmpty("a list belongs to the cited paragraph above it");
    }

    [Fact]
    public void The_same_list_of_pages_under_three_papers_is_a_template()
    {
        NotedPaper With(int number, string pages) =>
            Paper(number, Language.Japanese, "要約です。", Answer($"生徒の学習を{number}回進めます。({pages})"));

        Flags(NoteOddities.Find(Note(Language.Japanese, With(1, "p.1,5"), With(2, "p. 1, 5"), With(3, "p.1, p.5"))))
            .Should()
            .Be("leaked-template leaked-template leaked-template");
        NoteOddities.Find(Note(Language.Japanese, With(1, "p.1,5"), With(2, "p.1,5"), With(3, "p.1,6"))).Should().BeEmpty();
        NoteOddities
            .Find(Note(Language.Japanese, With(1, "p.1-2"), With(2, "p.1-2"), With(3, "p.1-2")))
            .Should()
            .BeEmpty("a single range is no list");
    }

    [Theory]
    [InlineData("提案されたモデルはROSEであり、教師を使いません。(p.2)", NoteFlags.SubjectDrift)]
    [InlineData("この論文で提案された手法の名前は「ROSE」です。(p.2)", NoteFlags.SubjectDrift)]
    [InlineData("提案されたモデルはMINTであり、教師を使いません。(p.2)", "")]
    [InlineData("提案された手法はROSEを用いて学習します。(p.2)", "")]
    [InlineData("提案手法はROSEより優れています。(p.2)", "")]
    public void An_answer_about_another_model_as_the_papers_own_is_flagged(string answer, string flags) =>
        Flags(InJapanese(Answer(answer))).Should().Be(flags);

    [Fact]
    public void Other_answers_about_that_model_are_flagged_with_it()
    {
        var oddities = InJapanese(
            Answer("提案されたモデルはROSEであり、教師を使いません。(p.2)", "提案されたモデルは何ですか?"),
            Answer("ROSEは、音楽のために作られました。(p.3)", "ROSEの目的は何ですか?"),
            Answer("ROSEより速く学習します。(p.4)", "MINTの速さはどうですか?")
        );

        oddities
            .Select(oddity => (oddity.Flag, oddity.Answer, oddity.Detail))
            .Should()
            .Equal((NoteFlags.SubjectDrift, 0, "ROSE"), (NoteFlags.SubjectDrift, 1, "ROSE"));
    }

    [Fact]
    public void A_paper_that_mixes_polite_and_plain_style_names_the_rarer_texts()
    {
        var oddities = InJapanese(
            Answer(Clean, "手順はどうですか?"),
            Answer("この方法は計算量が少ないことが特徴である。ただし、長い文書では遅くなる。(p.4)", "特徴は何ですか?"),
            Answer("はい。公開されています。(p.1)", "コードはありますか?")
        );

        oddities.Should().Equal(new NoteOddity(NoteFlags.MixedStyle, 0, null, null, "Q2"));
    }

    [Fact]
    public void Quotations_headings_and_nominal_endings_are_no_plain_style() =>
        InJapanese(
                Answer("「夜までに木材を集める。」という考えです。(p.1)", "例はありますか?"),
                Answer("次の3つです。(p.3)\n\n1. 精度の向上。\n2. メモリの節約。\n3. 速さ。", "利点は何ですか?")
            )
            .Should()
            .BeEmpty();

    [Fact]
    public void A_summary_that_breaks_off_or_is_in_another_language_is_the_papers_oddity()
    {
        var note = Note(
            Language.Japanese,
            Paper(1, Language.Japanese, "小さなモデルを育てる方法で", Answer(Clean)),
            Paper(2, Language.Japanese, "A way to train the small model with a teacher.", Answer(Clean))
        );

        NoteOddities
            .Find(note)
            .Select(oddity => (oddity.Flag, oddity.Paper, oddity.Answer))
            .Should()
            .Equal((NoteFlags.CutOff, 0, null), (NoteFlags.WrongLanguage, 1, null));
    }

    [Fact]
    public void Flags_are_added_to_those_an_answer_has()
    {
        var note = Note(
            Language.Japanese,
            Paper(1, Language.Japanese, "要約です。", Answer("教師を真似ます。") with { Flags = ["held-by-admin"] })
        );

        var flagged = NoteOddities.Flag(note, NoteOddities.Find(note));

        flagged.Papers[0].Note!.QuestionAnswers[0].Flags.Should().Equal("held-by-admin", NoteFlags.NoCitation);
    }

    [Fact]
    public void Every_flag_says_itself_in_both_languages()
    {
        NoteFlags.All.Should().OnlyHaveUniqueItems();
        NoteFlags
            .All.Should()
            .OnlyContain(flag =>
                NoteFlags.Describe(flag, Language.Japanese) != flag && NoteFlags.Describe(flag, Language.English) != flag
            );
        typeof(NoteFlags)
            .GetFields()
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!)
            .Should()
            .BeEquivalentTo(NoteFlags.All);
    }

    [Theory]
    [InlineData("2023-05-29.ja.txt")]
    [InlineData("2023-05-29.en.txt")]
    public void The_shipped_sample_notes_are_odd_in_nothing_but_answers_that_cite_no_page(string file)
    {
        using var stream = typeof(WeeklyNote).Assembly.GetManifestResourceStream("PaperBot.notes." + file)!;
        using var reader = new StreamReader(stream);

        var reading = PlainNotes.ReadWhole(reader.ReadToEnd());

        reading.Note.Papers.Should().HaveCount(10).And.OnlyContain(paper => paper.Note!.QuestionAnswers.Count >= 6);
        reading.Oddities.Should().OnlyContain(oddity => oddity.Flag == NoteFlags.NoCitation);
        reading.ShouldBeComplete();
        reading.ShouldHoldEveryCharacter();
    }
}
