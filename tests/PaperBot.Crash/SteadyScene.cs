using Npgsql;
using PaperBot.Fakes.Postgres;
using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>
/// One channel into which post after post goes at an even pace, so that it shows when posting stands still and when it goes on. Nothing
/// goes wrong but what the test does.
/// </summary>
internal sealed class SteadyScene : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly DirectoryInfo _folder;
    private readonly List<NodeProcess> _nodes = [];
    private readonly CrashTally _tally = new();

    private SteadyScene(CrashPlace place, DirectoryInfo folder, NodeOrder order)
    {
        (Place, _folder, Order) = (place, folder, order);
    }

    public CrashPlace Place { get; }

    public NodeOrder Order { get; }

    public string Channel => Place.Channels[0];

    public int Posts => Place.Standing(Channel).Count;

    public IReadOnlyList<NodeProcess> Nodes => _nodes;

    /// <param name="server">The scene's own, where the test stops it; null: SQLite.</param>
    /// <param name="file">Where the SQLite file is to lie; null: a temporary folder.</param>
    public static async Task<SteadyScene> OpenAsync(PostgresServer? server, bool defaultTimes, int weeks, string? file = null)
    {
        var options = new CrashOptions { Channels = 1, FaultShare = 0 };
        var place = await CrashPlace.OpenAsync(options, 0, CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("paperbot-steady-");
        return new SteadyScene(
            place,
            folder,
            new NodeOrder(
                (server is null ? StoreProvider.Sqlite : StoreProvider.Postgres).ToString(),
                server is null
                    ? file ?? Path.Combine(folder.FullName, "paperbot.db")
                    : await server.CreateDatabaseAsync(CancellationToken.None),
                place.Name,
                place.Settings,
                place.Channels,
                CrashPhase.Post
            )
            {
                DefaultTimes = defaultTimes,
                Weeks = weeks,
                Spacing = TimeSpan.FromMilliseconds(150),
            }
        );
    }

    public NodeProcess Start(NodeOrder? order = null)
    {
        var node = new NodeProcess(order ?? Order);
        _nodes.Add(node);
        return node;
    }

    public Task UntilPostsAsync(int count) => UntilAsync(() => Posts >= count, $"{count} posts");

    /// <summary>How long after an instant the next post was accepted.</summary>
    public async Task<TimeSpan> NextPostAfterAsync(DateTimeOffset instant)
    {
        await UntilAsync(() => Place.PostsOf(Channel).Any(at => at > instant), $"a post after {instant:HH:mm:ss.fff}");
        return Place.PostsOf(Channel).First(at => at > instant) - instant;
    }

    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (patience.IsCancellationRequested)
            {
                throw new TimeoutException($"Not in time: {what}.\n{string.Join('\n', _nodes.Select(node => node.Log))}");
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Waits for the end of the work, has the auditor look, and compares.</summary>
    public async Task<IReadOnlyList<Problem>> FinishAsync()
    {
        await using var watch = new StoreWatch(
            Enum.Parse<StoreProvider>(Order.Provider),
            Order.ConnectionString,
            Place,
            _tally,
            seed: 0
        );
        using var patience = new CancellationTokenSource(Patience);
        await watch.UntilRestAsync(patience.Token);
        await _nodes.First(node => !node.HasExited).AuditAsync().WaitAsync(patience.Token);
        await watch.UntilRestAsync(patience.Token);
        await watch.MendAsync(patience.Token);
        var problems = await new TrialCheck(watch.Store, Place, Channel, CrashPhase.Post, Order.Weeks).FindAsync();
        return [.. _tally.Problems, .. problems];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            node.Dispose();
        }

        await Place.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
