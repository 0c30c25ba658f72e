using PaperBot.Papers;

namespace PaperBot.Reading;

/// <summary>What came of reading a PDF.</summary>
public abstract record PdfReading
{
    private PdfReading() { }

    /// <param name="Hash">SHA-256 of the file, lower-case hexadecimal.</param>
    /// <param name="Unreadable">Pages that gave an error or no text, where most others did.</param>
    public sealed record Read(string Hash, IReadOnlyList<PageText> Pages, IReadOnlyList<int> Unreadable) : PdfReading;

    /// <summary>Not a paper that can be cited by page: a scan, an encrypted file, a bomb, no PDF at all.</summary>
    public sealed record Refused(RefusalReason Reason, string Detail) : PdfReading;
}

public enum RefusalReason
{
    NotAPdf,
    Damaged,
    Encrypted,

    /// <summary>Most pages have no text: never taken for an empty paper.</summary>
    NoText,
    TooManyPages,
    TooMuchText,
    TooLarge,
    TooSlow,

    /// <summary>The reader ran out of the memory it may have, or died.</summary>
    TooMuchMemory,
}
