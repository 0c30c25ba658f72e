using PaperBot.Asking;
using PaperBot.Checking;
using PaperBot.Papers;

namespace PaperBot.Tests.Checking;

public sealed class CheckerTests
{
    private static readonly PageIndex Pages = PageIndex.Of([
        new(1, "Introduction\nWe present LoRaNet, a low-rank adapter with 95M parameters.\nIt reaches 77.3% accuracy on ToyQA."),
        new(
            2,
            "Training\nThe adapter is trained for 20,000 steps with the AdamW opti-\nmizer and a batch size of 256.\nTable 1: Accuracy of three rankers."
        ),
        new(
            3,
            "Related work\nTay et al. (2022) compare attention variants, and Dao et al. (2023)\nwrite a faster kernel for long documents."
        ),
        new(4, "Limitations\nThe model fails on dialects and was never tried on speech."),
    ]);

    private static readonly Checker Checker = new(new BilingualTerms(Glossary.Shipped.Terms));

    [Fact]
    public void What_the_cited_page_says_is_verified_with_the_pages_own_sentence()
    {
        var check = Check("LoRaNetは95Mパラメータのアダプタで、ToyQAで77.3%の精度に達します(p.1)。");

        check.Verdict.Should().Be(Verdict.Verified);
        check.Citations[0].Page.Should().Be(1);
        check.Citations[0].Evidence.Should().Contain("95M").And.NotContain("\n");
    }

    [Fact]
    public void What_stands_on_another_page_fails_and_that_page_is_named()
    {
        var check = Check("学習はAdamWを用いてバッチサイズ256で20,000ステップ行われます(p.4)。");

        check.Verdict.Should().Be(Verdict.Failed);
        check.Citations[0].Finding.Should().Be(CheckFinding.OtherPage);
        check.Citations[0].BetterPage.Should().Be(2);
        check.Citations[0].BetterEvidence.Should().Contain("AdamW optimizer");
    }

    [Theory]
    [InlineData("LoRaNetの精度はToyQAで77.3%です(p.1,30)。", Verdict.Failed, CheckFinding.PageOutOfRange)]
    [InlineData("とても良い結果です(p.1)。", Verdict.Unchecked, CheckFinding.TooLittle)]
    [InlineData("LoRaNetの精度はToyQAで77.3%です(p.1.2)。", Verdict.Unchecked, CheckFinding.MalformedPage)]
    [InlineData("LoRaNetの精度はToyQAで77.3%です。", Verdict.Unchecked, CheckFinding.NoCitation)]
    [InlineData("LoRaNetの精度はToyQAで78.3%です(p.1)。", Verdict.Weak, CheckFinding.FactMissing)]
    [InlineData(
        "LoRaNetは95Mパラメータで、ToyQAの精度は77.3%です(p.1, Table 1)。",
        Verdict.Weak,
        CheckFinding.ReferenceElsewhere
    )]
    [InlineData("LoRaNetは95Mパラメータで、ToyQAの精度は77.3%です(p.1-4)。", Verdict.Weak, CheckFinding.CarelessPages)]
    public void Each_fault_has_its_verdict_and_its_reason(string answer, Verdict verdict, CheckFinding finding)
    {
        var check = Check(answer);

        (check.Verdict, check.Finding).Should().Be((verdict, finding));
    }

    [Fact]
    public void Without_the_papers_text_nothing_is_verified() =>
        Checker.Check(LabelledClaim.Of("LoRaNetは95Mです(p.1)。"), null).Verdict.Should().Be(Verdict.Unchecked);

    [Fact]
    public void A_page_without_text_is_not_taken_for_one_that_says_nothing()
    {
        var pages = PageIndex.Of([new(1, "LoRaNet has 95M parameters."), new(2, "")]);

        var check = Checker.Check(LabelledClaim.Of("LoRaNetは95Mです(p.2)。"), pages);

        (check.Verdict, check.Finding).Should().Be((Verdict.Unchecked, CheckFinding.NoText));
    }

    [Fact]
    public void One_failed_citation_fails_the_answer_and_an_undecided_one_leaves_it_verified_in_part()
    {
        Check("LoRaNetは95Mで77.3%です(p.1)。学習は20,000ステップでAdamWです(p.4)。").Verdict.Should().Be(Verdict.Failed);
        Check("LoRaNetは95Mで77.3%です(p.1)。とても良いです(p.3)。").Verdict.Should().Be(Verdict.Weak);
    }

    [Fact]
    public void A_paragraph_that_cites_nothing_leaves_the_answer_verified_in_part() =>
        Checker
            .Check(LabelledClaim.Of("LoRaNetは95Mで77.3%です(p.1)。") with { Flags = [NoteFlags.UncitedParagraph] }, Pages)
            .Verdict.Should()
            .Be(Verdict.Weak);

    [Theory]
    [InlineData(
        1,
        "a low-rank adapter with 95M parameters. It reaches 77.3% accuracy",
        CheckFinding.QuoteFound,
        Verdict.Verified
    )]
    [InlineData(
        1,
        "a low-rank adapter with 96M parameters. It reaches 77.3% accuracy",
        CheckFinding.QuoteNowhere,
        Verdict.Failed
    )]
    [InlineData(1, "trained for 20,000 steps with the AdamW optimizer", CheckFinding.QuoteElsewhere, Verdict.Failed)]
    public void A_quote_must_stand_on_its_page(int page, string quote, CheckFinding finding, Verdict verdict)
    {
        var check = Checker.Check(
            LabelledClaim.Of("LoRaNetは95Mで、77.3%です(p.1)。") with
            {
                Quotes = [new CitedQuote(page, quote)],
            },
            Pages
        );

        (check.Finding, check.Verdict).Should().Be((finding, verdict));
    }

    [Fact]
    public void A_citation_vouches_for_the_text_since_the_one_before_it()
    {
        const string answer =
            "一つ目です(p.1)。二つ目は長く(p.2)、三つ目もあります。四つ目の話(p.3)および(p.4)です。\n\n次の段落です(p.5)。";

        CitationClaims
            .Of(answer, CitationReader.Read(answer))
            .Select(claim => claim.Text)
            .Should()
            .Equal(
                "一つ目です",
                "二つ目は長く 、三つ目もあります",
                "四つ目の話 および",
                "四つ目の話 および です",
                "次の段落です"
            );
    }

    [Theory]
    [InlineData("9500万パラメータ", 95_000_000)]
    [InlineData("95M parameters", 95_000_000)]
    [InlineData("1 trillion tokens", 1_000_000_000_000)]
    [InlineData("1兆トークン", 1_000_000_000_000)]
    [InlineData("20,000ステップ", 20_000)]
    [InlineData("77.3%です", 77.3)]
    public void Numbers_of_both_languages_have_one_value(string text, double value) =>
        NumberReader.Read(text).Single().Value.Should().Be((decimal)value);

    [Theory]
    [InlineData("GPT-3.5とMPT-30B")]
    [InlineData("モデルv2")]
    public void Digits_of_a_name_are_no_number(string text) => NumberReader.Read(text).Should().BeEmpty();

    private static AnswerCheck Check(string answer) => Checker.Check(LabelledClaim.Of(answer), Pages);
}
