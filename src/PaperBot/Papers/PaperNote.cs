namespace PaperBot.Papers;

/// <summary>What is written about one paper in one language: a summary and questions with answers.</summary>
public sealed record PaperNote
{
    public required PaperId Paper { get; init; }

    public required Language Language { get; init; }

    /// <summary>Markdown, may hold LaTeX.</summary>
    public required string Summary { get; init; }

    /// <summary>In the note's order; an answer's index counts from 0.</summary>
    public required IReadOnlyList<QuestionAnswer> QuestionAnswers { get; init; }

    public required NoteOrigin Origin { get; init; }

    /// <summary>Counts from 1; a note that replaces another has the next number.</summary>
    public int Revision { get; init; } = 1;
}

/// <summary>Where a note came from.</summary>
/// <param name="Kind"><c>imported</c>, <c>written</c> or <c>human</c>.</param>
/// <param name="Detail">The file's name, or model and prompt version, or who.</param>
public sealed record NoteOrigin(string Kind, string Detail)
{
    /// <summary>The kind of notes that a model wrote, and writes again when the paper changes.</summary>
    public const string WrittenKind = "written";

    public static NoteOrigin Imported(string file) => new("imported", file);

    public static NoteOrigin Written(string model, string promptVersion) => new(WrittenKind, $"{model} {promptVersion}");

    public static NoteOrigin Human(string actor) => new("human", actor);
}

/// <summary>A stored question and its answer.</summary>
public sealed record QuestionAnswer
{
    public required string Question { get; init; }

    /// <summary>Markdown, may hold LaTeX; the citations stand in it as they were written.</summary>
    public required string Answer { get; init; }

    /// <summary>In the order in which they stand in <see cref="Answer"/>.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];

    /// <summary>Passages that the answer rests on, to the letter; empty where its writer gave none.</summary>
    public IReadOnlyList<CitedQuote> Quotes { get; init; } = [];

    public Verdict Verdict { get; init; } = Verdict.Unchecked;

    /// <summary>Neither posted nor answered from. Unless it was decided otherwise, what failed is.</summary>
    public bool IsHeld
    {
        get => Held ?? Verdict == Verdict.Failed;
        init => Held = value;
    }

    /// <summary>The decision behind <see cref="IsHeld"/>; null where none was made.</summary>
    internal bool? Held { get; init; }

    /// <summary>The person who gave the verdict, as <c>slack:U0123</c>; null where the check did.</summary>
    public string? JudgedBy { get; init; }

    /// <summary>What the check of each citation found, in their order; empty where nothing was checked.</summary>
    public IReadOnlyList<CitationCheck> Checks { get; init; } = [];

    /// <summary>Why the verdict is what it is, for an admin; empty where nothing was checked.</summary>
    public string VerdictReason { get; init; } = "";

    /// <summary>Kebab-case names of what is odd about it, as import and checking found.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}

/// <summary>What the check of the cited pages said.</summary>
public enum Verdict
{
    /// <summary>There was no page text to check against, or nothing to decide by. Never shown as verified.</summary>
    Unchecked,

    /// <summary>The pages carry it.</summary>
    Verified,

    /// <summary>The pages carry it in part.</summary>
    Weak,

    /// <summary>Held back: neither posted nor answered from.</summary>
    Failed,
}

/// <summary>One citation as it stands in an answer: <c>(p.1,4-8)</c>, <c>(p.2, Figure 2)</c>.</summary>
/// <param name="Text">To the letter, brackets included.</param>
/// <param name="Start">Its place in the answer, in UTF-16 units.</param>
/// <param name="Pages">In the order written; empty where none could be read.</param>
/// <param name="References">Tables, figures, sections and the like that it names: <c>Figure 2</c>.</param>
/// <param name="Flags">Kebab-case: <c>malformed-page</c> for a section number given as a page, <c>reversed-range</c>, …</param>
public sealed record Citation(
    string Text,
    int Start,
    IReadOnlyList<PageRange> Pages,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Flags
)
{
    public bool Equals(Citation? other) =>
        other is not null
        && Text == other.Text
        && Start == other.Start
        && Pages.SequenceEqual(other.Pages)
        && References.SequenceEqual(other.References, StringComparer.Ordinal)
        && Flags.SequenceEqual(other.Flags, StringComparer.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Text, Start);
}

/// <summary>Pages counted from 1, both included.</summary>
public readonly record struct PageRange
{
    /// <exception cref="ArgumentOutOfRangeException">A page below 1, or a range that runs backwards.</exception>
    public PageRange(int first, int last)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(first, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(last, first);
        (First, Last) = (first, last);
    }

    public PageRange(int page)
        : this(page, page) { }

    public int First { get; }

    public int Last { get; }

    public int Count => Last - First + 1;

    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
