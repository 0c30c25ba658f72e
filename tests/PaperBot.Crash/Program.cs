using System.Globalization;
using PaperBot.Crash;
using PaperBot.Storage;

if (args is ["--node", var order])
{
    return await CrashNode.RunAsync(NodeOrder.Read(order));
}

switch (args)
{
    case ["takeover", ..]:
        await Takeover.PrintAsync(Number("--times", 5), Console.Out);
        return 0;
    case ["outages", ..]:
        await Outages.PrintAsync(
            Word("--folder", "") is { Length: > 0 } folder ? folder : null,
            TimeSpan.FromSeconds(Number("--seconds", 5)),
            Console.Out
        );
        return 0;
}

string[] known =
[
    "--trials",
    "--store",
    "--platform",
    "--nodes",
    "--seed",
    "--channels",
    "--kills",
    "--openings",
    "--reach",
    "--blind",
];
if (args.FirstOrDefault(word => word.StartsWith('-') && !known.Contains(word, StringComparer.Ordinal)) is { } unknown)
{
    await Console.Error.WriteLineAsync(
        $"{unknown} is no option. Options: {string.Join(' ', known)}; every second seed edits, every fourth withdraws too."
    );
    return 2;
}

var options = new CrashOptions
{
    Trials = Number("--trials", 60),
    Store = Word("--store", "sqlite") == "postgres" ? StoreProvider.Postgres : StoreProvider.Sqlite,
    Platform = Word("--platform", "board"),
    Nodes = Number("--nodes", 1),
    Seed = Number("--seed", 1),
    Channels = Number("--channels", 20),
    Kills = Number("--kills", 10),
    Openings = Number("--openings", 1),
    Reach = args.Contains("--reach", StringComparer.Ordinal) ? Number("--reach", 1) : null,
    Blind = args.Contains("--blind", StringComparer.Ordinal),
};
return CrashReport.ExitCode(options, await CrashReport.RunAsync(options, Console.Out));

string Word(string name, string fallback)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;
}

int Number(string name, int fallback) =>
    int.Parse(Word(name, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
