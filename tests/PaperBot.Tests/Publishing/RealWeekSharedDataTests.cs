using PaperBot.Chat;
using PaperBot.Fakes;
using PaperBot.Papers;
using PaperBot.Publishing;

namespace PaperBot.Tests.Publishing;

/// <summary>The digest of the weekly note as it was published.</summary>
public sealed class RealWeekSharedDataTests
{
    private static readonly Lazy<StoredWeek> Week = new(() =>
        ImportedWeek.Read(File.ReadAllBytes(SharedData.PathOf("data", "notes", "2023-05-29.txt")), "2023-05-29.txt")
    );

    public static TheoryData<string> Platforms => ["slack", "discord"];

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Ten_papers_with_all_119_answers_are_posted_whole_within_the_limits(string platform)
    {
        var limits = Limits(platform);
        var digest = Compose(limits);

        digest.Posts.Count(post => post.Kind == PostKind.Starter).Should().Be(10);
        digest.Posts.SelectMany(post => MessageLimitsCheck.Violations(post.Message, limits)).Should().BeEmpty();
        var questions = Week.Value.Papers.SelectMany(paper =>
            paper
                .Notes[Language.Japanese]
                .QuestionAnswers.Select((answer, i) => PaperCard.Question(answer, Language.Japanese, i + 1).ToString())
        );
        // Every question as written, none cut in two.
        digest
            .Posts.SelectMany(post => post.Message.Blocks.OfType<ChatBlock.Paragraph>())
            .Where(paragraph => paragraph.Text.Parts is [Inline.Text { Marks: TextMarks.Bold } first] && first.Value[0] == 'Q')
            .Select(paragraph => paragraph.Text.ToString())
            .Should()
            .HaveCount(119)
            .And.Equal(questions);
    }

    [Fact]
    public void Every_citation_with_a_page_leads_to_that_page()
    {
        var links = Compose(SampleLimits.Slack)
            .Posts.SelectMany(post => post.Message.Blocks)
            .SelectMany(Texts)
            .SelectMany(text => text.Parts.OfType<Inline.Link>())
            .Where(link => link.Target.Fragment.StartsWith("#page=", StringComparison.Ordinal))
            .Select(link => link.Label);

        var cited = Week
            .Value.Papers.SelectMany(paper => paper.Notes[Language.Japanese].QuestionAnswers)
            .SelectMany(answer => answer.Citations)
            .Where(citation => citation.Pages.Count > 0)
            .Select(citation => citation.Text);
        links.Should().Equal(cited).And.HaveCountGreaterThan(130);
    }

    [Fact]
    public void All_eleven_formulas_become_readable()
    {
        var words = string.Join(
            '\n',
            Compose(SampleLimits.Slack).Posts.SelectMany(post => post.Message.Blocks).Select(DrawnMessage.Draw)
        );

        words.Should().NotContain("\\small").And.NotContain("\\(");
        string[] formulas =
        [
            "77.33%",
            "72.2%",
            "98.7%",
            "95.42%",
            "90%",
            "71.35%",
            "画像xᵥ∈R^(H×W×C)を",
            "xₚ∈R^(N×D)",
            "N=HW/P²は",
            "サイズP×Pが",
            "、Dは",
        ];
        formulas.Should().AllSatisfy(formula => words.Should().Contain(formula));
    }

    private static IEnumerable<RichText> Texts(ChatBlock block) =>
        block switch
        {
            ChatBlock.Paragraph paragraph => [paragraph.Text],
            ChatBlock.Items items => items.Lines,
            _ => [],
        };

    private static Digest Compose(MessageLimits limits) =>
        DigestComposer.Compose(Week.Value, Language.Japanese, ThreadModel.Implicit, limits, DigestProfile.Everything);

    private static MessageLimits Limits(string platform) => platform == "slack" ? SampleLimits.Slack : SampleLimits.Discord;
}
