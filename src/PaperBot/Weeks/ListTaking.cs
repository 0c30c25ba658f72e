using PaperBot.Papers;

namespace PaperBot.Weeks;

/// <summary>
/// What becomes of a week's papers when its list is taken, pure: which places stand afterwards, which go, and what changed since the list
/// was taken before.
/// </summary>
/// <param name="Shared">How many of the papers that stood in the week are in the list.</param>
/// <param name="Before">How many papers stood in the week.</param>
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
    /// <param name="rulings">What admins said about links: the paper that a linked paper really is, under a list's name.</param>
    public static ListTaking Plan(
        WeekId week,
        Uri file,
        IReadOnlyList<ListedPaper> rows,
        IReadOnlyList<PaperPlace> places,
        IReadOnlyDictionary<RuledLink, PaperId> rulings
    )
    {
        var before = places.ToDictionary(place => place.Paper);
        var taken = Key(week, file, rows, rulings).Select(row => KeepHeld(row, before)).ToList();
        var keys = taken.Select(row => row.Paper).ToHashSet();
        // A place that came from a note alone is not the list's to remove.
        var gone = places.Where(place => place.RowHash.Length > 0 && !keys.Contains(place.Paper)).ToList();
        var revisions = places.Any(place => place.RowHash.Length > 0) ? Compare(taken, before, gone) : [];
        return new ListTaking(taken, gone, revisions, before.Keys.Count(keys.Contains), before.Count);
    }

    /// <summary>A row that has not changed stays held, or free, as it is.</summary>
    private static TakenRow KeepHeld(TakenRow row, Dictionary<PaperId, PaperPlace> before) =>
        before.TryGetValue(row.Paper, out var place) && place.RowHash == row.Row.RowHash
            ? row with
            {
                Held = place.Held is null ? null : TextForPeople.FromStored(place.Held),
            }
            : row;

    private static List<TakenRow> Key(
        WeekId week,
        Uri file,
        IReadOnlyList<ListedPaper> rows,
        IReadOnlyDictionary<RuledLink, PaperId> rulings
    )
    {
        var links = rows.Select(row => Rule(week, file, row, rulings)).ToList();
        var taken = new List<TakenRow>();
        foreach (var link in links)
        {
            var twins = links.Where(other => other.Paper == link.Paper).ToList();
            if (twins.Count == 1)
            {
                taken.Add(new TakenRow(link.Paper, link.Row, null));
                continue;
            }

            // Only one of them can be the paper: the one that an admin confirmed, else the first until arXiv's title decides.
            var owner = twins.Find(twin => twin.IsRuled) ?? twins[0];
            var other = twins.Find(twin => twin != link)!;
            var reason = WeekTexts.SharedId(link.Paper.Value, link.Row.Rank, other.Row.Rank);
            taken.Add(
                link == owner
                    ? new TakenRow(link.Paper, link.Row, link.IsRuled ? null : reason)
                    : new TakenRow(UnlinkedRow.Key(file, week, link.Row.Rank, link.Paper), link.Row, reason)
            );
        }

        return taken;
    }

    /// <summary>The paper that a row is: what its link says, unless an admin said otherwise.</summary>
    private static RowLink Rule(WeekId week, Uri file, ListedPaper row, IReadOnlyDictionary<RuledLink, PaperId> rulings)
    {
        var linked =
            row.Arxiv is { } arxiv ? PaperId.Of(arxiv)
            : row.Link is { } link ? PaperId.Of(link)
            : row.Links.Count > 0 ? PaperId.Of(row.Links[0].Url)
            : UnlinkedRow.Key(file, week, row.Rank, null);
        return
            rulings.TryGetValue(new RuledLink(linked, row.Name), out var ruled)
            || rulings.TryGetValue(new RuledLink(UnlinkedRow.Key(file, week, row.Rank, linked), row.Name), out ruled)
            ? new RowLink(row, ruled, true)
            : new RowLink(row, linked, false);
    }

    private static List<ListRevision> Compare(List<TakenRow> rows, Dictionary<PaperId, PaperPlace> before, List<PaperPlace> gone)
    {
        var revisions = new List<ListRevision>();
        var left = gone.ToList();
        foreach (var (paper, row, _) in rows)
        {
            if (before.TryGetValue(paper, out var place))
            {
                if (place.RowHash.Length > 0 && place.RowHash != row.RowHash)
                {
                    revisions.Add(new(RevisionKind.Renamed, row.Rank, paper, paper, place.ListName, row.Name));
                }
                else if (place.Rank != row.Rank)
                {
                    revisions.Add(new(RevisionKind.Moved, row.Rank, paper, paper, place.ListName, row.Name));
                }
            }
            else if (left.Find(place => place.Rank == row.Rank) is { } old)
            {
                left.Remove(old);
                revisions.Add(new(RevisionKind.Replaced, row.Rank, old.Paper, paper, old.ListName, row.Name));
            }
            else
            {
                revisions.Add(new(RevisionKind.Added, row.Rank, null, paper, null, row.Name));
            }
        }

        revisions.AddRange(
            left.Select(place => new ListRevision(RevisionKind.Removed, place.Rank, place.Paper, null, place.ListName, null))
        );
        return revisions;
    }

    private sealed record RowLink(ListedPaper Row, PaperId Paper, bool IsRuled);
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
