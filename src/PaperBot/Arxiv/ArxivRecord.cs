using System.Text.Json.Serialization;
using PaperBot.Papers;

namespace PaperBot.Arxiv;

/// <summary>What arXiv says of one paper, of the version that it returned.</summary>
public sealed record ArxivRecord
{
    /// <summary>Without version.</summary>
    public required string Id { get; init; }

    public required int Version { get; init; }

    public required string Title { get; init; }

    public required string Abstract { get; init; }

    public required IReadOnlyList<string> Authors { get; init; }

    /// <summary>Of version 1, in UTC.</summary>
    public required DateOnly Published { get; init; }

    /// <summary>Of this version, in UTC.</summary>
    public required DateOnly Updated { get; init; }

    /// <summary>The terms of the feed, ACM and MSC classes among them.</summary>
    public required IReadOnlyList<string> Categories { get; init; }

    public string? PrimaryCategory { get; init; }

    public string? Comment { get; init; }

    /// <summary>Withdrawn papers keep their record; arXiv says it in the comment, authors in the abstract.</summary>
    [JsonIgnore]
    public bool IsWithdrawn =>
        Comment?.Contains("withdrawn", StringComparison.OrdinalIgnoreCase) == true
        || Abstract.StartsWith("This paper has been withdrawn", StringComparison.OrdinalIgnoreCase)
        || Abstract.StartsWith("This article has been withdrawn", StringComparison.OrdinalIgnoreCase)
        || Abstract.StartsWith("This submission has been withdrawn", StringComparison.OrdinalIgnoreCase);

    [JsonIgnore]
    public ArxivId Versioned => ArxivId.Parse(Id).WithVersion(Version);

    /// <summary>As the store keeps papers.</summary>
    /// <param name="aliases">Names to be added to those that the title gives.</param>
    public Paper ToPaper(IEnumerable<string> aliases) =>
        new()
        {
            Id = PaperId.Of(Versioned),
            Title = Title,
            Authors = Authors,
            Published = Published,
            Updated = Updated,
            Arxiv = Versioned,
            Link = Versioned.Pdf,
            Categories = ArxivCategories.Name(PrimaryCategory, Categories),
            Abstract = Abstract,
            Withdrawn = IsWithdrawn,
            Aliases =
            [
                .. RecordNames.Of(Title, Abstract).Concat(aliases).Where(name => name != Title).Distinct(StringComparer.Ordinal),
            ],
        };
}
