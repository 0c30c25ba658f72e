using System.Globalization;
using System.Text;

namespace PaperBot.Papers;

/// <summary>
/// Writes a weekly note as Markdown for people to read and for <see cref="MarkdownNoteParser"/> to read back: importing it gives the same
/// records. Every part stands under a heading of its own.
/// </summary>
public static class WeeklyNoteWriter
{
    public static string Markdown(WeeklyNote note)
    {
        var labels = NoteLabels.Of(note.Language);
        var text = new StringBuilder();
        text.Append(Invariant($"# {labels.Heading[0]}: {NoteDates.Write(note.Label, note.Language)}\n\n"));
        Part(text, "##", labels.Theme[0], NoteMarkdown.Escape(note.Theme));
        if (NormalText.Block(note.Introduction) is { Length: > 0 } introduction)
        {
            Part(text, "##", labels.Introduction[0], NoteMarkdown.EscapeBlock(introduction));
        }

        text.Append(Invariant($"## {labels.List(note.Papers.Count)}\n\n"));
        foreach (var (i, noted) in note.Papers.Index())
        {
            text.Append(
                Invariant($"{i + 1}. {Title(noted.Paper)} ({labels.Published[0]}: {Day(noted.Paper.Published, note.Language)})\n")
            );
        }

        text.Append('\n');
        foreach (var (i, noted) in note.Papers.Index())
        {
            WritePaper(text, i + 1, noted, labels);
        }

        return text.Append(NoteMarkdown.End).Append('\n').ToString();
    }

    private static void WritePaper(StringBuilder text, int number, NotedPaper noted, NoteLabels labels)
    {
        var paper = noted.Paper;
        text.Append(Invariant($"## {number}. {Title(paper)}\n\n"));
        Field(text, labels.Authors[0], NoteMarkdown.EscapeList(paper.Authors));
        Field(text, labels.Published[0], Day(paper.Published, labels.Language));
        Field(text, labels.Updated[0], Day(paper.Updated, labels.Language));
        Field(text, labels.Address[0], paper.Link?.OriginalString ?? NoteMarkdown.None);
        Field(text, labels.ArxivId[0], paper.Arxiv?.ToString() ?? NoteMarkdown.None);
        // Mostly the id says the same as the lines above; a paper may be kept under another address than the one it links to.
        Field(text, labels.PaperId[0], paper.Id.Value);
        Field(text, labels.Categories[0], NoteMarkdown.EscapeList(paper.Categories));
        if (paper.Aliases.Count > 0)
        {
            Field(text, labels.Aliases[0], NoteMarkdown.EscapeList(paper.Aliases));
        }

        text.Append('\n');
        if (NormalText.Block(paper.Abstract) is { Length: > 0 } summary)
        {
            Part(text, "###", labels.Abstract[0], NoteMarkdown.EscapeBlock(summary));
        }

        if (noted.Note is not { } note)
        {
            text.Append("### ").Append(labels.NoNote).Append("\n\n");
            return;
        }

        Part(text, "###", labels.Summary[0], NoteMarkdown.EscapeBlock(note.Summary));
        text.Append("### ").Append(labels.Questions[0]).Append("\n\n");
        if (note.QuestionAnswers.Count == 0)
        {
            text.Append($"{NoteMarkdown.None}\n\n");
        }

        foreach (var (i, answer) in note.QuestionAnswers.Index())
        {
            text.Append(Invariant($"#### {labels.Question}{i + 1}. {NormalText.Line(answer.Question)}\n\n"))
                .Append(Invariant($"> {NoteTexts.Of(labels.Language).Verdict(answer.Verdict, labels.Language)}\n\n"))
                .Append(NoteMarkdown.EscapeBlock(answer.Answer))
                .Append("\n\n");
        }
    }

    private static void Part(StringBuilder text, string marks, string heading, string body) =>
        text.Append(marks).Append(' ').Append(heading).Append("\n\n").Append(body).Append(body.Length > 0 ? "\n\n" : "");

    private static void Field(StringBuilder text, string label, string value) =>
        text.Append("- ").Append(label).Append(": ").Append(value).Append('\n');

    /// <summary>A paper that nobody gave a title yet is called by what it is keyed by.</summary>
    private static string Title(Paper paper) =>
        NoteMarkdown.Escape(NormalText.Line(paper.Title) is { Length: > 0 } title ? title : paper.Id.Value);

    private static string Day(DateOnly? day, Language language) =>
        day is { } known ? NoteDates.Write(known, language) : NoteMarkdown.None;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
