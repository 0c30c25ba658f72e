using PaperBot.Papers;

namespace PaperBot.Arxiv;

/// <summary>What came of asking for a paper's PDF.</summary>
public abstract record PdfOutcome
{
    private PdfOutcome() { }

    /// <summary>The PDF lies here. Readers open it soon: a downloaded one may go when newer ones need the room.</summary>
    /// <param name="Sha256">Of the file's bytes, lower-case hexadecimal.</param>
    /// <param name="Paper">With the version that it is; without one where the operator's file does not say.</param>
    public sealed record Found(FileInfo File, string Sha256, ArxivId Paper, PdfSource Source) : PdfOutcome;

    /// <summary>arXiv has none.</summary>
    public sealed record Missing(TextForPeople Reason) : PdfOutcome;

    /// <summary>What came back is nothing that may be kept or read: trying again does not help.</summary>
    public sealed record Refused(TextForPeople Reason) : PdfOutcome;

    /// <summary>Not now.</summary>
    /// <param name="RetryAfter">Where arXiv said when.</param>
    public sealed record Unavailable(TextForPeople Reason, TimeSpan? RetryAfter = null) : PdfOutcome;
}

/// <summary>Where a PDF was found.</summary>
public enum PdfSource
{
    /// <summary>In the operator's folder, the setting <c>Arxiv:PdfFolder</c>.</summary>
    Folder,

    /// <summary>Downloaded before.</summary>
    Kept,

    /// <summary>Downloaded now.</summary>
    Arxiv,
}
