using PaperBot.Fakes.Postgres;

namespace PaperBot.Crash;

/// <summary>What is around the program fails for a while. It goes on by itself once that is over, and posts nothing wrong.</summary>
internal static class Outages
{
    /// <summary>The database is away.</summary>
    public static async Task<Recovery> DatabaseAwayAsync(int nodes, TimeSpan length)
    {
        using var server = new PostgresServer();
        await using var scene = await SteadyScene.OpenAsync(server, defaultTimes: true, weeks: 4);
        for (var node = 0; node < nodes; node++)
        {
            scene.Start();
        }

        await scene.UntilPostsAsync(10);
        server.StopAtOnce();
        await Task.Delay(length);
        server.Start();
        var relief = TimeProvider.System.GetUtcNow();
        return await JudgeAsync(scene, relief);
    }

    /// <summary>The clock of the program's machine jumps, and stays wrong.</summary>
    public static async Task<Recovery> ClockJumpsAsync(bool onPostgres, params TimeSpan[] jumps)
    {
        await using var scene = await SteadyScene.OpenAsync(
            onPostgres ? PostgresServer.Shared : null,
            defaultTimes: true,
            weeks: 2 * jumps.Length + 1
        );
        var node = scene.Start();
        var slowest = TimeSpan.Zero;
        foreach (var jump in jumps)
        {
            await scene.UntilPostsAsync(scene.Posts + 10);
            node.SetClock(jump);
            var after = await scene.NextPostAfterAsync(TimeProvider.System.GetUtcNow());
            slowest = after > slowest ? after : slowest;
        }

        return new Recovery(slowest, [.. await scene.FinishAsync(), .. Ended(scene)]);
    }

    /// <summary>The disk that the store lies on is full, until somebody makes room.</summary>
    /// <param name="folder">A file system of its own, small enough to be filled.</param>
    public static async Task<Recovery> DiskFullAsync(string folder, TimeSpan length)
    {
        await using var scene = await SteadyScene.OpenAsync(
            null,
            defaultTimes: true,
            weeks: 6,
            Path.Combine(folder, "paperbot.db")
        );
        var node = scene.Start();
        await node.Planned;
        await scene.UntilPostsAsync(10);
        var ballast = Path.Combine(folder, "ballast");
        Fill(ballast);
        // What is still free in pages of the file is used up before anything fails.
        await scene.UntilAsync(() => node.Log.Contains("full", StringComparison.OrdinalIgnoreCase), "the store to notice");
        await Task.Delay(length);
        File.Delete(ballast);
        return await JudgeAsync(scene, TimeProvider.System.GetUtcNow());
    }

    private static async Task<Recovery> JudgeAsync(SteadyScene scene, DateTimeOffset relief)
    {
        var after = await scene.NextPostAfterAsync(relief);
        return new Recovery(after, [.. await scene.FinishAsync(), .. Ended(scene)]);
    }

    private static IEnumerable<Problem> Ended(SteadyScene scene) =>
        scene
            .Nodes.Where(node => node.HasExited)
            .Select(node => new Problem(ProblemKind.Other, $"A node ended with {node.ExitCode}.\n{node.Log}"));

    private static void Fill(string file)
    {
        var block = new byte[4096];
        try
        {
            using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            while (true)
            {
                stream.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }

    public static async Task PrintAsync(string? folder, TimeSpan length, TextWriter output)
    {
        if (folder is not null)
        {
            await PrintAsync($"disk full for {length}", await DiskFullAsync(folder, length), output);
        }

        await PrintAsync($"PostgreSQL away for {length}, one node", await DatabaseAwayAsync(1, length), output);
        await PrintAsync($"PostgreSQL away for {length}, two nodes", await DatabaseAwayAsync(2, length), output);
        TimeSpan[] jumps = [TimeSpan.FromDays(7), TimeSpan.Zero, TimeSpan.FromDays(-2), TimeSpan.Zero];
        await PrintAsync("clock +7 d, back, -2 d, back, SQLite", await ClockJumpsAsync(onPostgres: false, jumps), output);
        await PrintAsync("clock +7 d, back, -2 d, back, PostgreSQL", await ClockJumpsAsync(onPostgres: true, jumps), output);
    }

    private static Task PrintAsync(string name, Recovery recovery, TextWriter output) =>
        output.WriteLineAsync(
            $"{name}: next post after {recovery.After.TotalSeconds:0.0} s; problems {recovery.Problems.Count}{string.Concat(recovery.Problems.Select(problem => "\n  " + problem.Text))}"
        );
}
