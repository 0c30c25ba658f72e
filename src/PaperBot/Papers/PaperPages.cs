namespace PaperBot.Papers;

/// <summary>What is known of a paper's text.</summary>
public sealed record PaperPages
{
    public required PaperId Paper { get; init; }

    public required PagesState State { get; init; }

    /// <summary>The version that the paper named when it was looked for; null where it named none.</summary>
    public ArxivId? Wanted { get; init; }

    /// <summary>The version that was read; null where the file does not say.</summary>
    public ArxivId? Version { get; init; }

    /// <summary>SHA-256 of the PDF, lower-case hexadecimal; empty where there was none.</summary>
    public string Hash { get; init; } = "";

    /// <summary>Which reader read it: another one may read more.</summary>
    public string Reader { get; init; } = "";

    /// <summary>Why there is no text; null where there is.</summary>
    public TextForPeople? Problem { get; init; }

    /// <summary>Pages that could not be read although most could.</summary>
    public IReadOnlyList<int> Unreadable { get; init; } = [];

    /// <summary>In order, page 1 first; empty where there is no text.</summary>
    public IReadOnlyList<PageText> Pages { get; init; } = [];
}

public enum PagesState
{
    Read,

    /// <summary>There is a PDF that cannot be cited by page: a scan, an encrypted or a damaged file.</summary>
    Refused,

    /// <summary>No PDF could be had.</summary>
    Missing,
}
