using Npgsql;
using PaperBot.Fakes.Loopback;
using PaperBot.Fakes.Postgres;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>How trials are run.</summary>
internal sealed record CrashOptions
{
    public int Trials { get; init; } = 60;

    public StoreProvider Store { get; init; } = StoreProvider.Sqlite;

    public int Nodes { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <summary>The control: doubts are taken for "not sent".</summary>
    public bool Blind { get; init; }

    /// <summary>Digests that share a store and its nodes; each is a trial of its own, with faults of its own.</summary>
    public int Channels { get; init; } = 20;

    /// <summary>How many lives end early in a run.</summary>
    public int Kills { get; init; } = 10;

    /// <summary>The share of requests that go wrong, as long as a channel has faults left.</summary>
    public double FaultShare { get; init; } = 0.35;

    public int FaultsPerChannel { get; init; } = 6;
}

/// <summary>What a run showed.</summary>
internal sealed class CrashTally
{
    public int Trials { get; set; }

    public int Posts { get; set; }

    public int Faults { get; set; }

    /// <summary>By failpoint, and <c>random</c>, <c>term</c>, <c>stop</c>.</summary>
    public SortedDictionary<string, int> Hits { get; } = new(StringComparer.Ordinal);

    public List<string> Problems { get; } = [];

    /// <summary>Copies that stood for a while and were removed.</summary>
    public int Passing { get; set; }

    public void Hit(string name) => Hits[name] = Hits.GetValueOrDefault(name) + 1;

    public int Duplicates =>
        Problems.Count(problem =>
            problem.Contains(" times (", StringComparison.Ordinal) && !problem.Contains(" 0 times", StringComparison.Ordinal)
        );
}

/// <summary>One store, its nodes and a number of channels: posted, edited or withdrawn while its nodes are killed, stopped and told to end.</summary>
internal sealed class CrashRun(CrashOptions options, int seed, CrashTally tally)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>In the middle of posting; what comes before and after has its own place in a run.</summary>
    private static readonly string[] PostPoints =
    [
        "claim",
        "intent",
        "intended",
        "send",
        "response",
        "commit",
        "committed",
        "reconcile",
        "looked",
        "plan",
    ];

    private static readonly string[] EditPoints = ["edit", "committed", "edit", "plan", "intended", "edit", "response"];

    private static readonly string[] RetractPoints = ["delete", "response", "delete", "commit", "edit", "delete", "intent"];

    private readonly Random _random = new(seed * 7919);
    private int _turn = -1;

    public async Task RunAsync()
    {
        var board = new ChatBoard(TimeProvider.System) { HistoryDelay = TimeSpan.FromMilliseconds(_random.Next(3) * 300) };
        await using var server = await LoopbackServer.StartAsync(
            board,
            new LoopbackFaults(seed, options.FaultShare, options.FaultsPerChannel),
            CancellationToken.None
        );
        server.HistoryFaultEvery = _random.Next(2) == 0 ? 0 : 7;
        var folder = Directory.CreateTempSubdirectory("paperbot-crash-");
        try
        {
            var connection =
                options.Store == StoreProvider.Sqlite
                    ? Path.Combine(folder.FullName, "paperbot.db")
                    : await PostgresServer.Shared.CreateDatabaseAsync(CancellationToken.None);
            foreach (var phase in Phases())
            {
                server.RenewFaults();
                await RunAsync(server, board, connection, phase);
            }
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            NpgsqlConnection.ClearAllPools();
            folder.Delete(recursive: true);
            tally.Faults += server.Faults;
        }
    }

    /// <summary>Every second run goes on to edit, every fourth to withdraw.</summary>
    private IEnumerable<CrashPhase> Phases()
    {
        yield return CrashPhase.Post;
        if (seed % 2 == 0)
        {
            yield return CrashPhase.Edit;
        }

        if (seed % 4 == 0)
        {
            yield return CrashPhase.Retract;
        }
    }

    private async Task RunAsync(LoopbackServer server, ChatBoard board, string connection, CrashPhase phase)
    {
        var channels = Enumerable.Range(1, options.Channels).Select(number => $"C{number}").ToList();
        var order = new NodeOrder(
            options.Store.ToString(),
            connection,
            server.Address,
            channels,
            phase,
            "",
            1,
            Stop: false,
            options.Blind
        );
        await Task.WhenAll(Enumerable.Range(0, options.Nodes).Select(_ => LiveAsync(order, options.Kills / options.Nodes)));

        await using var store = new Store(
            options.Store == StoreProvider.Sqlite
                ? new SqliteDialect(connection, TimeProvider.System)
                : new PostgresDialect(connection, "check")
        );
        foreach (var channel in channels)
        {
            tally.Problems.AddRange(
                (await BoardCheck.FindAsync(store, board, channel, phase)).Select(problem => $"seed {seed}, {phase}: {problem}")
            );
            tally.Trials++;
            tally.Posts += CrashWeek.Posts;
        }

        tally.Passing += phase == CrashPhase.Retract ? 0 : channels.Sum(channel => board.Removed(channel).Count);
    }

    /// <summary>One node after the other dies; the last one lives until everything is at rest.</summary>
    private async Task LiveAsync(NodeOrder order, int kills)
    {
        if (order.Phase == CrashPhase.Post)
        {
            await DieAtAsync(order, "migrate", stop: false);
            await DieAtAsync(order, "plan", stop: false);
            await DieAtAsync(order, "planned", stop: false);
        }

        for (var life = 0; life < kills; life++)
        {
            await LiveShortlyAsync(order);
        }

        if (order.Phase == CrashPhase.Post)
        {
            await DieAtAsync(order, "audit", stop: false);
        }

        using var last = new NodeProcess(order);
        var ended = await Task.WhenAny(last.Done, last.ExitAsync(), Task.Delay(Patience));
        if (ended != last.Done)
        {
            lock (tally)
            {
                tally.Problems.Add(
                    $"seed {seed}, {order.Phase}: {(last.HasExited ? $"a node ended with {last.ExitCode}" : "not at rest in time")}\n{last.Log}"
                );
            }

            return;
        }

        last.Signal(NodeProcess.SigTerm);
        await last.ExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    private async Task LiveShortlyAsync(NodeOrder order)
    {
        int way;
        lock (_random)
        {
            way = _random.Next(10);
        }

        switch (way)
        {
            case 0:
                await KillAtRandomAsync(order, NodeProcess.SigKill, "random");
                break;
            case 1:
                await KillAtRandomAsync(order, NodeProcess.SigTerm, "term");
                break;
            default:
                await DieAtAsync(order, NextPoint(order.Phase), stop: way == 2);
                break;
        }
    }

    private async Task KillAtRandomAsync(NodeOrder order, int signal, string name)
    {
        using var node = new NodeProcess(order);
        await Task.WhenAny(Task.Delay(_random.Next(400, 4000)), node.Done);
        if (!node.Done.IsCompleted)
        {
            Count(name);
        }

        node.Signal(signal);
        await Task.WhenAny(node.ExitAsync(), Task.Delay(TimeSpan.FromSeconds(20)));
    }

    /// <summary>The node ends itself at the failpoint, or is ended when it comes to rest without having come there.</summary>
    private async Task DieAtAsync(NodeOrder order, string point, bool stop)
    {
        using var node = new NodeProcess(order with { Failpoint = point, Hit = NextHit(point), Stop = stop });
        using var watch = new CancellationTokenSource(TimeSpan.FromSeconds(25));
        while (!node.HasExited && !node.Done.IsCompleted && !watch.IsCancellationRequested)
        {
            if (node.IsStopped)
            {
                Count("stop");
                // Longer than the lease: another node may take over meanwhile.
                await Task.Delay(NodeOrder.Lease + TimeSpan.FromMilliseconds(_random.Next(200, 1500)));
                node.Signal(NodeProcess.SigContinue);
                await Task.WhenAny(node.ExitAsync(), node.Done, Task.Delay(_random.Next(500, 3000)));
                return;
            }

            await Task.WhenAny(node.ExitAsync(), node.Done, Task.Delay(20));
        }

        if (node.HasExited && node.ExitCode == 128 + NodeProcess.SigKill)
        {
            Count(point);
        }
        else if (node.HasExited)
        {
            lock (tally)
            {
                tally.Problems.Add($"seed {seed}, {order.Phase}: a node ended with {node.ExitCode}\n{node.Log}");
            }
        }
    }

    /// <summary>In turn, so that every one gets its share.</summary>
    private string NextPoint(CrashPhase phase)
    {
        var points = phase switch
        {
            CrashPhase.Edit => EditPoints,
            CrashPhase.Retract => RetractPoints,
            _ => PostPoints,
        };
        return points[(int)((uint)(seed + Interlocked.Increment(ref _turn)) % points.Length)];
    }

    /// <summary>Early enough to be reached, late enough to differ.</summary>
    private int NextHit(string point)
    {
        lock (_random)
        {
            return point switch
            {
                "planned" => 1,
                "migrate" => _random.Next(1, StoreMigration.Shipped.Count + 1),
                "reconcile" or "looked" => _random.Next(1, 4),
                _ => _random.Next(1, options.Channels),
            };
        }
    }

    private void Count(string name)
    {
        lock (tally)
        {
            tally.Hit(name);
        }
    }
}
