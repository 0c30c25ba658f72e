using System.CommandLine;
using PaperBot.Benchmarks;
using PaperBot.Benchmarks.Asking;

// One file a benchmark, each a static class with a Create() that returns its command. A benchmark prints ratios against something else
// in the same run: absolute times mean little on another machine.
var root = new RootCommand(
    "Measurements by hand: dotnet run -c Release --project tests/PaperBot.Benchmarks -- <benchmark> --help"
)
{
    PostingBenchmark.Create(),
    DiscordBenchmark.Create(),
    SlackCommandsBenchmark.Create(),
    ListsBenchmark.Create(),
    ReadingBenchmark.Create(),
    PagesBenchmark.Create(),
    WritingBenchmark.Create(),
    YearBenchmark.Create(),
    ScoreAsking.Create(),
    SpeedAsking.Create(),
    FitAsking.Create(),
};
return await root.Parse(args).InvokeAsync();
