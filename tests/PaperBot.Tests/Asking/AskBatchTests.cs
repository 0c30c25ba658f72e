using System.Text.Json;
using PaperBot.Asking;
using PaperBot.Fakes;

namespace PaperBot.Tests.Asking;

/// <summary><c>paperbot ask --batch</c>: what others measure the search by.</summary>
public sealed class AskBatchTests
{
    private readonly AskIndex _index = AskStore.Index(
        AskStore.Paper(
            "2301.00011",
            "SoupNet: Learning to Cook from Recipes",
            [.. Enumerable.Range(0, 14).Select(i => ($"SoupNetの第{i}の限界は?", $"鍋が{i}個では足りません."))]
        ),
        AskStore.Paper("2301.00022", "Wind Reader: Sail Control", [("帆の限界は?", "強い風です.")])
    );

    [Fact]
    public void Each_line_says_kind_paper_confidence_and_ranked_answers()
    {
        var line = Ask("""{"id": 7, "query": "SoupNetの限界は?", "more": true}""");

        line.GetProperty("id").GetInt32().Should().Be(7);
        line.GetProperty("kind").GetString().Should().BeOneOf("answer", "closest");
        line.GetProperty("paper").GetString().Should().Be("2301.00011");
        line.GetProperty("confidence").GetDouble().Should().BeInRange(0, 1);
        var first = line.GetProperty("answers")[0];
        first.GetProperty("paper").GetString().Should().Be("2301.00011");
        first.GetProperty("question").GetString().Should().StartWith("SoupNetの第");
        first.GetProperty("verdict").GetString().Should().Be("unchecked");
        var scores = line.GetProperty("answers").EnumerateArray().Select(answer => answer.GetProperty("score").GetDouble());
        scores.Should().BeInDescendingOrder();
        line.GetProperty("answers").GetArrayLength().Should().Be(10);
    }

    [Fact]
    public void Where_nothing_is_claimed_the_nearest_stand_there_all_the_same()
    {
        var line = Ask("""{"id": "n", "query": "SoupNetの鍋の値段と火力と商用ライセンスは?"}""");

        line.GetProperty("kind").GetString().Should().BeOneOf("closest", "none");
        line.GetProperty("answers").GetArrayLength().Should().BePositive();
    }

    [Fact]
    public void The_index_counts_from_nothing_in_the_order_of_the_note()
    {
        var line = Ask("""{"id": 1, "query": "第3の限界", "paper": "2301.00011"}""");
        line.GetProperty("answers")[0].GetProperty("index").GetInt32().Should().Be(3);
    }

    [Fact]
    public void A_paper_scopes_to_its_thread()
    {
        var line = Ask("""{"id": 1, "query": "限界は?", "paper": "https://arxiv.org/abs/2301.00022v2"}""");
        line.GetProperty("paper").GetString().Should().Be("2301.00022");
        line.GetProperty("answers")
            .EnumerateArray()
            .Should()
            .OnlyContain(answer => answer.GetProperty("paper").GetString() == "2301.00022");
    }

    [Theory]
    [InlineData("not json", "The line is no JSON; expected: {*")]
    [InlineData("[1]", "The line is no JSON object; expected: {*")]
    [InlineData("null", "The line is no JSON object; expected: {*")]
    [InlineData("""{"id": 1}""", "The line has no 'query'; expected: {*")]
    [InlineData("""{"id": 1, "query": null}""", "The line has no 'query'; expected: {*")]
    [InlineData("""{"id": 1, "query": 5}""", "'query' is no text; expected: {*")]
    [InlineData("""{"id": 1, "query": "\ud800"}""", "'query' is no text; expected: {*")]
    [InlineData("""{"id": 1, "query": "x", "paper": ["2305.18290"]}""", "'paper' is no text; expected: {*")]
    [InlineData("""{"id": 1, "query": "x", "paper": "no paper"}""", "*'no paper' is no paper*")]
    public void A_line_that_is_none_is_refused_with_what_is_wrong(string line, string message)
    {
        var ask = () => AskBatch.Answer(_index, line);
        var thrown = ask.Should().Throw<AskLineException>().WithMessage(message).Which;
        (thrown.Text.Japanese + thrown.Text.English).Should().NotContainAny("PaperBot.", "LineNumber", "System.");
        thrown.Text.Japanese.Should().MatchRegex("ありません|ではありません");
    }

    [Fact]
    public void A_byte_order_mark_before_a_line_is_no_part_of_it() =>
        Ask("\uFEFF{\"ID\": 7, \"Query\": \"限界は?\"}").GetProperty("id").GetInt32().Should().Be(7);

    [Fact]
    public async Task The_program_answers_a_batch_from_a_store_that_a_note_was_imported_into()
    {
        using var workspace = new TestWorkspace();
        var note = await workspace.SampleNoteAsync(TestContext.Current.CancellationToken);
        var imported = await PaperBotProcess.CallAsync(
            ["note", "import", note],
            workspace.Settings,
            TestContext.Current.CancellationToken
        );
        imported.ExitCode.Should().Be(0, imported.Errors);
        var asked = await PaperBotProcess.CallAsync(
            ["ask", "--batch"],
            workspace.Settings,
            TestContext.Current.CancellationToken,
            """
            {"id": "a", "query": "dpo"}
            {"id": "b", "query": "DPOでは、なぜ報酬モデルが要らないのですか?"}
            {"id": "c", "query": "メモリは?", "paper": "2305.17333"}
            {"id": "d", "query": "2412.99999"}

            """
        );

        asked.ExitCode.Should().Be(0, asked.Errors);
        var lines = asked
            .Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        lines.Select(line => line.GetProperty("id").GetString()).Should().Equal("a", "b", "c", "d");
        lines.Select(line => line.GetProperty("kind").GetString()).Should().Equal("paper", "answer", "answer", "none");
        lines[0].GetProperty("paper").GetString().Should().Be("2305.18290");
        lines[1].GetProperty("answers")[0].GetProperty("index").GetInt32().Should().Be(2);
        lines[2].GetProperty("answers")[0].GetProperty("index").GetInt32().Should().Be(4);
        lines[3].GetProperty("confidence").GetDouble().Should().Be(0);
    }

    private JsonElement Ask(string line) => JsonDocument.Parse(AskBatch.Answer(_index, line)).RootElement;
}
