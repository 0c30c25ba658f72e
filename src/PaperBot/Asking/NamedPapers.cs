namespace PaperBot.Asking;

/// <summary>Which papers a question names, and by which of its words.</summary>
internal sealed class NamedPapers
{
    private const double Strong = 0.8;
    private const double StrongMargin = 0.15;

    private readonly List<NameHit> _hits;

    public NamedPapers(List<NameHit> hits)
    {
        _hits = hits;
        var values = new Dictionary<int, (double Named, double Titled)>();
        foreach (var hit in hits)
        {
            var known = values.GetValueOrDefault(hit.Paper);
            values[hit.Paper] = hit.IsTitle ? (known.Named, hit.Value) : (Math.Max(known.Named, hit.Value), known.Titled);
        }

        All =
        [
            .. values
                .Select(pair => (pair.Key, pair.Value.Named + pair.Value.Titled))
                .OrderByDescending(pair => pair.Item2)
                .ThenBy(pair => pair.Key),
        ];
        var line = All.Count == 0 ? 0 : Math.Max(Strong, All[0].Value - StrongMargin);
        Certain = [.. All.TakeWhile(paper => paper.Value >= line).Select(paper => paper.Paper)];
    }

    /// <summary>Best first.</summary>
    public IReadOnlyList<(int Paper, double Value)> All { get; }

    /// <summary>Those that are named so clearly that the question is about them; best first.</summary>
    public IReadOnlyList<int> Certain { get; }

    /// <summary>The best paper where the question is nothing but its name, however weak that name is, such as an author's.</summary>
    public int? Alone(IReadOnlyList<QueryUnit> units) =>
        units.Count > 0
        && All.Count > 0
        && All[0].Value >= 0.5
        && units.All(unit => _hits.Any(hit => hit.Paper == All[0].Paper && Covers(hit, unit)))
            ? All[0].Paper
            : null;

    /// <summary>Whether a unit is only part of the name of a paper in question.</summary>
    public bool IsName(QueryUnit unit) => _hits.Any(hit => Certain.Contains(hit.Paper) && Covers(hit, unit));

    private static bool Covers(NameHit hit, QueryUnit unit) =>
        hit.Value >= 0.5 && unit.First < hit.First + hit.Count && hit.First < unit.First + unit.Count;
}
