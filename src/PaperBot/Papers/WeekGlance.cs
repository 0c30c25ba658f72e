using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PaperBot.Chat;

namespace PaperBot.Papers;

/// <summary>What the picture of a week shows, in one language, however it is drawn. Pure: the same week gives the same.</summary>
/// <param name="Heading"><c>最新論文ノート</c></param>
/// <param name="Days"><c>2023-05-29 ~ 2023-06-04</c></param>
/// <param name="Theme">In the language, or in the one it has; empty where the week has none.</param>
/// <param name="Papers">The first ones, in posting order; none that an admin must look at first.</param>
/// <param name="More">How many papers stand behind those.</param>
public sealed record WeekGlance(
    Language Language,
    string Heading,
    string Days,
    string Theme,
    IReadOnlyList<GlancePaper> Papers,
    int More
)
{
    /// <summary>Changes when every week is drawn differently, so that chats which keep pictures fetch them anew.</summary>
    private const int Drawing = 1;

    private const int MostPapers = 10;

    public static WeekGlance Of(StoredWeek week, Language language)
    {
        var papers = week.Papers.Where(paper => paper.Held is null).ToList();
        return new WeekGlance(
            language,
            NoteLabels.Of(language).Heading[0],
            $"{NoteDates.Iso(week.Label.Start)} ~ {NoteDates.Iso(week.Label.End)}",
            WeekWords.Theme(week, language) is { } found ? NormalText.Line(NoteText.Plain(found.Theme.Theme)) : "",
            [.. papers.Take(MostPapers).Select((paper, i) => GlancePaper.Of(paper, i + 1))],
            Math.Max(0, papers.Count - MostPapers)
        );
    }

    /// <summary>What the picture shows, for those who do not see it: title, theme and papers.</summary>
    /// <param name="longest">In UTF-16 units; what is longer is cut at a text element and ends in an ellipsis.</param>
    public string Words(int longest = int.MaxValue) =>
        TextCut.Shorten(
            string.Join(
                PaperTexts.Separator,
                Papers
                    .Select(paper => string.Create(CultureInfo.InvariantCulture, $"{paper.Number}. {paper.Title}"))
                    .Prepend(Theme)
                    .Prepend($"{Heading} {Days}")
                    .Where(words => words.Length > 0)
            ),
            longest
        );

    /// <summary>Ten characters that change when the picture does: in an address they make a chat fetch the new one.</summary>
    public string Version
    {
        get
        {
            var all = Papers
                .Select(paper => $"{paper.Number} {paper.Title} {string.Concat(paper.Answers.Select(answer => (int)answer))}")
                .Prepend(
                    string.Create(CultureInfo.InvariantCulture, $"{Drawing}\n{Language}\n{Heading}\n{Days}\n{Theme}\n{More}")
                );
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', all))))[..10];
        }
    }
}

/// <param name="Number">Its place in the week, from 1.</param>
/// <param name="Answers">What the check said of each answer that readers get.</param>
public sealed record GlancePaper(int Number, string Title, IReadOnlyList<Verdict> Answers)
{
    public static GlancePaper Of(StoredPaper stored, int number) =>
        new(
            number,
            NormalText.Line(PaperCard.TitleText(stored.Paper)),
            [
                .. (stored.Notes.Values.OrderBy(note => note.Language).FirstOrDefault()?.QuestionAnswers ?? [])
                    .Where(answer => !answer.IsHeld)
                    .Select(answer => answer.Verdict),
            ]
        );
}
