using System.CommandLine;
using PaperBot.Asking;
using PaperBot.Fakes.Asking;
using PaperBot.Papers;

namespace PaperBot.Benchmarks.Asking;

/// <summary>
/// <c>ask-fit</c>: looks for better numbers of the ranking by small random steps, and for the weights of the confidence by logistic
/// regression, over the questions that may be looked at (never the fresh ones) on two stores and three. It prints what it found; somebody
/// rounds it and writes it into <see cref="AskTuning"/> and <see cref="AskEvidence"/>.
/// </summary>
internal static class FitAsking
{
    // Not what the newest week gains: every question here is about that week.
    private static readonly (string Name, Func<AskTuning, double> Get, Func<AskTuning, double, AskTuning> Set)[] Numbers =
    [
        ("AnswerSide", t => t.AnswerSide, (t, v) => t with { AnswerSide = Math.Min(0.95, v) }),
        ("CoverageWeight", t => t.CoverageWeight, (t, v) => t with { CoverageWeight = v }),
        ("TogetherWeight", t => t.TogetherWeight, (t, v) => t with { TogetherWeight = v }),
        ("QuestionWeight", t => t.QuestionWeight, (t, v) => t with { QuestionWeight = v }),
        ("AskedWeight", t => t.AskedWeight, (t, v) => t with { AskedWeight = v }),
        ("AlikeWeight", t => t.AlikeWeight, (t, v) => t with { AlikeWeight = v }),
        ("PaperWeight", t => t.PaperWeight, (t, v) => t with { PaperWeight = v }),
        ("UnknownPlain", t => t.UnknownPlain, (t, v) => t with { UnknownPlain = v }),
        ("UnknownWeight", t => t.UnknownWeight, (t, v) => t with { UnknownWeight = v }),
        ("NumberWeight", t => t.NumberWeight, (t, v) => t with { NumberWeight = v }),
        ("FrameWeight", t => t.FrameWeight, (t, v) => t with { FrameWeight = v }),
        ("PaperSide", t => t.PaperSide, (t, v) => t with { PaperSide = Math.Min(1, v) }),
        ("SingleKanji", t => t.SingleKanji, (t, v) => t with { SingleKanji = v }),
        ("ConceptFloor", t => t.ConceptFloor, (t, v) => t with { ConceptFloor = Math.Min(1, v) }),
    ];

    public static Command Create()
    {
        var steps = new Option<int>("--steps") { Description = "How many random steps to try", DefaultValueFactory = _ => 200 };
        var command = new Command("ask-fit", "Looks for better numbers of the ranking and the confidence") { steps };
        command.SetAction((words, cancellationToken) => RunAsync(words.GetValue(steps), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int steps, CancellationToken cancellationToken)
    {
        var week = await AskingStores.OneWeekAsync(cancellationToken);
        IReadOnlyList<IReadOnlyList<StoredWeek>> stores =
        [
            week,
            AskingStores.Among(week, false, true),
            AskingStores.Among(week, true, false),
        ];
        var indexes = stores.Select(store => AskIndex.Build(store, Glossary.Shipped)).ToList();
        var queries = new[] { "dev", "own", "practice" }.SelectMany(set => AskingQuery.Load(ScoreAsking.FileOf(set))).ToList();
        var best = Search([.. indexes.Take(2)], queries, steps);
        foreach (var (name, get, _) in Numbers)
        {
            Console.WriteLine($"{name} = {get(best):0.00} (was {get(AskTuning.Default):0.00})");
        }

        Regress([.. indexes.Select(index => With(index, best))], queries);
        return 0;
    }

    private static AskTuning Search(List<AskIndex> indexes, List<AskingQuery> queries, int steps)
    {
        var random = new Random(7);
        var best = AskTuning.Default;
        var reached = Worth(indexes, queries, best);
        Console.WriteLine($"start {reached:0.0000}");
        for (var step = 0; step < steps; step++)
        {
            var tried = best;
            for (var change = 0; change <= random.Next(2); change++)
            {
                var (_, get, set) = Numbers[random.Next(Numbers.Length)];
                tried = set(tried, get(tried) * Math.Exp((random.NextDouble() - 0.5) * 0.9));
            }

            var worth = Worth(indexes, queries, tried);
            if (worth > reached)
            {
                (best, reached) = (tried, worth);
                Console.WriteLine($"{step} {reached:0.0000}");
            }
        }

        return best;
    }

    /// <summary>Right answers and papers, the first place counting most; every kind and every store counts alike.</summary>
    private static double Worth(List<AskIndex> indexes, List<AskingQuery> queries, AskTuning tuning)
    {
        var worths = indexes
            .AsParallel()
            .WithDegreeOfParallelism(2)
            .Select(index =>
            {
                var changed = With(index, tuning);
                var figures = new AskingFigures([.. queries.Select(query => AskingReply.Ask(changed, query))]);
                return (
                        figures.PaperFirst("paper")
                        + new[] { "ja", "en", "followup" }.Average(kind =>
                            (figures.AnswerFirst(kind) + figures.MeanReciprocal(kind) + figures.AnswerInThree(kind)) / 3
                        )
                        + new[] { "ja", "en" }.Average(figures.PaperFirst)
                    ) / 3;
            });
        return worths.Average();
    }

    private static AskIndex With(AskIndex index, AskTuning tuning) => new(index.Data with { Tuning = tuning });

    private static void Regress(List<AskIndex> indexes, List<AskingQuery> queries)
    {
        var samples = new List<(double[] Features, bool IsAnswerable)>();
        foreach (var index in indexes)
        {
            foreach (var query in queries)
            {
                var within = query.Paper is null ? null : PaperId.Parse(query.Paper);
                if (index.Ask(new AskQuery(query.Query) { Within = within }).Evidence is { } evidence)
                {
                    samples.Add((evidence.Features(), query.IsAnswerable));
                }
            }
        }

        var weights = Fit(samples);
        Console.WriteLine(
            string.Join(", ", AskEvidence.FeatureNames.Zip(weights).Select(pair => $"{pair.First} {pair.Second:0.00}"))
        );
    }

    private static double[] Fit(List<(double[] Features, bool IsAnswerable)> samples)
    {
        const double decay = 0.002;
        var weights = new double[samples[0].Features.Length];
        double positives = samples.Count(sample => sample.IsAnswerable);
        var negatives = samples.Count - positives;
        for (var round = 0; round < 20_000; round++)
        {
            var slope = new double[weights.Length];
            foreach (var (features, isAnswerable) in samples)
            {
                var sum = 0.0;
                for (var i = 0; i < weights.Length; i++)
                {
                    sum += weights[i] * features[i];
                }

                // As many of the one as of the other, as far as the fit is concerned.
                var share = isAnswerable ? 0.5 / positives : 0.5 / negatives;
                var miss = (1 / (1 + Math.Exp(-sum))) - (isAnswerable ? 1 : 0);
                for (var i = 0; i < weights.Length; i++)
                {
                    slope[i] += share * miss * features[i];
                }
            }

            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] -= 2 * (slope[i] + (i == 0 ? 0 : decay * weights[i]));
            }
        }

        return weights;
    }
}
