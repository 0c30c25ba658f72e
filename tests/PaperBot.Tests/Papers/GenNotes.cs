using CsCheck;
using PaperBot.Papers;

namespace PaperBot.Tests.Papers;

/// <summary>Weekly notes whose texts look like anything that the forms of a note give a meaning to.</summary>
internal static class GenNotes
{
    private static readonly Gen<string> Piece = Gen.OneOf(
        Gen.OneOf(
            "## はじめに",
            "### 概要",
            "### Q&A",
            "#### Q1. なぜ?",
            "\\## x",
            "\\\\### y",
            "> – 未確認",
            "> ✓ verified",
            "- 著者: A, B",
            "- ID: 2401.05001",
            "概要:",
            "Q: ",
            "A: ",
            "1. ",
            NoteMarkdown.End,
            NoteMarkdown.None,
            "---"
        ),
        Gen.OneOf(
            "(p.3)",
            "（p.１，８）",
            @"\( \small 77.33\% \)",
            "$x$",
            "**太字**",
            "`code`",
            "```",
            "|",
            "[a](https://example.org)"
        ),
        Gen.OneOf("報酬モデル", "がある。", "word", "<b>", "&amp;", "😀", "e\u0301", "が", "\uD83D", "\u2028", "\u00A0"),
        Gen.OneOf("\n", "\n\n", " ", "  ", "　", "\t", "\r\n"),
        Gen.String[0, 6]
    );

    private static readonly Gen<string> Text = Piece.Array[0, 14].Select(pieces => NormalText.Block(string.Concat(pieces)));

    private static readonly Gen<string> SomeText = Text.Select(text => text.Length > 0 ? text : "本文。");

    private static readonly Gen<string> Line = Piece.Array[0, 5].Select(pieces => NormalText.Line(string.Concat(pieces)));

    private static readonly Gen<string> SomeLine = Line.Select(line => line.Length > 0 ? line : "題");

    private static readonly Gen<DateOnly?> Day = Gen.Int[0, 700]
        .Select(day => day == 0 ? (DateOnly?)null : new DateOnly(2023, 1, 1).AddDays(day));

    private static readonly Gen<string[]> Categories = Gen.OneOf(
        "Machine Learning",
        "Computational Engineering, Finance, and Science",
        "Databases"
    ).Array[0, 3];

    public static Gen<WeeklyNote> Note { get; } =
        from language in Gen.OneOf(Language.Japanese, Language.English)
        from start in Gen.Int[0, 1000]
        from days in Gen.Int[5, 7]
        from theme in Line
        from introduction in Text
        from papers in Paper(language).Array[0, 4]
        select new WeeklyNote
        {
            Label = new WeekLabel(new DateOnly(2023, 1, 2).AddDays(start), new DateOnly(2023, 1, 2).AddDays(start + days)),
            Language = language,
            Theme = theme,
            Introduction = introduction,
            Papers = [.. papers.Select((make, i) => make(i))],
        };

    private static Gen<Func<int, NotedPaper>> Paper(Language language) =>
        from title in SomeLine
        from authors in SomeLine.Array[0, 4]
        from aliases in SomeLine.Array[0, 3]
        from categories in Categories
        from published in Day
        from updated in Day
        from isOnArxiv in Gen.Bool
        from link in Gen.Int[0, 2]
        from version in Gen.Int[0, 3]
        from summary in Text
        from written in Gen.Int[0, 3]
        from text in Text
        from answers in Answer.Array[0, 4]
        select new Func<int, NotedPaper>(i =>
        {
            var arxiv = ArxivId.Parse($"2401.0{1000 + i}" + (version > 0 ? $"v{version}" : ""));
            var page = new Uri($"https://example.org/Papers/{i}?v=2#top");
            var paper = new Paper
            {
                Id = isOnArxiv ? PaperId.Of(arxiv) : PaperId.Of(page),
                Title = title,
                Authors = authors,
                Published = published,
                Updated = updated,
                Arxiv = isOnArxiv ? arxiv : null,
                Link = link switch
                {
                    0 => null,
                    1 => page,
                    _ => new Uri($"http://arxiv.org/pdf/2401.0{1000 + i}"),
                },
                Categories = categories,
                Aliases = aliases,
                Abstract = summary,
            };
            return new NotedPaper(
                paper,
                written == 0
                    ? null
                    : new PaperNote
                    {
                        Paper = paper.Id,
                        Language = language,
                        Summary = text,
                        Origin = NoteOrigin.Imported("note.txt"),
                        QuestionAnswers = answers,
                    }
            );
        });

    private static Gen<QuestionAnswer> Answer { get; } =
        from question in SomeLine
        from answer in SomeText
        select new QuestionAnswer
        {
            Question = question,
            Answer = answer,
            Citations = CitationReader.Read(answer),
        };
}
