using PaperBot.Asking;
using PaperBot.Fakes.Asking;

namespace PaperBot.Tests.Asking;

/// <summary>Questions of every kind over the shipped sample week, with a floor for each kind a little under what is reached.</summary>
public sealed class AskingQualityTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_sample_week_answers_questions_of_every_kind()
    {
        var index = await SampleStore.IndexAsync(TestContext.Current.CancellationToken);
        var figures = new AskingFigures([
            .. AskingQuery.Load(SampleStore.QuestionsFile).Select(query => AskingReply.Ask(index, query)),
        ]);
        output.WriteLine(figures.Table("sample week"));
        output.WriteLine(string.Join('\n', figures.Misses()));

        figures.PaperFirst("paper").Should().BeGreaterThanOrEqualTo(0.92);
        figures.PaperFirst("ja").Should().BeGreaterThanOrEqualTo(0.92);
        figures.AnswerFirst("ja").Should().BeGreaterThanOrEqualTo(0.80);
        figures.AnswerInThree("ja").Should().BeGreaterThanOrEqualTo(0.90);
        figures.PaperFirst("en").Should().BeGreaterThanOrEqualTo(0.90);
        figures.AnswerFirst("en").Should().BeGreaterThanOrEqualTo(0.80);
        figures.AnswerInThree("en").Should().BeGreaterThanOrEqualTo(0.90);
        figures.AnswerFirst("followup").Should().BeGreaterThanOrEqualTo(0.80);
        figures.AnswerInThree("followup").Should().BeGreaterThanOrEqualTo(0.90);
        figures.Refused().Should().BeGreaterThanOrEqualTo(0.75);
        figures.Area.Should().BeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public async Task Every_stored_question_finds_itself_first()
    {
        var index = await SampleStore.IndexAsync(TestContext.Current.CancellationToken);
        foreach (var answer in index.Answers)
        {
            var query = new AskQuery(answer.QuestionAnswer.Question) { Within = answer.Paper.Id, Preferred = answer.Language };
            index.Ask(query).Ranked[0].Answer.Should().BeSameAs(answer, "{0} was asked", answer.QuestionAnswer.Question);
        }
    }
}
