using System.Text.Json.Serialization;

namespace PaperBot.Papers;

/// <summary>
/// What <c>paperbot note import --json</c> prints. <c>outcome</c> is <c>imported</c>, <c>unchanged</c> or <c>refused</c>; of a refused file only
/// <c>file</c>, <c>line</c>, <c>found</c>, <c>expected</c> and <c>message</c> are given, of the others everything else.
/// </summary>
public sealed record NoteImportReport
{
    private const int NamedLines = 8;

    public required string Outcome { get; init; }

    public required string File { get; init; }

    /// <summary>One sentence for people, in the caller's language.</summary>
    public required string Message { get; init; }

    /// <summary>The whole report for people.</summary>
    [JsonIgnore]
    public string Text { get; init; } = "";

    public int? Line { get; init; }

    public string? Found { get; init; }

    public string? Expected { get; init; }

    public string? Week { get; init; }

    public DateOnly? Start { get; init; }

    public DateOnly? End { get; init; }

    public string? Language { get; init; }

    public IReadOnlyList<PaperReport>? Papers { get; init; }

    public int? Questions { get; init; }

    public int? Citations { get; init; }

    /// <summary>Q&amp;As with a flag that their form gives them (<see cref="NoteFlags.Structural"/>).</summary>
    public int? FlaggedByForm { get; init; }

    /// <summary>Q&amp;As with any flag.</summary>
    public int? Flagged { get; init; }

    public CharacterReport? Characters { get; init; }

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<OddityReport>? Oddities { get; init; }

    /// <param name="Change"><c>new</c>, <c>unchanged</c>, <c>replaced</c> or <c>none</c> (the file has no note for it).</param>
    public sealed record PaperReport(string Id, string Title, string Change, int Revision, int Questions, int Citations);

    /// <summary>Non-blank characters of the file, and how many of them belong to no part of a note.</summary>
    public sealed record CharacterReport(int Total, int Unread);

    /// <param name="Paper">Its id; null where it is about the whole note.</param>
    /// <param name="Index">The Q&amp;A's, from 0; null where it is about the paper.</param>
    /// <param name="Text">The flag in words, in the caller's language.</param>
    public sealed record OddityReport(string Flag, string? Paper, int? Index, int? Line, string Detail, string Text);

    public static NoteImportReport Of(NoteImportOutcome outcome, string file, Language language) =>
        outcome switch
        {
            NoteImportOutcome.Refused refused => Of(refused.Reason, file, language),
            NoteImportOutcome.Imported imported => Of(imported, file, language),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };

    private static NoteImportReport Of(NoteRefusal reason, string file, Language language)
    {
        var texts = NoteTexts.Of(language);
        return new()
        {
            Outcome = "refused",
            File = file,
            Message = reason.Text(language),
            Text = texts.NotImported(file, reason.Text(language)),
            Line = reason.Line,
            Found = reason.Found,
            Expected = texts.Expectations(reason.Expected, reason.Detail),
        };
    }

    private static NoteImportReport Of(NoteImportOutcome.Imported imported, string file, Language language)
    {
        var note = imported.Note;
        var answers = note.Papers.SelectMany(paper => paper.Note?.QuestionAnswers ?? []).ToList();
        var texts = NoteTexts.Of(language);
        return new()
        {
            Outcome = imported.Changed ? "imported" : "unchanged",
            File = file,
            Message = texts.Imported(note, imported.Changed),
            Text = Lines(imported, answers, texts),
            Week = note.Week.ToString(),
            Start = note.Label.Start,
            End = note.Label.End,
            Language = note.Language.Code(),
            Papers =
            [
                .. imported.Papers.Select(
                    (paper, i) =>
                        new PaperReport(
                            paper.Paper.Id.Value,
                            paper.Paper.Title,
                            paper.Change.ToString().ToLowerInvariant(),
                            paper.Revision,
                            note.Papers[i].Note?.QuestionAnswers.Count ?? 0,
                            note.Papers[i].Note?.QuestionAnswers.Sum(answer => answer.Citations.Count) ?? 0
                        )
                ),
            ],
            Questions = answers.Count,
            Citations = answers.Sum(answer => answer.Citations.Count),
            FlaggedByForm = answers.Count(HasFlagOfForm),
            Flagged = answers.Count(answer => answer.Flags.Count > 0),
            Characters = new CharacterReport(imported.Reading.Account.Total, imported.Reading.Account.CountOf(NotePart.Unread)),
            Oddities =
            [
                .. imported.Oddities.Select(oddity => new OddityReport(
                    oddity.Flag,
                    oddity.Paper is { } paper ? note.Papers[paper].Paper.Id.Value : null,
                    oddity.Answer,
                    oddity.Line,
                    oddity.Detail,
                    texts.Flag(oddity.Flag)
                )),
            ],
        };
    }

    private static bool HasFlagOfForm(QuestionAnswer answer) =>
        answer.Flags.Intersect(NoteFlags.Structural, StringComparer.Ordinal).Any();

    private static string Lines(NoteImportOutcome.Imported imported, List<QuestionAnswer> answers, NoteTexts texts) =>
        string.Join(
            '\n',
            [
                texts.Imported(imported.Note, imported.Changed),
                texts.Counts(imported.Papers.Count, answers.Count, answers.Sum(answer => answer.Citations.Count)),
                "",
                .. imported.Papers.Zip(
                    imported.Note.Papers,
                    (paper, noted) =>
                        $"  {texts.Change(paper.Change)}  {paper.Paper.Title}{texts.PaperFacts(paper, noted.Note?.QuestionAnswers.Count ?? 0)}"
                ),
                "",
                imported.Oddities.Count == 0 ? texts.NothingOdd : texts.Flagged(answers.Count(HasFlagOfForm), answers.Count),
                .. imported
                    .Oddities.GroupBy(oddity => oddity.Flag, StringComparer.Ordinal)
                    .OrderByDescending(oddities => oddities.Count())
                    .Select(oddities => $"  {texts.Flag(oddities.Key)}: {texts.Times(oddities.Count(), Where(oddities, texts))}"),
            ]
        );

    private static string Where(IEnumerable<NoteOddity> oddities, NoteTexts texts)
    {
        var lines = oddities.Select(oddity => oddity.Line).OfType<int>().Distinct().Order().ToList();
        return lines.Count > 0 ? texts.AtLines(string.Join(", ", lines.Take(NamedLines)), lines.Count > NamedLines) : "";
    }
}
