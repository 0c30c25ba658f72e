using PaperBot.Chat;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

public sealed class PaperCardTests
{
    private static readonly Paper Verify = new()
    {
        Id = PaperId.Parse("2305.20050"),
        Title = "Let’s Verify Step by Step",
        Arxiv = ArxivId.Parse("2305.20050v1"),
        Authors = ["A. One", "B. Two", "C. Three", "D. Four", "E. Five", "F. Six", "G. Seven"],
        Published = new(2023, 5, 31),
        Updated = new(2023, 5, 31),
        Categories = ["Machine Learning", "Artificial Intelligence"],
    };

    [Fact]
    public void Authors_after_the_fifth_are_counted_or_left_to_et_al()
    {
        PaperCard.Authors(Verify, Language.Japanese).Should().Be("A. One, B. Two, C. Three, D. Four, E. Five ほか2名");
        PaperCard.Authors(Verify, Language.English).Should().Be("A. One, B. Two, C. Three, D. Four, E. Five et al.");
        PaperCard
            .Authors(Verify with { Authors = [.. Verify.Authors.Take(5)] }, Language.English)
            .Should()
            .Be("A. One, B. Two, C. Three, D. Four, E. Five");
    }

    [Fact]
    public void The_last_versions_day_is_shown_where_it_is_another()
    {
        PaperCard.Dates(Verify, Language.Japanese).Should().Be("2023年5月31日");
        PaperCard
            .Dates(Verify with { Updated = new(2023, 6, 2) }, Language.Japanese)
            .Should()
            .Be("2023年5月31日（最終更新 2023年6月2日）");
        PaperCard
            .Dates(Verify with { Updated = new(2023, 6, 2) }, Language.English)
            .Should()
            .Be("31 May 2023 (last updated 2 June 2023)");
        PaperCard.Dates(Verify with { Published = null, Updated = null }, Language.English).Should().BeEmpty();
    }

    [Fact]
    public void A_paper_that_is_not_on_arXiv_says_so()
    {
        var report = new Paper
        {
            Id = PaperId.Parse("https://example.org/report"),
            Title = "A report",
            Link = new("https://example.org/report"),
        };

        PaperCard
            .Head(report, Language.Japanese)
            .OfType<ChatBlock.Context>()
            .Single()
            .Text.ToString()
            .Should()
            .Be("arXivに記録なし · example.org");
        PaperCard
            .Head(report, Language.English)
            .OfType<ChatBlock.Context>()
            .Single()
            .Text.ToString()
            .Should()
            .Be("no arXiv record · example.org");
    }

    [Fact]
    public void An_answer_carries_its_verdict_and_what_a_reader_should_know()
    {
        var answer = new QuestionAnswer
        {
            Question = "なぜですか?",
            Answer = "そう書かれています",
            Verdict = Verdict.Weak,
            Flags = ["no-citation", "near-duplicate-answer"],
        };

        PaperCard.Mark(answer, Language.Japanese).Should().Be("△ 一部のみ確認 · ページの記載なし");
        PaperCard.Mark(answer with { Verdict = Verdict.Verified, Flags = [] }, Language.English).Should().Be("✓ verified");
    }

    [Fact]
    public void An_answer_that_failed_its_check_is_never_shown()
    {
        var failed = new QuestionAnswer
        {
            Question = "Why?",
            Answer = "Because.",
            Verdict = Verdict.Failed,
        };

        FluentActions.Invoking(() => PaperCard.Answer(failed, Verify, Language.English)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Where_the_operator_shows_failed_answers_they_say_that_they_failed()
    {
        var failed = new QuestionAnswer
        {
            Question = "Why?",
            Answer = "Because.",
            Verdict = Verdict.Failed,
            IsHeld = false,
        };

        PaperCard.Mark(failed, Language.Japanese).Should().Be("✕ ページと合わない");
    }

    [Fact]
    public void The_evidence_is_the_papers_own_sentence_with_a_link_to_its_page()
    {
        var answer = new QuestionAnswer
        {
            Question = "何%ですか?",
            Answer = "78%です(p.3)。",
            Citations = CitationReader.Read("78%です(p.3)。"),
            Verdict = Verdict.Weak,
            Checks =
            [
                new CitationCheck
                {
                    Verdict = Verdict.Weak,
                    Finding = CheckFinding.FactMissing,
                    Claim = "78%です",
                    Page = 3,
                    Evidence = "It solves most problems.",
                    BetterPage = 5,
                    BetterEvidence = "It solves 78% of the problems.",
                    Missing = ["78%"],
                },
            ],
        };

        var blocks = PaperCard.Evidence(answer, Verify, Language.Japanese);

        var text = string.Join('\n', blocks.OfType<ChatBlock.Paragraph>().Select(block => block.Text.ToString()));
        text.Should()
            .Contain("“It solves most problems.”")
            .And.Contain("より合うページ p.5")
            .And.Contain("“It solves 78% of the problems.”");
        blocks
            .OfType<ChatBlock.Paragraph>()
            .SelectMany(block => block.Text.Parts.OfType<Inline.Link>())
            .Select(link => link.Target.Fragment)
            .Should()
            .Equal("#page=3", "#page=5");
        blocks
            .OfType<ChatBlock.Context>()
            .Select(block => block.Text.ToString())
            .Should()
            .Contain("引用ページに見当たらない: 78%");
    }
}
