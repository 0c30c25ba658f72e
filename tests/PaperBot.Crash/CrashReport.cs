namespace PaperBot.Crash;

/// <summary>Runs trials until there are enough of them, and says what they showed.</summary>
internal static class CrashReport
{
    /// <returns>0 where nothing stands twice, is missing or out of order; with the control 0 where something stands twice.</returns>
    public static async Task<int> RunAsync(CrashOptions options, TextWriter output)
    {
        if (options is { Nodes: > 1, Store: Storage.StoreProvider.Sqlite })
        {
            await output.WriteLineAsync("SQLite takes one node.");
            return 2;
        }

        var tally = new CrashTally();
        for (var seed = options.Seed; tally.Trials < options.Trials; seed++)
        {
            var before = tally.Trials;
            await new CrashRun(options, seed, tally).RunAsync();
            await output.WriteLineAsync(
                $"seed {seed}: {tally.Trials - before} trials, {tally.Trials} in all, {tally.Hits.Values.Sum()} kills and stops, {tally.Problems.Count} problems"
            );
        }

        await WriteAsync(options, tally, output);
        return options.Blind ? (tally.Duplicates > 0 ? 0 : 1)
            : tally.Problems.Count == 0 ? 0
            : 1;
    }

    private static async Task WriteAsync(CrashOptions options, CrashTally tally, TextWriter output)
    {
        await output.WriteLineAsync(
            $"{options.Store}, {options.Nodes} node(s){(options.Blind ? ", blind retry" : "")}, seeds from {options.Seed}: {tally.Trials} trials, {tally.Posts} posts, {tally.Faults} faults, {tally.Hits.Values.Sum()} kills and stops"
        );
        await output.WriteLineAsync(
            $"lasting duplicates {tally.Duplicates}, other problems {tally.Problems.Count - tally.Duplicates}, copies that stood for a while {tally.Passing}"
        );
        await output.WriteLineAsync(string.Join(", ", tally.Hits.Select(hit => $"{hit.Key} {hit.Value}")));
        foreach (var problem in tally.Problems.Take(40))
        {
            await output.WriteLineAsync(problem);
        }
    }
}
