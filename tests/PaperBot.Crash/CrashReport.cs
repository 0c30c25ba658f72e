using PaperBot.Storage;

namespace PaperBot.Crash;

/// <summary>Runs trials until there are enough of them, and says what they showed.</summary>
internal static class CrashReport
{
    private const int MostProblems = 40;

    public static async Task<CrashTally> RunAsync(CrashOptions options, TextWriter output)
    {
        if (options is { Nodes: > 1, Store: StoreProvider.Sqlite })
        {
            throw new ArgumentException("SQLite takes one node.", nameof(options));
        }

        var tally = new CrashTally();
        for (var seed = options.Seed; tally.Trials - tally.Undisturbed < options.Trials; seed++)
        {
            var (trials, problems) = (tally.Trials, tally.Problems.Count);
            await new CrashRun(options, seed, tally).RunAsync();
            await output.WriteLineAsync(
                $"{TimeProvider.System.GetUtcNow():HH:mm:ss} seed {seed}: {tally.Trials - trials} trials, {tally.Trials} in all, {tally.Kills} kills and stops, {tally.Problems.Count} problems"
            );
            foreach (var problem in tally.Problems.Skip(problems).Take(MostProblems))
            {
                await output.WriteLineAsync($"  {problem.Kind}: {problem.Text}");
            }
        }

        await WriteAsync(options, tally, output);
        return tally;
    }

    /// <summary>0 where nothing stands twice, is missing or out of order; with the control 0 where something stands twice.</summary>
    public static int ExitCode(CrashOptions options, CrashTally tally) =>
        options.Blind ? (tally.Count(ProblemKind.Duplicate) > 0 ? 0 : 1)
        : tally.Problems.Count == 0 ? 0
        : 1;

    private static async Task WriteAsync(CrashOptions options, CrashTally tally, TextWriter output)
    {
        await output.WriteLineAsync(
            $"""
            {options.Platform}, {options.Store}, {options.Nodes} node(s){(options.Blind ? ", blind retry" : "")}, seeds from {options.Seed}
            trials {tally.Trials - tally.Undisturbed}, posts {tally.Posts}, faults {tally.Faults.Values.Sum()}, kills and stops {tally.Kills}
            lasting duplicates {tally.Count(ProblemKind.Duplicate)}, gaps {tally.Count(ProblemKind.Gap)}, order errors {tally.Count(
                ProblemKind.Order
            )}, other problems {tally.Count(ProblemKind.Other)}, copies that stood for a while {tally.Passing}
            kills: {Words(tally.Hits)}
            faults: {Words(tally.Faults)}
            held: {Words(tally.Holds)}
            """
        );
    }

    private static string Words(IEnumerable<KeyValuePair<string, int>> counts) =>
        string.Join(", ", counts.Select(count => $"{count.Key} {count.Value}"));
}
