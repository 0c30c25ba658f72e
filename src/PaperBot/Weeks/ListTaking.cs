using PaperBot.Papers;

namespace PaperBot.Weeks;

/// <summary>
/// What becomes of a week's papers when its list is taken, pure: which places stand afterwards, which go, and what changed since the list
/// was taken before.
/// </summary>
internal sealed record ListTaking(
    IReadOnlyList<TakenRow> Rows,
    IReadOnlyList<PaperPlace> Gone,
    IReadOnlyList<ListRevision> Revisions,
    int Shared,
    int Before
)
{
    /// <summary>A list that shares less than half of what was taken is another list under the same heading.</summary>
    public bool IsAnotherList => Before > 0 && Shared * 2 < Before;

    /// <param name="file">The list's own address; rows that nothing links to are keyed by it.</param>
    /// <param name="places">The week's places as they stand.</param>
    public static ListTaking Plan(WeekId week, Uri file, IReadOnlyList<ListedPaper> rows, IReadOnlyList<PaperPlace> places)
    {
        var before = places.ToDictionary(place => place.Paper.Value, StringComparer.Ordinal);
        var taken = Key(week, file, rows);
        var keys = taken.Select(row => row.Paper.Value).ToHashSet(StringComparer.Ordinal);
        // A place that came from a note alone is not the list's to remove.
        var gone = places.Where(place => place.RowHash.Length > 0 && !keys.Contains(place.Paper.Value)).ToList();
        var revisions = places.Any(place => place.RowHash.Length > 0) ? Compare(taken, before, gone) : [];
        return new ListTaking(taken, gone, revisions, before.Keys.Count(keys.Contains), before.Count);
    }

    private static List<TakenRow> Key(WeekId week, Uri file, IReadOnlyList<ListedPaper> rows)
    {
        var taken = new List<TakenRow>();
        foreach (var row in rows)
        {
            var id =
                row.Arxiv is { } arxiv ? PaperId.Of(arxiv)
                : row.Link is { } link ? PaperId.Of(link)
                : row.Links.Count > 0 ? PaperId.Of(row.Links[0].Url)
                : Stand(file, week, row.Rank, null);
            var twin = taken.Find(other => other.Paper == id);
            if (twin is null)
            {
                var shared = rows.FirstOrDefault(other => other != row && row.Arxiv is { } mine && other.Arxiv?.Id == mine.Id);
                taken.Add(new TakenRow(id, row, shared is null ? null : WeekTexts.SharedId(id.Value, row.Rank, shared.Rank)));
            }
            else
            {
                taken.Add(
                    new TakenRow(
                        Stand(file, week, row.Rank, id.Value),
                        row,
                        WeekTexts.SharedId(id.Value, twin.Row.Rank, row.Rank)
                    )
                );
            }
        }

        return taken;
    }

    /// <summary>A key for a row that has no address of its own: its place in the list.</summary>
    private static PaperId Stand(Uri file, WeekId week, int rank, string? shared) =>
        PaperId.Of(
            new Uri(
                $"{file.GetLeftPart(UriPartial.Path)}?week={week}&row={rank}{(shared is null ? "" : "&shared=" + Uri.EscapeDataString(shared))}"
            )
        );

    private static List<ListRevision> Compare(List<TakenRow> rows, Dictionary<string, PaperPlace> before, List<PaperPlace> gone)
    {
        var revisions = new List<ListRevision>();
        var left = gone.ToDictionary(place => place.Rank);
        foreach (var row in rows)
        {
            if (before.TryGetValue(row.Paper.Value, out var place))
            {
                if (place.RowHash.Length > 0 && place.RowHash != row.Row.RowHash)
                {
                    revisions.Add(new(RevisionKind.Renamed, row.Row.Rank, row.Paper, row.Paper, place.ListName, row.Row.Name));
                }
                else if (place.Rank != row.Row.Rank)
                {
                    revisions.Add(new(RevisionKind.Moved, row.Row.Rank, row.Paper, row.Paper, place.ListName, row.Row.Name));
                }
            }
            else if (left.Remove(row.Row.Rank, out var old))
            {
                revisions.Add(new(RevisionKind.Replaced, row.Row.Rank, old.Paper, row.Paper, old.ListName, row.Row.Name));
            }
            else
            {
                revisions.Add(new(RevisionKind.Added, row.Row.Rank, null, row.Paper, null, row.Row.Name));
            }
        }

        revisions.AddRange(
            left.Values.OrderBy(place => place.Rank)
                .Select(place => new ListRevision(RevisionKind.Removed, place.Rank, place.Paper, null, place.ListName, null))
        );
        return revisions;
    }
}

/// <summary>A row and the paper that it is taken for.</summary>
/// <param name="Held">Why an admin must look at it first.</param>
internal sealed record TakenRow(PaperId Paper, ListedPaper Row, TextForPeople? Held);

/// <summary>One thing that a list says differently than when it was taken.</summary>
public sealed record ListRevision(
    RevisionKind Kind,
    int Rank,
    PaperId? Before,
    PaperId? After,
    string? NameBefore,
    string? NameAfter
);

public enum RevisionKind
{
    /// <summary>The same paper with a new name or another form of its link.</summary>
    Renamed,

    /// <summary>The same paper at another rank.</summary>
    Moved,

    /// <summary>Another paper stands at this rank.</summary>
    Replaced,
    Added,
    Removed,
}
