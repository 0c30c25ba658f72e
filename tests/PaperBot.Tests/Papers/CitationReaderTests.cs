using CsCheck;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class CitationReaderTests
{
    [Theory]
    [InlineData("(p.1)", "1", "")]
    [InlineData("(p.2-3)", "2-3", "")]
    [InlineData("(p.1,4-8)", "1 4-8", "")]
    [InlineData("(p.1, 8)", "1 8", "")]
    [InlineData("(p.10, p.2)", "10 2", "")]
    [InlineData("(p.2, Figure 2)", "2", "Figure 2")]
    [InlineData("(p. 1 , 5 , 30)", "1 5 30", "")]
    [InlineData("( p.1 )", "1", "")]
    [InlineData("(p1)", "1", "")]
    [InlineData("(P.7)", "7", "")]
    [InlineData("(pp. 3–5)", "3-5", "")]
    [InlineData("(pp.3, 7-9)", "3 7-9", "")]
    [InlineData("(page 12)", "12", "")]
    [InlineData("(pages 12 and 14)", "12 14", "")]
    [InlineData("(p.3--5)", "3-5", "")]
    [InlineData("(p.3-p.5)", "3-5", "")]
    [InlineData("（ｐ．１、４－８）", "1 4-8", "")]
    [InlineData("（p.１，８）", "1 8", "")]
    [InlineData("(p.3〜5)", "3-5", "")]
    [InlineData("(p.3～5)", "3-5", "")]
    [InlineData("(p.3ー5)", "3-5", "")]
    [InlineData("（p.3　,　5）", "3 5", "")]
    [InlineData("(p.1および8)", "1 8", "")]
    [InlineData("(p.1と8)", "1 8", "")]
    [InlineData("(p.4、図2)", "4", "図2")]
    [InlineData("(図2, p.4)", "4", "図2")]
    [InlineData("(表1、p.4)", "4", "表1")]
    [InlineData("(p.4の図２)", "4", "図2")]
    [InlineData("(p.3, Figure 2(a), Table 1)", "3", "Figure 2(a)|Table 1")]
    [InlineData("(Fig. 3, p.5; Sec. 4.2)", "5", "Fig. 3|Sec. 4.2")]
    [InlineData("(ページ3)", "3", "")]
    public void Every_form_of_a_citation_is_read(string text, string pages, string references)
    {
        var citation = CitationReader.Read(text).Should().ContainSingle().Subject;
        string.Join(' ', citation.Pages).Should().Be(pages);
        string.Join('|', citation.References).Should().Be(references);
        citation.Flags.Should().BeEmpty();
        citation.Text.Should().Be(text);
        citation.Start.Should().Be(0);
    }

    [Theory]
    [InlineData("(p.3.6)", "", NoteFlags.MalformedPage)]
    [InlineData("(p.3.6, 8)", "8", NoteFlags.MalformedPage)]
    [InlineData("(p.0)", "", NoteFlags.MalformedPage)]
    [InlineData("(p.12345)", "", NoteFlags.MalformedPage)]
    [InlineData("(p.99999999999999999999)", "", NoteFlags.MalformedPage)]
    [InlineData("(p.8-4)", "4-8", NoteFlags.ReversedRange)]
    [InlineData("(p.38-9)", "38-39", NoteFlags.AbbreviatedRange)]
    [InlineData("(p.118-25)", "118-125", NoteFlags.AbbreviatedRange)]
    [InlineData("(p.3ff)", "3", NoteFlags.UnreadPart)]
    [InlineData("(p.3-)", "3", NoteFlags.UnreadPart)]
    [InlineData("(p.3, see there)", "3", NoteFlags.UnreadPart)]
    [InlineData("(p.2, Figure 2, 3)", "2", NoteFlags.UnreadPart)]
    [InlineData("(p.3を参照)", "3", NoteFlags.UnreadPart)]
    public void What_cannot_be_read_is_kept_and_flagged(string text, string pages, string flag)
    {
        var citation = CitationReader.Read(text).Should().ContainSingle().Subject;
        string.Join(' ', citation.Pages).Should().Be(pages);
        citation.Flags.Should().Equal(flag);
        citation.Text.Should().Be(text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("p.3")]
    [InlineData("(Figure 2)")]
    [InlineData("(Tay et al., 2022)")]
    [InlineData("(Tay et al., 2022, p.3)")]
    [InlineData("(p < 0.05)")]
    [InlineData("(p.m. 3)")]
    [InlineData("(p.s.)")]
    [InlineData("(p)")]
    [InlineData("(pp)")]
    [InlineData("(p.)")]
    [InlineData("(p.1")]
    [InlineData("(p.1\n)")]
    [InlineData("(PE)")]
    [InlineData("(1)何が")]
    [InlineData("f(p1)")]
    [InlineData("x_(p 2)")]
    [InlineData(@"\( p 3 \)")]
    [InlineData(@"\(p.3\)")]
    [InlineData("(second, p.3)")]
    public void What_names_no_page_is_no_citation(string text) => CitationReader.Read(text).Should().BeEmpty();

    [Fact]
    public void Several_citations_in_running_text_keep_their_places()
    {
        const string text = "これは、(p.1)に記載されている。また😀(p.1)および（p.8）に、Transformer(p.3)の図。";

        var citations = CitationReader.Read(text);

        citations.Select(citation => citation.Text).Should().Equal("(p.1)", "(p.1)", "（p.8）", "(p.3)");
        citations.Should().OnlyContain(citation => text.Substring(citation.Start, citation.Text.Length) == citation.Text);
    }

    [Fact]
    public void A_citation_within_a_longer_bracket_is_found() =>
        CitationReader.Read("(詳しくは(p.3)を参照)").Should().ContainSingle().Which.Text.Should().Be("(p.3)");

    private static readonly Gen<PageRange> GenRange = Gen.Select(
        Gen.Int[1, 9000],
        Gen.Int[0, 20],
        (first, more) => new PageRange(first, first + more)
    );

    private static readonly Gen<string> GenBlank = Gen.OneOf("", "", " ", "　", "  ");

    /// <summary>Pages as people and models write them: width, dashes, separators, repeated page words.</summary>
    private static readonly Gen<(string Text, PageRange[] Pages)> GenCitation =
        from ranges in GenRange.Array[1, 5]
        from brackets in Gen.OneOf("()", "（）")
        from word in Gen.OneOf("p.", "pp.", "p", "P.", "ｐ．", "page ", "p. ")
        from dash in Gen.OneOf("-", "–", "—", "〜", "～", "－", " - ", "--")
        from comma in Gen.OneOf(",", ", ", "、", "，", " , ", "; ")
        from blank in GenBlank
        from again in Gen.Bool
        from wide in Gen.Bool
        select (
            Text: brackets[0]
                + blank
                + string.Join(
                    comma,
                    ranges.Select(
                        (range, i) =>
                            (i == 0 || again ? word : "")
                            + Digits(range.First, wide)
                            + (range.Count > 1 ? dash + Digits(range.Last, wide) : "")
                    )
                )
                + blank
                + brackets[1],
            Pages: ranges
        );

    private static string Digits(int number, bool wide) =>
        wide ? string.Concat(number.ToString().Select(digit => (char)(digit - '0' + '０'))) : number.ToString();

    [Fact]
    public void What_is_written_is_read_back() =>
        GenCitation.Sample(
            (written) =>
            {
                var citation = CitationReader.Read("前の文。" + written.Text + "後の文。").Should().ContainSingle().Subject;
                citation.Pages.Should().Equal(written.Pages);
                citation.Flags.Should().BeEmpty();
                citation.Text.Should().Be(written.Text);
            }
        );

    [Fact]
    public void Any_text_is_read_without_a_crash_and_with_right_places() =>
        Gen.OneOf(
                Gen.String,
                Gen.OneOf(
                        "(",
                        ")",
                        "p.",
                        "p",
                        "1",
                        "23",
                        "-",
                        ",",
                        " ",
                        "（",
                        "）",
                        "図",
                        "Figure ",
                        ".",
                        "の",
                        "\n",
                        "\\",
                        "0",
                        "😀",
                        "\uD83D"
                    )
                    .Array[0, 40]
                    .Select(string.Concat)
            )
            .Sample(text =>
            {
                var end = 0;
                foreach (var citation in CitationReader.Read(text))
                {
                    citation.Start.Should().BeGreaterThanOrEqualTo(end);
                    text.Substring(citation.Start, citation.Text.Length).Should().Be(citation.Text);
                    (citation.Pages.Count > 0 || citation.Flags.Contains(NoteFlags.MalformedPage)).Should().BeTrue();
                    end = citation.Start + citation.Text.Length;
                }
            });

    [Fact]
    public void Citations_between_other_text_are_all_found() =>
        GenCitation
            .Array[0, 8]
            .Sample(written =>
                CitationReader
                    .Read(string.Join(" という説明である。", written.Select(one => one.Text)))
                    .Select(citation => citation.Text)
                    .Should()
                    .Equal(written.Select(one => one.Text))
            );
}
