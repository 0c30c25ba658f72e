namespace PaperBot.Papers;

/// <summary>What came of reading a weekly note: the whole of it, or nothing and the reason.</summary>
public abstract record NoteReading
{
    private NoteReading() { }

    /// <summary>The note, its Q&amp;As with their flags, everything that is odd about it, and where each character of the file went.</summary>
    public sealed record Whole(WeeklyNote Note, NoteForm Form, IReadOnlyList<NoteOddity> Oddities, NoteAccount Account)
        : NoteReading;

    /// <summary>Nothing of it may be stored.</summary>
    public sealed record Refused(NoteRefusal Reason) : NoteReading;
}

/// <summary>The forms that a weekly note can be written in.</summary>
public enum NoteForm
{
    /// <summary>Lines of plain text with labels, as the weekly note has always been published.</summary>
    Text,

    /// <summary>What <see cref="WeeklyNoteWriter"/> writes, with headings; it also carries aliases, abstracts and exact arXiv ids.</summary>
    Markdown,
}

/// <summary>Why a file was refused: where, what stands there, and what had to.</summary>
/// <param name="Line">Counts from 1.</param>
/// <param name="Found">An excerpt of the line; empty at the end of the file.</param>
/// <param name="Detail">What <see cref="Expected"/> leaves open: a title, a limit.</param>
public sealed record NoteRefusal(int Line, string Found, NoteExpectation Expected, string Detail = "")
{
    /// <summary>One sentence for whoever has to mend the file.</summary>
    public string Text(Language language) => NoteTexts.Of(language).Refusal(this);
}

/// <summary>What a note must have where something else was found.</summary>
public enum NoteExpectation
{
    SomeText,
    Utf8,
    SmallerFile,
    Heading,
    WeekDates,
    Theme,
    ListHeading,
    ListedPaper,
    ListedDate,
    Section,
    SectionTitle,
    Authors,
    Published,
    Updated,
    Address,
    Categories,
    Date,
    WebAddress,
    Names,
    Summary,
    QuestionsHeading,
    Question,
    Answer,
    WholeAnswer,
    FewerQuestions,
    FewerPapers,
    AnotherPaper,
    PaperId,
}

/// <summary>Something odd that does not stop an import; reported, not repaired.</summary>
/// <param name="Flag">One of <see cref="NoteFlags"/>.</param>
/// <param name="Paper">Which of the note's papers, from 0; null where it is about the whole note.</param>
/// <param name="Answer">Which of the paper's Q&amp;As, from 0; null where it is about the paper.</param>
/// <param name="Line">Counts from 1; null where the note did not come from a file.</param>
/// <param name="Detail">What was found, to the letter: a citation, a title, the number of the earlier Q&amp;A.</param>
public sealed record NoteOddity(string Flag, int? Paper = null, int? Answer = null, int? Line = null, string Detail = "");

/// <summary>Where every character of a note's file went: the spans follow each other and leave out nothing but blanks.</summary>
public sealed record NoteAccount(string Text, IReadOnlyList<NoteSpan> Spans)
{
    /// <summary>The number of non-blank characters that went to a part.</summary>
    public int CountOf(NotePart part) => Spans.Where(span => span.Part == part).Sum(Count);

    /// <summary>The number of non-blank characters in the file.</summary>
    public int Total => Count(Text);

    private int Count(NoteSpan span) => Count(Text.AsSpan(span.Start, span.Length));

    private static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var character in text)
        {
            count += char.IsWhiteSpace(character) ? 0 : 1;
        }

        return count;
    }
}

/// <summary>A stretch of the file and the part of the note it became.</summary>
public readonly record struct NoteSpan(NotePart Part, int? Paper, int? Answer, int Start, int Length);

/// <summary>The parts of a note that a character can belong to.</summary>
public enum NotePart
{
    /// <summary>Words, colons and marks of the form itself: <c>著者:</c>, <c>Q:</c>, list numbers.</summary>
    Label,
    Week,
    Theme,
    Introduction,
    Count,
    ListedTitle,
    ListedDate,
    Title,
    Authors,
    Published,
    Updated,
    Address,
    ArxivId,
    PaperId,
    Categories,
    Aliases,
    Abstract,
    Summary,
    Question,
    Answer,

    /// <summary>A verdict that an export shows; an import checks for itself.</summary>
    Verdict,

    /// <summary>A last question that the file ends in.</summary>
    CutOffQuestion,

    /// <summary>Nothing that a note has; reported as <see cref="NoteFlags.UnreadText"/>.</summary>
    Unread,
}
