using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using PaperBot.Fakes.Model;
using PaperBot.Papers;
using PaperBot.Writing;

namespace PaperBot.Benchmarks;

/// <summary>
/// How long a week takes to be written over the least that its calls allow, and how many tokens a server's prompt cache does not have over one
/// text a paper and the replies. The stand-in takes the same time for each call.
/// </summary>
internal static class WritingBenchmark
{
    public static Command Create()
    {
        var papers = new Option<int>("--papers") { Description = "Papers of the week", DefaultValueFactory = _ => 10 };
        var seconds = new Option<double>("--seconds") { Description = "What a call takes", DefaultValueFactory = _ => 2 };
        var parallel = new Option<int[]>("--parallel") { Description = "Calls at once", DefaultValueFactory = _ => [4, 10] };
        var command = new Command("writing", "A week written, over its ideal") { papers, seconds, parallel };
        command.SetAction(
            async (words, cancellationToken) =>
            {
                var table = new Table(
                    "vendor",
                    "papers",
                    "parallel",
                    "calls",
                    "ideal s",
                    "took s",
                    "ratio",
                    "uncached",
                    "text+replies",
                    "ratio"
                );
                // A service is warm when its week comes.
                await MeasureAsync(WriterProvider.OpenAi, 1, 1, TimeSpan.Zero, new Table(), cancellationToken);
                foreach (var vendor in new[] { WriterProvider.OpenAi, WriterProvider.Anthropic })
                {
                    foreach (var places in words.GetRequiredValue(parallel))
                    {
                        await MeasureAsync(
                            vendor,
                            words.GetValue(papers),
                            places,
                            TimeSpan.FromSeconds(words.GetValue(seconds)),
                            table,
                            cancellationToken
                        );
                    }
                }

                table.Write(Console.Out);
            }
        );
        return command;
    }

    private static async Task MeasureAsync(
        WriterProvider vendor,
        int papers,
        int parallel,
        TimeSpan call,
        Table table,
        CancellationToken cancellationToken
    )
    {
        await using var scene = await WritingScene.StartAsync(papers, cancellationToken, pages: 12);
        scene.Server.Delay = call;
        var watch = Stopwatch.StartNew();
        var report = await scene.RunAsync(
            cancellationToken,
            change: settings =>
                settings with
                {
                    Parallel = parallel,
                    Provider = vendor,
                    Endpoint = vendor == WriterProvider.Anthropic ? scene.Server.Anthropic : scene.Server.OpenAi,
                }
        );
        watch.Stop();
        if (report.Failures.Count > 0)
        {
            throw new InvalidOperationException(report.Failures[0].Reason.English);
        }

        // What is said about one paper is said in turn; the theme comes when all papers are there.
        var calls = scene.Server.Asks.Count - 1;
        var chain = calls / papers;
        var ideal = call * (Math.Max(chain, Math.Ceiling((double)calls / parallel)) + 1);
        var replies = scene.Server.Counts.Sum(count => count.Output);
        var texts = scene
            .Server.Asks.Where(ask => ask.Paper.Length > 0)
            .DistinctBy(ask => ask.Paper, StringComparer.Ordinal)
            .Sum(ask => ask.Paper.Length / 4);
        var uncached = scene.Server.Counts.Sum(count => count.Uncached);
        table.Add(
            vendor,
            papers,
            parallel,
            calls + 1,
            Number(ideal.TotalSeconds),
            Number(watch.Elapsed.TotalSeconds),
            Number(watch.Elapsed / ideal),
            uncached,
            texts + replies,
            Number((double)uncached / (texts + replies))
        );
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
