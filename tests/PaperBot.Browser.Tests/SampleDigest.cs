using PaperBot.Chat;
using PaperBot.Fakes.Local;

namespace PaperBot.Browser.Tests;

/// <summary>A small digest in both languages, in the shapes that the real one has.</summary>
internal static class SampleDigest
{
    private static readonly Uri Arxiv = new("https://arxiv.org/abs/2305.18290");

    public static async Task<IReadOnlyList<string>> PostAsync(LocalSite site, bool japanese = true)
    {
        var channel = japanese ? "papers-ja" : "papers-en";
        var header = await site.PostAsync(Header(japanese), channel: channel);
        var ids = new List<string> { header };
        foreach (var paper in Papers)
        {
            var starter = await site.PostAsync(Starter(paper, japanese), channel: channel);
            ids.Add(starter);
            await site.PostAsync(Summary(paper, japanese), starter, channel);
            await site.PostAsync(Answers(japanese), starter, channel);
        }

        return ids;
    }

    public static ChatMessage Starter(SamplePaper paper, bool japanese) =>
        new(
            paper.Title,
            [
                new ChatBlock.Paragraph(
                    RichText.Of(new Inline.Text($"{paper.Number}. ", TextMarks.Bold), Link(paper.Address, paper.Title))
                ),
                new ChatBlock.Context(
                    japanese
                        ? $"{paper.Authors}\n2023年5月29日 · Machine Learning, Artificial Intelligence"
                        : $"{paper.Authors}\n29 May 2023 · Machine Learning, Artificial Intelligence"
                ),
                new ChatBlock.Paragraph(japanese ? paper.JapaneseSentence : paper.EnglishSentence),
                new ChatBlock.Actions([
                    new ChatControl.Select(
                        $"pick-{paper.Number}",
                        japanese ? "質問を選んで答えを見る" : "Choose a question",
                        japanese
                            ?
                            [
                                new("報酬モデルを別に学習しないのはなぜですか?", "0"),
                                new("学習にはどのようなデータが必要ですか?", "1"),
                                new("PPOを使う従来のRLHFと比べて、性能や安定性はどう変わりましたか?", "2"),
                            ]
                            :
                            [
                                new("Why is no separate reward model trained?", "0"),
                                new("Which data does training need?", "1"),
                                new("How does it compare with RLHF by PPO?", "2"),
                            ]
                    ),
                    new ChatControl.Button($"ask-{paper.Number}", japanese ? "この論文に質問する" : "Ask about this paper"),
                    new ChatControl.LinkButton(paper.Address, japanese ? "PDFを開く" : "Open the PDF"),
                ]),
            ]
        );

    public static IReadOnlyList<SamplePaper> Papers { get; } =
    [
        new(
            1,
            "Direct Preference Optimization: Your Language Model is Secretly a Reward Model",
            "Rafael Rafailov, Archit Sharma, Eric Mitchell, Stefano Ermon, Christopher D. Manning ほか1名",
            Arxiv,
            "人の好みのデータから、報酬モデルも強化学習も使わずに、言語モデルを直接調整する方法です。",
            "A way to tune a language model from preferences directly, without a reward model and without reinforcement learning."
        ),
        new(
            2,
            "Let’s Verify Step by Step",
            "Hunter Lightman, Vineet Kosaraju, Yura Burda, Harri Edwards, Bowen Baker ほか5名",
            new Uri("https://arxiv.org/abs/2305.20050"),
            "解答の一歩ごとに正誤を教える監督は、最後の答えだけを採点するより、数学の問題で確かな検証器を育てます。",
            "Feedback on every step of a solution trains a more reliable verifier for mathematics than feedback on the final answer alone."
        ),
        new(
            3,
            "Bytes Are All You Need: Transformers Operating Directly On File Bytes",
            "Maxwell Horton, Sachin Mehta, Ali Farhadi, Mohammad Rastegari",
            new Uri("https://arxiv.org/abs/2306.00238"),
            "画像や音声を復号せず、ファイルのバイト列のまま分類するTransformer「ByteFormer」を提案しています。",
            "ByteFormer classifies images and audio from the bytes of their files, without decoding them first."
        ),
    ];

    private static ChatMessage Header(bool japanese) =>
        new(
            japanese ? "最新論文ノート【2023-05-29 ~ 2023-06-04】" : "Top ML papers, 29 May – 4 June 2023",
            [
                new ChatBlock.Heading(
                    japanese ? "最新論文ノート【2023-05-29 ~ 2023-06-04】" : "Top ML papers, 29 May – 4 June 2023"
                ),
                new ChatBlock.Paragraph(
                    japanese
                        ? "今週のテーマ: 考えながら動くエージェント、解答の一歩ごとの採点、バイト列の直接分類など。"
                        : "This week: agents that think while acting, grading of every step, classification of raw bytes."
                ),
                new ChatBlock.Items(
                    [
                        .. Papers.Select(paper =>
                            RichText.Of(
                                Link(paper.Address, paper.Title),
                                new Inline.Text(japanese ? "（2023年5月29日）" : " (29 May 2023)")
                            )
                        ),
                    ],
                    Numbered: true
                ),
                new ChatBlock.Context(
                    japanese ? "各論文のスレッドに、概要とQ&Aがあります。" : "Each paper’s thread holds a summary and Q&As."
                ),
            ]
        );

    private static ChatMessage Summary(SamplePaper paper, bool japanese) =>
        new(
            japanese ? "概要" : "Summary",
            [
                new ChatBlock.Heading(japanese ? "概要" : "Summary"),
                new ChatBlock.Paragraph(
                    japanese
                        ? paper.JapaneseSentence
                            + "別の報酬モデルを学習し、それを強化学習で最大化するという二段階の手順を、分類と同じ形の損失ひとつに置き換えます。要約や対話での実験では、PPOによるRLHFと同等かそれ以上の品質を、ずっと簡単な実装で得られました。"
                        : paper.EnglishSentence
                            + " Two stages become one loss of the form that classification uses. On summaries and dialogue it does as well as RLHF or better, with far less machinery."
                ),
            ]
        );

    private static ChatMessage Answers(bool japanese) =>
        new(
            "Q&A",
            [
                new ChatBlock.Heading("Q&A"),
                new ChatBlock.Paragraph(
                    RichText.Of(
                        new Inline.Text(
                            japanese
                                ? "Q1. 報酬モデルを別に学習しないのはなぜですか?"
                                : "Q1. Why is no separate reward model trained?",
                            TextMarks.Bold
                        )
                    )
                ),
                new ChatBlock.Paragraph(
                    RichText.Of(
                        new Inline.Text(
                            japanese
                                ? "最適な方策と報酬は一対一に書き換えられるためです。好みの確率を方策の比で表せば、報酬を求めずに学習できます。係数は β = 0.1、勝率は 77.33 % でした。"
                                : "Because the best policy and the reward can be written in terms of each other. With β = 0.1 it won 77.33% of the time. "
                        ),
                        Link(new Uri("https://arxiv.org/pdf/2305.18290#page=4"), japanese ? "（p.4）" : "(p.4)")
                    )
                ),
                new ChatBlock.Context(japanese ? "✓ 確認済み" : "✓ verified"),
                new ChatBlock.Paragraph(
                    RichText.Of(
                        new Inline.Text(
                            japanese ? "Q2. 学習の手順はどうなっていますか?" : "Q2. What are the steps of training?",
                            TextMarks.Bold
                        )
                    )
                ),
                new ChatBlock.Items(
                    japanese
                        ?
                        [
                            "基準となる方策から、同じ問いへの応答を二つ作ります。",
                            "人がどちらを好むかを記録します。",
                            "その組を使って、分類の損失を最小にします。",
                        ]
                        :
                        [
                            "Sample two answers to a prompt from the reference policy.",
                            "Record which one people prefer.",
                            "Minimise a classification loss over the pairs.",
                        ],
                    Numbered: true
                ),
                new ChatBlock.Code("loss = -logsigmoid(beta * (log_ratio_chosen - log_ratio_rejected))"),
                new ChatBlock.Quote(
                    japanese
                        ? "原文: “your language model is secretly a reward model”"
                        : "“your language model is secretly a reward model”"
                ),
                new ChatBlock.Context(japanese ? "△ 一部のみ確認" : "△ partly supported"),
            ]
        );

    private static Inline.Link Link(Uri target, string label) => new(target, label) { Marks = TextMarks.Bold };
}

internal sealed record SamplePaper(
    int Number,
    string Title,
    string Authors,
    Uri Address,
    string JapaneseSentence,
    string EnglishSentence
);
