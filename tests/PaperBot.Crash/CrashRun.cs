using Npgsql;
using PaperBot.Fakes.Loopback;
using PaperBot.Fakes.Postgres;
using PaperBot.Publishing;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>One store, its nodes and a number of channels: posted, edited and withdrawn while its nodes are killed, stopped and told to end.</summary>
internal sealed class CrashRun(CrashOptions options, int seed, CrashTally tally)
{
    /// <summary>A machine with other work takes its time; what hangs is noticed all the same.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>For a process that was told to end.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromMinutes(2);

    /// <summary>A look into the store costs more than one at the process.</summary>
    private const int LookEvery = 10;

    private readonly DrawnNumbers _random = new(seed);
    private readonly int _killsBefore = tally.Kills;
    private CrashPlace _place = null!;
    private StoreWatch _watch = null!;
    private bool _stopped;

    public async Task RunAsync()
    {
        await using var place = await CrashPlace.OpenAsync(options, seed, CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("paperbot-crash-");
        try
        {
            var connection =
                options.Store == StoreProvider.Sqlite
                    ? Path.Combine(folder.FullName, "paperbot.db")
                    : await PostgresServer.Shared.CreateDatabaseAsync(CancellationToken.None);
            await using var watch = new StoreWatch(options.Store, connection, place, tally, seed);
            (_place, _watch) = (place, watch);
            var phases = Phases();
            foreach (var phase in phases)
            {
                place.Script.Renew(isLast: phase == phases[^1]);
                await RunAsync(connection, phase);
            }

            await CountAsync();
        }
        finally
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            NpgsqlConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Every second run goes on to edit, every fourth to withdraw.</summary>
    private List<CrashPhase> Phases() =>
        options.Blind || seed % 2 != 0 ? [CrashPhase.Post]
        : seed % 4 == 0 ? [CrashPhase.Post, CrashPhase.Edit, CrashPhase.Retract]
        : [CrashPhase.Post, CrashPhase.Edit];

    private async Task RunAsync(string connection, CrashPhase phase)
    {
        var order = new NodeOrder(
            options.Store.ToString(),
            connection,
            _place.Name,
            _place.Settings,
            _place.Channels,
            phase,
            Blind: options.Blind
        )
        {
            Threads = 1 + (3 * (seed / 2 % 2)),
        };
        await Task.WhenAll(Enumerable.Range(0, options.Nodes).Select(_ => LiveAsync(order, KillsOf(phase) / options.Nodes)));
        await ComeToRestAsync(order);
        foreach (var channel in _place.Channels)
        {
            foreach (var problem in await new TrialCheck(_watch.Store, _place, channel, phase).FindAsync())
            {
                tally.Report(problem.Kind, $"seed {seed}, {phase}, {problem.Text}");
            }

            tally.Trials++;
            tally.Posts += CrashWeek.Posts;
        }

        tally.Undisturbed +=
            tally.Kills > _killsBefore ? 0 : _place.Channels.Count(channel => _place.Script.Faults(channel) == 0);
        if (phase == CrashPhase.Post)
        {
            tally.Passing += _place.Copies();
        }
    }

    /// <summary>One node after the other dies.</summary>
    private async Task LiveAsync(NodeOrder order, int kills)
    {
        if (order.Phase == CrashPhase.Post)
        {
            foreach (var point in KillPoints.Openings.SelectMany(point => Enumerable.Repeat(point, options.Openings)))
            {
                await DieAtAsync(order, point, stop: false);
            }
        }

        for (var life = 0; life < kills; life++)
        {
            switch (_random.Next(12))
            {
                case 0:
                    await EndAtRandomAsync(order, NodeProcess.SigKill, "random");
                    break;
                case 1:
                    await EndAtRandomAsync(order, NodeProcess.SigTerm, "term");
                    break;
                case 2:
                    await JumpAsync(order);
                    break;
                case 3 or 4:
                    await DieAtAsync(order, NextPoint(order.Phase), stop: true);
                    break;
                default:
                    await DieAtAsync(order, NextPoint(order.Phase), stop: false);
                    break;
            }

            _place.NodeDied();
        }
    }

    /// <summary>The last nodes live until nothing is open, what was held has its remedy, and the auditor has found nothing more to do.</summary>
    private async Task ComeToRestAsync(NodeOrder order)
    {
        for (var audit = 0; order.Phase == CrashPhase.Post && !options.Blind && audit < options.Openings; audit++)
        {
            await DieAtAsync(order, "audit", stop: false);
        }

        var nodes = Enumerable.Range(0, options.Nodes).Select(_ => new NodeProcess(order)).ToList();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await Task.WhenAll(nodes.Select(node => node.Planned)).WaitAsync(patience.Token);
            do
            {
                await _watch.UntilRestAsync(patience.Token);
                // The control has nobody who looks afterwards either.
                if (!options.Blind)
                {
                    await AuditAsync(nodes[0], patience.Token);
                    await _watch.UntilRestAsync(patience.Token);
                }
            } while (await _watch.MendAsync(patience.Token));
        }
        catch (OperationCanceledException)
        {
            tally.Report(
                ProblemKind.Other,
                $"seed {seed}, {order.Phase}: not at rest in time: {await _watch.DescribeAsync()}\n{string.Join('\n', nodes.Select(node => node.Log))}"
            );
        }

        foreach (var node in nodes)
        {
            node.Signal(NodeProcess.SigTerm);
            await Task.WhenAny(node.ExitAsync(), Task.Delay(Goodbye));
            if (!node.HasExited || node.ExitCode != 0)
            {
                Odd(node, order, "did not end cleanly when told to");
            }

            node.Dispose();
        }
    }

    /// <summary>Late history shows and late requests are through before anybody looks.</summary>
    private async Task AuditAsync(NodeProcess node, CancellationToken cancellationToken)
    {
        while (!_place.IsQuiet)
        {
            await Task.Delay(100, cancellationToken);
        }

        await Task.Delay(TimeSpan.FromSeconds(1.6), cancellationToken);
        // A look that fails is made again, as the auditor itself does later, and what keeps it from looking is remedied; a channel that is
        // deleted never gets one.
        var deleted = _place.Channels.Count(channel => _place.Script.Had(channel).Contains(Trouble.Deleted));
        for (var tries = 0; tries < 8 && await node.AuditAsync().WaitAsync(cancellationToken) > deleted; tries++)
        {
            if (tries >= 4)
            {
                _place.Remedy();
            }

            await Task.Delay(100, cancellationToken);
        }
    }

    private async Task EndAtRandomAsync(NodeOrder order, int signal, string name)
    {
        using var node = new NodeProcess(order);
        await Task.WhenAny(Task.Delay(_random.Next(400, 4000)), node.ExitAsync());
        if (!node.HasExited && !await _watch.IsAtRestAsync(node))
        {
            tally.Hit(name);
        }

        node.Signal(signal);
        await Task.WhenAny(node.ExitAsync(), Task.Delay(Goodbye));
        if (signal == NodeProcess.SigTerm && node is not { HasExited: true, ExitCode: 0 or 128 + NodeProcess.SigTerm })
        {
            Odd(node, order, "did not end cleanly when told to");
        }
    }

    /// <summary>The clock jumps while it posts; the next node has the right time again, which for the store is a jump back.</summary>
    private async Task JumpAsync(NodeOrder order)
    {
        using var node = new NodeProcess(order);
        await Task.WhenAny(node.Planned, node.ExitAsync(), Task.Delay(TimeSpan.FromSeconds(20)));
        await Task.Delay(_random.Next(100, 1000));
        if (!await _watch.IsAtRestAsync(node))
        {
            tally.Hit("clock");
        }

        node.SetClock(_random.Next(2) == 0 ? TimeSpan.FromDays(7) : TimeSpan.FromDays(-2));
        await Task.WhenAny(node.ExitAsync(), Task.Delay(_random.Next(1000, 4000)));
        if (node.HasExited)
        {
            Odd(node, order, "ended when the clock jumped");
        }
    }

    /// <summary>The node ends itself at the failpoint, or is ended when there is nothing left to do that could bring it there.</summary>
    private async Task DieAtAsync(NodeOrder order, string point, bool stop)
    {
        using var node = new NodeProcess(order with { Failpoint = point, Hit = NextHit(point), Stop = stop });
        using var watch = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var mended = 0;
        Task? audit = null;
        for (var look = 1; !node.HasExited && !watch.IsCancellationRequested; look++)
        {
            if (node.IsStopped)
            {
                await StayAwayAsync(node, point);
                return;
            }

            if (node.Planned.IsCompleted && IsBeforePosting(point))
            {
                break;
            }

            if (look % LookEvery == 0 && await _watch.IsAtRestAsync(node))
            {
                if (point == "audit" && audit is null)
                {
                    audit = node.AuditAsync();
                }
                else if (audit?.IsCompleted ?? mended++ > 1 || !await _watch.MendAsync(CancellationToken.None))
                {
                    break;
                }
            }

            await Task.WhenAny(node.ExitAsync(), Task.Delay(25));
        }

        if (node is { HasExited: true, ExitCode: 128 + NodeProcess.SigKill })
        {
            tally.Hit(point);
        }
        else if (node.HasExited)
        {
            Odd(node, order, "ended by itself");
        }
    }

    /// <summary>Stopped for longer than the lease: another node may take over meanwhile. Then it goes on as if nothing had been.</summary>
    private async Task StayAwayAsync(NodeProcess node, string point)
    {
        _stopped = true;
        tally.Hit("stop");
        tally.Hit(point);
        await Task.Delay(NodeOrder.ShortLease + TimeSpan.FromMilliseconds(_random.Next(200, 1500)));
        node.Signal(NodeProcess.SigContinue);
        await Task.WhenAny(node.ExitAsync(), Task.Delay(_random.Next(500, 3000)));
    }

    private async Task CountAsync()
    {
        foreach (var (name, count) in _place.Script.Counts)
        {
            tally.Add(tally.Faults, name, count);
        }

        // A node that was stopped sends what it had in hand when it wakes, whatever was said meanwhile.
        foreach (var complaint in _stopped ? [] : _place.Complaints)
        {
            tally.Report(ProblemKind.Other, $"seed {seed}: {complaint}");
        }

        if (!await _watch.IsAuditWholeAsync())
        {
            tally.Report(ProblemKind.Other, $"seed {seed}: the audit chain is broken");
        }
    }

    private static bool IsBeforePosting(string point) => KillPoints.Openings.Contains(point, StringComparer.Ordinal);

    private int KillsOf(CrashPhase phase) => phase == CrashPhase.Edit ? options.Kills / 2 : options.Kills;

    private string NextPoint(CrashPhase phase) => tally.Aim(KillPoints.Of(phase));

    /// <summary>Early enough to be reached, late enough to differ.</summary>
    private int NextHit(string point) =>
        point switch
        {
            "planned" => 1,
            // Each life goes on where the last one was killed; the schema must last for all of them.
            "migrate" => _random.Next(1, 1 + Math.Max(1, StoreMigration.Shipped.Count / options.Openings)),
            "reconcile" or "looked" => _random.Next(1, 4),
            _ => _random.Next(1, Math.Max(2, options.Reach ?? options.Channels)),
        };

    private void Odd(NodeProcess node, NodeOrder order, string what) =>
        tally.Report(
            ProblemKind.Other,
            $"seed {seed}, {order.Phase}: a node {what} ({(node.HasExited ? node.ExitCode : "alive")})\n{node.Log}"
        );
}

/// <summary>Drawn from a seed, by several lives at once.</summary>
internal sealed class DrawnNumbers(int seed)
{
    private readonly Random _random = new(seed * 7919);

    public int Next(int below) => Next(0, below);

    public int Next(int from, int below)
    {
        lock (_random)
        {
            return _random.Next(from, below);
        }
    }
}
