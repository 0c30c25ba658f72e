using System.Text;
using CsCheck;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class WeeklyNoteReaderTests
{
    [Fact]
    public void A_note_is_read_whole()
    {
        var reading = PlainNotes.ReadWhole(PlainNotes.Japanese);

        var note = reading.Note;
        note.Week.ToString().Should().Be("2024-W02");
        note.Language.Should().Be(Language.Japanese);
        note.Theme.Should().Be("小さなモデルの蒸留、長い文脈の索引など。");
        note.Introduction.Should().Be("この週に読んだ論文を紹介します。\n\nページ番号は論文のPDFのものです。");
        var first = note.Papers[0].Paper;
        first.Id.Value.Should().Be("2401.05001");
        first.Arxiv!.ToString().Should().Be("2401.05001v2");
        first.Link!.OriginalString.Should().Be("http://arxiv.org/pdf/2401.05001v2");
        first.Title.Should().Be("Small Teachers: Distilling Without a Giant");
        first.Authors.Should().Equal("Aiko Example", "Bo Sample");
        first.Published.Should().Be(new DateOnly(2024, 1, 11));
        first.Updated.Should().Be(new DateOnly(2024, 1, 12));
        first.Categories.Should().Equal("Machine Learning", "Computation and Language");
        note.Papers[0].Note!.Origin.Should().Be(NoteOrigin.Imported("note.txt"));
        note.Papers.Select(paper => paper.Note!.QuestionAnswers.Count).Should().Equal(2, 1);
        reading.Oddities.Should().BeEmpty("the note is clean");
        reading.ShouldBeComplete();
        reading.ShouldHoldEveryCharacter();
    }

    [Fact]
    public void Paragraphs_lists_and_formulas_of_an_answer_survive()
    {
        var answer = PlainNotes.ReadWhole(PlainNotes.Japanese).Note.Papers[0].Note!.QuestionAnswers[1];

        answer
            .Answer.Should()
            .Be(
                """
                次の順に進めます。(p.3-4)

                  1. 教師に下書きを作らせます。
                  2. 生徒が下書きを採点します。
                  3. 損失 \( \small L = 0.5 L_t + 0.5 L_s \) を小さくします。

                採点が難しい例は、翌日の学習に回されます。(p.4, Figure 3)
                """
            );
        answer.Citations.Select(citation => citation.Text).Should().Equal("(p.3-4)", "(p.4, Figure 3)");
        answer.Citations.Should().OnlyContain(one => answer.Answer.Substring(one.Start, one.Text.Length) == one.Text);
    }

    [Fact]
    public void The_form_with_English_labels_is_read_alike()
    {
        var reading = PlainNotes.ReadWhole(PlainNotes.English);

        reading.Note.Language.Should().Be(Language.English);
        var japanese = PlainNotes.ReadWhole(PlainNotes.Japanese).Note;
        reading.Note.Papers.Select(Facts).Should().Equal(japanese.Papers.Select(Facts));
        reading.Oddities.Should().BeEmpty("the note is clean");
        reading.ShouldBeComplete();
        reading.ShouldHoldEveryCharacter();
    }

    private static (PaperId, string, string, DateOnly?, DateOnly?, ArxivId?, string) Facts(NotedPaper noted) =>
        (
            noted.Paper.Id,
            noted.Paper.Title,
            string.Join(';', noted.Paper.Authors),
            noted.Paper.Published,
            noted.Paper.Updated,
            noted.Paper.Arxiv,
            string.Join(';', noted.Paper.Categories)
        );

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void Line_ends_of_other_systems_and_a_byte_order_mark_make_no_difference(string lineEnd)
    {
        byte[] bytes = [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(PlainNotes.Japanese.ReplaceLineEndings(lineEnd))];

        var reading = WeeklyNoteReader.Read(bytes, "note.txt").Should().BeOfType<NoteReading.Whole>().Subject;

        reading.Note.ShouldBeTheNote(PlainNotes.ReadWhole(PlainNotes.Japanese).Note);
        reading.ShouldBeComplete();
    }

    [Fact]
    public void Full_width_labels_dates_and_colons_are_read()
    {
        var wide = PlainNotes
            .Japanese.Replace("著者:", "著者：")
            .Replace("発行日:2024年01月09日", "発行日：２０２４年１月９日")
            .Replace("Q:", "Ｑ：")
            .Replace("A:", "Ａ：")
            .Replace("2024-01-08 ~ 2024-01-14", "2024-01-08～2024-01-14")
            .Replace("(発行日", "（発行日")
            .Replace("日)", "日）");

        var reading = PlainNotes.ReadWhole(wide);

        reading.Note.ShouldBeTheNote(PlainNotes.ReadWhole(PlainNotes.Japanese).Note);
        reading.ShouldBeComplete();
    }

    [Fact]
    public void Authors_may_go_on_over_several_lines()
    {
        var text = PlainNotes.Japanese.Replace("著者:Aiko Example, Bo Sample", "著者:Aiko Example,\nBo Sample,\nCleo Test");

        PlainNotes.ReadWhole(text).Note.Papers[0].Paper.Authors.Should().Equal("Aiko Example", "Bo Sample", "Cleo Test");
    }

    [Fact]
    public void A_category_with_commas_stays_one()
    {
        var text = PlainNotes.Japanese.Replace(
            "カテゴリ:Information Retrieval",
            "カテゴリ:Distributed, Parallel, and Cluster Computing, Databases"
        );

        PlainNotes
            .ReadWhole(text)
            .Note.Papers[1]
            .Paper.Categories.Should()
            .Equal("Distributed, Parallel, and Cluster Computing", "Databases");
    }

    [Fact]
    public void Lines_of_a_label_within_an_answer_stay_in_the_answer()
    {
        var text = PlainNotes.Japanese.Replace(
            "採点が難しい例は",
            "URL: https://example.org に手順があります。\n\n概要: 採点が難しい例は"
        );

        var reading = PlainNotes.ReadWhole(text);

        reading
            .Note.Papers[0]
            .Note!.QuestionAnswers[1]
            .Answer.Should()
            .Contain("URL: https://example.org")
            .And.Contain("概要: 採点");
        reading.Note.Papers.Should().HaveCount(2);
    }

    // What is removed or put in another's place; line; what is found there; a piece of the sentence in each language.
    public static TheoryData<string, string, int, string, string, string> Broken =>
        new()
        {
            {
                "最新論文ノート:【2024-01-08 ~ 2024-01-14】\n",
                "",
                2,
                "今回のテーマ",
                "見出し「最新論文ノート",
                "a heading such as"
            },
            { "【2024-01-08 ~ 2024-01-14】", "", 1, "最新論文ノート:", "の形の期間", "dates such as" },
            { "~ 2024-01-14", "~ 2025-01-14", 1, "2025-01-14", "14日以内", "at most 14 days" },
            {
                "今回のテーマ: 小さなモデルの蒸留、長い文脈の索引など。\n",
                "",
                4,
                "この週に",
                "今回のテーマ:",
                "This week's theme:"
            },
            {
                "紹介する論文は以下の2本となります.\n",
                "",
                10,
                "1. Small Teachers",
                "以下の10本となります",
                "the following 10 papers"
            },
            { "Giant (発行日:2024年01月11日)", "Giant", 11, "1. Small Teachers", "行末の「(発行日:", "(Published: 2023-06-01)" },
            { "Giant (発行日:2024年01月11日)", "Giant (発行日:先週)", 11, "先週", "行末の「(発行日:", "(Published: 2023-06-01)" },
            {
                "\nSmall Teachers: Distilling Without a Giant\n",
                "\n",
                15,
                "著者:Aiko",
                "一覧にある論文の題名",
                "the title of a listed paper"
            },
            {
                "\nIndexing Long Contexts by Their Seams\n",
                "\n",
                39,
                "採点が難しい例",
                "Indexing Long Contexts",
                "Indexing Long Contexts"
            },
            { "著者:Cleo Test\n", "", 43, "発行日", "「著者:」の行", "“Authors:”" },
            { "著者:Cleo Test", "著者:", 43, "著者:", "カンマで区切った名前", "names with commas" },
            { "発行日:2024年01月11日\n最終", "最終", 17, "最終更新日", "「発行日:」の行", "“Published:”" },
            { "発行日:2024年01月11日\n最終", "発行日:\n最終", 17, "発行日:", "形の日付", "a date such as" },
            { "最終更新日:2024年01月12日\n", "", 18, "URL", "「最終更新日:」の行", "“Last updated:”" },
            { "最終更新日:2024年01月12日", "最終更新日:2024年13月12日", 18, "13月", "形の日付", "a date such as" },
            { "URL:http://arxiv.org/pdf/2401.05001v2\n", "", 20, "カテゴリ", "「URL:」の行", "“URL:”" },
            {
                "URL:http://arxiv.org/pdf/2401.05001v2",
                "URL:javascript:alert(1)",
                19,
                "javascript",
                "httpまたはhttps",
                "an http or https"
            },
            { "2401.04002v1", "2401.05001v1", 41, "Indexing", "2401.05001はすでに", "2401.05001 was there" },
            { "カテゴリ:Information Retrieval\n", "", 49, "概要:", "「カテゴリ:」の行", "“Categories:”" },
            { "概要:\n\n話題", "話題", 50, "話題の切れ目", "「概要:」の見出し", "“Summary:”" },
            {
                "索引に載せる検索方法です。\n\nQ&A:\n",
                "索引に載せる検索方法です。\n",
                54,
                "Q: なぜ",
                "「Q&A:」の見出し",
                "the heading “Q&A:”"
            },
            { "Q: なぜ切れ目だけを載せるのですか?\n", "", 56, "A: 話題が変わる", "「Q:」で始まる質問", "begins with “Q:”" },
            { "A: 教師は生徒の2倍", "教師は生徒の2倍", 32, "Q: 学習の手順", "「A:」で始まる回答", "beginning with “A:”" },
            { "Q: 学習の手順を教えてください。\n", "", 32, "A: 次の順に", "「Q:」で始まる質問", "begins with “Q:”" },
            { "Q: 学習の手順を教えてください。\n", "Q:\n", 32, "Q:", "「Q:」で始まる質問", "begins with “Q:”" },
        };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_note_is_refused_with_line_find_and_expectation(
        string original,
        string replacement,
        int line,
        string found,
        string japanese,
        string english
    )
    {
        PlainNotes.Japanese.Should().Contain(original);
        var text = ReplaceFirst(PlainNotes.Japanese, original, replacement);

        var refusal = PlainNotes.ReadRefused(text);

        refusal.Line.Should().Be(line, refusal.Text(Language.English));
        refusal.Found.Should().Contain(found);
        refusal.Text(Language.Japanese).Should().StartWith($"{line}行目").And.Contain(japanese);
        refusal.Text(Language.English).Should().StartWith($"Line {line}:").And.Contain(english);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\n　")]
    [InlineData("\uFEFF")]
    public void An_empty_file_is_refused(string text) =>
        WeeklyNoteReader
            .Read(Encoding.UTF8.GetBytes(text), "note.txt")
            .Should()
            .BeOfType<NoteReading.Refused>()
            .Which.Reason.Expected.Should()
            .Be(NoteExpectation.SomeText);

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    [InlineData("iso-8859-1")]
    public void A_file_in_another_encoding_is_refused(string encoding)
    {
        var text = PlainNotes.Japanese.Replace("Aiko", "Áïkø");

        var refusal = WeeklyNoteReader.Read(Encoding.GetEncoding(encoding).GetBytes(text), "note.txt");

        var reason = refusal.Should().BeOfType<NoteReading.Refused>().Subject.Reason;
        (reason.Expected is NoteExpectation.Utf8 or NoteExpectation.Heading).Should().BeTrue(reason.ToString());
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused_with_their_line()
    {
        byte[] bytes = [.. "最新論文ノート:\n\n"u8, 0x83, 0x82, .. "あ"u8];

        var reason = WeeklyNoteReader.Read(bytes, "note.txt").Should().BeOfType<NoteReading.Refused>().Subject.Reason;

        reason.Should().Be(new NoteRefusal(3, "0x83", NoteExpectation.Utf8));
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_refused_before_it_is_read()
    {
        var path = Path.GetTempFileName();
        try
        {
            // A hole of 50 MB; read, it would be full of NULs and refused for those.
            await using (var file = File.OpenWrite(path))
            {
                file.SetLength(50_000_000);
            }

            var reading = await WeeklyNoteReader.ReadFileAsync(path, TestContext.Current.CancellationToken);

            var reason = reading.Should().BeOfType<NoteReading.Refused>().Subject.Reason;
            reason
                .Text(Language.English)
                .Should()
                .Be("Line 1: expected a file of at most 10,485,760 bytes, found “50,000,000 bytes”.");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_cut_after_the_last_papers_first_answer_is_read_and_flagged()
    {
        var whole = PlainNotes.Japanese + "\n\nQ: 速さはどうですか?\nA: 従来の方法より速く、長い文書ほど差が広がります。(p.5)";
        var cut = whole[..whole.IndexOf("差が広がります", StringComparison.Ordinal)];

        var reading = PlainNotes.ReadWhole(cut);

        reading.Note.Papers[1].Note!.QuestionAnswers[^1].Flags.Should().Contain(NoteFlags.CutOff);
        reading
            .Oddities.Should()
            .Contain(oddity => oddity.Flag == NoteFlags.CutOff && oddity.Paper == 1 && oddity.Answer == 1 && oddity.Line == 59);
    }

    [Fact]
    public void A_question_that_the_file_ends_in_is_reported_and_not_stored()
    {
        var reading = PlainNotes.ReadWhole(PlainNotes.Japanese + "\n\nQ: 速さはどうで");

        reading.Note.Papers[1].Note!.QuestionAnswers.Should().ContainSingle();
        reading.Oddities.Should().Equal(new NoteOddity(NoteFlags.CutOff, 1, null, 59, "速さはどうで"));
        reading.Account.CountOf(NotePart.CutOffQuestion).Should().Be(6);
        reading.ShouldBeComplete();
    }

    [Fact]
    public void A_cut_within_a_character_is_a_cut()
    {
        var bytes = Encoding.UTF8.GetBytes(PlainNotes.Japanese + "\n\nQ: 速いですか?\nA: はい、速いです。差");

        var reading = WeeklyNoteReader
            .Read(bytes.AsSpan(0, bytes.Length - 1), "note.txt")
            .Should()
            .BeOfType<NoteReading.Whole>()
            .Subject;

        reading.Note.Papers[1].Note!.QuestionAnswers[^1].Answer.Should().Be("はい、速いです。");
        reading.Note.Papers[1].Note!.QuestionAnswers[^1].Flags.Should().Contain(NoteFlags.CutOff);
    }

    [Fact]
    public void A_cut_before_the_last_papers_first_whole_answer_is_refused()
    {
        var end = PlainNotes.Japanese.IndexOf("10分の1の大きさ", StringComparison.Ordinal);

        for (var length = 0; length <= end; length++)
        {
            var text = PlainNotes.Japanese[..length];
            // A cut that happens to fall behind a full stop leaves what may be a whole answer: nobody can tell.
            if (!text.TrimEnd().EndsWith("済むからです。", StringComparison.Ordinal))
            {
                WeeklyNoteReader.Read(text, "note.txt").Should().BeOfType<NoteReading.Refused>("it was cut at {0}", length);
            }
        }
    }

    [Fact]
    public void What_the_list_says_differently_is_reported_and_the_section_is_kept()
    {
        var text = PlainNotes
            .Japanese.Replace("以下の2本", "以下の3本")
            .Replace(
                "  1. Small Teachers: Distilling Without a Giant (発行日:2024年01月11日)",
                "  1. Small Teachers: Distilling without Giants (発行日:2024年01月10日)"
            )
            .Replace("  2. Indexing", "  5. Indexing")
            .Replace("最終更新日:2024年01月09日", "最終更新日:2024年01月08日");

        var reading = PlainNotes.ReadWhole(text);

        reading
            .Oddities.Should()
            .BeEquivalentTo([
                new NoteOddity(NoteFlags.CountDiffers, null, null, 9, "3 / 2"),
                new NoteOddity(NoteFlags.TitleDiffers, 0, null, 11, "Small Teachers: Distilling without Giants"),
                new NoteOddity(NoteFlags.DateDiffers, 0, null, 11, "2024-01-10 / 2024-01-11"),
                new NoteOddity(NoteFlags.NumberingDiffers, 1, null, 12, "5 / 2"),
                new NoteOddity(NoteFlags.DatesReversed, 1, null, 41, "2024-01-09 / 2024-01-08"),
            ]);
        reading.Note.Papers[0].Paper.Title.Should().Be("Small Teachers: Distilling Without a Giant");
        reading.Note.Papers[0].Paper.Published.Should().Be(new DateOnly(2024, 1, 11));
    }

    [Fact]
    public void Sections_in_another_order_are_put_into_the_lists_order()
    {
        var second = PlainNotes.Japanese.IndexOf("\nIndexing Long Contexts by Their Seams\n", StringComparison.Ordinal);
        var first = PlainNotes.Japanese.IndexOf("\nSmall Teachers: Distilling Without a Giant\n", StringComparison.Ordinal);
        var text = PlainNotes.Japanese[..first] + PlainNotes.Japanese[second..] + "\n" + PlainNotes.Japanese[first..second];

        var reading = PlainNotes.ReadWhole(text);

        reading.Oddities.Should().ContainSingle().Which.Flag.Should().Be(NoteFlags.OrderDiffers);
        reading.Note.ShouldBeTheNote(PlainNotes.ReadWhole(PlainNotes.Japanese).Note);
        reading.ShouldBeComplete();
        reading.ShouldHoldEveryCharacter();
    }

    [Fact]
    public void A_line_that_belongs_nowhere_is_reported_with_its_number()
    {
        var reading = PlainNotes.ReadWhole(
            PlainNotes.Japanese.Replace("カテゴリ:Information", "備考:10ページ\nカテゴリ:Information")
        );

        reading.Oddities.Should().Equal(new NoteOddity(NoteFlags.UnreadText, null, null, 48, "備考:10ページ"));
        reading.ShouldBeComplete();
    }

    [Fact]
    public void More_questions_than_any_note_has_are_refused()
    {
        var many = string.Concat(Enumerable.Range(0, 200).Select(i => $"\n\nQ: {i}番目の質問ですか?\nA: はい。(p.1)"));

        var refusal = PlainNotes.ReadRefused(PlainNotes.Japanese + many);

        refusal.Expected.Should().Be(NoteExpectation.FewerQuestions);
    }

    private static readonly string[] Lines = PlainNotes.Japanese.Split('\n');

    private static readonly Gen<string> GenDamaged = Gen.Select(
        Gen.OneOf(
            Gen.Int[0, Lines.Length - 1].Select(i => Lines.Where((_, at) => at != i)),
            Gen.Int[0, Lines.Length - 1].Array[2, 5].Select(i => Lines.Where((_, at) => !i.Contains(at))),
            Gen.Int[0, Lines.Length - 1]
                .Array[2]
                .Select(i =>
                {
                    string[] swapped = [.. Lines];
                    (swapped[i[0]], swapped[i[1]]) = (swapped[i[1]], swapped[i[0]]);
                    return (IEnumerable<string>)swapped;
                }),
            Gen.Int[0, Lines.Length - 1].Select(i => Lines.Take(i).Append(Lines[i]).Concat(Lines.Skip(i))),
            Gen.Select(
                Gen.Int[0, Lines.Length - 1],
                Gen.OneOf(
                    Gen.String,
                    Gen.OneOf(
                        "Q:",
                        "A:",
                        "Q: x",
                        "A: y",
                        "概要:",
                        "Q&A:",
                        "著者:誰か",
                        "URL:http://example.org/",
                        "## 見出し",
                        "(p.",
                        "\\(",
                        "10. x",
                        "\uFEFF",
                        "\u2028",
                        "\uD800"
                    )
                ),
                (i, junk) => Lines.Take(i).Append(junk).Concat(Lines.Skip(i))
            )
        ),
        Gen.OneOf("\n", "\r\n", "\r"),
        (lines, end) => string.Join(end, lines)
    );

    [Fact]
    public void A_damaged_note_is_refused_or_read_with_every_character_accounted_for() =>
        GenDamaged.Sample(
            text =>
            {
                switch (WeeklyNoteReader.Read(text, "note.txt"))
                {
                    case NoteReading.Refused refused:
                        refused.Reason.Text(Language.Japanese).Should().StartWith($"{refused.Reason.Line}行目");
                        refused.Reason.Text(Language.English).Should().StartWith($"Line {refused.Reason.Line}:");
                        break;
                    case NoteReading.Whole whole:
                        whole.ShouldBeComplete();
                        whole.ShouldHoldEveryCharacter();
                        whole.Note.Papers.Should().HaveCount(2).And.OnlyContain(paper => IsWhole(paper));
                        break;
                }
            },
            iter: 400
        );

    private static readonly byte[] Bytes = Encoding.UTF8.GetBytes(PlainNotes.Japanese);

    [Fact]
    public void Any_bytes_are_refused_or_read_without_a_crash() =>
        Gen.OneOf(
                Gen.Byte.Array[0, 200],
                Gen.Select(
                    Gen.Int[0, Bytes.Length - 1],
                    Gen.Byte,
                    (at, value) => (byte[])[.. Bytes[..at], value, .. Bytes[(at + 1)..]]
                ),
                Gen.Int[0, Bytes.Length].Select(length => Bytes[..length])
            )
            .Sample(bytes => WeeklyNoteReader.Read(bytes, "note.txt").Should().NotBeNull(), iter: 400);

    private static bool IsWhole(NotedPaper paper) =>
        paper is { Paper: { Title.Length: > 0, Authors.Count: > 0, Published: not null, Updated: not null, Link: not null } }
        && paper.Note is { Summary.Length: > 0, QuestionAnswers.Count: > 0 } note
        && note.QuestionAnswers.All(answer => answer is { Question.Length: > 0, Answer.Length: > 0 });

    private static string ReplaceFirst(string text, string original, string replacement)
    {
        var at = text.IndexOf(original, StringComparison.Ordinal);
        return text[..at] + replacement + text[(at + original.Length)..];
    }
}
