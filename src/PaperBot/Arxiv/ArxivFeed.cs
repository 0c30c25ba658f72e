using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using PaperBot.Papers;

namespace PaperBot.Arxiv;

/// <summary>Reads arXiv's Atom feed (https://info.arxiv.org/help/api/user-manual.html).</summary>
public static class ArxivFeed
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    private static readonly XNamespace Arxiv = "http://arxiv.org/schemas/atom";

    private static readonly XmlReaderSettings XmlSettings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = 10_000_000,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    public static ArxivFeedReading Read(Stream feed)
    {
        XDocument document;
        try
        {
            using var reader = XmlReader.Create(feed, XmlSettings);
            document = XDocument.Load(reader);
        }
        catch (XmlException exception)
        {
            return new ArxivFeedReading.Unreadable(exception.Message);
        }

        if (document.Root?.Name != Atom + "feed")
        {
            return new ArxivFeedReading.Unreadable($"the root is {document.Root?.Name.LocalName}, not feed");
        }

        var entries = document.Root.Elements(Atom + "entry").ToList();
        if (entries.FirstOrDefault(IsError) is { } error)
        {
            return new ArxivFeedReading.Error(Fold(error.Element(Atom + "summary")));
        }

        var records = new List<ArxivRecord>();
        foreach (var entry in entries)
        {
            if (ReadEntry(entry) is { } record)
            {
                records.Add(record);
            }
            else
            {
                return new ArxivFeedReading.Unreadable(
                    $"the entry {Fold(entry.Element(Atom + "id"))} lacks what every entry has"
                );
            }
        }

        return new ArxivFeedReading.Records(records);
    }

    private static bool IsError(XElement entry) =>
        Fold(entry.Element(Atom + "id")).Contains("arxiv.org/api/errors", StringComparison.OrdinalIgnoreCase);

    private static ArxivRecord? ReadEntry(XElement entry)
    {
        var title = Fold(entry.Element(Atom + "title"));
        if (
            !ArxivId.TryParse(Fold(entry.Element(Atom + "id")), out var id)
            || title.Length == 0
            || !TryDay(entry.Element(Atom + "published"), out var published)
            || !TryDay(entry.Element(Atom + "updated"), out var updated)
        )
        {
            return null;
        }

        return new ArxivRecord
        {
            Id = id.Id,
            // Without a version in the entry's id the version stands in its links, and a feed that has it nowhere speaks of the first.
            Version = id.Version ?? LinkedVersion(entry, id) ?? 1,
            Title = title,
            Abstract = Fold(entry.Element(Atom + "summary")),
            Authors =
            [
                .. entry
                    .Elements(Atom + "author")
                    .Select(author => Fold(author.Element(Atom + "name")))
                    .Where(name => name.Length > 0),
            ],
            Published = published,
            Updated = updated,
            Categories =
            [
                .. entry
                    .Elements(Atom + "category")
                    .Select(category => category.Attribute("term")?.Value.Trim() ?? "")
                    .Where(term => term.Length > 0)
                    .Distinct(StringComparer.Ordinal),
            ],
            PrimaryCategory = entry.Element(Arxiv + "primary_category")?.Attribute("term")?.Value.Trim(),
            Comment = entry.Element(Arxiv + "comment") is { } comment ? Fold(comment) : null,
        };
    }

    private static int? LinkedVersion(XElement entry, ArxivId id) =>
        entry
            .Elements(Atom + "link")
            .Select(link => ArxivId.TryParse(link.Attribute("href")?.Value, out var linked) ? linked : null)
            .FirstOrDefault(linked => linked?.Id == id.Id && linked.Version is not null)
            ?.Version;

    private static bool TryDay(XElement? element, out DateOnly day)
    {
        day = default;
        if (
            !DateTimeOffset.TryParse(
                element?.Value.Trim(),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
        )
        {
            return false;
        }

        day = DateOnly.FromDateTime(instant.UtcDateTime);
        return true;
    }

    /// <summary>arXiv breaks titles and abstracts over lines: white space is folded, control characters go.</summary>
    private static string Fold(XElement? element)
    {
        var folded = new StringBuilder();
        foreach (var character in element?.Value ?? "")
        {
            if (!char.IsWhiteSpace(character) && !char.IsControl(character))
            {
                folded.Append(character);
            }
            else if (folded.Length > 0 && folded[^1] != ' ')
            {
                folded.Append(' ');
            }
        }

        return folded.ToString().TrimEnd();
    }
}

/// <summary>What a feed says.</summary>
public abstract record ArxivFeedReading
{
    private ArxivFeedReading() { }

    /// <summary>In the feed's order, which is not the order that was asked in.</summary>
    public sealed record Records(IReadOnlyList<ArxivRecord> Entries) : ArxivFeedReading;

    /// <summary>arXiv's own word on what is wrong with the request.</summary>
    public sealed record Error(string Reason) : ArxivFeedReading;

    public sealed record Unreadable(string Reason) : ArxivFeedReading;
}
