using System.Text.Json;
using PaperBot.Fakes;
using PaperBot.Fakes.Arxiv;

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
        var note = Path.Combine(_workspace.Folder, "note.txt");
        await File.WriteAllTextAsync(note, Note, Cancellation);
        var pdfs = Directory.CreateDirectory(Path.Combine(_workspace.Folder, "pdfs")).FullName;
        await File.WriteAllBytesAsync(
            Path.Combine(pdfs, "2401.00001v1.pdf"),
            SmallPdf.Of(
                "Introduction\nWe present LoRaNet, a low-rank adapter with 95M parameters. It reaches 77.3% accuracy on ToyQA.",
                "Training\nThe adapter is trained for 20,000 steps with the AdamW optimizer and a batch size of 256."
            ),
            Cancellation
        );
        _workspace.Settings["Arxiv:PdfFolder"] = pdfs;
        (await CallAsync("note", "import", note)).ExitCode.Should().Be(0);

        var check = await CallAsync("check", "2024-01-08", "--json");

        check.ExitCode.Should().Be(0, check.Errors);
        using var document = JsonDocument.Parse(check.Output);
        var papers = document.RootElement.GetProperty("papers").EnumerateArray().ToList();
        var answers = papers[0].GetProperty("answers").EnumerateArray().ToList();
        answers.Select(answer => answer.GetProperty("verdict").GetString()).Should().Equal("verified", "failed");
        answers[1].GetProperty("held").GetBoolean().Should().BeTrue();
        var citation = answers[0].GetProperty("citations")[0];
        citation.GetProperty("evidence").GetString().Should().Contain("95M parameters");
        citation.GetProperty("link").GetString().Should().EndWith("#page=1");
        papers[1].GetProperty("text").GetProperty("problem").GetString().Should().NotBeNullOrEmpty();
        papers[1].GetProperty("answers")[0].GetProperty("verdict").GetString().Should().Be("unchecked");
        document.RootElement.GetProperty("quality")[0].GetProperty("verdicts").GetProperty("failed").GetInt32().Should().Be(1);

        // What failed is neither posted nor answered from; what could not be checked says so.
        var asked = await CallAsync("ask", "学習にはどの最適化手法を使いますか?", "--paper", "2401.00001", "--json");
        asked.Output.Should().NotContain("AdamW");
        var sure = await CallAsync("ask", "LoRaNetの精度はいくつですか?", "--json");
        sure.Output.Should().Contain("verified");
    }

    private Task<CallResult> CallAsync(params string[] arguments) =>
        PaperBotProcess.CallAsync(arguments, _workspace.Settings, Cancellation);

    private const string Note = """
        最新論文ノート:【2024-01-08 ~ 2024-01-14】

        今回のテーマ: 小さなアダプタ.

        照合を確かめるための短いノートです.

        紹介する論文は以下の2本となります.

          1. LoRaNet: A Low-Rank Adapter (発行日:2024年01月09日)
          2. SpeechNet: Another Paper (発行日:2024年01月09日)

        LoRaNet: A Low-Rank Adapter

        著者:A. Example, B. Sample
        発行日:2024年01月09日
        最終更新日:2024年01月09日
        URL:http://arxiv.org/pdf/2401.00001v1

        カテゴリ:Machine Learning

        概要:

        小さなアダプタLoRaNetを提案します.

        Q&A:

        Q: LoRaNetの精度はいくつですか?
        A: LoRaNetは95Mパラメータのアダプタで、ToyQAで77.3%の精度に達します.(p.1)

        Q: 学習にはどの最適化手法を使いますか?
        A: 学習はAdamWを用いてバッチサイズ256で20,000ステップ行われます.(p.1)

        SpeechNet: Another Paper

        著者:C. Example
        発行日:2024年01月09日
        最終更新日:2024年01月09日
        URL:http://arxiv.org/pdf/2401.00002v1

        カテゴリ:Machine Learning

        概要:

        音声の論文です.

        Q&A:

        Q: 何語の音声を扱いますか?
        A: 日本語と英語の音声を扱います.(p.2)

        """;
}
