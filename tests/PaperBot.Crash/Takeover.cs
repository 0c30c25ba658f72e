using PaperBot.Fakes.Postgres;

namespace PaperBot.Crash;

/// <summary>How long a channel stands still with the times that the program is shipped with, when its node is killed.</summary>
internal static class Takeover
{
    private const int Weeks = 2;
    private const int HalfWay = 12;

    /// <summary>Another node goes on with the channel.</summary>
    /// <param name="point">Where the owner dies: <c>committed</c> leaves nothing in doubt, <see cref="NodeFate.Bytes"/> does.</param>
    public static async Task<Recovery> BySurvivorAsync(string point)
    {
        await using var scene = await SteadyScene.OpenAsync(PostgresServer.Shared, defaultTimes: true, Weeks);
        await scene.Start(scene.Order with { Weeks = 0 }).Planned;
        var owner = scene.Start(scene.Order with { Failpoint = point, Hit = HalfWay });
        await owner.ExitAsync();
        return new Recovery(await scene.NextPostAfterAsync(TimeProvider.System.GetUtcNow()), await scene.FinishAsync());
    }

    /// <summary>The single node on SQLite starts again; the time counts from that start, which is also the kill's time.</summary>
    public static async Task<Recovery> ByRestartAsync(string point)
    {
        await using var scene = await SteadyScene.OpenAsync(null, defaultTimes: true, Weeks);
        await scene.Start(scene.Order with { Failpoint = point, Hit = HalfWay }).ExitAsync();
        var killed = TimeProvider.System.GetUtcNow();
        scene.Start();
        return new Recovery(await scene.NextPostAfterAsync(killed), await scene.FinishAsync());
    }

    public static async Task PrintAsync(int times, TextWriter output)
    {
        (string Name, Func<Task<Recovery>> Run)[] ways =
        [
            ("PostgreSQL, survivor, nothing in doubt", () => BySurvivorAsync("committed")),
            ("PostgreSQL, survivor, a post in doubt", () => BySurvivorAsync(NodeFate.Bytes)),
            ("SQLite, restart, nothing in doubt", () => ByRestartAsync("committed")),
            ("SQLite, restart, a post in doubt", () => ByRestartAsync(NodeFate.Bytes)),
        ];
        foreach (var (name, run) in ways)
        {
            var recoveries = new List<Recovery>();
            for (var time = 0; time < times; time++)
            {
                recoveries.Add(await run());
            }

            await output.WriteLineAsync(
                $"{name}: {string.Join(", ", recoveries.Select(recovery => $"{recovery.After.TotalSeconds:0.0} s"))}; problems {recoveries.Sum(recovery => recovery.Problems.Count)}"
            );
        }
    }
}

/// <param name="After">How long after the kill, or after the relief, the next post stood.</param>
internal sealed record Recovery(TimeSpan After, IReadOnlyList<Problem> Problems);
