using System.CommandLine;
using System.Diagnostics;
using Markdig;
using PaperBot.Weeks;

namespace PaperBot.Benchmarks;

/// <summary>Year files read by the list parser and by Markdig, a CommonMark parser, in turns: the ratio is the measure.</summary>
internal static class ListsBenchmark
{
    public static Command Create()
    {
        var from = new Option<DirectoryInfo>("--from") { Description = "Folder of year files (*.md)", Required = true };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 30 };
        var command = new Command("lists", "Time to parse all year files, against Markdig") { from, rounds };
        command.SetAction(words => Run(words.GetValue(from)!, words.GetValue(rounds)));
        return command;
    }

    private static void Run(DirectoryInfo folder, int rounds)
    {
        var files = folder.GetFiles("*.md").Select(file => (file.Name, Text: File.ReadAllText(file.FullName))).ToList();
        // Tables are what the lists are made of; without them Markdig would do less than is asked here.
        var pipeline = new MarkdownPipelineBuilder().UsePipeTables().Build();
        var ours = new List<double>();
        var theirs = new List<double>();
        for (var round = -3; round < rounds; round++)
        {
            var own = Time(() => files.Sum(file => WeekListParser.Parse(file.Text, file.Name).Weeks.Count));
            var other = Time(() => files.Sum(file => Markdown.Parse(file.Text, pipeline).Count));
            if (round >= 0)
            {
                ours.Add(own);
                theirs.Add(other);
            }
        }

        var (mine, markdig) = (Median(ours), Median(theirs));
        Console.WriteLine($"{files.Count} files, {files.Sum(file => file.Text.Length):n0} characters, {rounds} rounds, medians");
        Console.WriteLine($"list parser {mine:0.00} ms, Markdig {markdig:0.00} ms, ratio {mine / markdig:0.00} (aim: at most 3)");
    }

    private static double Time(Func<int> work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalMilliseconds;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
