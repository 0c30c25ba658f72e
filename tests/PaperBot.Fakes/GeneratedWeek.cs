using System.Globalization;
using CsCheck;
using PaperBot.Papers;

namespace PaperBot.Fakes;

/// <summary>Weeks out of whatever text a test finds worth a try.</summary>
public static class GeneratedWeek
{
    /// <summary>
    /// One to four papers, on arXiv and elsewhere, with up to twelve answers each. Around every answer stand two equal private-use characters that no
    /// other text holds, so that it is found again wherever it comes out.
    /// </summary>
    public static Gen<StoredWeek> Of(Gen<string> text)
    {
        var answer = Gen.Select(text, text, Gen.Enum<Verdict>(), Gen.Char['\ue000', '\uefff'])
            .Select((question, words, verdict, mark) => SmallWeek.Answer("文" + question, $"{mark}{words} {mark}", verdict));
        var paper = Gen.Select(text, text.Array[0, 8], text, answer.Array[0, 12], Gen.Int[0, 99999]).Select(Paper);
        return Gen.Select(paper.Array[1, 4], text)
            .Select(
                (papers, theme) =>
                    SmallWeek.Build() with
                    {
                        Papers = papers,
                        Themes = new Dictionary<Language, WeekTheme> { [Language.Japanese] = new(theme, "") },
                    }
            );
    }

    private static StoredPaper Paper(
        string title,
        IReadOnlyList<string> authors,
        string summary,
        IReadOnlyList<QuestionAnswer> answers,
        int number
    )
    {
        var id = number % 3 == 0 ? null : ArxivId.Parse(string.Create(CultureInfo.InvariantCulture, $"2402.{number:00000}v1"));
        var paper = new Paper
        {
            Id = id is null ? PaperId.Parse($"https://example.org/{number}") : PaperId.Of(id),
            Title = title,
            Arxiv = id,
            Authors = authors,
            Categories = authors,
            Published = number % 2 == 0 ? new(2024, 2, 5) : null,
            Abstract = summary,
        };
        var note = SmallWeek.Note(paper, Language.Japanese, summary, [.. answers]);
        return new StoredPaper(paper, 1, "", null, new Dictionary<Language, PaperNote> { [note.Language] = note });
    }
}
