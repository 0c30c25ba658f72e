using PaperBot.Papers;

namespace PaperBot.Fakes;

/// <summary>A week of invented papers that shows everything a digest has to say: verdicts, missing notes, a held paper, one that is not on arXiv.</summary>
public static class SmallWeek
{
    public static StoredWeek Build() =>
        new()
        {
            Label = new WeekLabel(new(2024, 2, 5), new(2024, 2, 11)),
            Week = WeekId.Of(new(2024, 2, 5)),
            Themes = new Dictionary<Language, WeekTheme>
            {
                [Language.Japanese] = new("小さな検索器、数え上げの誤り、静かな勾配など。", "架空の週です。"),
                [Language.English] = new("small retrievers, miscounting, quiet gradients, and more.", "An invented week."),
            },
            Papers = [Retriever(), Counting(), Report(), Unwritten(), Held()],
        };

    public static StoredPaper Retriever()
    {
        var paper = new Paper
        {
            Id = PaperId.Parse("2402.00001"),
            Title = "Small Retrievers Suffice",
            Arxiv = ArxivId.Parse("2402.00001v2"),
            Link = new("https://arxiv.org/pdf/2402.00001v2"),
            Authors = ["Aoi Tanaka", "Ben Ito", "Chie Mori", "Dan Abe", "Emi Ota", "Fumi Kato", "Gen Sano"],
            Published = new(2024, 2, 9),
            Updated = new(2024, 2, 11),
            Categories = ["Information Retrieval", "Machine Learning"],
            Aliases = ["SRS"],
        };
        return new StoredPaper(
            paper,
            1,
            "SRS",
            null,
            Notes(
                Note(
                    paper,
                    Language.Japanese,
                    "検索器を小さくしても、答えの正しさはほとんど変わらないことを示した研究です。\\( \\small 40 \\)万件の質問で確かめています。",
                    Answer(
                        "なぜ小さくしても精度が落ちないのですか？",
                        "上位の文書がほぼ同じだからです(p.3)。\n\n- 再現率は**0.5ポイント**しか下がりません (p.4-5)\n- 読み取り器が順位の違いを吸収します",
                        Verdict.Verified
                    ),
                    Answer(
                        "学習には何を使いますか？",
                        "公開の質問集だけを使います。設定は `lr = 3e-5` です。(p.6)",
                        Verdict.Weak
                    ),
                    Answer("この回答は出ないはずですか？", "照合に失敗した回答です。(p.99)", Verdict.Failed),
                    Answer("限界は何ですか？", "長い文書では試されていません。", Verdict.Unchecked, "no-citation")
                ),
                Note(
                    paper,
                    Language.English,
                    "A small retriever finds nearly the same documents as a large one. The authors test it on many questions.",
                    Answer("Why does accuracy hold?", "The top documents are nearly the same (p.3).", Verdict.Verified)
                )
            )
        );
    }

    private static StoredPaper Counting()
    {
        var paper = new Paper
        {
            Id = PaperId.Parse("2402.00002"),
            Title = "Why Models Miscount",
            Arxiv = ArxivId.Parse("2402.00002v1"),
            Authors = ["Hana Ueda", "Ian Cole"],
            Published = new(2024, 2, 8),
            Updated = new(2024, 2, 8),
            Categories = ["Computation and Language"],
            Abstract = "We study how models count. They skip repeated tokens. A third sentence says more.",
        };
        return new StoredPaper(
            paper,
            2,
            "Miscount",
            null,
            Notes(
                Note(
                    paper,
                    Language.Japanese,
                    "モデルが数え間違える原因を、トークンの重なりから説明します。",
                    Answer("何を数えさせましたか？", "文字と語です。(p.2)", Verdict.Verified)
                )
            )
        );
    }

    private static StoredPaper Report()
    {
        var paper = new Paper
        {
            Id = PaperId.Parse("https://example.org/quiet-gradients"),
            Title = "Quiet Gradients: A Technical Report",
            Link = new("https://example.org/quiet-gradients"),
        };
        return new StoredPaper(paper, 3, "Quiet Gradients", null, Notes());
    }

    private static StoredPaper Unwritten()
    {
        var paper = new Paper
        {
            Id = PaperId.Parse("2402.00004"),
            Title = "Nothing Is Written About This One",
            Arxiv = ArxivId.Parse("2402.00004v1"),
            Authors = ["Jun Ono"],
            Published = new(2024, 2, 6),
            Updated = new(2024, 2, 6),
            Categories = ["Machine Learning"],
            Abstract = "This paper has an abstract. It says two things. The third is left out.",
        };
        return new StoredPaper(paper, 4, "Nothing", null, Notes());
    }

    private static StoredPaper Held()
    {
        var paper = new Paper
        {
            Id = PaperId.Parse("2402.00005"),
            Title = "Held Back",
            Arxiv = ArxivId.Parse("2402.00005v1"),
        };
        return new StoredPaper(paper, 5, "Held", "the link and the title name two papers", Notes());
    }

    public static QuestionAnswer Answer(
        string question,
        string answer,
        Verdict verdict = Verdict.Unchecked,
        params string[] flags
    ) =>
        new()
        {
            Question = question,
            Answer = answer,
            Citations = Citations(answer),
            Verdict = verdict,
            Flags = flags,
        };

    public static PaperNote Note(Paper paper, Language language, string summary, params QuestionAnswer[] answers) =>
        new()
        {
            Paper = paper.Id,
            Language = language,
            Summary = summary,
            QuestionAnswers = answers,
            Origin = NoteOrigin.Human("test"),
        };

    private static Dictionary<Language, PaperNote> Notes(params PaperNote[] notes) => notes.ToDictionary(note => note.Language);

    // Enough for answers of the form (p.3) and (p.4-5).
    private static List<Citation> Citations(string answer) =>
        [
            .. System
                .Text.RegularExpressions.Regex.Matches(
                    answer,
                    @"\(p\.(?<first>\d+)(?:-(?<last>\d+))?\)",
                    default,
                    TimeSpan.FromSeconds(1)
                )
                .Select(match =>
                {
                    var first = int.Parse(match.Groups["first"].Value);
                    var last = match.Groups["last"].Success ? int.Parse(match.Groups["last"].Value) : first;
                    return new Citation(match.Value, match.Index, [new PageRange(first, last)], [], []);
                }),
        ];
}
