using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PaperBot.Asking;
using PaperBot.Fakes.Asking;
using PaperBot.Papers;

namespace PaperBot.Benchmarks.Asking;

/// <summary>
/// <c>ask-speed</c>: one thread asks the labelled questions of a store of so many Q&amp;As; latency of answers and of the
/// list that fills while somebody types, building, memory, and ratios against two plain searches over the same Q&amp;As in the same run,
/// with the quality of all three on the real note beside.
/// </summary>
internal static class SpeedAsking
{
    public static Command Create()
    {
        var answers = new Option<int>("--answers")
        {
            Description = "How many Q&As are stored",
            DefaultValueFactory = _ => 20_000,
        };
        var alone = new Option<bool>("--alone") { Description = "Without the other searches" };
        var command = new Command("ask-speed", "Latency, building and memory of the search beside SQLite FTS5 and Lucene.Net")
        {
            answers,
            alone,
        };
        command.SetAction(
            (words, cancellationToken) => RunAsync(words.GetValue(answers), words.GetValue(alone), cancellationToken)
        );
        return command;
    }

    private static async Task<int> RunAsync(int answers, bool alone, CancellationToken cancellationToken)
    {
        var week = await AskingStores.OneWeekAsync(cancellationToken);
        var queries = new[] { "dev", "own", "fresh" }.SelectMany(set => AskingQuery.Load(ScoreAsking.FileOf(set))).ToList();
        List<StoredWeek> weeks = [.. week, .. new GeneratedNotes([.. week, .. AskingStores.Listed(true)]).Build(answers - 119)];
        var text = weeks
            .SelectMany(stored => stored.Papers)
            .SelectMany(paper => paper.Notes.Values)
            .SelectMany(note => note.QuestionAnswers)
            .Sum(answer => 2L * (answer.Question.Length + answer.Answer.Length));

        var before = GC.GetTotalMemory(forceFullCollection: true);
        // The processor's time, because other programs run beside.
        var started = Environment.CpuUsage.UserTime;
        var index = AskIndex.Build(weeks, Glossary.Shipped);
        var built = Environment.CpuUsage.UserTime - started;
        var first = queries[0];
        index.Ask(new AskQuery(first.Query));
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        var count = index.Answers.Count;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{count} Q&As of {index.Papers.Count} papers, text {text / 1e6:0.0} MB; index built in {built.TotalMilliseconds:0} ms ({built.TotalMicroseconds / count:0} µs a Q&A), {held / 1e6:0.0} MB = {(double)held / count:0} bytes a Q&A"
            )
        );
        var ours = Measure("PaperBot", queries, query => index.Ask(Query(query)));
        var typed = queries.SelectMany(Prefixes).ToList();
        Measure(
            "PaperBot, autocomplete",
            typed,
            query => index.Suggest(new AskQuery(query.Query) { Preferred = Language.Japanese }, 25)
        );
        if (alone)
        {
            return 0;
        }

        // The best of three refreshes: a week is stored, and everything is read anew.
        var refresh = Enumerable.Range(0, 3).Min(_ => Time(() => AskIndex.Build(weeks, Glossary.Shipped)));
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"refresh {refresh.TotalMilliseconds:0} ms beside the readers")
        );
        IReadOnlyList<Func<IReadOnlyList<IndexedAnswer>, IRival>> rivals =
        [
            stored => new TrigramRival(stored),
            stored => new LuceneRival(stored),
        ];
        var small = AskIndex.Build(week, Glossary.Shipped);
        Quality("PaperBot", queries, query => [.. small.Ask(Query(query)).Ranked.Select(ranked => ranked.Answer)]);
        foreach (var create in rivals)
        {
            using var rival = create(index.Answers);
            var theirs = Measure(rival.Name, queries, query => rival.Best(query.Query));
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  PaperBot takes {ours.Median / theirs.Median:0.00} times as long in the median, {ours.Mean / theirs.Mean:0.00} in the mean, {ours.Late / theirs.Late:0.00} at p99"
                )
            );
            using var onWeek = create(small.Answers);
            Quality(
                rival.Name,
                queries,
                query =>
                    [
                        .. onWeek
                            .Best(query.Query)
                            .Select(number => small.Answers[number])
                            .Where(answer => query.Paper is null || answer.Paper.Id.Value == query.Paper),
                    ]
            );
        }

        return 0;
    }

    private static AskQuery Query(AskingQuery query) =>
        new(query.Query) { Within = query.Paper is null ? null : PaperId.Parse(query.Paper) };

    private static IEnumerable<AskingQuery> Prefixes(AskingQuery query) =>
        new[] { 2, 5, 10, 20 }
            .Where(length => length < query.Query.Length && !char.IsHighSurrogate(query.Query[length - 1]))
            .Select(length => query with { Query = query.Query[..length] });

    private static TimeSpan Time(Action act)
    {
        var started = Stopwatch.GetTimestamp();
        act();
        return Stopwatch.GetElapsedTime(started);
    }

    private static (double Median, double Mean, double Late) Measure<T>(
        string name,
        List<AskingQuery> queries,
        Func<AskingQuery, T> ask
    )
    {
        foreach (var query in queries)
        {
            ask(query);
        }

        // The least of three rounds for each query: what it takes, not what the machine did beside.
        var times = queries
            .Select(query => Enumerable.Range(0, 3).Min(_ => Time(() => ask(query)).TotalMilliseconds))
            .Order()
            .ToList();
        var (median, mean, late) = (times[times.Count / 2], times.Average(), times[(int)(times.Count * 0.99)]);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: {queries.Count} queries, median {median:0.00} ms, mean {mean:0.00}, p95 {times[(int)(times.Count * 0.95)]:0.00}, p99 {late:0.00}, longest {times[^1]:0.00}"
            )
        );
        return (median, mean, late);
    }

    private static void Quality(string name, List<AskingQuery> queries, Func<AskingQuery, IReadOnlyList<IndexedAnswer>> ask)
    {
        var places = queries
            .Where(query => query.GoldQas.Count > 0)
            .Select(query =>
                (
                    query.Kind,
                    Place: ask(query)
                        .ToList()
                        .FindIndex(answer =>
                            query.GoldQas.Any(gold => gold.Paper == answer.Paper.Id.Value && gold.Index == answer.Index)
                        )
                )
            )
            .ToLookup(found => found.Kind, found => found.Place);
        Console.WriteLine(
            $"  {name} on the real note, answer first / in three: "
                + string.Join(
                    ", ",
                    places.Select(kind =>
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{kind.Key} {100.0 * kind.Count(place => place == 0) / kind.Count():0} / {100.0 * kind.Count(place => place is >= 0 and < 3) / kind.Count():0}"
                        )
                    )
                )
        );
    }
}
