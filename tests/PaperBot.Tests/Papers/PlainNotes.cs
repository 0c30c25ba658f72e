using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

/// <summary>Weekly notes in the plain form, small and clean: nothing about them is odd.</summary>
internal static class PlainNotes
{
    public const string Japanese = """
        最新論文ノート:【2024-01-08 ~ 2024-01-14】

        今回のテーマ: 小さなモデルの蒸留、長い文脈の索引など。

        この週に読んだ論文を紹介します。

        ページ番号は論文のPDFのものです。

        紹介する論文は以下の2本となります.

          1. Small Teachers: Distilling Without a Giant (発行日:2024年01月11日)
          2. Indexing Long Contexts by Their Seams (発行日:2024年01月09日)

        Small Teachers: Distilling Without a Giant

        著者:Aiko Example, Bo Sample
        発行日:2024年01月11日
        最終更新日:2024年01月12日
        URL:http://arxiv.org/pdf/2401.05001v2

        カテゴリ:Machine Learning, Computation and Language

        概要:

        小さな教師モデルだけで生徒モデルを育てる方法です。大きな教師を使った場合との差は1ポイントに収まります。

        Q&A:

        Q: 教師にはどのくらいの大きさのモデルを使いますか?
        A: 教師は生徒の2倍の大きさまでに抑えています。大きな教師を使う従来の方法より、計算量が7割減りました。(p.2)

        Q: 学習の手順を教えてください。
        A: 次の順に進めます。(p.3-4)

          1. 教師に下書きを作らせます。
          2. 生徒が下書きを採点します。
          3. 損失 \( \small L = 0.5 L_t + 0.5 L_s \) を小さくします。

        採点が難しい例は、翌日の学習に回されます。(p.4, Figure 3)

        Indexing Long Contexts by Their Seams

        著者:Cleo Test
        発行日:2024年01月09日
        最終更新日:2024年01月09日
        URL:http://arxiv.org/pdf/2401.04002v1

        カテゴリ:Information Retrieval

        概要:

        話題の切れ目で文脈を分け、切れ目だけを索引に載せる検索方法です。

        Q&A:

        Q: なぜ切れ目だけを載せるのですか?
        A: 話題が変わる場所さえ分かれば、途中の文は順に読めば済むからです。索引は10分の1の大きさになりました。(p.1)
        """;

    public const string English = """
        Latest paper notes: [2024-01-08 ~ 2024-01-14]

        This week's theme: distilling small models, indexing long contexts, and more.

        These are the papers we read this week.

        This issue covers the following 2 papers.

          1. Small Teachers: Distilling Without a Giant (Published: 2024-01-11)
          2. Indexing Long Contexts by Their Seams (Published: 2024-01-09)

        Small Teachers: Distilling Without a Giant

        Authors: Aiko Example, Bo Sample
        Published: 2024-01-11
        Last updated: 2024-01-12
        URL: http://arxiv.org/pdf/2401.05001v2

        Categories: Machine Learning, Computation and Language

        Summary:

        A way to train a student with small teachers only. It stays within one point of what a large teacher gives.

        Q&A:

        Q: How large are the teachers?
        A: At most twice the size of the student, which takes seventy percent less compute than the usual way. (p.2)

        Q: What are the steps of training?
        A: The teacher drafts, the student grades, and hard examples come back the next day. (p.3-4)

        Indexing Long Contexts by Their Seams

        Authors: Cleo Test
        Published: 2024-01-09
        Last updated: 2024-01-09
        URL: http://arxiv.org/pdf/2401.04002v1

        Categories: Information Retrieval

        Summary:

        A search method that cuts a context where its topic changes and indexes the cuts alone.

        Q&A:

        Q: Why are only the cuts indexed?
        A: Once the place where a topic changes is known, the sentences between can simply be read in order. (p.1)
        """;

    public static NoteReading.Whole ReadWhole(string text) =>
        WeeklyNoteReader.Read(text, "note.txt").Should().BeOfType<NoteReading.Whole>().Subject;

    public static NoteRefusal ReadRefused(string text) =>
        WeeklyNoteReader.Read(text, "note.txt").Should().BeOfType<NoteReading.Refused>().Subject.Reason;
}
