namespace PaperBot.Papers;

/// <summary>One work, whatever lists and notes call it.</summary>
public sealed record Paper
{
    public required PaperId Id { get; init; }

    /// <summary>arXiv's title, or the list's where arXiv has no record.</summary>
    public required string Title { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>The day of version 1.</summary>
    public DateOnly? Published { get; init; }

    /// <summary>The day of the version that was looked at.</summary>
    public DateOnly? Updated { get; init; }

    /// <summary>With the version that was looked at; null where the paper is not on arXiv.</summary>
    public ArxivId? Arxiv { get; init; }

    /// <summary>Where a reader gets the paper: a PDF where there is one.</summary>
    public Uri? Link { get; init; }

    /// <summary>Full names, primary first: <c>Machine Learning</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>arXiv's abstract; empty where unknown.</summary>
    public string Abstract { get; init; } = "";

    /// <summary>Names by which people may ask for it besides its title: list names, acronyms, short names.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Whether arXiv says that its authors withdrew it.</summary>
    public bool Withdrawn { get; init; }

    /// <summary>The page <paramref name="page"/> of the PDF; null where there is no PDF to link to.</summary>
    public Uri? PageLink(int page)
    {
        if (Arxiv is { } id)
        {
            return new Uri($"{id.Pdf}#page={page}");
        }

        return Link is { } link && link.AbsolutePath.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase)
            ? new Uri($"{link.GetLeftPart(UriPartial.Query)}#page={page}")
            : null;
    }
}
