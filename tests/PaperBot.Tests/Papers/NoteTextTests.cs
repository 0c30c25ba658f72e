using CsCheck;
using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class NoteTextTests
{
    private static readonly Paper Dpo = new()
    {
        Id = PaperId.Parse("2305.18290"),
        Title = "Direct Preference Optimization",
        Arxiv = ArxivId.Parse("2305.18290v1"),
    };

    [Theory]
    [InlineData("報酬モデルは要りません。", "報酬モデルは要りません。")]
    [InlineData("これは**太字**です。", "これは<b>太字</b>です。")]
    [InlineData("これは*斜体*と_斜体_です。", "これは<i>斜体</i>と_斜体_です。")]
    [InlineData("a *b* and _c_ and __d__", "a <i>b</i> and <i>c</i> and <b>d</b>")]
    [InlineData("**bold with *both* in it**", "<b>bold with </b><bi>both</bi><b> in it</b>")]
    [InlineData("snake_case_name and 2*3*4 and 2 * 3 * 4", "snake_case_name and 2*3*4 and 2 * 3 * 4")]
    [InlineData("π_θ(a|s) / π_ref", "π_θ(a|s) / π_ref")]
    [InlineData("**open, never closed", "**open, never closed")]
    [InlineData("**** and ** **", "**** and ** **")]
    [InlineData("use `a * b * c` here", "use [code:a * b * c] here")]
    [InlineData("`` `tick` `` and ` alone", "[code:`tick`] and ` alone")]
    [InlineData(@"\*not italic\* and 78\%", "*not italic* and 78%")]
    [InlineData("[the code](https://example.org/a_(b)) here", "[link:https://example.org/a_(b)|the code] here")]
    [InlineData("SQuAD [77] and DROP [30](the second)", "SQuAD [77] and DROP [30](the second)")]
    [InlineData("[77] and [a](https://example.org/)", "[77] and [link:https://example.org/|a]")]
    [InlineData("[x](javascript:alert(1))", "[x](javascript:alert(1))")]
    [InlineData(
        "https://example.org/codeで利用できます。",
        "[link:https://example.org/code|https://example.org/code]で利用できます。"
    )]
    [InlineData("(see https://example.org/a.)", "(see [link:https://example.org/a|https://example.org/a].)")]
    [InlineData("<@U123> <!channel> @everyone", "<@U123> <!channel> @everyone")]
    public void A_line_keeps_its_words_and_gets_its_marks(string markdown, string expected) =>
        Show(NoteText.Line(markdown)).Should().Be(expected);

    [Fact]
    public void A_label_that_names_another_site_is_no_label() =>
        NoteText
            .Line("[https://good.example](https://evil.example/)")
            .Parts.OfType<Inline.Link>()
            .Should()
            .AllSatisfy(link => new Uri(link.Label).Host.Should().Be(link.Target.Host));

    [Fact]
    public void Paragraphs_lists_headings_and_code_become_blocks()
    {
        var blocks = NoteText.Blocks(
            """
            # 要点
            一つ目の段落です。
            同じ段落の二行目です。

            - 一つ
              その続き
            - 二つ

            1. 最初
            2. 次

            5. 番号が飛ぶ
            ```python
            x = a*b*c  # そのまま

            y = 1
            ```
            ``` これは囲いではなく文章です
            2023.05 と #tag は言葉です。
            """
        );

        blocks
            .Select(Show)
            .Should()
            .Equal(
                "<b>要点</b>",
                "一つ目の段落です。\n同じ段落の二行目です。",
                "• 一つ\nその続き | • 二つ",
                "1. 最初 | 2. 次",
                "5. 番号が飛ぶ",
                "```x = a*b*c  # そのまま\n\ny = 1```",
                "``` これは囲いではなく文章です\n2023.05 と #tag は言葉です。"
            );
    }

    [Fact]
    public void A_citation_leads_to_its_first_page_and_keeps_its_words()
    {
        const string Answer = "導出は付録にあります(p.1)。 詳しくは後半です。 (p.12-13)";
        var blocks = NoteText.Blocks(
            Answer,
            Dpo,
            [
                new Citation("(p.1)", Answer.IndexOf("(p.1)", StringComparison.Ordinal), [new PageRange(1)], [], []),
                new Citation("(p.12-13)", Answer.IndexOf("(p.12", StringComparison.Ordinal), [new PageRange(12, 13)], [], []),
            ]
        );

        blocks
            .Select(Show)
            .Should()
            .Equal(
                "導出は付録にあります[link:https://arxiv.org/pdf/2305.18290v1#page=1|(p.1)]。 詳しくは後半です。 "
                    + "[link:https://arxiv.org/pdf/2305.18290v1#page=12|(p.12-13)]"
            );
    }

    [Fact]
    public void A_citation_without_a_page_or_in_code_stays_text()
    {
        const string Answer = "詳細は (p.3.6) と `(p.2)` です。";
        var blocks = NoteText.Blocks(
            Answer,
            Dpo,
            [
                new Citation("(p.3.6)", Answer.IndexOf("(p.3.6)", StringComparison.Ordinal), [], [], ["malformed-page"]),
                new Citation("(p.2)", Answer.IndexOf("(p.2)", StringComparison.Ordinal), [new PageRange(2)], [], []),
            ]
        );

        blocks.Select(Show).Should().Equal("詳細は (p.3.6) と [code:(p.2)] です。");
    }

    [Fact]
    public void Whatever_stands_in_a_note_is_read_without_loss()
    {
        Gen.OneOf(
                "*",
                "**",
                "_",
                "`",
                "``",
                "[",
                "](",
                ")",
                "https://a.b/",
                "\\",
                "あ",
                "漢字",
                " ",
                "\n",
                "- ",
                "1. ",
                "x",
                "😀",
                "\ud83d"
            )
            .Array[0, 60]
            .Select(string.Concat)
            .Sample(markdown =>
            {
                var letters = markdown.Where(c => char.IsLetter(c) || char.IsSurrogate(c));
                var words = string.Concat(NoteText.Blocks(markdown).Select(Words))
                    .Where(c => char.IsLetter(c) || char.IsSurrogate(c));
                words.Count().Should().BeLessThanOrEqualTo(letters.Count());
                if (!markdown.Contains('[') && !markdown.Contains("```", StringComparison.Ordinal))
                {
                    words.Should().Equal(letters);
                }
            });
    }

    private static string Words(ChatBlock block) =>
        block switch
        {
            ChatBlock.Paragraph paragraph => paragraph.Text.ToString(),
            ChatBlock.Items items => string.Join('\n', items.Lines),
            ChatBlock.Code code => code.Text,
            _ => "",
        };

    private static string Show(ChatBlock block) =>
        block switch
        {
            ChatBlock.Paragraph paragraph => Show(paragraph.Text),
            ChatBlock.Items { Numbered: true } items => string.Join(
                " | ",
                items.Lines.Select((line, i) => $"{items.First + i}. {Show(line)}")
            ),
            ChatBlock.Items items => string.Join(" | ", items.Lines.Select(line => "• " + Show(line))),
            ChatBlock.Code code => $"```{code.Text}```",
            _ => block.ToString(),
        };

    private static string Show(RichText text) =>
        string.Concat(
            text.Parts.Select(part =>
                part switch
                {
                    Inline.Text { Marks: TextMarks.None } plain => plain.Value,
                    Inline.Text { Marks: TextMarks.Bold } bold => $"<b>{bold.Value}</b>",
                    Inline.Text { Marks: TextMarks.Italic } italic => $"<i>{italic.Value}</i>",
                    Inline.Text both => $"<bi>{both.Value}</bi>",
                    Inline.Code code => $"[code:{code.Value}]",
                    Inline.Link link => $"[link:{link.Target}|{link.Label}]",
                    _ => "",
                }
            )
        );
}
