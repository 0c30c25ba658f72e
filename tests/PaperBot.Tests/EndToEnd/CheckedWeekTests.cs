using System.Text.Json;
using PaperBot.Fakes;

namespace PaperBot.Tests.EndToEnd;

/// <summary>A note and the PDFs of some of its papers, from the file to what is answered.</summary>
public sealed class CheckedWeekTests : IDisposable
{
    private readonly TestWorkspace _workspace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _workspace.Dispose();

    [Fact]
    public async Task A_week_is_read_checked_and_answers_only_with_what_its_pages_carry()
    {
        var note = await CheckedWeek.WriteAsync(_workspace, Cancellation);
        (await CallAsync("note", "import", note)).ExitCode.Should().Be(0);

        var check = await CallAsync("check", CheckedWeek.Week, "--json");

        check.ExitCode.Should().Be(0, check.Errors);
        using var document = JsonDocument.Parse(check.Output);
        var papers = document.RootElement.GetProperty("papers").EnumerateArray().ToList();
        var answers = papers[0].GetProperty("answers").EnumerateArray().ToList();
        answers
            .Select(answer => answer.GetProperty("verdict").GetString())
            .Should()
            .Equal("verified", "failed", "weak", "unchecked");
        answers.Select(answer => answer.GetProperty("held").GetBoolean()).Should().Equal(false, true, false, false);
        var citation = answers[0].GetProperty("citations")[0];
        citation.GetProperty("evidence").GetString().Should().Contain("95M parameters");
        citation.GetProperty("link").GetString().Should().EndWith("#page=1");
        papers[1].GetProperty("text").GetProperty("problem").GetString().Should().NotBeNullOrEmpty();
        papers[1].GetProperty("answers")[0].GetProperty("verdict").GetString().Should().Be("unchecked");
        document.RootElement.GetProperty("quality")[0].GetProperty("verdicts").GetProperty("failed").GetInt32().Should().Be(1);

        // What failed is not answered from.
        (await CallAsync("ask", "学習にはどの最適化手法を使いますか?", "--paper", "2401.00001", "--json"))
            .Output.Should()
            .NotContain("どの最適化手法を");
        (await CallAsync("ask", "LoRaNetの精度はいくつですか?", "--json")).Output.Should().Contain("verified");
    }

    [Fact]
    public async Task The_digest_leaves_out_what_failed_and_says_why_nothing_could_be_checked()
    {
        var note = await CheckedWeek.WriteAsync(_workspace, Cancellation);
        await CallAsync("note", "import", note);

        (await CallAsync("week", "run", CheckedWeek.Week)).ExitCode.Should().Be(0);

        var posts = await LocalPosts.ReadAsync(_workspace.Settings["Store:ConnectionString"], Cancellation);
        var text = string.Join('\n', posts.Select(post => post.Body));
        text.Should().Contain("77.3%").And.Contain("確認済み 1").And.Contain("非掲載 1");
        text.Should().NotContain("バッチサイズ256");
        text.Should().Contain("PDFが設定のフォルダーにありません");
    }

    private Task<CallResult> CallAsync(params string[] arguments) =>
        PaperBotProcess.CallAsync(arguments, _workspace.Settings, Cancellation);
}
