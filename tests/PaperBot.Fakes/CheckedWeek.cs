using PaperBot.Fakes.Arxiv;

namespace PaperBot.Fakes;

/// <summary>
/// A small week whose answers get every verdict: the first paper's PDF is there and the second's is not. Note and PDF are written here and
/// nobody's work.
/// </summary>
public static class CheckedWeek
{
    public const string Week = "2024-01-08";

    /// <summary>What the first paper's second answer says on a page that does not carry it.</summary>
    public const string Misplaced = "学習はAdamWを用いてバッチサイズ256で20,000ステップ行われます.";

    private const string Note = $"""
        最新論文ノート:【2024-01-08 ~ 2024-01-14】

        今回のテーマ: 小さなアダプタと音声.

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
        A: {Misplaced}(p.1)

        Q: LoRaNetの学習時間はどれくらいですか?
        A: LoRaNetの学習は8枚のGPUで36時間かかり、AdamWで20,000ステップ行われます.(p.2)

        Q: LoRaNetはどの言語で試されましたか?
        A: 英語だけで試されました.

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

    /// <summary>Writes note and PDFs into a workspace's folder and points its settings there.</summary>
    /// <returns>Full path of the note.</returns>
    public static async Task<string> WriteAsync(TestWorkspace workspace, CancellationToken cancellationToken)
    {
        var note = Path.Combine(workspace.Folder, "note.txt");
        await File.WriteAllTextAsync(note, Note, cancellationToken);
        var pdfs = Directory.CreateDirectory(Path.Combine(workspace.Folder, "pdfs")).FullName;
        await File.WriteAllBytesAsync(
            Path.Combine(pdfs, "2401.00001v1.pdf"),
            SmallPdf.Of(
                "Introduction\nWe present LoRaNet, a low-rank adapter with 95M parameters. It reaches 77.3% accuracy on ToyQA.",
                "Training\nThe adapter is trained for 20,000 steps with the AdamW optimizer and a batch size of 256."
            ),
            cancellationToken
        );
        workspace.Settings["Arxiv:PdfFolder"] = pdfs;
        return note;
    }
}
