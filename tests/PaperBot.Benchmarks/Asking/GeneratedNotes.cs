using System.Globalization;
using System.Text;
using PaperBot.Papers;

namespace PaperBot.Benchmarks.Asking;

/// <summary>As many papers as one likes, whose Q&amp;As are made of the sentences of real ones under invented names: real words as often as they really are.</summary>
internal sealed class GeneratedNotes
{
    private const int AnswersPerPaper = 12;
    private static readonly string[] Syllables =
    [
        "ka",
        "ri",
        "mo",
        "ten",
        "sol",
        "ver",
        "qua",
        "lin",
        "dor",
        "bex",
        "fu",
        "gra",
        "hel",
        "nix",
        "pro",
        "tor",
        "zen",
        "mar",
        "vi",
        "co",
    ];

    private readonly Random _random = new(20230529);
    private readonly List<string> _questions = [];
    private readonly List<string> _sentences = [];
    private readonly List<string> _titleWords = [];
    private readonly List<string> _authors = [];

    public GeneratedNotes(IReadOnlyList<StoredWeek> real)
    {
        foreach (var paper in real.SelectMany(week => week.Papers))
        {
            _titleWords.AddRange(paper.Paper.Title.Split(' '));
            _authors.AddRange(paper.Paper.Authors);
            foreach (var answer in paper.Notes.Values.SelectMany(note => note.QuestionAnswers))
            {
                _questions.Add(answer.Question);
                _sentences.AddRange(answer.Answer.Split(['。', '.'], StringSplitOptions.RemoveEmptyEntries));
            }
        }
    }

    /// <summary>Weeks of ten papers, newest first, with this many Q&amp;As together.</summary>
    public List<StoredWeek> Build(int answers)
    {
        var papers = answers / AnswersPerPaper;
        var weeks = new List<StoredWeek>();
        for (var first = 0; first < papers; first += 10)
        {
            var monday = new DateOnly(2023, 5, 22).AddDays(-7 * (first / 10 % 900));
            var label = new WeekLabel(monday, monday.AddDays(6));
            weeks.Add(
                new StoredWeek
                {
                    Label = label,
                    Week = label.Week,
                    Themes = new Dictionary<Language, WeekTheme>(),
                    Papers = [.. Enumerable.Range(first, Math.Min(10, papers - first)).Select(Paper)],
                }
            );
        }

        return weeks;
    }

    private StoredPaper Paper(int number)
    {
        var name = Name();
        var id = ArxivId.Parse(
            string.Create(CultureInfo.InvariantCulture, $"{1500 + (number / 90_000 * 100) + 1}.{10_000 + (number % 90_000)}")
        );
        var paper = new Paper
        {
            Id = PaperId.Of(id),
            Title = $"{name}: {string.Join(' ', Enumerable.Range(0, 6).Select(_ => Any(_titleWords)))}",
            Arxiv = id,
            Authors = [.. Enumerable.Range(0, 4).Select(_ => $"{Any(_authors).Split(' ')[0]} {Name()}")],
        };
        var note = new PaperNote
        {
            Paper = paper.Id,
            Language = Language.Japanese,
            Summary = Text(name, 4),
            Origin = NoteOrigin.Imported("generated"),
            QuestionAnswers =
            [
                .. Enumerable
                    .Range(0, AnswersPerPaper)
                    .Select(_ => new QuestionAnswer { Question = name + "では、" + Any(_questions), Answer = Text(name, 4) }),
            ],
        };
        return new StoredPaper(
            paper,
            (number % 10) + 1,
            "",
            null,
            new Dictionary<Language, PaperNote> { [Language.Japanese] = note }
        );
    }

    private string Text(string name, int sentences)
    {
        var text = new StringBuilder();
        for (var i = 0; i < sentences; i++)
        {
            text.Append(i == 0 ? name + "は、" : "").Append(Any(_sentences).Trim()).Append('。');
        }

        return text.ToString();
    }

    private string Name()
    {
        var name = string.Concat(Enumerable.Range(0, 2 + _random.Next(3)).Select(_ => Any(Syllables)));
        return char.ToUpperInvariant(name[0]) + name[1..];
    }

    private T Any<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
}
