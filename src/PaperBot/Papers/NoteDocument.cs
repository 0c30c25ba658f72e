namespace PaperBot.Papers;

/// <summary>
/// What <c>paperbot note export --format json</c> prints: everything that the store holds of a week in one language. Absent values are
/// <c>null</c>, days are <c>yyyy-MM-dd</c>, answers that failed their check are in it with their verdict.
/// </summary>
public sealed record NoteDocument
{
    /// <summary><c>2023-W22</c>.</summary>
    public required string Week { get; init; }

    /// <summary>The first and the last day of the list's label.</summary>
    public required DateOnly Start { get; init; }

    public required DateOnly End { get; init; }

    /// <summary><c>ja</c> or <c>en</c>.</summary>
    public required string Language { get; init; }

    public required string Theme { get; init; }

    public required string Introduction { get; init; }

    /// <summary>In posting order.</summary>
    public required IReadOnlyList<PaperDocument> Papers { get; init; }

    /// <param name="Id">What the paper is keyed by: its arXiv id without version, or its address.</param>
    /// <param name="Arxiv">With the version that the note cites.</param>
    /// <param name="Note">Null where nobody has written about the paper in this language.</param>
    public sealed record PaperDocument(
        string Id,
        string Title,
        IReadOnlyList<string> Authors,
        DateOnly? Published,
        DateOnly? Updated,
        string? Arxiv,
        string? Url,
        IReadOnlyList<string> Categories,
        IReadOnlyList<string> Aliases,
        string Abstract,
        WrittenDocument? Note
    );

    /// <param name="Origin"><c>imported</c>, <c>written</c> or <c>human</c>.</param>
    /// <param name="OriginDetail">The file's name, or model and prompt version, or who.</param>
    public sealed record WrittenDocument(
        string Origin,
        string OriginDetail,
        int Revision,
        string Summary,
        IReadOnlyList<AnswerDocument> Answers
    );

    /// <param name="Index">Counts from 0.</param>
    /// <param name="Question">Markdown, may hold LaTeX, as the answer and the summary.</param>
    /// <param name="Verdict"><c>unchecked</c>, <c>verified</c>, <c>weak</c> or <c>failed</c>.</param>
    public sealed record AnswerDocument(
        int Index,
        string Question,
        string Answer,
        Verdict Verdict,
        string VerdictReason,
        IReadOnlyList<string> Flags,
        IReadOnlyList<CitationDocument> Citations
    );

    /// <param name="Start">Its place in the answer, in UTF-16 units.</param>
    /// <param name="Pages"><c>3</c> or <c>4-8</c>; empty where no page could be read.</param>
    public sealed record CitationDocument(
        string Text,
        int Start,
        IReadOnlyList<string> Pages,
        IReadOnlyList<string> References,
        IReadOnlyList<string> Flags
    );

    public static NoteDocument Of(WeeklyNote note) =>
        new()
        {
            Week = note.Week.ToString(),
            Start = note.Label.Start,
            End = note.Label.End,
            Language = note.Language.Code(),
            Theme = note.Theme,
            Introduction = note.Introduction,
            Papers = [.. note.Papers.Select(paper => Of(paper, note.Language))],
        };

    private static PaperDocument Of(NotedPaper noted, Language language)
    {
        var paper = noted.Paper;
        return new PaperDocument(
            paper.Id.Value,
            paper.Title,
            paper.Authors,
            paper.Published,
            paper.Updated,
            paper.Arxiv?.ToString(),
            paper.Link?.OriginalString,
            paper.Categories,
            paper.Aliases,
            paper.Abstract,
            noted.Note is { } note ? Of(note, language) : null
        );
    }

    private static WrittenDocument Of(PaperNote note, Language language) =>
        new(
            note.Origin.Kind,
            note.Origin.Detail,
            note.Revision,
            note.Summary,
            [
                .. note.QuestionAnswers.Select(
                    (answer, i) =>
                        new AnswerDocument(
                            i,
                            answer.Question,
                            answer.Answer,
                            answer.Verdict,
                            TextForPeople.FromStored(answer.VerdictReason).In(language),
                            answer.Flags,
                            [
                                .. answer.Citations.Select(citation => new CitationDocument(
                                    citation.Text,
                                    citation.Start,
                                    [.. citation.Pages.Select(range => range.ToString())],
                                    citation.References,
                                    citation.Flags
                                )),
                            ]
                        )
                ),
            ]
        );
}
