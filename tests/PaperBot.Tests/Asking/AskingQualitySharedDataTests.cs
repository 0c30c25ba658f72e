using PaperBot.Asking;
using PaperBot.Fakes;
using PaperBot.Fakes.Asking;

namespace PaperBot.Tests.Asking;

/// <summary>The development set over the real note, alone and among 210 more papers, with a floor for each kind.</summary>
public sealed class AskingQualitySharedDataTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_development_set_is_answered_from_the_real_note()
    {
        var week = await AskingStores.OneWeekAsync(TestContext.Current.CancellationToken);
        var figures = Ask(AskIndex.Build(week, Glossary.Shipped), "one week");

        figures.PaperFirst("paper").Should().BeGreaterThanOrEqualTo(0.86);
        figures.PaperFirst("ja").Should().BeGreaterThanOrEqualTo(0.93);
        figures.AnswerFirst("ja").Should().BeGreaterThanOrEqualTo(0.81);
        figures.AnswerInThree("ja").Should().BeGreaterThanOrEqualTo(0.87);
        figures.PaperFirst("en").Should().BeGreaterThanOrEqualTo(0.91);
        figures.AnswerFirst("en").Should().BeGreaterThanOrEqualTo(0.83);
        figures.AnswerInThree("en").Should().BeGreaterThanOrEqualTo(0.91);
        figures.AnswerFirst("followup").Should().BeGreaterThanOrEqualTo(0.8);
        figures.AnswerInThree("followup").Should().BeGreaterThanOrEqualTo(0.9);
        figures.Refused().Should().BeGreaterThanOrEqualTo(0.83);
        figures.Area.Should().BeGreaterThanOrEqualTo(0.96);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Among_two_hundred_more_papers_the_right_one_is_still_found(bool newer)
    {
        var week = await AskingStores.OneWeekAsync(TestContext.Current.CancellationToken);
        var weeks = AskingStores.Among(week, newer, withNotes: false);
        weeks.Sum(stored => stored.Papers.Count).Should().BeGreaterThan(200);
        var figures = Ask(AskIndex.Build(weeks, Glossary.Shipped), "220 papers");

        figures.PaperFirst("paper").Should().BeGreaterThanOrEqualTo(0.86);
        figures.AnswerFirst("ja").Should().BeGreaterThanOrEqualTo(0.81);
        figures.AnswerFirst("en").Should().BeGreaterThanOrEqualTo(0.83);
        figures.AnswerInThree("followup").Should().BeGreaterThanOrEqualTo(0.9);
    }

    private AskingFigures Ask(AskIndex index, string store)
    {
        var figures = new AskingFigures([
            .. AskingQuery.Load(SharedData.PathOf("retrieval", "dev.jsonl")).Select(query => AskingReply.Ask(index, query)),
        ]);
        output.WriteLine(figures.Table(store));
        return figures;
    }
}
