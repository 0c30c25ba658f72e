using PaperBot.Papers;
using PaperBot.Weeks;

namespace PaperBot.Fakes.Asking;

/// <summary>The stores that questions are measured on: the real note of one week, imported as the program imports it, alone or among other weeks' papers.</summary>
public static class AskingStores
{
    private const int MoreWeeks = 21;

    public static async Task<IReadOnlyList<StoredWeek>> OneWeekAsync(CancellationToken cancellationToken)
    {
        await using var temporary = await TemporaryStore.CreateAsync(TimeProvider.System, cancellationToken);
        var outcome = await new NoteImport(temporary.Store).ImportAsync(
            SharedData.PathOf("data", "notes", "2023-05-29.txt"),
            cancellationToken
        );
        return outcome is NoteImportOutcome.Imported
            ? await new PaperStore(temporary.Store).LoadAllAsync(cancellationToken)
            : throw new InvalidOperationException($"The note was not imported: {outcome}");
    }

    /// <summary>The weeks with those of the lists beside them: older ones behind, newer ones in front.</summary>
    /// <param name="withNotes">Each row's description as a short English note; else titles and links alone.</param>
    public static IReadOnlyList<StoredWeek> Among(
        IReadOnlyList<StoredWeek> weeks,
        bool newer,
        bool withNotes,
        int most = MoreWeeks
    )
    {
        var known = weeks.SelectMany(week => week.Papers).Select(paper => paper.Paper.Id).ToHashSet();
        var more = Listed(withNotes)
            .Where(week => newer ? week.Week > weeks[0].Week : week.Week < weeks[^1].Week)
            .Select(week => week with { Papers = [.. week.Papers.Where(paper => known.Add(paper.Paper.Id))] });
        return newer ? [.. more.TakeLast(most), .. weeks] : [.. weeks, .. more.Take(most)];
    }

    /// <summary>Every week of the lists, newest first.</summary>
    public static IReadOnlyList<StoredWeek> Listed(bool withNotes)
    {
        var weeks = new List<StoredWeek>();
        foreach (var file in Directory.EnumerateFiles(SharedData.PathOf("data", "dair", "years"), "*.md").OrderDescending())
        {
            var text = File.ReadAllText(file);
            var lines = text.Split('\n');
            weeks.AddRange(
                WeekListParser
                    .Parse(text, Path.GetFileName(file))
                    .Weeks.Select(week => ToStored(week, row => withNotes ? lines[row.Line - 1] : null))
            );
        }

        return weeks;
    }

    private static StoredWeek ToStored(ListedWeek week, Func<ListedPaper, string?> rowOf) =>
        new()
        {
            Label = week.Label,
            Week = week.Week,
            Themes = new Dictionary<Language, WeekTheme>(),
            Papers =
            [
                .. week
                    .Papers.Where(row => row.Arxiv is not null || row.Link is not null)
                    .Select(row => ToStored(row, rowOf(row))),
            ],
        };

    private static StoredPaper ToStored(ListedPaper row, string? description)
    {
        var paper = new Paper
        {
            Id = row.Arxiv is { } id ? PaperId.Of(id) : PaperId.Of(row.Link!),
            Title = row.Name,
            Arxiv = row.Arxiv,
            Link = row.Link,
        };
        var notes = new Dictionary<Language, PaperNote>();
        if (description is not null)
        {
            notes.Add(Language.English, ToNote(paper, description));
        }

        return new StoredPaper(paper, row.Rank, row.Name, null, notes);
    }

    /// <summary>"1) **Name** - summary ● point: what it says ● … | links": the points become Q&amp;As.</summary>
    private static PaperNote ToNote(Paper paper, string row)
    {
        var cell = row.Split('|', StringSplitOptions.RemoveEmptyEntries)[0];
        var name = cell.IndexOf("** - ", StringComparison.Ordinal);
        var parts = cell[(name < 0 ? 0 : name + 5)..]
            .Replace("<br>", " ", StringComparison.Ordinal)
            .Split('●', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new PaperNote
        {
            Paper = paper.Id,
            Language = Language.English,
            Summary = parts.Length > 0 ? parts[0] : "",
            Origin = NoteOrigin.Imported("list"),
            QuestionAnswers =
            [
                .. parts
                    .Skip(1)
                    .Select(part => part.Split(':', 2, StringSplitOptions.TrimEntries))
                    .Where(part => part.Length == 2)
                    .Select(part => new QuestionAnswer { Question = $"{part[0]} of {paper.Title}?", Answer = part[1] }),
            ],
        };
    }
}
