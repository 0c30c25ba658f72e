using PaperBot.Asking;
using PaperBot.Papers;

namespace PaperBot.Tests.Asking;

public sealed class AskParserTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  \u3000 ")]
    [InlineData("\t\n")]
    public void Nothing_typed_is_empty(string text) => AskParser.Parse(text).Should().BeOfType<AskInput.Empty>();

    [Theory]
    [InlineData("help")]
    [InlineData("HELP ")]
    [InlineData("?")]
    [InlineData("ヘルプ")]
    [InlineData("使い方")]
    public void Help_is_asked_for_in_both_languages(string text) => AskParser.Parse(text).Should().BeOfType<AskInput.Help>();

    [Theory]
    [InlineData("week 2023-05-29", "2023-W22")]
    [InlineData("Week 2023-W22", "2023-W22")]
    [InlineData("week ２０２３/６/４", "2023-W22")]
    [InlineData("週 2023-05-29", "2023-W22")]
    [InlineData("2023-W22", "2023-W22")]
    [InlineData("week 【2023-05-29 ~ 2023-06-04】", "2023-W22")]
    [InlineData("week 2023-01-01 ~ 2023-01-08", "2023-W01")]
    public void A_week_is_read_from_any_way_of_writing_it(string text, string week) =>
        AskParser.Parse(text).Should().Be(new AskInput.Week(WeekId.Parse(week)));

    [Theory]
    [InlineData("week")]
    [InlineData("week latest")]
    [InlineData("今週")]
    public void A_week_without_a_date_is_the_newest(string text) => AskParser.Parse(text).Should().Be(new AskInput.Week(null));

    [Fact]
    public void What_is_no_week_is_named() =>
        AskParser.Parse("week of the year").Should().Be(new AskInput.UnknownWeek("of the year"));

    [Theory]
    [InlineData("list")]
    [InlineData("一覧")]
    public void The_list_of_weeks_is_asked_for_in_both_languages(string text) =>
        AskParser.Parse(text).Should().BeOfType<AskInput.Weeks>();

    [Theory]
    [InlineData("authors Jeff Clune", "Jeff Clune")]
    [InlineData("著者 Clune", "Clune")]
    [InlineData("authors", "")]
    [InlineData("著者", "")]
    public void An_author_stands_behind_the_word(string text, string name) =>
        AskParser.Parse(text).Should().Be(new AskInput.Authors(name));

    [Theory]
    [InlineData("compare dpo mezo", "dpo", "mezo")]
    [InlineData("compare dpo vs thought cloning", "dpo", "thought cloning")]
    [InlineData("比較 DPOとMeZO", "DPO", "MeZO")]
    [InlineData("compare dpo, mezo", "dpo", "mezo")]
    public void Two_papers_are_parted_by_the_word_between_them(string text, string left, string right) =>
        AskParser.Parse(text).Should().Be(new AskInput.Compare(left, right));

    [Theory]
    [InlineData("dpo", "dpo")]
    [InlineData("ＤＰＯの限界は？", "DPOの限界は?")]
    [InlineData("「報酬モデルはなぜ要らないの?」", "報酬モデルはなぜ要らないの?")]
    [InlineData("\"what is MeZO\"", "what is MeZO")]
    [InlineData("`what is MeZO`", "what is MeZO")]
    [InlineData("why \"direct\" and not RL?", "why \"direct\" and not RL?")]
    [InlineData("listen to music", "listen to music")]
    [InlineData("weekly digest of what?", "weekly digest of what?")]
    public void Everything_else_is_a_paper_or_a_question(string text, string question) =>
        AskParser.Parse(text).Should().Be(new AskInput.Question(question));

    [Theory]
    [InlineData("<@U0123> what is MeZO", "what is MeZO")]
    [InlineData("what is MeZO <@!998877>", "what is MeZO")]
    [InlineData("<!channel> dpo", "dpo")]
    [InlineData("@everyone dpo", "dpo")]
    [InlineData("<#C1|papers> dpo", "dpo")]
    public void Mentions_do_not_survive(string text, string question) =>
        AskParser.Parse(text).Should().Be(new AskInput.Question(question));

    [Fact]
    public void A_platforms_address_becomes_the_address() =>
        AskParser
            .Parse("<https://arxiv.org/abs/2305.18290|arxiv.org/abs/2305.18290>")
            .Should()
            .Be(new AskInput.Question("https://arxiv.org/abs/2305.18290"));

    [Theory]
    [InlineData("https://arxiv.org/abs/2305.18290v2 の限界は?", "2305.18290", "の限界は?")]
    [InlineData("arXiv:2305.18290", "2305.18290", "")]
    [InlineData("arxiv 2305.18290?", "2305.18290", "")]
    [InlineData("hep-th/9901001", "hep-th/9901001", "")]
    [InlineData("https://example.org/paper.pdf", "https://example.org/paper.pdf", "")]
    public void Ids_and_addresses_are_taken_out_of_a_question(string text, string id, string rest)
    {
        var question = text;
        AskParser.TakeIds(ref question).Should().Equal(PaperId.Parse(id));
        question.Trim().Should().Be(rest);
    }

    [Theory]
    [InlineData("77.33% on ImageNet?")]
    [InlineData("GPT-4 vs 3.5")]
    [InlineData("2023-05-29")]
    public void Numbers_are_no_ids(string text)
    {
        var question = text;
        AskParser.TakeIds(ref question).Should().BeEmpty();
        question.Should().Be(text);
    }
}
