using System.CommandLine;
using PaperBot.Asking;
using PaperBot.Fakes;
using PaperBot.Fakes.Asking;
using PaperBot.Papers;

namespace PaperBot.Benchmarks.Asking;

/// <summary>
/// <c>ask-score</c>: how well questions are answered, on the real note alone, among 210 older or newer papers of which only titles and links
/// are stored, or among 210 with short English notes.
/// </summary>
internal static class ScoreAsking
{
    public static Command Create()
    {
        var sets = new Option<string[]>("--set")
        {
            Description = "dev, own, practice, fresh, or a file of labelled questions",
            DefaultValueFactory = _ => ["dev"],
        };
        var stores = new Option<string[]>("--store")
        {
            Description = "week, titles, newer, notes, parts",
            DefaultValueFactory = _ => ["week", "titles"],
        };
        var misses = new Option<bool>("--misses") { Description = "Every question that is not answered as its labels say" };
        var explain = new Option<string[]>("--explain") { Description = "How a question is understood" };
        var glossary = new Option<string?>("--glossary") { Description = "A glossary file instead of the shipped one" };
        var command = new Command("ask-score", "How well labelled questions are answered") { sets, stores, misses, explain, glossary };
        command.SetAction(
            (words, cancellationToken) =>
                RunAsync(
                    words.GetValue(sets)!,
                    words.GetValue(stores)!,
                    words.GetValue(misses),
                    words.GetValue(explain) ?? [],
                    words.GetValue(glossary),
                    cancellationToken
                )
        );
        return command;
    }

    private static async Task<int> RunAsync(
        string[] sets,
        string[] stores,
        bool misses,
        string[] explained,
        string? glossaryFile,
        CancellationToken cancellationToken
    )
    {
        var glossary = glossaryFile is { } file
            ? Glossary.Parse(await File.ReadAllTextAsync(file, cancellationToken))
            : Glossary.Shipped;
        var week = await AskingStores.OneWeekAsync(cancellationToken);
        foreach (var store in stores)
        {
            foreach (var (name, index) in Indexes(store, week, glossary))
            {
                foreach (var text in explained)
                {
                    Console.WriteLine($"{name}: '{text}' = {index.Explain(text)}");
                }

                foreach (var set in sets)
                {
                    var queries = AskingQuery.Load(FileOf(set));
                    var figures = new AskingFigures([.. queries.Select(query => AskingReply.Ask(index, query))]);
                    Console.WriteLine(figures.Table($"{set} ({queries.Count}) on {name}"));
                    // The fresh set is for honest figures only: whoever reads its single errors can no longer use it.
                    if (misses && set != "fresh")
                    {
                        Console.WriteLine("    " + string.Join("\n    ", figures.Misses()));
                    }
                }
            }
        }

        return 0;
    }

    private static IEnumerable<(string Name, AskIndex Index)> Indexes(
        string store,
        IReadOnlyList<StoredWeek> week,
        Glossary glossary
    )
    {
        var tuning = AskTuning.Default;
        switch (store)
        {
            case "week":
                yield return ("one week", AskIndex.Build(week, glossary));
                break;
            case "titles":
                yield return ("220 papers (older titles)", AskIndex.Build(AskingStores.Among(week, false, false), glossary));
                break;
            case "newer":
                yield return ("220 papers (newer titles)", AskIndex.Build(AskingStores.Among(week, true, false), glossary));
                break;
            case "notes":
                yield return ("220 papers (older notes)", AskIndex.Build(AskingStores.Among(week, false, true), glossary));
                yield return ("220 papers (newer notes)", AskIndex.Build(AskingStores.Among(week, true, true), glossary));
                break;
            case "parts":
                yield return ("one week, everything", AskIndex.Build(week, glossary));
                yield return ("without glossary", Without(tuning with { Glossary = false }));
                yield return ("without sound", Without(tuning with { Sound = false }));
                yield return ("without names", Without(tuning with { Names = false }));
                yield return ("without coverage", Without(tuning with { Coverage = false }));
                yield return ("without rereading", Without(tuning with { Rereading = false }));
                break;
            default:
                throw new ArgumentException($"There is no store '{store}': week, titles, newer, notes, parts.", nameof(store));
        }

        AskIndex Without(AskTuning changed) => AskIndex.Build(week, glossary, null, changed);
    }

    internal static string FileOf(string set) =>
        set switch
        {
            "dev" => SharedData.PathOf("retrieval", "dev.jsonl"),
            "own" => Path.Combine(AppContext.BaseDirectory, "Asking", "queries.jsonl"),
            "practice" => Path.Combine(AppContext.BaseDirectory, "Asking", "practice.jsonl"),
            "fresh" => Path.Combine(AppContext.BaseDirectory, "Asking", "fresh.jsonl"),
            _ => set,
        };
}
