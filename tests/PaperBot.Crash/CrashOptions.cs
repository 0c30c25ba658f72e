using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>How trials are run.</summary>
internal sealed record CrashOptions
{
    /// <summary>At least so many digests of 16 posts; whole runs are made.</summary>
    public int Trials { get; init; } = 60;

    public StoreProvider Store { get; init; } = StoreProvider.Sqlite;

    /// <summary><c>board</c>, the small loopback platform; <c>slack</c> or <c>discord</c>, the real adapter in front of its stand-in.</summary>
    public string Platform { get; init; } = "board";

    public int Nodes { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <summary>The control: doubts are taken for "not sent".</summary>
    public bool Blind { get; init; }

    /// <summary>Digests that share a store and its nodes; each is a trial of its own, with faults of its own.</summary>
    public int Channels { get; init; } = 20;

    /// <summary>How many lives end early while a week is posted or withdrawn, over all nodes; half as many while it is edited.</summary>
    public int Kills { get; init; } = 10;

    /// <summary>How often each node is killed while it migrates, plans and has planned, and while it audits at the end.</summary>
    public int Openings { get; init; } = 1;

    /// <summary>A node dies at the latest when it comes to its failpoint for this time; null: as often as there are channels.</summary>
    public int? Reach { get; init; }

    /// <summary>The share of requests that go wrong, as long as a channel has faults left.</summary>
    public double FaultShare { get; init; } = 0.35;

    public int FaultsPerChannel { get; init; } = 6;
}

/// <summary>What runs showed.</summary>
internal sealed class CrashTally
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _aims = new(StringComparer.Ordinal);

    public int Trials { get; set; }

    public int Posts { get; set; }

    /// <summary>Trials in which neither a request went wrong nor a process ended: they prove nothing and are not counted as trials.</summary>
    public int Undisturbed { get; set; }

    /// <summary>Kills and stops by failpoint, and <c>random</c>, <c>term</c>, <c>stop</c>, <c>clock</c>.</summary>
    public SortedDictionary<string, int> Hits { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>Held posts by reason, as an admin saw them.</summary>
    public SortedDictionary<string, int> Holds { get; } = new(StringComparer.Ordinal);

    public List<Problem> Problems { get; } = [];

    /// <summary>Copies that stood for a while and were removed.</summary>
    public int Passing { get; set; }

    public int Kills => Hits.Values.Sum();

    public int Count(ProblemKind kind)
    {
        lock (_lock)
        {
            return Problems.Count(problem => problem.Kind == kind);
        }
    }

    public void Hit(string name) => Add(Hits, name, 1);

    /// <summary>
    /// Where the next node is to die: where nodes have died and were sent to die least often, so that every point gets its share and one
    /// that cannot be reached just now takes no more than that.
    /// </summary>
    /// <param name="points">One that is in it twice gets twice the share.</param>
    public string Aim(IReadOnlyList<string> points)
    {
        lock (_lock)
        {
            var point = points.Distinct().MinBy(point => (double)Weight(point) / points.Count(other => other == point))!;
            _aims[point] = _aims.GetValueOrDefault(point) + 1;
            return point;

            int Weight(string name) => _aims.GetValueOrDefault(name) + Hits.GetValueOrDefault(name);
        }
    }

    public void Add(IDictionary<string, int> counts, string name, int count)
    {
        lock (_lock)
        {
            counts[name] = (counts.TryGetValue(name, out var before) ? before : 0) + count;
        }
    }

    public void Report(ProblemKind kind, string text)
    {
        lock (_lock)
        {
            Problems.Add(new Problem(kind, text));
        }
    }
}
